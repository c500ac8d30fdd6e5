"""A matter (疑难事项) on its way up the ladder, and the measures (议定事项) of the resolution it ends in."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from services.routing.domain.ruling import Ruling
from services.routing.domain.veil import RESTRICTED_REASON
from shared.clock import Term
from shared.contracts.common import DecidedBy
from shared.contracts.matters import Measure, Trigger


class Trouble(NamedTuple):
    """Something that may have to climb. `cause` names it within the case: the same cause climbs once, whatever happens."""

    trigger: Trigger
    cause: str
    subject: str
    item: int | None = None
    task_id: str | None = None
    limit: str = ""
    rung: str = ""
    """The rung that has dealt with it already; empty: none has."""
    accused: str = ""
    """`<region>.<department>` whose delay it is: it does not sit in judgement on itself. Empty: nobody in particular."""
    review_kind: str = ""
    """The kind of review that has dealt with it already; empty: none has."""
    matter_id: str = ""
    """The matter that goes on climbing; empty: a new one."""


class Rung(BaseModel):
    """One rung of a region's ladder, as it is asked."""

    model_config = ConfigDict(frozen=True)

    key: str = Field(description="Key in centre.yaml, r1 …")
    kind: str = Field(description="联席会议, 会商联审 …")
    name: str
    party: str = Field(description="<region>.<department>")
    party_name: str
    term: Term = Field(description="答复时限")


class Choice(NamedTuple):
    """What the rules say of a trouble: the rung to ask, and why."""

    rung: Rung
    ruling: Ruling
    parties: tuple[str, ...] = ()
    """Departments that a resolution may bind besides those that have a part in the case already."""
    last: bool = True
    """No rung is above it."""

    @property
    def decided_by(self) -> tuple[DecidedBy, ...]:
        """The rules that chose it."""
        return self.ruling.decided_by


class Left(StrEnum):
    """How a rung was left."""

    SILENT = "silent"
    PASSED_ON = "passed_on"
    RESOLVED = "resolved"
    SETTLED = "settled"


class Climb(BaseModel):
    """One rung's time with the matter."""

    model_config = ConfigDict(frozen=True)

    rung: Rung
    last: bool = Field(default=True, description="No rung is above it")
    asked_at: datetime
    due: datetime
    left_at: datetime | None = None
    outcome: Left | None = None
    reason: str = ""

    def told(self, *, veiled: bool) -> str:
        """Why it was left; not what a rung wrote, where that is about a restricted item (`veiled`)."""
        return RESTRICTED_REASON if veiled and self.outcome is Left.PASSED_ON else self.reason


class MeasureState(StrEnum):
    """Where a measure stands; OVER: nothing of it is wanted any more."""

    OPEN = "open"
    DONE = "done"
    OVER = "over"


class Followed(BaseModel):
    """A measure, followed until it is done."""

    model_config = ConfigDict(frozen=True)

    measure: Measure
    state: MeasureState = MeasureState.OPEN
    overdue: bool = False
    done_at: datetime | None = None
    evidence: str = ""

    @property
    def due(self) -> datetime:
        """To be done by then."""
        return datetime.fromisoformat(self.measure.due)


class MatterState(StrEnum):
    """Where a matter stands."""

    OPEN = "open"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Matter(BaseModel):
    """疑难事项."""

    matter_id: str
    cause: str
    trigger: Trigger
    subject: str
    item: int | None = None
    task_id: str | None = None
    accused: str = ""
    state: MatterState = MatterState.OPEN
    settled: bool = False
    opened_at: datetime
    climbs: tuple[Climb, ...]
    reminders: int = 0
    resolution: str = ""
    document: str | None = None
    measures: tuple[Followed, ...] = ()
    rulings: tuple[Ruling, ...] = Field(default=(), description="What the rules said of it, one per rung that was asked")
    parties: tuple[str, ...] = Field(default=(), description="Whom a resolution may bind besides those of the case")
    closed_reason: str = ""

    @property
    def decided_by(self) -> tuple[DecidedBy, ...]:
        """The rules that put it on the ladder."""
        return self.rulings[0].decided_by if self.rulings else ()

    @property
    def now_at(self) -> Climb:
        """The rung that has it, or had it last."""
        return self.climbs[-1]

    def leave(self, outcome: Left, now: datetime, reason: str = "") -> None:
        """The rung has it no more."""
        self.climbs = (
            *self.climbs[:-1],
            self.now_at.model_copy(update={"left_at": now, "outcome": outcome, "reason": reason}),
        )

    def ask(self, choice: Choice, now: datetime, due: datetime) -> None:
        """The next rung has it."""
        self.climbs = (*self.climbs, Climb(rung=choice.rung, last=choice.last, asked_at=now, due=due))

    def again(self, due: datetime) -> None:
        """The same rung is asked once more: nobody is above it."""
        self.reminders += 1
        self.until(due)

    def until(self, due: datetime) -> None:
        """The rung has until then."""
        self.climbs = (*self.climbs[:-1], self.now_at.model_copy(update={"due": due}))

    def follow(self, measure_id: str, **changes: object) -> Followed:
        """Note what has become of a measure."""
        self.measures = tuple(
            each.model_copy(update=changes) if each.measure.measure_id == measure_id else each for each in self.measures
        )
        return next(each for each in self.measures if each.measure.measure_id == measure_id)

    def next_alarm(self) -> datetime | None:
        """When the rung's limit passes, or the first measure is overdue."""
        return min(self._instants(), default=None)

    def _instants(self) -> Iterator[datetime]:
        if self.state is MatterState.OPEN:
            yield self.now_at.due
        for each in self.measures:
            if each.state is MeasureState.OPEN and not each.overdue:
                yield each.due
