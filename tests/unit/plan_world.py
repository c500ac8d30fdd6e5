"""A case whose plan can be reckoned by hand: five items over the National Day holiday of 2026."""

from datetime import datetime, time
from typing import Any

from services.routing.domain.plan import Plan, Step
from shared.clock import CHINA, Term, Times, WorkCalendar
from shared.contracts.plan import PlanDates

TIMES = Times(WorkCalendar(), time(8, 30), time(17, 30), 2 / 3)
MONDAY = datetime(2026, 9, 21, 9, 0, tzinfo=CHINA)  # 国庆 2026: off from 1 to 7 October, worked on 20 September, 10 October
AUTUMN = [(5, 0, 0, ()), (26, 5, 20, (5,)), (4, 10, 20, (5,)), (24, 7, 20, (26,)), (22, 3, 7, (24,))]


def days(number: int, unit: str = "working") -> Term:
    return Term(what="办理时限", days=number, unit=unit, basis="行政许可法 第四十二条", mark="sourced")


def autumn(**changes: dict[str, Any]) -> list[Step]:
    """备案 5, then 用地 26 → 工程规划 24 → 施工许可 22, and 节能审查 4 beside them; `changes` by item, e.g. _26={…}."""
    steps = [Step(item=i, promised=days(p), legal=days(legal), after=after) for i, p, legal, after in AUTUMN]
    return [step.model_copy(update=changes.get(f"_{step.item}", {})) for step in steps]


def lines(made: Plan) -> dict[int, PlanDates]:
    return {line.item: line for line in made.lines}
