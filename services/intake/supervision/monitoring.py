"""电子监察: the five points of supervision (服务规定 五（三）) of one month, as far as intake itself knows."""

from services.intake.supervision.store import Counts, Month
from shared.contracts.complaint import KINDS, Monitored, SupervisionQuery, SupervisionTold

POINTS = (
    "委托代办事项执行落实情况",
    "审批职能部门、服务（中介）机构配合情况",
    "超越委托的范围权限、未按流程规范办理情况",
    "代办事项完结后归档的规范、完整情况",
    "投诉机制建立和投诉渠道畅通情况",
)
ELSEWHERE = {
    1: "各部门的时限由派件服务记录，请看各办件的时限和报表",
    3: "档案是否规范、完整由归档服务核验，请看各办件的档案",
}


class Monitoring:
    """The month in numbers; it reads and changes nothing."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    async def month(self, centre: str, query: SupervisionQuery) -> SupervisionTold:
        """The five points, in the order of the document."""
        month = Month.of(query.month)
        cases = await self._counts.cases(centre, month)
        complaints = await self._counts.complaints(centre, month)
        counts: tuple[dict[str, int], ...] = (
            {"本月签订委托": cases["mandated"], "其中现仍有效": cases["in_force"], "本月办结": cases["completed"]},
            {},
            {
                "无委托或非本件代办员而被拒绝的操作": await self._counts.refused(centre, month),
                "本月收到的越权投诉": complaints["kind:overstepping"],
                "其中属实": complaints["overstepping_upheld"],
            },
            {"本月办结、应当归档": cases["completed"]},
            _channel(complaints),
        )
        points = (
            Monitored(point=point, counts=counts[place], elsewhere=ELSEWHERE.get(place, "")) for place, point in enumerate(POINTS)
        )
        return SupervisionTold(centre=centre, month=f"{month.first:%Y-%m}", points=tuple(points))


def _channel(complaints: dict[str, int]) -> dict[str, int]:
    words = {"received": "本月收到", "open": "其中未办结", "late": "其中曾逾期", "upheld": "其中属实", "anonymous": "其中匿名"}
    by_kind = {f"其中{name}": complaints[f"kind:{kind}"] for kind, name in KINDS.items()}
    return {told: complaints[name] for name, told in words.items()} | by_kind
