"""The words of a deadline: the term that is set, the pauses that stop it, the deadline that follows, its days."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.clock.zone import CLOSING, Instant


class Term(BaseModel):
    """A limit (时限) as a rule sets it: so many working or calendar days for something, with its basis.

    Zero days means on the spot (当场): the same day's closing hour.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str = Field(description="What has to be done, in Chinese, e.g. 法定办理时限")
    days: int = Field(ge=0, description="Days in `unit`; 0: on the spot")
    unit: Literal["working", "calendar"] = Field(description="工作日 or 自然日 (行政许可法 第八十二条: permits in 工作日)")
    basis: str = Field(description="Document and clause, e.g. 行政许可法 第四十二条")
    mark: Literal["sourced", "inferred"] = Field(description="Is the number read in the document or inferred")

    @property
    def length(self) -> str:
        """The length in Chinese: 20个工作日, 45日 or 当场."""
        if not self.days:
            return "当场"
        return f"{self.days}{'个工作日' if self.unit == 'working' else '日'}"


class Pause(BaseModel):
    """An interval in which a term stands still (中止计时): 补正, 听证, 鉴定 … `end` is None while it lasts."""

    model_config = ConfigDict(frozen=True)

    start: Instant
    end: Instant | None = Field(default=None, description="None: still open")
    reason: str = Field(description="Why, in Chinese, e.g. 等待申请人补正")
    basis: str = Field(description="Document and clause, e.g. 行政许可法 第四十五条")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a pause cannot end ({self.end}) before it starts ({self.start})")
        return self

    @property
    def grounds(self) -> str:
        """Reason and basis as people read them."""
        return f"{self.reason}（{self.basis}）" if self.basis else self.reason

    def holds(self, when: datetime) -> bool:
        """Does the term stand still at this instant? True from the start on, no longer at the end."""
        return self.start <= when and (self.end is None or when < self.end)

    def covers(self, day: date) -> bool:
        """Is the day lost to the pause? True after the day it starts, up to and including the day it ends."""
        return self.start.date() < day and (self.end is None or day <= self.end.date())


class Deadline(BaseModel):
    """When a term ends, with all that it follows from; `deadlines.deadline` computes it."""

    model_config = ConfigDict(frozen=True)

    term: Term
    start: Instant = Field(description="Receipt; its day is not counted")
    pauses: tuple[Pause, ...] = Field(description="In order, overlapping ones merged; an open one keeps end = None")
    due: Instant = Field(description="Closing hour of the last day, always a working day")
    provisional: bool = Field(description="A day on the way belongs to a year whose arrangement is not published")
    running: bool = Field(description="False while a pause is open: `due` then presumes that it ends at `as_of`")
    closing: time = Field(default=CLOSING, description="Closing hour it was computed with")
    as_of: Instant | None = Field(default=None, description="The `now` it was computed with")


class DayLine(BaseModel):
    """One day in the account of a deadline: counted or not, as which number, and why."""

    model_config = ConfigDict(frozen=True)

    date: date
    counted: bool
    number: int | None = Field(description="1, 2, … for counted days")
    why: str = Field(description="In Chinese")


class Lights(BaseModel):
    """The instants at which a deadline changes colour (黄灯、红灯、超期); yellow <= red <= overdue."""

    model_config = ConfigDict(frozen=True)

    yellow: Instant
    red: Instant
    overdue: Instant


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The pauses in order, those that overlap or touch joined into one with all their reasons and bases."""
    joined: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        last = joined[-1] if joined else None
        if last is not None and (last.end is None or pause.start <= last.end):
            joined[-1] = _union(last, pause)
        else:
            joined.append(pause)
    return tuple(joined)


def _union(first: Pause, second: Pause) -> Pause:
    return Pause(
        start=first.start,
        end=None if first.end is None or second.end is None else max(first.end, second.end),
        reason=_listed(first.reason, second.reason),
        basis=_listed(first.basis, second.basis),
    )


def _listed(first: str, second: str) -> str:
    """Each text once, for pauses for the same reason are common."""
    return "；".join(dict.fromkeys([*first.split("；"), *second.split("；")]))
