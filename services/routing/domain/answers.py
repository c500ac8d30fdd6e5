"""What a department says of its task: checked, carried out, told."""

from collections.abc import Sequence
from datetime import datetime

from services.routing.domain import hearing, reviewing, revoking
from services.routing.domain.lights import light
from services.routing.domain.objections import call_review
from services.routing.domain.remedies import remedies
from services.routing.domain.route import Route
from services.routing.domain.task import PROGRESS_KEPT, WORKING, Progress, Task
from services.routing.domain.veil import RESTRICTED_DEPARTMENT
from shared.aggregate import Said
from shared.clock import Term, Times
from shared.contracts import routing as say
from shared.contracts.common import ItemState
from shared.contracts.departments import Answer
from shared.contracts.transfers import ItemSubmittedUpward
from shared.errors import Fault, Refused, refuse


class OutOfPlace(Refused):
    """The answer does not fit the state of its task: perhaps one said before it is still on its way."""


OVERTAKEN = frozenset({"accepted", "special-started", "special-ended", "progress"})
"""What need not be carried out any more once something that was said later has been."""

ACTS = {
    "accepted": "受理",
    "correction-needed": "要求补正",
    "special-started": "开始特别程序",
    "special-ended": "结束特别程序",
    "progress": "报告进展",
    "approved": "准予",
    "refused": "不予批准",
    "revoked": "撤销",
    "returned": "退回",
    "submitted": "转报",
}
REQUIRED = {
    "correction-needed": ("points", "须一次性写明全部补正内容", "请在 points 中逐条列出"),
    "special-started": ("procedure", "须写明特别程序的名称", "请填写 procedure，如：专家评审"),
    "progress": ("note", "须写明进展情况", "请填写 note，如：已完成初审"),
    "refused": ("reason", "不予批准须说明理由（行政许可法第三十八条）", "请填写 reason"),
    "returned": ("reason", "退回须说明理由", "请填写 reason"),
    "submitted": ("document", "转报须写明文号", "请填写 document，如：准应急字〔2026〕12号"),
}
CORRECTION_BASIS = "行政许可法 第三十二条；补正时间不计入（工程建设项目审批管理系统 6/7）"
SPECIAL_BASIS = "行政许可法 第四十五条"


def answer(
    route: Route,
    department: str,
    verb: str,
    said: Answer,
    now: datetime,
    times: Times,
    *,
    stops_clock: bool,
    authority: str = "",
    convener: str = "",
    place: int = 0,
    procedure: Term | None = None,
    said_at: datetime | None = None,
) -> Sequence[Said]:
    """Carry out what `department` (`<region>.<code>`, from the subject) says. Errors: Refused; then nothing has changed.

    `authority` is the name of the authority above the bus to which the item has to be submitted, if there is one.
    `convener`: who convenes the review of an objection; empty: the centre's own 政务服务局.
    `place` is the answer's number in the stream, 0 where it came as a request. `procedure`: the limit of the special
    procedure that it begins. `said_at`: when the bus took the answer in; its limits are measured by that, so that no
    department is late because we were away. What follows of it begins `now`.
    """
    task = own_task(route, department, said.task_id)
    if verb in OVERTAKEN and 0 < place < task.heard:
        return []  # said before something that another replica has carried out already
    when = said_when(task, said_at, now)
    if verb == "revoked":
        return _revoked(route, task, said, when, times)
    _check(route, task, verb, said, when)
    task.heard, task.heard_at = place or task.heard, when
    task.done("accept", when)
    times = times.at(task.plan.region)
    match verb:
        case "accepted" | "progress":
            return [_underway(route, task, verb, said, when)]
        case "correction-needed":  # what is due by now is lit before the clock stands
            return [*light(route, when), _correction(route, task, said, when, times)]
        case "special-started":
            due = light(route, when)
            task.open("procedure", procedure, when, times)
            hearing.begun(task, said.procedure, procedure, when, times)
            return [*due, *_special(route, task, said, when, stops_clock=stops_clock)]
        case "special-ended":
            task.done("procedure", when)
            hearing.ended(task)
            task.resume(when, times)
            task.state = ItemState.SPECIAL_ENDED
            return [say.SpecialProcedureEnded(**route.told(task, when, said.note), due=task.due)]
        case "approved":
            return [_approved(route, task, said, when), *route.proceed(now, times)]
        case "refused":
            return [_refused(route, task, said, when), *route.proceed(now, times)]
        case "submitted":
            return _submitted(route, task, said, when, times, authority)
        case _:
            return _returned(route, task, said, when, convener)


def own_task(route: Route, department: str, task_id: str) -> Task:
    """The task that a department speaks of. Errors: Refused, where it is not its to speak of."""
    task = route.tasks.get(task_id)
    if task is None or task.address != department:
        raise refuse("task_id", f"{task_id[:60]} 不是贵部门的任务", "请核对任务编号；本部门的任务见本部门的 TASKS 队列")
    if route.suspension and not task.state.ended:
        raise route.suspension.refusal("task_id")
    if task.offered or (task.returned and task.assigned_at is None):
        raise refuse("task_id", "该事项已转办，不再由贵部门办理", "请与政务服务中心联系")
    if task.assigned_at is None and not task.state.ended:
        raise refuse("task_id", "该任务尚未派发：前置事项还未办结", "请待收到派件后再办理")
    return task


def said_when(task: Task, said_at: datetime | None, now: datetime) -> datetime:
    """The instant that counts for an answer: never later than now, never before the task was as it is."""
    return now if said_at is None else min(now, max(said_at, task.changed_at or now))


def _check(route: Route, task: Task, verb: str, said: Answer, now: datetime) -> None:
    if task.state.ended:
        raise refuse("task_id", f"该任务已是“{task.state.label}”，不能再办理", "如需更正，请与政务服务中心联系")
    faults = []
    needed = REQUIRED.get(verb)
    if needed and not getattr(said, needed[0]):
        faults.append(Fault(field=needed[0], message=needed[1], remedy=needed[2]))
    if verb == "approved" and (awaited := task.pledges.hindrance()):
        faults.append(awaited)
    if verb == "returned" and (late := _too_late(task, now)):
        faults.append(late)
    held = reviewing.hindrance(route, task) if verb == "approved" else None
    message = _out_of_place(task, verb)
    if held:
        faults.append(held)
    if message:
        faults.append(Fault(field="task_id", message=message, remedy=f"该任务现为“{task.state.label}”"))
    if faults:
        early = (message or held) and len(faults) == 1  # what is wrong in itself does not mend by waiting
        raise OutOfPlace(faults) if early else Refused(faults)


def _too_late(task: Task, now: datetime) -> Fault | None:
    """Who objects to the assignment does so within the limit for accepting it."""
    limit = task.limits.get("accept")
    if limit is None or now <= limit.due or task.bound or task.confirmed:
        return None
    message = f"对派件的异议应在{limit.term.length}内提出，已于{limit.due:%Y年%-m月%-d日%H:%M}截止"
    remedy = "请继续办理；确不应由贵部门办理的，请中心提请协调（escalate），由协调结果确定承办部门"
    return Fault(field="task_id", message=message, remedy=remedy)


def _out_of_place(task: Task, verb: str) -> str | None:
    act = ACTS[verb]
    if task.objection:
        return f"退回后正在会商，暂不能{act}"
    if verb == "progress":
        return None
    if verb == "accepted":
        return None if task.state is ItemState.ACCEPTED else "已经受理，不必再次受理"
    if verb == "special-ended":
        return None if task.state is ItemState.SPECIAL_STARTED else "没有进行中的特别程序"
    if verb == "returned" and (task.bound or task.confirmed):
        return "经会商、协调确定由贵部门承办，不能再次退回"
    if verb == "returned" and task.submitted_at:
        return "已经转报上级机关，不能退回"
    if message := _submission(task, verb):
        return message
    return None if task.state in WORKING else f"补正或特别程序结束之前，不能{act}"


def _submission(task: Task, verb: str) -> str | None:
    """What is decided above the bus is submitted first, once; what is decided here is not submitted."""
    if verb == "submitted":
        if task.submit_to is None:
            return "该事项由贵部门决定，不需转报"
        return "已经转报，不必再次转报" if task.submitted_at else None
    waits = verb in {"approved", "refused"} and task.submit_to is not None and task.submitted_at is None
    return "该事项由上级机关决定，须先转报（submitted）并写明文号" if waits else None


def _underway(route: Route, task: Task, verb: str, said: Answer, now: datetime) -> Said:
    if verb == "accepted":
        task.state = ItemState.IN_HAND
        return say.TaskAccepted(**route.told(task, now, said.note))
    hearing.reported(task, said.note, now)
    report = Progress(at=now, note=said.note, percent=said.percent)
    task.progress = (*task.progress, report)[-PROGRESS_KEPT:]
    return say.TaskProgressed(**route.told(task, now, said.note), percent=said.percent)


def _submitted(route: Route, task: Task, said: Answer, now: datetime, times: Times, authority: str) -> Sequence[Said]:
    assert task.submit_to is not None  # noqa: S101  checked before; for the type checker
    assert said.document is not None  # noqa: S101  likewise
    task.submit(said.document, now, times)
    by = RESTRICTED_DEPARTMENT if task.restricted else task.plan.department_name
    holder = f"上级{RESTRICTED_DEPARTMENT}" if task.restricted else authority
    task.custody = task.custody.passed_to(task.submit_to, holder, now, signed_by=by)
    told = route.told(task, now, said.note)
    return [ItemSubmittedUpward(**told, authority=task.submit_to, authority_name=authority, document=said.document)]


def _correction(route: Route, task: Task, said: Answer, now: datetime, times: Times) -> Said:
    """The clocks of the decision stand, and the applicant's own begins."""
    task.pause(now, "等待申请人补正", CORRECTION_BASIS)
    task.open("correction", times.terms.get("correction"), now, times)
    task.state = ItemState.CORRECTION_STARTED
    return say.CorrectionRequested(**route.told(task, now, said.note), points=said.points)


def _special(route: Route, task: Task, said: Answer, now: datetime, *, stops_clock: bool) -> Sequence[Said]:
    if stops_clock:
        task.pause(now, said.procedure, SPECIAL_BASIS)
    task.state = ItemState.SPECIAL_STARTED
    fact = say.SpecialProcedureStarted(**route.told(task, now, said.note), procedure=said.procedure, stops_clock=stops_clock)
    return [fact]


def _approved(route: Route, task: Task, said: Answer, now: datetime) -> Said:
    task.document = said.document
    task.conditions = reviewing.conditions_of(route, task)
    task.end(ItemState.APPROVED_WITH_TOLERANCE if task.pledges.tolerated else ItemState.APPROVED, now)
    return say.ItemApproved(**route.told(task, now, said.note), document=said.document, conditions=task.conditions, **task.met)


def _refused(route: Route, task: Task, said: Answer, now: datetime) -> Said:
    task.reason = said.reason
    task.document = said.document
    task.end(ItemState.REFUSED, now)
    found = remedies(task, said.reconsideration_to)
    return say.ItemRefused(**route.told(task, now, said.note), reason=said.reason, remedies=found, **task.met)


def _revoked(route: Route, task: Task, said: Answer, now: datetime, times: Times) -> Sequence[Said]:
    faults = revoking.faults(route, task, said)
    if faults:
        early = [fault.field for fault in faults] == ["task_id"]  # perhaps the approval is still on its way
        raise OutOfPlace(faults) if early else Refused(faults)
    return revoking.revoke(route, task, said, now, times)


def _returned(route: Route, task: Task, said: Answer, now: datetime, convener: str) -> Sequence[Said]:
    task.objection = said.reason
    fact = say.TaskReturned(**route.told(task, now, said.note), reason=said.reason)
    return [fact, *call_review(route, task, convener)]
