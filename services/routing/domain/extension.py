"""延长: more time for a decision, granted once, before the limit runs out, by whom the law names, with the reason told.

Only the legal limit moves. What a department has promised stays as it was promised.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from services.routing.domain.answers import own_task, said_when
from services.routing.domain.joint import TERM as JOINT
from services.routing.domain.limits import Extension
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from shared.aggregate import Said
from shared.clock import Term, Times
from shared.clock.statutes import STATUTES
from shared.contracts import limits as say
from shared.contracts.departments import Answer
from shared.errors import Fault, Refused, refuse

GOVERNMENT: Final = ("本级人民政府负责人", "本级人民政府主要负责人")
AGENCY: Final = ("本机关", "本行政机关")
MOST: Final = STATUTES["joint_extension"]


class Extendable(NamedTuple):
    """How far the law lets an item's legal limit be extended, and who has to approve it."""

    term: Term
    approved_by: str
    """负责人, or where the law asks for the first among them, 主要负责人."""


def extended(
    route: Route,
    department: str,
    said: Answer,
    possible: Extendable | None,
    now: datetime,
    times: Times,
    said_at: datetime | None = None,
) -> Sequence[Said]:
    """What a department says of more time: for its task, or (`<办件编号>/J`) for the joint handling. Errors: Refused."""
    if said.task_id == f"{route.id}/J":
        return of_joint(route, department, said, min(now, said_at or now), times)
    return of_task(route, department, said, possible, now, times, said_at)


def of_task(
    route: Route,
    department: str,
    said: Answer,
    possible: Extendable | None,
    now: datetime,
    times: Times,
    said_at: datetime | None,
) -> Sequence[Said]:
    """The department extends the legal limit of its task. Errors: Refused, with every fault; then nothing has changed."""
    task = own_task(route, department, said.task_id)
    now = said_when(task, said_at, now)
    faults = [*_unentitled(said, _heads(task, possible)), *_days(said, possible.term if possible else None)]
    if why := _out_of_place(task, possible, now):
        faults.append(why)
    if faults or possible is None:
        raise Refused(faults)
    before = task.limits["legal"].due
    task.extension = _granted(said, possible.term, now)
    task.heard_at = now
    task.set_limits(now, times.at(task.plan.region))
    due = task.limits["legal"].due
    return [
        say.LimitExtended(
            **route.told(task, now, said.note),
            limit="legal",
            days=task.extension.term.days,
            before=before.isoformat(),
            due=due.isoformat(),
            approved_by=said.approved_by,
            reason=said.reason,
            basis=possible.term.basis,
        )
    ]


def of_joint(route: Route, department: str, said: Answer, now: datetime, times: Times) -> Sequence[Said]:
    """The government of the level extends the joint limit; it or the lead department says so. Errors: Refused, likewise."""
    joint = route.joint
    if joint is None or department not in {route.lead, f"{route.centre}.zfb", f"{route.lead.partition('.')[0]}.zfb"}:
        remedy = "联合办理时限由本级人民政府办公室或者牵头部门报经批准后延长"
        raise refuse("task_id", f"{said.task_id[:60]} 不是贵部门可以延长的联合办理时限", remedy)
    if route.suspension:
        raise route.suspension.refusal("task_id")
    faults = [*_unentitled(said, GOVERNMENT), *_days(said, MOST)]
    if joint.limit.met is not None:
        faults.append(_place("联合办理的事项已全部办结", "无需延长"))
    elif joint.extension:
        faults.append(_place("联合办理时限已延长一次，不能再次延长", f"应于{_day(joint.limit.due)}前办结"))
    elif now > joint.limit.due:
        faults.append(_place(f"联合办理时限已于{_day(joint.limit.due)}届满，届满后不能延长", "请尽快办结；确有困难的提请协调"))
    if faults:
        raise Refused(faults)
    granted = _granted(said, MOST, now)
    route.joint = joint.altered(now, times, extension=granted)
    return [
        say.JointLimitExtended(
            days=granted.term.days,
            before=joint.limit.due.isoformat(),
            due=route.joint.limit.due.isoformat(),
            approved_by=said.approved_by,
            reason=said.reason,
            basis=f"{JOINT.basis}；{MOST.basis}",
            at=now.isoformat(),
        )
    ]


def _granted(said: Answer, most: Term, now: datetime) -> Extension:
    term = most.model_copy(update={"days": most.days if said.days is None else said.days})
    return Extension(term=term, approved_by=said.approved_by, reason=said.reason, at=now)


def _heads(task: Task, possible: Extendable | None) -> tuple[str, ...]:
    """Everybody who may approve; the head of the agency includes its first one."""
    only_first = possible is not None and possible.approved_by == "主要负责人"
    posts = ("主要负责人",) if only_first else ("负责人", "主要负责人")
    return tuple(f"{agency}{post}" for agency in (*AGENCY, task.plan.department_name) for post in posts)


def _unentitled(said: Answer, heads: Sequence[str]) -> Iterator[Fault]:
    if not said.reason.strip():
        yield Fault(field="reason", message="延长须写明理由，并告知申请人", remedy="请填写 reason")
    if said.approved_by not in heads:
        who = f"“{said.approved_by}”无权批准延长" if said.approved_by else "延长须写明由谁批准"
        yield Fault(field="approved_by", message=who, remedy=f"须经{heads[0]}批准；请填写岗位：{heads[0]}")


def _days(said: Answer, most: Term | None) -> Iterator[Fault]:
    if most and said.days is not None and said.days > most.days:
        what = f"至多可延长{most.length}（{most.basis}）"
        yield Fault(field="days", message=what, remedy=f"请填写1至{most.days}；不填即为{most.length}")


def _out_of_place(task: Task, possible: Extendable | None, now: datetime) -> Fault | None:
    """Why the limit can't be extended as things are, whoever approves it."""
    limit = task.limits.get("legal")
    if task.state.ended:
        return _place(f"该任务已是“{task.state.label}”，不能延长", "已办结的事项不再延长")
    if limit is None:
        return _place("该事项没有法定时限", "请按承诺时限办理；承诺时限不能延长")
    if task.submit_to is not None and task.submitted_at is None:
        return _place("下级机关审查上报的期限不能延长（行政许可法第四十三条）", "请按期转报；转报后由上级机关决定是否延长")
    if possible is None:
        return _place("该事项的法定时限依法不能延长", "请按期办结；确有困难的，请中心提请协调")
    if task.objection:
        return _place("退回后正在会商，暂不能延长", "请待会商结论或协调结果")
    if task.extension:
        return _place("法定时限已延长一次，不能再次延长", f"应于{_day(limit.due)}前办结")
    if now > limit.due:
        return _place(f"法定时限已于{_day(limit.due)}届满，届满后不能延长", "请尽快办结；确有困难的，请中心提请协调")
    return None


def _place(message: str, remedy: str) -> Fault:
    return Fault(field="task_id", message=message, remedy=remedy)


def _day(when: datetime) -> str:
    return f"{when:%Y年%-m月%-d日%H:%M}"
