"""States that say in their own words where a record stands and what is possible now; and the refusal of an act out of place."""

from enum import StrEnum
from typing import Self

from shared.errors import Fault, Refused


class ToldState(StrEnum):
    """A state with the words people read: `NAME = code, label, next_step`. Members compare and are stored as their code."""

    label: str
    next_step: str

    def __new__(cls, code: str, label: str, next_step: str) -> Self:
        """A state. `label` names it; `next_step` says what is possible now, and who does it."""
        state = str.__new__(cls, code)
        state._value_ = code
        state.label, state.next_step = label, next_step
        return state


class ActOutOfPlace(Refused):
    """The act does not fit the state; the message says the state, and what is possible now and who may do it."""

    def __init__(self, field: str, noun: str, state: ToldState, act: str) -> None:
        message = f"本{noun}当前为“{state.label}”，不能{act}"
        super().__init__([Fault(field=field, message=message, remedy=state.next_step)])
