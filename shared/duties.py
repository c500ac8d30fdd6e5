"""Duties (待办): who has to do what by when. An open aggregate always has one, so that nothing is stuck in silence."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from shared.aggregate import Aggregate
from shared.clock import DayLine, Pause, Term, Times, deadline, explain, lights
from shared.contracts.duties import Ailment

COLOURS: Final = ("yellow", "red", "overdue")
Terms = Mapping[str, Term]
"""The limits that apply at a centre, by name: of its settings and of the law (shared.clock.statutes)."""


class Wanted(NamedTuple):
    """A duty that the state of an aggregate asks for."""

    key: str
    """Tells the duties of one aggregate apart; stable while the duty is the same one."""
    act: str
    """Operation by which it is met."""
    actors: tuple[str, ...]
    """Who may and must do it: applicant | agent | window | section_head | vice_head | department | clock."""
    term: Term
    since: datetime
    """The term runs from here; its day is not counted."""
    repeats: bool = False
    """Asked again after every term; else it is overdue once, and its owner says what follows."""
    about: str = ""
    """What it is about, in Chinese: a material, a form. Nothing of restricted items."""
    pauses: tuple[Pause, ...] = ()
    """Intervals in which the term stood still; each has its end."""


class Duty(BaseModel):
    """待办 as it stands."""

    model_config = ConfigDict(frozen=True)

    key: str
    act: str
    actors: tuple[str, ...]
    term: Term
    since: datetime
    repeats: bool = False
    about: str = ""
    pauses: tuple[Pause, ...] = ()
    start: datetime = Field(description="`since`, or when it was asked again last")
    due: datetime
    provisional: bool = False
    lights: dict[str, datetime] = Field(default={}, description="yellow, red, overdue -> when; those to come")
    lit: str = Field(default="", description="The last light that went on: yellow | red | overdue")
    times_asked: int = 1

    @classmethod
    def open(cls, wanted: Wanted, times: Times, start: datetime | None = None, asked: int = 1) -> "Duty":
        """The duty with its limit and lights. One that is done on the spot has no last day to warn of."""
        begun = start or wanted.since
        found = deadline(wanted.term, begun, times.calendar, closing=times.closes, pauses=wanted.pauses)
        colours = lights(found, times.calendar, yellow=times.yellow, opening=times.opens)
        coming = {"overdue": colours.overdue}
        if wanted.term.days:
            coming |= {"red": colours.red}
            coming |= {"yellow": colours.yellow} if colours.yellow < colours.red else {}
        return cls(
            **wanted._asdict(),
            start=begun,
            due=found.due,
            provisional=found.provisional,
            lights=coming,
            times_asked=asked,
        )

    @property
    def wanted(self) -> Wanted:
        """What it was opened for."""
        return Wanted(*(getattr(self, field) for field in Wanted._fields))

    def next_light(self) -> datetime | None:
        """When its next light goes on."""
        return min(self.lights.values(), default=None)

    def days(self, times: Times) -> list[DayLine]:
        """Its reasoning day by day."""
        found = deadline(self.term, self.start, times.calendar, closing=times.closes, pauses=self.pauses)
        return explain(found, times.calendar)


def _kept(old: Duty, wanted: Wanted, times: Times) -> Duty:
    """The duty as it goes on: reckoned anew where the calendar, or a pause that is over, may have moved it."""
    again = Duty.open(wanted, times, old.start, old.times_asked) if old.provisional or wanted.pauses != old.pauses else old
    if again.due == old.due:
        same = {"provisional": again.provisional, "about": wanted.about, "actors": wanted.actors, "pauses": wanted.pauses}
        return old.model_copy(update=same)
    return again


class Lit(NamedTuple):
    """A light that went on for a duty."""

    duty: Duty
    colour: str


class Dutiful(Aggregate):
    """An aggregate whose alarms are those of its duties. Subclasses say which duties their state asks for."""

    duties: dict[str, Duty] = Field(default={}, description="key -> what has to be done, by whom, until when")
    calendar: str = Field(default="", description="Version of the calendar that provisional duties rest on; empty: none is")

    def wanted(self, terms: Terms) -> Iterable[Wanted]:
        """The duties that the state asks for now; none only where nothing more happens. `terms` are the centre's limits."""
        raise NotImplementedError

    def next_alarm(self) -> datetime | None:
        """The next light of any duty."""
        return min((at for duty in self.duties.values() if (at := duty.next_light())), default=None)

    def ailments(self, _now: datetime) -> list[Ailment]:
        """An open one without a duty, a duty that nobody has or that nothing meets, and duties that all have no light left."""
        if not self.duties:
            return [self._ailing("next_actor", "未办结，却没有任何待办，无人会再推动")]
        idle = [duty for duty in self.duties.values() if not (duty.actors and duty.act)]
        found = [self._ailing("next_actor", f"待办 {duty.key} 没有写明由谁办、怎么办") for duty in idle]
        if self.next_alarm() is None:
            found.append(self._ailing("live_alarm", f"待办 {'、'.join(self.duties)} 都已超期，此后不会再有提醒"))
        return found

    def _ailing(self, invariant: str, what: str) -> Ailment:
        return Ailment(subject=self.id, invariant=invariant, what=what)

    def settle(self, times: Times, terms: Terms) -> list[Duty]:
        """Open the duties that are wanted and close those that are not any more; those that moved because the calendar
        did are returned. A duty that stays keeps the lights it has lit. Call it at the end of every change.
        """
        kept: dict[str, Duty] = {}
        moved: list[Duty] = []
        for wanted in self.wanted(terms):
            old = self.duties.get(wanted.key)
            if old is None or (old.term, old.since, old.act) != (wanted.term, wanted.since, wanted.act):
                kept[wanted.key] = Duty.open(wanted, times)
                continue
            kept[wanted.key] = again = _kept(old, wanted, times)
            if again.due != old.due and old.provisional:  # what a pause has moved was told with the pause
                moved.append(again)
        self.duties = kept
        self.calendar = times.calendar.version if any(duty.provisional for duty in kept.values()) else ""
        return moved

    def ring(self, now: datetime, times: Times) -> Iterator[Lit]:
        """Light what is due: of several colours of one duty only the gravest. A duty that repeats begins anew when overdue."""
        for key, duty in list(self.duties.items()):
            reached = [colour for colour in COLOURS if colour in duty.lights and duty.lights[colour] <= now]
            if not reached:
                continue
            colour = reached[-1]
            coming = {other: at for other, at in duty.lights.items() if other not in reached}
            changed = duty.model_copy(update={"lights": coming, "lit": colour})
            if colour == "overdue" and duty.repeats:
                again = Duty.open(duty.wanted, times, now, duty.times_asked + 1)
                changed = again.model_copy(update={"lit": colour})  # it is overdue still, however often it is asked for
            self.duties = self.duties | {key: changed}
            yield Lit(duty, colour)
