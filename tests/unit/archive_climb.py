"""A case of 准格尔旗 one item of which goes to the city and is fought over: the facts of hand-over, ladder and plan."""

from datetime import date
from typing import Any

from shared.bus import Received
from shared.contracts import intake, matters, plan, routing, transfers
from shared.contracts.base import Event
from tests.unit.archive_case import (
    AGENT,
    CASE,
    CENTRE,
    DEPARTMENTS,
    ITEM_NAMES,
    MONDAY,
    PERMIT,
    SECURITY,
    Story,
    application,
    notice,
    task,
)

CITY, DECREE = "150600", "内蒙古自治区住房和城乡建设厅"
AT = MONDAY.isoformat()


def offer(item: int = PERMIT, number: int = 1) -> transfers.Offer:
    return transfers.Offer(
        transfer_id=f"{CASE}/{item}/T{number}",
        giver=CENTRE,
        giver_name="准格尔旗政务服务中心",
        receiver=CITY,
        receiver_name="鄂尔多斯市政务服务中心",
        direction="up",
        reason=f"{DEPARTMENTS[item][2]}以上审批",
        signed_by="受理岗",
        offered_at=AT,
        due=AT,
    )


def matter(item: int | None = PERMIT, **more: Any) -> dict[str, Any]:
    about = {"matter_id": f"{CASE}/E1", "trigger": "departments_disagree", "item": item, "rung": "r1", "at": AT}
    about |= {"rung_name": "牵头部门联席会议", "party": f"{CENTRE}.zjj", "party_name": "准格尔旗住房和城乡建设局"}
    return about | {"due": AT, "decided_by": ()} | more


def measure(item: int | None = PERMIT, number: int = 1, **more: Any) -> matters.Measure:
    about = {"measure_id": f"{CASE}/E1/M{number}", "owner": f"{CENTRE}.zrzyj", "owner_name": "准格尔旗自然资源局"}
    return matters.Measure.model_validate(about | {"act": "核发用地批复", "binding": "act", "item": item, "due": AT} | more)


def handed_over(item: int) -> tuple[Event, ...]:
    """Offered, let lie, returned, offered again, accepted, and submitted above the bus."""

    def told(kind: type[routing.TaskEvent], number: int, **more: Any) -> Event:
        return task(kind, item, "1", offer=offer(item, number), **more)

    return (
        told(transfers.TransferOffered, 1),
        told(transfers.TransferOverdue, 1),
        told(transfers.TransferReturned, 1, returned_by="收件岗", reason=f"{DEPARTMENTS[item][2]}材料不全", times=1),
        told(transfers.TransferOffered, 2),
        told(transfers.TransferAccepted, 2, accepted_by="收件岗"),
        task(transfers.ItemSubmittedUpward, item, "8", authority="150000", authority_name=DECREE, document="鄂建报〔2026〕7号"),
    )


def climbed(item: int | None, resolution: str, *measures: matters.Measure) -> tuple[Event, ...]:
    """Escalated, climbed, reminded and resolved."""
    return (
        matters.MatterEscalated.model_validate(matter(item, subject=f"{resolution}前的争议")),
        matters.MatterClimbed.model_validate(matter(item, rung="r2", left="牵头部门联席会议", silent=True, reason="逾期未答复")),
        matters.RungReminded.model_validate(matter(item, rung="r2", times=1)),
        matters.MatterResolved.model_validate(matter(item, rung="r2", resolution=resolution, measures=measures)),
    )


def revised(items: tuple[int, ...]) -> plan.PlanRevised:
    days = {"starts": date(2026, 3, 3), "promised": date(2026, 3, 9), "legal": date(2026, 3, 20), "slack_days": 0}
    about = {"rank": 1, "state": "running", "critical": True, "term": "5个工作日", "basis": "建筑法", "mark": "sourced"}
    lines = tuple({"item": item, "item_name": ITEM_NAMES[item], "department_name": "主管部门", **days, **about} for item in items)
    moves = tuple({"item": item, "what": "added", "after": date(2026, 3, 9)} for item in items)
    body = {"reason": "按派件结果编制", "lines": lines, "moved": moves, "critical_path": {"items": items}}
    return plan.PlanRevised.model_validate(body)


def climbing_case(
    item: int = PERMIT,
    about: int | None = PERMIT,
    measures: tuple[matters.Measure, ...] | None = None,
    more: tuple[int, ...] = (),
) -> list[Received]:
    """The whole case; its last measure is done, and the route closed, after 结案."""
    items, story = (item, *more), Story()
    bound = (measure(about),) if measures is None else measures
    form = application(items)
    story.tell(intake.CaseSubmitted(application=form, submitted_at=AT), intake.AgentAssigned(agent=AGENT))
    story.tell(intake.CaseAccepted(application=form, agent=AGENT, accepted_at=AT), revised(items), *handed_over(item))
    story.tell(*climbed(about, "用地范围核减三公顷", *bound))
    story.tell(task(routing.ItemApproved, item, "11", document="准建许〔2026〕22号"), routing.CaseDecided(results=()))
    story.tell(intake.CaseCompleted(outcome="approved", completed_at=AT))
    closed = story.tell(intake.CaseClosed(outcome="approved", closed_at=AT))
    for each in bound:
        story.tell(matters.MeasureOverdue.model_validate(matter(about, rung="r2", measure=each)))
        story.tell(matters.MeasureDone.model_validate(matter(about, rung="r2", measure=each, evidence="批复已核发")))
    story.tell(matters.MatterClosed.model_validate(matter(about, rung="r2", settled=False, reason="议定事项全部落实")))
    story.tell(routing.RouteClosed(reviews=0), notice(closed, "结案通知"))
    return story.messages


WITH_SECURITY = climbing_case(
    SECURITY, SECURITY, (measure(SECURITY, owner="150600.gaj", owner_name="鄂尔多斯市国家安全局"),), (PERMIT,)
)
BOUND_ON_THE_WAY = climbing_case(PERMIT, None, (measure(None, 1), measure(SECURITY, 2, act="出具意见")), (SECURITY,))
"""A matter of the whole case, one of whose measures is about the restricted item."""
