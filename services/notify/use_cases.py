"""What notify does: hear facts in batches, look at letters when their alarm goes off, show an inbox."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from uuid import uuid5

from services.notify.domain.correspondence import Correspondence, Fact
from services.notify.domain.desk import Desk
from services.notify.domain.draft import Voice
from services.notify.domain.known import COMPLAINT, Known
from services.notify.domain.notice import Notice
from services.notify.post import Post
from shared.bus import Cause, Received
from shared.bus.alarms import Alarm
from shared.bus.envelope import NAMESPACE
from shared.contracts.base import Event
from shared.contracts.notify import InboxQuery
from shared.errors import PermanentError, TransientError, refuse
from shared.store import Aggregates

Heard = tuple[Received, Fact]


class Unplaced(PermanentError):
    """A fact that does not say where in its owner's sequence it belongs."""


class OtherCentre(PermanentError):
    """A fact of one centre about another's case."""


class UseCases:
    """The use cases of notify."""

    def __init__(self, cases: Aggregates[Correspondence], desks: Callable[[str], Desk], voice: Voice, post: Post) -> None:
        self._cases = cases
        self._desks = desks
        self._voice = voice
        self._post = post

    async def hear(self, batch: Sequence[Received]) -> Mapping[str, Exception]:
        """Take a batch in, with one write per case; the failures by message id, each case's apart from the others'."""
        failed: dict[str, Exception] = {}
        groups: defaultdict[str, list[Heard]] = defaultdict(list)
        for message in batch:
            try:
                fact = _fact(message)
            except PermanentError as error:
                failed[message.id] = error
            else:
                groups[message.case].append((message, fact))
        for outcome in await asyncio.gather(*(self._hear_case(group) for group in groups.values())):
            failed |= outcome
        return failed

    async def _hear_case(self, group: Sequence[Heard]) -> dict[str, Exception]:
        """One case's messages in one write; where that fails for good, each alone, so that only the guilty one is parked."""
        try:
            await self._take(group)
        except TransientError as error:
            return {message.id: error for message, _ in group}
        except Exception as error:  # noqa: BLE001  one case's trouble must not touch the other cases of the batch
            if len(group) == 1:
                return {group[0][0].id: error}
            alone = [await self._hear_case([heard]) for heard in sorted(group, key=lambda heard: heard[1].sequence)]
            return {identity: error for outcome in alone for identity, error in outcome.items()}
        return {}

    async def _take(self, group: Sequence[Heard]) -> None:
        first = group[0][0]
        centre = first.subject.region
        desk, turn = self._desks(centre), self._post.turn()

        def decide(case: Correspondence) -> Sequence[Event]:
            if {case.centre} != {message.subject.region for message, _ in group}:
                raise OtherCentre(f"case {case.id} belongs to {case.centre}: correct the sender's centre")
            return case.hear([fact for _, fact in group], desk, self._voice, turn)

        def new() -> Correspondence:
            return Correspondence(id=first.case, centre=centre, known=Known.at_first(first.case))

        case = await self._cases.change(first.case, cause_of([message for message, _ in group]), decide, new)
        self._post.start(case, desk.name, turn)

    async def alarm(self, alarm: Alarm, cause: Cause) -> None:
        """Look at the case's letter on its way, and send what is to be sent now."""
        turn = self._post.turn()
        case = await self._cases.change(alarm.case_number, cause, lambda case: case.alarm(alarm.number, turn))
        self._post.start(case, self._desks(case.centre).name, turn)

    async def inbox(self, centre: str, query: InboxQuery) -> list[Notice]:
        """The notices of one of this centre's cases, the newest last; of a complaint those of one post. Errors: Refused."""
        case = await self._cases.get(query.case_number)
        if case is None or case.centre != centre:
            raise refuse("case_number", "办件不存在", "请核对办件编号；其他中心的办件请向该中心查询")
        if case.known.record == COMPLAINT and query.recipient is None:
            raise refuse("recipient", "投诉举报的通知只供办理岗位查看", "请写明办理岗位，例如 section_head")
        return [notice for notice in case.notices if query.recipient in {None, notice.recipient}]


def cause_of(group: Sequence[Received]) -> Cause:
    """The cause of a change that several messages make together: which messages they are, in whatever order.

    A redelivery may come in another composition. Had a batch only the id of, say, its first message, then {A, C} after
    {A, B} would look handled, and C would be lost; so each composition is a cause of its own, and what is repeated in
    it is passed over by its sequence number.
    """
    ids = "/".join(sorted({message.id for message in group}))
    return Cause(str(uuid5(NAMESPACE, ids)), group[0].cause.traceparent)


def _fact(message: Received) -> Fact:
    event = message.event()
    if message.sequence < 1:
        raise Unplaced(f"{event.owner}.{event.name} of {message.case} has no ce-sequence: its owner must number it, from 1")
    return Fact(message.id, message.sequence, event)
