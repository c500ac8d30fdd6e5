"""What case files, consultations and appointments have in common: made by a request, with duties whose lights are told."""

from collections.abc import Iterable, Iterator

from pydantic import Field

from services.intake.domain.moment import Moment
from shared.contracts.base import Event
from shared.contracts.duties import DutyLit, DutyMoved
from shared.duties import Dutiful, Duty, Lit


class Record(Dutiful):
    """An aggregate that a request has made, with what has to be done about it and by when."""

    request: str = Field(description="Id of the request that made it: the same request never makes two")

    def settled(self, moment: Moment, said: Iterable[Event]) -> list[Event]:
        """What an act says, once the duties are those that the state asks for now. The end of every act."""
        before = {key: duty.due for key, duty in self.duties.items()}
        moved = self.settle(moment.times, moment.terms)
        return [*said, *(_moved(duty, before[duty.key].isoformat()) for duty in moved)]

    def due(self, alarm: int, moment: Moment) -> list[Event]:
        """An alarm has gone off; one that is not wanted any more changes nothing."""
        if not self.alarm_fired(alarm):
            return []
        said = [fact for lit in self.ring(moment.now, moment.times) for fact in self.lit(lit, moment)]
        return self.settled(moment, said)

    def lit(self, lit: Lit, moment: Moment) -> Iterator[Event]:
        """What a light says and what it changes."""
        raise NotImplementedError


def told(lit: Lit, actors: tuple[str, ...] = ()) -> DutyLit:
    """A light as it is said, to those who have to act and to `actors` besides."""
    duty = lit.duty
    return DutyLit(
        duty=duty.key,
        act=duty.act,
        what=duty.term.what,
        actors=tuple(dict.fromkeys((*duty.actors, *actors))),
        light=lit.colour,
        due=duty.due.isoformat(),
        basis=duty.term.basis,
        about=duty.about,
        times_asked=duty.times_asked,
    )


def _moved(duty: Duty, before: str) -> DutyMoved:
    return DutyMoved(duty=duty.key, what=duty.term.what, before=before, due=duty.due.isoformat(), provisional=duty.provisional)
