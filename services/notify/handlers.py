"""Messages in, use cases out: one awaited line each."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.notify.domain.notice import Notice
from services.notify.use_cases import UseCases
from shared.bus import Bus, Received, asked
from shared.bus.alarms import Alarm
from shared.contracts.notify import InboxQuery


class Handlers:
    """The handlers of notify."""

    def __init__(self, use_cases: UseCases) -> None:
        self._use = use_cases

    def connect(self, bus: Bus) -> None:
        """Hear and serve everything that notify is there for."""
        bus.hear_batch("notify-on-event", self.on_event)
        bus.hear("notify-on-due", self.on_due)
        bus.serve("notify", "inbox", self.inbox)

    async def on_event(self, batch: Sequence[Received]) -> Mapping[str, Exception]:
        """evt.*.intake.*, evt.*.routing.*, evt.*.joint_review.*"""
        return await self._use.hear(batch)

    async def on_due(self, message: Received) -> None:
        """due.*.notify.alarm"""
        await self._use.alarm(message.read(Alarm), message.cause)

    async def inbox(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.notify.inbox"""
        query = asked(InboxQuery, message.body)
        notices = await self._use.inbox(message.subject.region, query)
        return {"case_number": query.case_number, "notices": [shown(notice) for notice in notices]}


def shown(notice: Notice) -> dict[str, Any]:
    """A notice as an inbox shows it: what was written, and what became of it."""
    inner = {"id", "address", "due", "token"}
    channel = "smtp" if notice.address else "inbox"
    return {"notice_id": notice.id, "channel": channel, **notice.model_dump(mode="json", exclude=inner)}
