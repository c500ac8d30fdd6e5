"""An item that the city is asked to take, matters on the ladder, and a plan that moves, as routing tells them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from shared.contracts import matters, plan, transfers
from shared.contracts.base import Event
from tests.unit.notify_parts import CASE, CENTRE, SECRET, hidden, task


def offer(item: int = 24, number: int = 1) -> transfers.Offer:
    words = SECRET if item == 29 else "危险化学品项目由盟市审批"
    return transfers.Offer(
        transfer_id=f"{CASE}/{item}/T{number}",
        giver=CENTRE,
        giver_name="准格尔旗政务服务中心",
        receiver="150600",
        receiver_name=f"{SECRET}中心" if item == 29 else "鄂尔多斯市政务服务中心",
        direction="up",
        reason=words,
        signed_by="派件规则",
        offered_at="2026-03-04T09:00:00+08:00",
        due="2026-03-05T17:30:00+08:00",
    )


def matter(item: int | None = 24, number: int = 1, **more: Any) -> dict[str, Any]:
    """A matter as routing tells it; whatever it says of the restricted item is secret."""
    secret = item == 29
    about = {"matter_id": f"{CASE}/E{number}", "trigger": "departments_disagree", "item": item, "rung": "r1"}
    about |= {"rung_name": SECRET if secret else "牵头部门联席会议", "party": "150622.zrzyj"}
    about |= {"party_name": SECRET if secret else "准格尔旗自然资源局", "at": "2026-03-06T10:00:00+08:00"}
    return about | {"due": "2026-03-11T17:30:00+08:00", "decided_by": ()} | more


def measure(item: int | None = 24, act: str = "出具用地意见", owner: str = "准格尔旗水利局", number: int = 1) -> matters.Measure:
    return matters.Measure(
        measure_id=f"{CASE}/E1/M{number}",
        owner="150622.slj",
        owner_name=owner,
        act=act,
        binding="act",
        item=item,
        due="2026-03-20T17:30:00+08:00",
    )


def moved(before: str | None, after: str, what: str = "finish") -> plan.PlanRevised:
    """The plan with another last day; `what` else than `finish` moves a line only."""
    move = plan.PlanMove.model_validate(
        {"item": None if what == "finish" else 24, "what": what, "before": before, "after": after}
    )
    reason = "“建设工程规划许可证核发”补正，暂停计时"
    return plan.PlanRevised(reason=reason, finish=date.fromisoformat(after), lines=(), moved=(move,))


HANDED_OVER: Sequence[Event] = (
    transfers.TransferOffered.model_validate(task(offer=offer())),
    transfers.TransferOverdue.model_validate(task(offer=offer())),
    transfers.TransferReturned.model_validate(task(offer=offer(), returned_by="受理岗", reason="材料缺安全评价报告", times=1)),
    transfers.TransferOffered.model_validate(task(offer=offer(number=2))),
    transfers.TransferAccepted.model_validate(task(offer=offer(number=2), accepted_by="受理岗")),
    transfers.TransferWithdrawn.model_validate(task(offer=offer(number=3), reason="会议决定由旗里办理")),
    transfers.ItemSubmittedUpward.model_validate(
        task(authority="150000", authority_name="内蒙古自治区应急管理厅", document="鄂应急报〔2026〕9号")
    ),
    transfers.TransferOffered.model_validate(hidden(offer=offer(29))),
    transfers.TransferOverdue.model_validate(hidden(offer=offer(29))),
    transfers.TransferReturned.model_validate(hidden(offer=offer(29), returned_by=SECRET, reason=SECRET, times=1)),
    transfers.TransferAccepted.model_validate(hidden(offer=offer(29, 2), accepted_by=SECRET)),
    transfers.TransferWithdrawn.model_validate(hidden(offer=offer(29, 3), reason=SECRET)),
    transfers.ItemSubmittedUpward.model_validate(hidden(authority="100000", authority_name=SECRET, document=SECRET)),
)
CLIMBED: Sequence[Event] = (
    matters.MatterEscalated.model_validate(matter(subject="自然资源局与水利局对用地范围意见不一致")),
    matters.MatterClimbed.model_validate(
        matter(rung="r2", rung_name="本级人民政府会商联审", left="牵头部门联席会议", silent=True, reason="逾期未答复")
    ),
    matters.RungReminded.model_validate(matter(rung="r2", rung_name="本级人民政府会商联审", times=1)),
    matters.MatterResolved.model_validate(
        matter(
            resolution="用地范围按水利局意见核减",
            document="准政会纪〔2026〕3号",
            measures=(measure(), measure(29, SECRET, SECRET, 2)),
        )
    ),
    matters.MeasureOverdue.model_validate(matter(measure=measure())),
    matters.MeasureDone.model_validate(matter(measure=measure(), evidence="已出具意见")),
    matters.MatterClosed.model_validate(matter(settled=False, reason="议定事项全部落实")),
    matters.MatterEscalated.model_validate(matter(29, 2, subject=SECRET)),
    matters.MatterClimbed.model_validate(matter(29, 2, rung="r2", left=SECRET, silent=False, reason=SECRET)),
    matters.RungReminded.model_validate(matter(29, 2, times=1)),
    matters.MatterResolved.model_validate(
        matter(29, 2, resolution=SECRET, document=SECRET, measures=(measure(29, SECRET, SECRET),))
    ),
    matters.MeasureOverdue.model_validate(matter(29, 2, measure=measure(29, SECRET, SECRET))),
    matters.MatterClosed.model_validate(matter(29, 2, settled=True, reason=SECRET)),
)
REVISED: Sequence[Event] = (
    moved(None, "2026-03-24"),
    moved("2026-03-20", "2026-03-23", "promised"),
    moved("2026-03-24", "2026-03-27"),
    moved("2026-03-27", "2026-03-23"),
)
