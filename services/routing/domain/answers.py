"""What a department says of its task: checked, carried out, told."""

from collections.abc import Sequence
from datetime import datetime

from services.routing.domain.objections import call_review
from services.routing.domain.route import Route
from services.routing.domain.task import WORKING, Task
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts import routing as say
from shared.contracts.common import ItemState
from shared.contracts.departments import Answer
from shared.contracts.transfers import ItemSubmittedUpward
from shared.errors import Fault, Refused, refuse


class OutOfPlace(Refused):
    """The answer does not fit the state of its task: perhaps one said before it is still on its way."""


OVERTAKEN = frozenset({"accepted", "special-started", "special-ended"})
"""What need not be carried out any more once something that was said later has been."""

ACTS = {
    "accepted": "受理",
    "correction-needed": "要求补正",
    "special-started": "开始特别程序",
    "special-ended": "结束特别程序",
    "approved": "准予",
    "refused": "不予批准",
    "returned": "退回",
    "submitted": "转报",
}
REQUIRED = {
    "correction-needed": ("points", "须一次性写明全部补正内容", "请在 points 中逐条列出"),
    "special-started": ("procedure", "须写明特别程序的名称", "请填写 procedure，如：专家评审"),
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
    place: int = 0,
) -> Sequence[Said]:
    """Carry out what `department` (`<region>.<code>`, from the subject) says. Errors: Refused; then nothing has changed.

    `authority` is the name of the authority above the bus to which the item has to be submitted, if there is one.
    `place` is the answer's number in the stream, 0 where it came as a request.
    """
    task = _own_task(route, department, said.task_id)
    if verb in OVERTAKEN and 0 < place < task.heard:
        return []  # said before something that another replica has carried out already
    _check(task, verb, said)
    task.heard = place or task.heard
    times = times.at(task.plan.region)
    match verb:
        case "accepted":
            task.state = ItemState.IN_HAND
            return [say.TaskAccepted(**route.told(task, now, said.note))]
        case "correction-needed":
            task.pause(now, "等待申请人补正", CORRECTION_BASIS)
            task.state = ItemState.CORRECTION_STARTED
            return [say.CorrectionRequested(**route.told(task, now, said.note), points=said.points)]
        case "special-started":
            return _special(route, task, said, now, stops_clock=stops_clock)
        case "special-ended":
            task.resume(now, times)
            task.state = ItemState.SPECIAL_ENDED
            return [say.SpecialProcedureEnded(**route.told(task, now, said.note), due=task.due)]
        case "approved":
            return _approved(route, task, said, now, times)
        case "refused":
            return _refused(route, task, said, now, times)
        case "submitted":
            return _submitted(route, task, said, now, times, authority)
        case _:
            return _returned(route, task, said, now)


def _own_task(route: Route, department: str, task_id: str) -> Task:
    task = route.tasks.get(task_id)
    if task is None or task.address != department:
        raise refuse("task_id", f"{task_id[:60]} 不是贵部门的任务", "请核对任务编号；本部门的任务见本部门的 TASKS 队列")
    if task.offered or (task.returned and task.assigned_at is None):
        raise refuse("task_id", "该事项已转办，不再由贵部门办理", "请与政务服务中心联系")
    if task.assigned_at is None:
        raise refuse("task_id", "该任务尚未派发：前置事项还未办结", "请待收到派件后再办理")
    return task


def _check(task: Task, verb: str, said: Answer) -> None:
    if task.state.ended:
        raise refuse("task_id", f"该任务已是“{task.state.label}”，不能再办理", "如需更正，请与政务服务中心联系")
    faults = []
    needed = REQUIRED.get(verb)
    if needed and not getattr(said, needed[0]):
        faults.append(Fault(field=needed[0], message=needed[1], remedy=needed[2]))
    message = _out_of_place(task, verb)
    if message:
        faults.append(Fault(field="task_id", message=message, remedy=f"该任务现为“{task.state.label}”"))
    if faults:
        early = message and len(faults) == 1  # what is wrong in itself does not mend by waiting
        raise OutOfPlace(faults) if early else Refused(faults)


def _out_of_place(task: Task, verb: str) -> str | None:
    act = ACTS[verb]
    if task.objection:
        return f"退回后正在会商，暂不能{act}"
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


def _submitted(route: Route, task: Task, said: Answer, now: datetime, times: Times, authority: str) -> Sequence[Said]:
    assert task.submit_to is not None  # noqa: S101  checked before; for the type checker
    assert said.document is not None  # noqa: S101  likewise
    task.submit(said.document, now, times)
    task.custody = task.custody.passed_to(task.submit_to, authority, now, signed_by=task.plan.department_name)
    told = route.told(task, now, said.note)
    return [ItemSubmittedUpward(**told, authority=task.submit_to, authority_name=authority, document=said.document)]


def _special(route: Route, task: Task, said: Answer, now: datetime, *, stops_clock: bool) -> Sequence[Said]:
    if stops_clock:
        task.pause(now, said.procedure, SPECIAL_BASIS)
    task.state = ItemState.SPECIAL_STARTED
    fact = say.SpecialProcedureStarted(**route.told(task, now, said.note), procedure=said.procedure, stops_clock=stops_clock)
    return [fact]


def _approved(route: Route, task: Task, said: Answer, now: datetime, times: Times) -> Sequence[Said]:
    task.document = said.document
    task.end(ItemState.APPROVED, now)
    fact = say.ItemApproved(**route.told(task, now, said.note), document=said.document, **task.met)
    return [fact, *route.proceed(now, times)]


def _refused(route: Route, task: Task, said: Answer, now: datetime, times: Times) -> Sequence[Said]:
    task.reason = said.reason
    task.document = said.document
    task.end(ItemState.REFUSED, now)
    fact = say.ItemRefused(**route.told(task, now, said.note), reason=said.reason, **task.met)
    return [fact, *route.proceed(now, times)]


def _returned(route: Route, task: Task, said: Answer, now: datetime) -> Sequence[Said]:
    task.objection = said.reason
    fact = say.TaskReturned(**route.told(task, now, said.note), reason=said.reason)
    return [fact, *call_review(route, task)]
