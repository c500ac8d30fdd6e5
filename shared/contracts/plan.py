"""What routing says of the agency plan (代办方案、申报计划): the order of a case's items and the dates that follow."""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.routing import RoutingEvent


class PlanDates(Contract):
    """One item's place in the plan. All dates are days in China; all durations are working days of the owning centre."""

    item: int = Field(description="事项序号")
    after: tuple[int, ...] = Field(default=(), description="Items of the plan that must be decided first")
    rank: int = Field(description="批次, from 1: the items of one rank do not wait for each other")
    state: Literal["waiting", "running", "paused", "ended"] = Field(description="waiting: no department has it yet")
    starts: date = Field(description="The department gets it (办理起点); this day is not counted (民法典 第二百零一条)")
    promised: date = Field(description="Decided by then if everybody keeps 承诺时限; the real day of what has ended")
    legal: date = Field(description="Decided by then if everybody uses 法定时限 up; the real day of what has ended")
    slack_days: int = Field(description="机动时间: working days it may be later than `promised` without moving the end")
    critical: bool = Field(description="No slack: one day later here is a later end of the whole case")
    late: bool = Field(default=False, description="Past the promised limit and still not decided; `promised` is presumed")
    provisional: bool = Field(default=False, description="A date rests on a presumption; `note` says which")
    term: str = Field(description="The limit reckoned with, in Chinese, e.g. 10个工作日")
    basis: str = Field(description="Document and clause of that limit")
    mark: Literal["sourced", "inferred"] = Field(description="Is that limit read in the document or inferred")
    note: str = Field(default="", description="What had to be presumed, in Chinese sentences")


class PlanLine(PlanDates):
    """A line of the plan as people may read it."""

    item_name: str = Field(description="事项名称; a restricted item is 一个事项")
    department_name: str = Field(description="Who decides; of a restricted item only 主管部门")


class PlanPath(Contract):
    """关键路径. The items stand under the field name by which the archive finds restricted ones."""

    items: tuple[int, ...] = Field(default=(), description="Critical items, each of which waited for the one before")


class PlanSummary(Contract):
    """The plan as a whole; the dates are null where no item asks for any work."""

    starts: date | None = Field(default=None, description="The first department gets its item")
    finish: date | None = Field(default=None, description="Everything decided, if everybody keeps 承诺时限")
    finish_legal: date | None = Field(default=None, description="Everything decided, if everybody uses 法定时限 up")
    finish_one_by_one: date | None = Field(default=None, description="`finish`, had every item waited for the one before it")
    saved_days: int = Field(default=0, description="Working days between `finish` and `finish_one_by_one`")
    critical_path: PlanPath = Field(default=PlanPath(), description="What the end waits for, first to last")
    provisional: bool = Field(default=False, description="Some date rests on a presumption")


class PlanMove(Contract):
    """One thing that is different from the plan before."""

    item: int | None = Field(default=None, description="事项序号; null: the case as a whole")
    what: Literal["added", "dropped", "starts", "promised", "legal", "critical", "finish"] = Field(
        description="critical: became critical (before null) or ceased to be (after null)"
    )
    before: date | None = Field(default=None, description="As it stood; null: there was none")
    after: date | None = Field(default=None, description="As it stands; null: there is none any more")


class PlanRevised(RoutingEvent, PlanSummary, owner="routing"):
    """The plan was made, or has moved: said only if a date, an item or what is critical is different."""

    reason: str = Field(description="What moved it, a Chinese sentence that names no restricted item")
    lines: tuple[PlanLine, ...] = Field(description="The whole plan as it stands, in order")
    moved: tuple[PlanMove, ...] = Field(description="What is different from the plan before")


class PlanTold(PlanSummary):
    """Answer of svc.<centre>.routing.plan, which is asked with a RouteQuery."""

    case_number: str = Field(description="办件编号")
    project: str = Field(default="", description="项目名称, or the applicant where there is no project")
    today: date = Field(description="The service's day when it answered")
    lines: tuple[PlanLine, ...] = Field(default=(), description="The plan in order; empty: nothing to be done")
    days_off: tuple[date, ...] = Field(default=(), description="Days off from the first to the last day of the plan, for drawing")
