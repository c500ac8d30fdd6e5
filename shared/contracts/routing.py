"""What routing says and what it can be asked."""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract, Event, Strict
from shared.contracts.common import DecidedBy, Due
from shared.contracts.intake import ItemResult


class PlannedItem(Contract):
    """One line of the 申报计划."""

    item: int = Field(description="事项序号")
    item_name: str = Field(description="事项名称")
    region: str = Field(description="Region whose department decides")
    department: str = Field(description="Code of the department")
    department_name: str = Field(description="Name of the department")
    level: str = Field(description="Level of authority; may be above what the bus reaches")
    holder: str = Field(default="", description="Centre that is to hold the item; empty: the centre of the case")
    submit_to: str | None = Field(default=None, description="Region above the bus to which it is to be 转报")
    after: tuple[int, ...] = Field(description="Items of this case that must be decided first")
    instant: bool = Field(default=False, description="即办件")
    not_needed: str | None = Field(default=None, description="Reason why the law asks for no permit")
    tolerance: bool = Field(default=False, description="可以容缺受理")
    commitment: bool = Field(default=False, description="实行告知承诺")
    special_steps: tuple[str, ...] = Field(default=(), description="特别程序 that the item goes through, in order")
    promised_days: int | None = Field(default=None, description="working days unless unit says calendar")
    legal_days: int | None = Field(default=None, description="法定时限 in the unit of the catalogue")


class RoutingEvent(Event):
    """Facts of the route (派件)."""


class CaseRouted(RoutingEvent, owner="routing"):
    """The rules have decided who leads and who does what, in which order."""

    rulebook: str = Field(description="Version the case is pinned to")
    lead_department: str = Field(description="<region>.<department>")
    lead_department_name: str = Field(description="Name of the lead department")
    stage_leads: dict[str, str] = Field(default={}, description="stage -> department")
    decided_by: tuple[DecidedBy, ...] = Field(description="Rules that decided, with their clauses")
    plan: tuple[PlannedItem, ...] = Field(description="Items in their order")
    one_stop: bool = Field(default=False, description="投资项目“一站式”服务中心 serves the case")
    green_channel: bool = Field(default=False, description="绿色通道")
    tracked: bool = Field(default=False, description="Assigned by government: tracked")


class ItemsPlaced(RoutingEvent, owner="routing"):
    """Items that were added to the case have their places."""

    plan: tuple[PlannedItem, ...] = Field(description="The added items in their order")


class TaskEvent(RoutingEvent):
    """Something happened to one department task."""

    task_id: str = Field(description="<办件编号>/<事项序号>")
    item: int = Field(description="事项序号")
    item_name: str = Field(description="Empty for restricted items")
    region: str = Field(description="Region of the department")
    department: str = Field(description="Code of the department")
    department_name: str = Field(description="Name of the department")
    state: str = Field(description="Code of the item state after this")
    at: str = Field(description="ISO 8601 with zone")
    note: str = Field(default="", description="Reason or remark, as the department wrote it")


class TaskAssigned(TaskEvent, owner="routing"):
    """A department has the task."""

    due: Due = Field(default=Due(), description="When it is due")
    round: int = Field(default=1, description="2 after a joint review confirmed the assignment")


class TaskAccepted(TaskEvent, owner="routing"):
    """The department took the task in hand (8)."""


class CorrectionRequested(TaskEvent, owner="routing"):
    """补正（开始）: the clock stands until the applicant supplies."""

    points: tuple[str, ...] = Field(description="What is to be corrected, all at once")


class CorrectionSupplied(TaskEvent, owner="routing"):
    """补正（结束）."""

    due: Due = Field(default=Due(), description="When it is due")


class SpecialProcedureStarted(TaskEvent, owner="routing"):
    """特别程序（开始）."""

    procedure: str = Field(description="听证、专家评审 …")
    stops_clock: bool = Field(description="Only what 行政许可法 第四十五条 names stops it")


class SpecialProcedureEnded(TaskEvent, owner="routing"):
    """特别程序（结束）."""

    due: Due = Field(default=Due(), description="When it is due")


class TaskProgressed(TaskEvent, owner="routing"):
    """The department tells how far it is (partial progress); `note` says it."""

    percent: int | None = Field(default=None, description="0 to 100, as the department estimates; null: it does not")


class TaskSuspended(TaskEvent, owner="routing"):
    """The case is suspended (中止代办): the clocks of the task stand, and its department does nothing with it."""

    reason: str = Field(description="In Chinese")


class TaskResumed(TaskEvent, owner="routing"):
    """The case goes on (恢复办理): the clocks of the task run again, unless something else of its own stops them."""

    due: Due = Field(default=Due(), description="When it is due now")


class ItemApproved(TaskEvent, owner="routing"):
    """办结（通过）, or 办结（容缺通过） where a material was supplemented after acceptance."""

    document: str | None = Field(default=None, description="What is signed, or 批文或证照编号")
    conditions: tuple[str, ...] = Field(default=(), description="Conditions that its department set in a joint review")
    promised_met: bool | None = Field(default=None, description="Decided within 承诺时限; null: there was none")
    legal_met: bool | None = Field(default=None, description="Decided within 法定时限; null: there was none")


class Remedy(Contract):
    """救济途径: what the applicant may do against a decision, where and until when."""

    kind: Literal["行政复议", "行政诉讼"] = Field(description="行政复议 | 行政诉讼")
    within: str = Field(description="From the day on which the decision is known: 60日, 6个月")
    to: str = Field(description="Who is applied to, in Chinese")
    basis: str = Field(description="Document and clause")
    mark: str = Field(default="inferred", description="sourced | inferred")


class ItemRefused(TaskEvent, owner="routing"):
    """办结（不通过）: with reasons and remedies (行政许可法 第三十八条)."""

    reason: str = Field(description="Why, as the applicant is told")
    remedies: tuple[Remedy, ...] = Field(default=(), description="What the applicant may do against it")
    promised_met: bool | None = Field(default=None, description="Decided within 承诺时限; null: there was none")
    legal_met: bool | None = Field(default=None, description="Decided within 法定时限; null: there was none")


class TaskReturned(TaskEvent, owner="routing"):
    """The department objects to the assignment."""

    reason: str = Field(description="Why, as the applicant is told")


class ItemNotHandled(TaskEvent, owner="routing"):
    """The law asks for no permit (4), or no department could be found to accept it (5)."""

    reason: str = Field(description="Why, as the applicant is told")


class ItemRecalled(TaskEvent, owner="routing"):
    """撤回 (14, the agency of the case is terminated) or 已撤件 (2, the applicant has withdrawn the item), undecided."""

    reason: str = Field(description="Why, as the applicant is told")


class ItemRevoked(TaskEvent, owner="routing"):
    """撤销 (15): the department takes back its own approval (行政许可法 第六十九条)."""

    reason: str = Field(description="Why, as the applicant is told")
    ground: str = Field(description="The legal ground")
    document: str | None = Field(default=None, description="文号 of the decision to revoke")


class DeadlineLit(TaskEvent, owner="routing"):
    """A light went on for a limit: yellow at two thirds, red on the last day, overdue after."""

    limit: str = Field(description="promised | legal | accept | procedure | hearing_notice; correction: the applicant's")
    light: str = Field(description="yellow | red | overdue")
    due: str = Field(description="When it is due")


class CaseDecided(RoutingEvent, owner="routing"):
    """Every item has come to an end; said again where that changes: an item was added, or an approval revoked."""

    results: tuple[ItemResult, ...] = Field(description="One per item")


class RouteClosed(RoutingEvent, owner="routing"):
    """The route is at its end, after 结案 of the case file: routing says nothing more of this case."""

    reviews: int = Field(default=0, description="Last sequence of joint_review that routing heard")


class RouteQuery(Strict):
    """svc.<centre>.routing.route"""

    case_number: str = Field(description="办件编号")
