"""The shape of everything that is stored: one aggregate, one document, one atomic write."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import Contract, Event
from shared.contracts.duties import Ailment


@dataclass(frozen=True, slots=True)
class Mail:
    """A message to somebody in particular, said together with the facts of a change: a task, an answer.

    `key` tells the mails of one change apart (two departments, say), so that their ids differ.
    """

    subject: str
    content: Contract
    key: str = ""


Said = Event | Mail


class Aggregate(BaseModel):
    """What one service keeps of one case. Subclasses add their state, and methods that change it.

    A method decides and returns what is to be said; it never writes, publishes or looks at a clock. `version`
    counts writes; `sequence` counts the facts this owner has said of the case, without gaps.
    """

    model_config = ConfigDict(validate_assignment=False)

    id: str = Field(description="办件编号")
    centre: str = Field(description="Region code of the centre that owns the case")
    version: int = 0
    sequence: int = 0
    alarm_number: int = Field(default=0, description="Number of the alarm that is armed; 0: none")
    alarm_at: str | None = Field(default=None, description="When it fires, ISO 8601")

    @property
    def open(self) -> bool:
        """Something is still to happen with it; the doctor looks after it until then (shared/doctor.py)."""
        return True

    def ailments(self, _now: datetime) -> list[Ailment]:
        """Why nothing would move it any more although it is open; of its alarm the doctor knows by itself. Asked of open
        ones only. What it says of one thing stays word for word the same, for the same finding is reported once; and it
        says nothing of restricted items.
        """
        return []

    def next_alarm(self) -> datetime | None:
        """The next instant at which something becomes due if nobody acts; None when nothing does."""
        return None

    def alarm_fired(self, number: int) -> bool:
        """The alarm of that number has gone off; False when it is not the one that is wanted any more.

        Forgetting it here makes the store arm the next one, even where nothing else changes.
        """
        current = number == self.alarm_number and self.alarm_at is not None
        if current:
            self.alarm_at = None
        return current
