"""One department's task: the item it has to decide, its state, its two limits and their lights."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from services.routing.domain.limits import DECISION, SUSPENSION, Extension, Limit, Run, lighted, reckoned
from services.routing.domain.promises import Pledges
from services.routing.domain.ruling import Ruling
from services.routing.domain.transfer import Custody, OfferState, Stop, Transfer
from shared.clock import Pause, Term, Times
from shared.clock.statutes import STATUTES
from shared.contracts.common import DecidedBy, Due, ItemState
from shared.contracts.intake import ItemResult
from shared.contracts.routing import PlannedItem

UNDECIDED: Final = frozenset({ItemState.RECALLED, ItemState.WITHDRAWN_BY_APPLICANT, ItemState.NOT_ACCEPTED})
"""Ends that no department is measured by: it has not decided."""

WORKING = frozenset({ItemState.ACCEPTED, ItemState.IN_HAND, ItemState.CORRECTION_ENDED, ItemState.SPECIAL_ENDED})
"""States in which the department has the task and nothing else is awaited."""


SUBMISSION = STATUTES["lower_examination"]
"""How long a counterpart department has until it submits to the authority above. The item's own limits are the
authority's: they run from the submission on, and the department is not measured by them."""


PROGRESS_KEPT: Final = 20
"""Reports of progress that the route shows, the last ones; all of them are facts."""

RETURNS = 2
"""Returns of an item in a row after which the ladder settles who handles it; until then it is offered again."""


class Progress(BaseModel):
    """How far a department says it is."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    note: str
    percent: int | None = None


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
    permit: bool = Field(default=False, description="行政许可: the law's limits for joint handling apply")
    extension: Extension | None = Field(default=None, description="Of the legal limit; once per assignment")
    limits: dict[str, Limit] = Field(default={}, description="promised, legal, accept …, see limits.LABELS")
    pauses: tuple[Pause, ...] = ()
    heard: int = Field(default=0, description="Place in the stream of the last answer that was carried out")
    heard_at: datetime | None = Field(default=None, description="When the department said it")
    assigned_at: datetime | None = None
    decided_at: datetime | None = None
    objection: str | None = Field(default=None, description="Why the department returned it; a review decides")
    confirmed: bool = Field(default=False, description="A review found it rightly this department's: it can't be returned")
    brought: str | None = Field(default=None, description="What the applicant supplied while nobody had the task")
    document: str | None = None
    conditions: tuple[str, ...] = Field(default=(), description="Of its department, in joint reviews; it was approved under them")
    reason: str | None = None
    revoked_at: datetime | None = Field(default=None, description="Its approval was taken back then")
    pledges: Pledges = Pledges()
    progress: tuple[Progress, ...] = Field(default=(), description="The last reports of its department, the oldest first")

    @property
    def decided_by(self) -> tuple[DecidedBy, ...]:
        """The rules that placed it, of the centre that placed it last."""
        return self.rulings[-1].decided_by if self.rulings else ()

    @property
    def met(self) -> dict[str, bool | None]:
        """Whether each limit was met, as facts name it."""
        return {f"{name}_met": limit.met for name, limit in self.limits.items() if name in DECISION}

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
        return self.at_work and all(pause.end is not None for pause in self.pauses)

    @property
    def at_work(self) -> bool:
        """A department has it, and has not decided."""
        return self.assigned_at is not None and not self.state.ended

    @property
    def put_off(self) -> Transfer | None:
        """The offer that a suspension has taken back, and that is to be made again."""
        last = self.transfers[-1] if self.transfers else None
        held = last and self.stops and last.state is OfferState.WITHDRAWN and last.offer.receiver == self.stops[0].centre
        return last if held and self.assigned_at is None else None

    @property
    def due(self) -> Due:
        """Both limits for a message."""
        promised, legal = self.limits.get("promised"), self.limits.get("legal")
        return Due(
            promised=promised.due.isoformat() if promised else None,
            legal=legal.due.isoformat() if legal else None,
            provisional=any(limit.provisional for limit in (promised, legal) if limit),
        )

    def start(self, now: datetime, times: Times) -> None:
        """The department gets it: both clocks start, and the one in which it accepts or objects."""
        self.state = ItemState.ACCEPTED
        self.assigned_at = now
        self.submitted_at = None
        self.submission = None
        self.pauses = ()
        self.extension = None
        self.limits = {}
        self.set_limits(now, times)
        self.open("accept", times.terms.get("accept"), now, times)

    def recall(self) -> None:
        """The department has it no more, and nothing has been decided: the clocks are as if it had never had it."""
        self.state = ItemState.RECEIVED
        self.assigned_at = None
        self.objection = None
        self.confirmed = False
        self.pauses = ()
        self.extension = None
        self.limits = {}

    def submit(self, document: str, now: datetime, times: Times) -> None:
        """The authority above has it: from now on its own limits run."""
        self.state = ItemState.IN_HAND
        self.submitted_at = now
        self.submission = document
        self.pauses = ()
        self.extension = None
        self.set_limits(now, times)

    def pause(self, now: datetime, reason: str, basis: str) -> None:
        """Both clocks stop."""
        self.pauses = (*self.pauses, Pause(start=now, reason=reason, basis=basis))

    def resume(self, now: datetime, times: Times, *, suspension: bool = False) -> None:
        """What stopped both clocks is over, be it the task's own or (`suspension`) the case's; the limits move."""
        ending = [pause for pause in self.pauses if pause.end is None and (pause.basis == SUSPENSION) is suspension]
        if ending:
            self.pauses = tuple(pause.model_copy(update={"end": now}) if pause in ending else pause for pause in self.pauses)
            self.set_limits(now, times)

    def end(self, state: ItemState, now: datetime) -> None:
        """Nothing more happens to it; each limit was met or not."""
        self.state = state
        self.offer_again_at = None
        self.custody = self.custody.ended(now)
        self.decided_at = now
        self.pauses = tuple(pause if pause.end else pause.model_copy(update={"end": now}) for pause in self.pauses)
        if state not in UNDECIDED:
            self.limits = {name: limit.done(now) for name, limit in self.limits.items()}

    def result(self, name: str) -> ItemResult:
        """How it has ended, under the name that everybody may read."""
        ended = self.revoked_at or self.decided_at
        return ItemResult(
            item=self.plan.item,
            item_name=name,
            state=self.state,
            department_name="" if self.state is ItemState.NOT_ACCEPTED else self.plan.department_name,  # nobody has decided it
            document=self.document,
            reason=self.reason,
            decided_at=ended.isoformat() if ended else None,
            conditions=() if self.revoked_at else self.conditions,
        )

    def set_limits(self, now: datetime, times: Times, *, owed: bool = False) -> None:
        """Reckon anew every limit that runs, and the lights that are still to come. `owed`: see `limits.reckoned`."""
        if self.assigned_at is None:
            return
        kept = {name: limit for name, limit in self.limits.items() if name not in DECISION}
        running = {name: limit.term for name, limit in kept.items() if limit.met is None}
        for name, term in (self.terms() | running).items():
            kept[name] = reckoned(self.run(name, term), self.limits.get(name), now, times, owed=owed)
        self.limits = kept

    def terms(self) -> dict[str, Term]:
        """The terms of the decision: the department's own, or while it has to submit upward, the one for that."""
        if self.submit_to is not None and self.submitted_at is None:
            return {"legal": SUBMISSION}
        legal = self.extension.of(self.legal) if self.extension and self.legal else self.legal
        return {name: term for name, term in (("promised", self.promised), ("legal", legal)) if term}

    def open(self, name: str, term: Term | None, now: datetime, times: Times) -> None:
        """A limit of its own begins now, beside those of the decision; none where nobody sets it."""
        if term is not None:
            others = {key: limit for key, limit in self.limits.items() if key != name}
            self.limits = others | {name: Limit(term=term, due=now, start=now)}
            self.limits |= {name: reckoned(self.run(name, term), None, now, times)}

    def done(self, name: str, now: datetime) -> None:
        """What that limit asks for is done."""
        if name in self.limits:
            self.limits = self.limits | {name: self.limits[name].done(now)}

    def run(self, name: str, term: Term) -> Run:
        """What a limit is reckoned from. The pause that begins with a limit of its own is what this limit is about: it
        stops the clocks of the decision, not this one.
        """
        limit = self.limits.get(name)
        if name in DECISION or limit is None or limit.start is None:
            start = self.submitted_at or self.assigned_at
            assert start is not None  # noqa: S101  narrowed for the type checker: nothing runs before the assignment
            return Run(term, start, self.pauses)
        others = tuple(pause for pause in self.pauses if pause.start != limit.start or pause.basis == SUSPENSION)
        return Run(term, limit.start, others)

    @property
    def changed_at(self) -> datetime | None:
        """The last instant at which its clocks were touched; None before the assignment."""
        pauses = [at for pause in self.pauses for at in (pause.start, pause.end)]
        known = [self.assigned_at, self.submitted_at, self.heard_at, self.decided_at, *pauses]
        return max((at for at in known if at), default=None) if self.assigned_at else None

    def next_light(self) -> datetime | None:
        """When the next light goes on, if nobody decides before."""
        return min((at for _, limit in self._burning() for at in limit.lights.values()), default=None)

    def light(self, now: datetime) -> Iterator[tuple[str, str, datetime]]:
        """Light what is due: (limit, colour, due of the limit); of several colours at once only the gravest."""
        for name, limit in list(self._burning()):
            after, colour = lighted(limit, now)
            if colour:
                self.limits = self.limits | {name: after}
                yield name, colour, limit.due

    def _burning(self) -> Iterator[tuple[str, Limit]]:
        """Limits that run now."""
        if self.assigned_at is None or self.state.ended:
            return
        for name, limit in self.limits.items():
            if limit.met is None and not self.run(name, limit.term).stands:
                yield name, limit
