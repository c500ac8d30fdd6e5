"""The alarms of one service that wait on the server: listed, looked up, taken back."""

import json
from typing import Any, Final
from uuid import uuid4

from shared.bus import subjects, topology
from shared.bus.connection import Bus, BusAway
from shared.bus.envelope import Outgoing

PATIENCE: Final = 20.0  # seconds; the server counts through every alarm it holds for one answer


class WaitingAlarms:
    """An alarm is named `<id of its aggregate>.<number>`, as its subject ends. Every method: BusAway."""

    def __init__(self, bus: Bus, service: str) -> None:
        self._bus = bus
        self._service = service

    async def of(self, centre: str) -> set[str]:
        """All that wait for this centre's aggregates."""
        found: set[str] = set()
        while page := await self._page(subjects.timer(centre, self._service, ">"), len(found)):
            found |= {subject.split(".", 3)[3] for subject in page}
        return found

    async def waits(self, centre: str, alarm: str) -> bool:
        """Does this one wait?"""
        return bool(await self._page(subjects.timer(centre, self._service, alarm), 0))

    async def drop(self, centre: str, alarm: str) -> None:
        """Take one back; nothing happens where there is none."""
        await self._bus.send(Outgoing(str(uuid4()), subjects.timer(centre, self._service, alarm), cancel=True))

    async def ringing(self) -> int:
        """How many have gone off, of any centre, and are not handled yet."""
        info = await self._ask(f"CONSUMER.INFO.{topology.TIMERS}.{self._service}-on-due", {})
        return int(info["num_pending"]) + int(info["num_ack_pending"])

    async def _page(self, wanted: str, offset: int) -> list[str]:
        """Subjects from `offset` on, as many as the server tells at once."""
        info = await self._ask(f"STREAM.INFO.{topology.TIMERS}", {"subjects_filter": wanted, "offset": offset})
        return list(info["state"].get("subjects") or ())

    async def _ask(self, verb: str, request: dict[str, Any]) -> dict[str, Any]:
        try:
            connection = self._bus.broker.config.connection_state.connection
            answer = await connection.request(f"$JS.API.{verb}", json.dumps(request).encode(), timeout=PATIENCE)
        except Exception as error:
            raise BusAway(f"{verb}: {type(error).__name__} {error}") from error
        told: dict[str, Any] = json.loads(answer.data)
        if "error" in told:
            raise BusAway(f"{verb}: {told['error'].get('description')}")
        return told
