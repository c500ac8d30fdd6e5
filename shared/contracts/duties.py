"""What intake says of limits: a light that went on, a limit that moved with the calendar; and how deadlines are told."""

from datetime import date

from pydantic import Field

from shared.contracts.base import Contract, Event, Strict
from shared.contracts.intake import CASE, IntakeEvent


class DutyLit(IntakeEvent, owner="intake"):
    """A light went on for what somebody has to do with the case (黄灯、红灯、超期)."""

    duty: str = Field(description="Key of the duty within the case")
    act: str = Field(description="Operation by which it is met")
    what: str = Field(description="What has to be done, in Chinese")
    actors: tuple[str, ...] = Field(description="Who has to")
    light: str = Field(description="yellow | red | overdue")
    due: str = Field(description="ISO 8601 with zone")
    basis: str = Field(default="", description="Document and clause of the limit")
    about: str = Field(default="", description="Material, form …; nothing of restricted items")
    times_asked: int = Field(default=1, description="How often it has been asked for")


class DutyMoved(IntakeEvent, owner="intake"):
    """A limit was provisional and has moved: the calendar of its year has been published."""

    duty: str = Field(description="Key of the duty within the case")
    what: str = Field(description="What has to be done, in Chinese")
    before: str = Field(description="ISO 8601 with zone")
    due: str = Field(description="ISO 8601 with zone")
    provisional: bool = Field(default=False, description="It still rests on an unpublished calendar")


class DayTold(Contract):
    """One day in the account of a deadline."""

    day: date = Field(description="The day")
    counted: bool = Field(description="It counts")
    number: int | None = Field(default=None, description="1, 2, … for counted days")
    why: str = Field(description="In Chinese")


class DeadlineTold(Contract):
    """A deadline with everything it follows from: what svc.<centre>.<service>.clock answers, one per limit."""

    what: str = Field(description="What has to be done, in Chinese")
    whose: str = Field(description="Who has to, in Chinese")
    term: str = Field(description="10个工作日, 45日, 当场")
    basis: str = Field(description="Document and clause")
    mark: str = Field(description="sourced | inferred")
    start: str = Field(description="ISO 8601 with zone; this day is not counted")
    due: str = Field(description="ISO 8601 with zone")
    running: bool = Field(description="False while it stands still; `due` then presumes that it goes on now")
    met: bool | None = Field(default=None, description="For what is over: in time or not")
    light: str = Field(default="green", description="green | yellow | red | overdue")
    provisional: bool = Field(default=False, description="A day of it belongs to a year whose calendar is not published")
    days: tuple[DayTold, ...] = Field(default=(), description="The reasoning day by day")


class ClockQuery(Strict):
    """svc.<centre>.<intake|routing>.clock"""

    case_number: str = CASE


class Ailment(Contract):
    """One thing that is wrong with an open aggregate: nothing would move it any more, or not as it should."""

    subject: str = Field(description="办件编号, or the number of a consultation, a complaint …")
    invariant: str = Field(description="next_actor | live_alarm | orphan_alarm | promise_without_alarm | …")
    what: str = Field(description="In Chinese: what is wrong and what it means")
    repaired: bool = Field(default=False, description="It was put right at once")


class DoctorTold(Contract):
    """What svc.<centre>.<service>.doctor answers."""

    service: str = Field(description="Who looked")
    looked_at: int = Field(description="Open aggregates of the centre")
    alarms: int = Field(description="Alarms in JetStream of the centre")
    ailments: tuple[Ailment, ...] = Field(default=(), description="What is wrong, or was and has been put right")


class DoctorQuery(Strict):
    """svc.<centre>.<service>.doctor"""

    repair: bool = Field(default=True, description="Put right what safely can be")


class CaseAiling(IntakeEvent, owner="intake"):
    """The invariant checker found what it could not put right."""

    ailment: Ailment = Field(description="What is wrong")
    at: str = Field(description="ISO 8601 with zone")


class RouteAiling(Event, owner="routing"):
    """The invariant checker found what it could not put right."""

    ailment: Ailment = Field(description="What is wrong")
    at: str = Field(description="ISO 8601 with zone")


class ReviewAiling(Event, owner="joint_review"):
    """The invariant checker found what it could not put right."""

    ailment: Ailment = Field(description="What is wrong")
    at: str = Field(description="ISO 8601 with zone")
