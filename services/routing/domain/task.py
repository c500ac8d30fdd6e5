"""One department's task: the item it has to decide, its state, its two limits and their lights."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from services.routing.domain.ruling import Ruling
from services.routing.domain.transfer import Custody, OfferState, Stop, Transfer
from shared.clock import Pause, Term, Times, deadline, lights
from shared.clock.statutes import STATUTES
from shared.contracts.common import DecidedBy, Due, ItemState
from shared.contracts.routing import PlannedItem

WORKING = frozenset({ItemState.ACCEPTED, ItemState.IN_HAND, ItemState.CORRECTION_ENDED, ItemState.SPECIAL_ENDED})
"""States in which the department has the task and nothing else is awaited."""


SUBMISSION = STATUTES["lower_examination"]
"""How long a counterpart department has until it submits to the authority above. The item's own limits are the
authority's: they run from the submission on, and the department is not measured by them."""


RETURNS = 2
"""Returns of an item in a row after which the ladder settles who handles it; until then it is offered again."""


class Limit(BaseModel):
    """One of a task's limits (时限) as it stands now."""

    model_config = ConfigDict(frozen=True)

    term: Term
    due: datetime
    provisional: bool = False
    lights: dict[str, datetime] = Field(default={}, description="yellow, red, overdue -> when; those to come")
    lit: str = Field(default="", description="The last light that went on")
    met: bool | None = Field(default=None, description="Set when the task is decided")


class Task(BaseModel):
    """部门任务. Changed only by `Route`, which says what happened."""

    plan: PlannedItem
    task_id: str
    state: ItemState = ItemState.RECEIVED
    round: int = 1
    restricted: bool = False
    submit_to: str | None = Field(default=None, description="Authority above the bus to which it has to be 转报")
    submitted_at: datetime | None = None
    submission: str | None = Field(default=None, description="文号 of the submission")
    stops: tuple[Stop, ...] = Field(default=(), description="Centres it still has to be handed to")
    detour_from: tuple[Stop, ...] | None = Field(default=None, description="The rules' way, while a desk's own choice is tried")
    transfers: tuple[Transfer, ...] = ()
    custody: Custody = Custody()
    offer_again_at: datetime | None = Field(default=None, description="After a return; the giver may act until then")
    bound: bool = Field(default=False, description="A resolution gave it to this department: it can't be returned")
    rulings: tuple[Ruling, ...] = ()
    promised: Term | None = None
    legal: Term | None = None
    limits: dict[str, Limit] = Field(default={}, description="promised, legal; from the assignment on")
    pauses: tuple[Pause, ...] = ()
    heard: int = Field(default=0, description="Place in the stream of the last answer that was carried out")
    assigned_at: datetime | None = None
    decided_at: datetime | None = None
    objection: str | None = Field(default=None, description="Why the department returned it; a review decides")
    confirmed: bool = Field(default=False, description="A review found it rightly this department's: it can't be returned")
    brought: str | None = Field(default=None, description="What the applicant supplied while nobody had the task")
    document: str | None = None
    reason: str | None = None

    @property
    def decided_by(self) -> tuple[DecidedBy, ...]:
        """The rules that placed it, of the centre that placed it last."""
        return self.rulings[-1].decided_by if self.rulings else ()

    @property
    def met(self) -> dict[str, bool | None]:
        """Whether each limit was met, as facts name it."""
        return {f"{name}_met": limit.met for name, limit in self.limits.items()}

    @property
    def idle(self) -> bool:
        """Nobody has it to decide, and nobody is asked to take it."""
        return self.assigned_at is None and not self.state.ended and self.offered is None

    @property
    def ready(self) -> bool:
        """Nobody has it to decide, and nothing but its prerequisites is awaited."""
        return self.idle and self.offer_again_at is None and (self.bound or self.returned < RETURNS)

    @property
    def address(self) -> str:
        """`<region>.<department>`."""
        return f"{self.plan.region}.{self.plan.department}"

    @property
    def offered(self) -> Transfer | None:
        """The offer that waits for an answer."""
        return next((each for each in self.transfers if each.state is OfferState.OFFERED), None)

    @property
    def returned(self) -> int:
        """How often it has been returned since somebody last accepted it."""
        count = 0
        for each in self.transfers:
            count = 0 if each.state is OfferState.ACCEPTED else count + (each.state is OfferState.RETURNED)
        return count

    @property
    def stuck(self) -> bool:
        """Nobody goes on with it until the ladder has settled who does."""
        refused = self.returned >= RETURNS and self.offered is None
        return not self.bound and (refused or self.objection is not None)

    @property
    def running(self) -> bool:
        """Its clock runs."""
        return self.assigned_at is not None and not self.state.ended and not (self.pauses and self.pauses[-1].end is None)

    @property
    def due(self) -> Due:
        """Both limits for a message."""
        promised, legal = self.limits.get("promised"), self.limits.get("legal")
        return Due(
            promised=promised.due.isoformat() if promised else None,
            legal=legal.due.isoformat() if legal else None,
            provisional=any(limit.provisional for limit in self.limits.values()),
        )

    def start(self, now: datetime, times: Times) -> None:
        """The department gets it: both clocks start."""
        self.state = ItemState.ACCEPTED
        self.assigned_at = now
        self.submitted_at = None
        self.submission = None
        self.pauses = ()
        self.set_limits(now, times)

    def recall(self) -> None:
        """The department has it no more, and nothing has been decided: the clocks are as if it had never had it."""
        self.state = ItemState.RECEIVED
        self.assigned_at = None
        self.objection = None
        self.confirmed = False
        self.pauses = ()
        self.limits = {}

    def submit(self, document: str, now: datetime, times: Times) -> None:
        """The authority above has it: from now on its own limits run."""
        self.state = ItemState.IN_HAND
        self.submitted_at = now
        self.submission = document
        self.pauses = ()
        self.set_limits(now, times)

    def pause(self, now: datetime, reason: str, basis: str) -> None:
        """Both clocks stop."""
        self.pauses = (*self.pauses, Pause(start=now, reason=reason, basis=basis))

    def resume(self, now: datetime, times: Times) -> None:
        """Both clocks run again; the limits move."""
        if self.pauses and self.pauses[-1].end is None:
            self.pauses = (*self.pauses[:-1], self.pauses[-1].model_copy(update={"end": now}))
            self.set_limits(now, times)

    def end(self, state: ItemState, now: datetime) -> None:
        """Nothing more happens to it; each limit was met or not."""
        self.state = state
        self.offer_again_at = None
        self.custody = self.custody.ended(now)
        self.decided_at = now
        self.limits = {name: limit.model_copy(update={"met": now <= limit.due}) for name, limit in self.limits.items()}

    def set_limits(self, now: datetime, times: Times) -> None:
        """Compute both limits and the lights that are still to come."""
        if self.assigned_at is None:
            return
        waiting = self.submit_to is not None and self.submitted_at is None
        terms = {"legal": SUBMISSION} if waiting else {"promised": self.promised, "legal": self.legal}
        self.limits = {name: self._limit(name, term, now, times) for name, term in terms.items() if term}

    def _limit(self, name: str, term: Term, now: datetime, times: Times) -> Limit:
        start = self.submitted_at or self.assigned_at
        assert start is not None  # noqa: S101  narrowed for the type checker by set_limits
        found = deadline(term, start, times.calendar, closing=times.closes, pauses=self.pauses, now=now)
        colours = lights(found, times.calendar, yellow=times.yellow, opening=times.opens)
        coming = {
            "yellow": colours.yellow if colours.yellow < colours.red and term.days else None,
            "red": colours.red if term.days else None,  # an item decided on the spot has no last day to warn of
            "overdue": colours.overdue,
        }
        old = self.limits.get(name)
        return Limit(
            term=term,
            due=found.due,
            provisional=found.provisional,
            lights={colour: at for colour, at in coming.items() if at and at > now},
            lit=old.lit if old and old.term == term else "",
        )

    def next_light(self) -> datetime | None:
        """When the next light goes on, if nobody decides before."""
        if not self.running:
            return None
        return min((at for limit in self.limits.values() for at in limit.lights.values()), default=None)

    def light(self, now: datetime) -> Iterator[tuple[str, str, datetime]]:
        """Light what is due: (limit, colour, due of the limit); of several colours at once only the gravest."""
        for name, limit in list(self.limits.items()) if self.running else ():
            reached = [
                colour for colour in ("yellow", "red", "overdue") if colour in limit.lights and limit.lights[colour] <= now
            ]
            if reached:
                coming = {colour: at for colour, at in limit.lights.items() if colour not in reached}
                self.limits = self.limits | {name: limit.model_copy(update={"lights": coming, "lit": reached[-1]})}
                yield name, reached[-1], limit.due
