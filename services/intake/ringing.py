"""Alarms in: each belongs to a case file, or to a record with a number of its own."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from shared.bus import Bus, Cause, Received
from shared.bus.alarms import Alarm

Due = Callable[[str, int, Cause], Awaitable[None]]
CASE: Final = ""
"""Case files have no letter in their numbers."""


class Ringing:
    """The handler of every alarm of intake, by the letter of the number that it is for."""

    def __init__(self, owners: Mapping[str, Due]) -> None:
        self._owners = owners

    def connect(self, bus: Bus) -> None:
        """Hear them."""
        bus.hear("intake-on-due", self.on_due)

    async def on_due(self, message: Received) -> None:
        """due.<centre>.intake.alarm"""
        alarm = message.read(Alarm)
        letter = alarm.case_number.partition("-")[2][:1]
        await self._owners.get(letter, self._owners[CASE])(alarm.case_number, alarm.number, message.cause)
