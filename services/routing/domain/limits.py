"""The limits (时限) of a task: what each runs from, when it ends, which lights of it are still to come."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from shared.clock import Deadline, Instant, Pause, Term, Times, deadline, lights

COLOURS: Final = ("yellow", "red", "overdue")
DECISION: Final = ("promised", "legal")
"""Limits of the decision itself; what is not decided within them may climb the ladder."""

SUSPENSION: Final = "服务规定 四（三）"
"""Basis of the pause of a suspended case, which ends only with the suspension; other pauses end with what they are for."""

LABELS: Final[Mapping[str, str]] = {
    "promised": "承诺时限",
    "legal": "法定时限",
    "accept": "接件、异议时限",
    "procedure": "特别程序时限",
    "hearing_request": "要求听证的期限",
    "hearing_notice": "听证通知期限",
    "correction": "补正时限",
    "joint": "联合办理时限",
}
"""Every limit that routing watches, as people call it."""

Whose = Literal["department", "applicant"]
WHOSE: Final[Mapping[str, Whose]] = {"correction": "applicant"}
"""Limits that bind others than the department."""


class Limit(BaseModel):
    """One of a task's limits as it stands now."""

    model_config = ConfigDict(frozen=True)

    term: Term
    due: datetime
    start: Instant | None = Field(default=None, description="Runs from here; its day is not counted. None: as the task does")
    provisional: bool = False
    lights: dict[str, datetime] = Field(default={}, description="yellow, red, overdue -> when; those to come")
    lit: str = Field(default="", description="The last light that went on")
    met: bool | None = Field(default=None, description="Set when what it asks for is done")

    def done(self, now: datetime) -> "Limit":
        """What it asks for is done, in time or not. A limit that is over stays as it is."""
        return self if self.met is not None else self.model_copy(update={"met": now <= self.due, "lights": {}})


class Extension(BaseModel):
    """延长: so many days more for the decision, by whom the law lets grant them."""

    model_config = ConfigDict(frozen=True)

    term: Term = Field(description="The days more, with their clause")
    approved_by: str = Field(description="The post")
    reason: str
    at: datetime

    def of(self, term: Term) -> Term:
        """The limit with these days added."""
        marks = {term.mark, self.term.mark}
        return term.model_copy(
            update={
                "days": term.days + self.term.days,
                "basis": f"{term.basis}；延长{self.term.length}：{self.term.basis}",
                "mark": "sourced" if marks == {"sourced"} else "inferred",
            }
        )


class Run(NamedTuple):
    """What a limit is reckoned from."""

    term: Term
    start: datetime
    pauses: tuple[Pause, ...] = ()

    @property
    def stands(self) -> bool:
        """It stands still now."""
        return any(pause.end is None for pause in self.pauses)

    def deadline(self, now: datetime, times: Times) -> Deadline:
        """Where it ends; while it stands, as though it went on now."""
        return deadline(self.term, self.start, times.calendar, closing=times.closes, pauses=self.pauses, now=now)


def reckoned(run: Run, old: Limit | None, now: datetime, times: Times, *, owed: bool = False) -> Limit:
    """The limit as it stands, with its lights to come. `owed`: also those that should have gone on by now and have not,
    for the limit did not end where it was thought to.
    """
    found = run.deadline(now, times)
    lit = old.lit if old and old.term == run.term else ""
    return Limit(
        term=run.term,
        start=run.start,
        due=found.due,
        provisional=found.provisional,
        lights={colour: at for colour, at in _coming(found, times) if at > now or (owed and _graver(colour, lit))},
        lit=lit,
    )


def _coming(found: Deadline, times: Times) -> Iterator[tuple[str, datetime]]:
    """What is decided on the spot has no last day to warn of."""
    colours = lights(found, times.calendar, yellow=times.yellow, opening=times.opens)
    if found.term.days:
        if colours.yellow < colours.red:
            yield "yellow", colours.yellow
        yield "red", colours.red
    yield "overdue", colours.overdue


def _graver(colour: str, lit: str) -> bool:
    return not lit or COLOURS.index(colour) > COLOURS.index(lit)


def lighted(limit: Limit, now: datetime) -> tuple[Limit, str]:
    """The limit after its lights that are due, and the gravest of these; empty: none was."""
    reached = [colour for colour in COLOURS if colour in limit.lights and limit.lights[colour] <= now]
    if limit.met is not None or not reached:
        return limit, ""
    coming = {colour: at for colour, at in limit.lights.items() if colour not in reached}
    return limit.model_copy(update={"lights": coming, "lit": reached[-1]}), reached[-1]
