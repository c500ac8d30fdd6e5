"""What routing says of limits that move: extended by whom the law names, or reckoned anew; and of joint handling."""

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.common import Due
from shared.contracts.routing import RoutingEvent, TaskEvent

BEFORE = Field(description="When it was due before; ISO 8601 with zone")
DUE = Field(description="When it is due now; ISO 8601 with zone")
DAYS = Field(description="Working days more")
APPROVED = Field(description="The post that approved it, as the law names it")
REASON = Field(description="Why, as the applicant is told (行政许可法 第四十二条)")
BASIS = Field(description="Document and clause that allow it")


class LimitExtended(TaskEvent, owner="routing"):
    """延长: a limit of a task was extended, once. What is promised stays as it was promised."""

    limit: str = Field(default="legal", description="legal")
    days: int = DAYS
    before: str = BEFORE
    due: str = DUE
    approved_by: str = APPROVED
    reason: str = REASON
    basis: str = BASIS


class JointDeadlineLit(RoutingEvent, owner="routing"):
    """A light went on for the limit of all departments together (联合办理 45 working days)."""

    light: str = Field(description="yellow | red | overdue")
    due: str = DUE
    at: str = Field(description="ISO 8601 with zone")


class JointLimitExtended(RoutingEvent, owner="routing"):
    """延长: the limit of all departments together was extended, once."""

    days: int = DAYS
    before: str = BEFORE
    due: str = DUE
    approved_by: str = APPROVED
    reason: str = REASON
    basis: str = BASIS
    at: str = Field(description="ISO 8601 with zone")


class MovedLimit(Contract):
    """One limit that is due on another day than was thought."""

    task_id: str = Field(description="<办件编号>/<事项序号>; <办件编号>/J for the joint limit")
    item: int | None = Field(default=None, description="事项序号; null for the joint limit")
    item_name: str = Field(default="", description="事项名称; 一个事项 for a restricted one")
    limit: str = Field(description="promised | legal | accept | procedure | hearing_notice | correction | joint")
    before: str = BEFORE
    due: str = DUE
    provisional: bool = Field(default=False, description="It still rests on a year that is not published")


class LimitsMoved(RoutingEvent, owner="routing"):
    """The calendar of a year was published after limits had been reckoned with a presumed one: they are announced anew."""

    moved: tuple[MovedLimit, ...] = Field(description="Every limit that moved")
    at: str = Field(description="ISO 8601 with zone")


class DueMoved(Contract):
    """task.<region>.<department>.due-moved: the limits of a task have moved, for the calendar has been published."""

    task_id: str = Field(description="<办件编号>/<事项序号>")
    case_number: str = Field(description="办件编号")
    due: Due = Field(default=Due(), description="When it is due now")
    reason: str = Field(description="In Chinese")
