"""The doctor: nothing is stuck in silence. Every open aggregate has somebody who moves it on and a live alarm, every alarm
has an owner that wants it, everything stored is said. What can safely be put right is; the rest becomes a fact, once.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

from shared.aggregate import Aggregate, Said
from shared.bus import metrics, subjects
from shared.bus.envelope import Cause, new_traceparent
from shared.clock import Clock
from shared.contracts.base import Event
from shared.contracts.duties import Ailment, DoctorTold
from shared.log import log
from shared.store.patients import Patients, Seen

LATE: Final = timedelta(minutes=5)
"""Real time after which an alarm that was due counts as unheard; less would doubt services that are only busy."""
SKEW: Final = timedelta(seconds=5)
"""How far the server's clock may be off ours: an alarm so close to its time is left alone until the next round."""
SAID_WITHIN: Final = timedelta(minutes=1)
"""Real time in which the sweeper says what a crash left unsaid; what lies longer is told."""
PAGE: Final = 50  # documents in memory at a time, and read without letting messages in between
PAUSE: Final = 4.0  # times as long as it has worked does a round rest: more makes rounds longer, less messages later
MOST_TOLD: Final = 1000  # ailments in one answer, which has to be smaller than the bus's largest message
MOST_UNSAID: Final = 200  # documents with something unsaid that one round tells of


class Alarms(Protocol):
    """The service's alarms that wait on the server, by `<id>.<number>`. Every method: BusAway."""

    async def of(self, centre: str) -> set[str]:
        """All that wait for this centre's aggregates."""

    async def waits(self, centre: str, alarm: str) -> bool:
        """Does this one wait?"""

    async def drop(self, centre: str, alarm: str) -> None:
        """Take one back."""

    async def ringing(self) -> int:
        """How many have gone off and are not handled yet."""


Finds = Callable[[Any, datetime], list[Ailment]]
Mends = Callable[[Any], Sequence[Said]]


class Ward(NamedTuple):
    """The aggregates of one kind, the fact that tells of one that ails, and what finds out whether anybody moves it on."""

    patients: Patients[Any]
    tells: Callable[..., Event] | None = None
    """None: only the log and the answer to whoever asked tell of it."""
    finds: Finds = lambda one, now: one.ailments(now)
    mends: Mends | None = None
    """A change that is safe at any time and puts right some of what `finds` finds; None: there is no such change."""


class Recovered(Exception):
    """What was to be told of it is not so any more."""


class PastMending(Exception):
    """The change does not help; it is not made."""


class Doctor:
    """Looks after the aggregates of one service. Several replicas may, at the same time: each effect happens once."""

    def __init__(self, service: str, wards: Sequence[Ward], alarms: Alarms, clock: Clock) -> None:
        self._service = service
        self._wards = wards
        self._alarms = alarms
        self._clock = clock

    async def look(self, centre: str, *, repair: bool = True, hurry: bool = True) -> DoctorTold:
        """Look at everything of a centre; without `repair` nothing is changed or said. Errors: DatabaseAway, BusAway.

        Without `hurry` it leaves most of the process's time to the messages. Memory: the names of the centre's alarms
        and one page of documents. Of very many ailments the first MOST_TOLD are returned; the log has all.
        """
        waiting = await self._alarms.of(centre)  # before the documents: an alarm that is in none of them has no owner
        count, looked_at = len(waiting), 0
        found: list[Ailment] = []
        for ward in self._wards:
            async for seen in _open(ward, centre, hurry):
                looked_at += 1
                found += await self._examine(ward, centre, seen, waiting, repair)
                waiting.discard(_alarm(seen.aggregate) if seen.aggregate else "")
            found += await _unsaid(ward, centre)
        found += await self._orphans(centre, waiting, repair)
        for each in found:
            metrics.AILMENTS.labels(self._service, each.invariant, "repaired" if each.repaired else "left").inc()
            log.warning("doctor.found", case=each.subject, invariant=each.invariant, what=each.what, repaired=each.repaired)
        return DoctorTold(service=self._service, looked_at=looked_at, alarms=count, ailments=tuple(found[:MOST_TOLD]))

    async def _examine(self, ward: Ward, centre: str, seen: Seen[Any], waiting: set[str], repair: bool) -> list[Ailment]:
        """What ails one of them, if it is the same at a second look: else it is just being changed."""
        if not self._suspect(ward, seen, waiting):
            return []
        again = await ward.patients.one(seen.id)
        if again is None or _version(again) != _version(seen):
            return []
        if again.aggregate is None:
            return [Ailment(subject=seen.id, invariant="readable", what=f"文档已损坏，无法读取：{again.fault}")]
        aggregate = again.aggregate
        found = [await self._found(ward, each, aggregate.version, repair) for each in ward.finds(aggregate, self._clock.now())]
        if any(each.repaired for each in found):
            return found  # its alarm was set anew with that change
        here = bool(_alarm(aggregate)) and await self._alarms.waits(centre, _alarm(aggregate))
        trouble = self._trouble(aggregate, again.unsaid, here=here)
        if trouble and (here or trouble.invariant != "heard_alarm" or not await self._alarms.ringing()):
            found.append(await self._rearmed(ward, aggregate, trouble) if repair else trouble)
        return found

    def _suspect(self, ward: Ward, seen: Seen[Any], waiting: set[str]) -> bool:
        one = seen.aggregate
        if one is None or self._trouble(one, seen.unsaid, here=_alarm(one) in waiting):
            return True
        return bool(ward.finds(one, self._clock.now()))

    def _trouble(self, one: Aggregate, unsaid: frozenset[str], *, here: bool) -> Ailment | None:
        """What is wrong with its alarm, which is `here` on the server or not."""
        wanted, armed = one.next_alarm(), datetime.fromisoformat(one.alarm_at) if one.alarm_at else None
        if subjects.timer(one.centre, self._service, _alarm(one)) in unsaid:
            return None  # on its way: the writer or the sweeper says it
        if wanted != armed:
            return Ailment(
                subject=one.id, invariant="promise_without_alarm", what=f"{_when(wanted)}的提醒未设定（现为{_when(armed)}）"
            )
        if armed is None:
            return None
        late = self._clock.real(self._clock.now()) - self._clock.real(armed)
        if late > LATE:
            return Ailment(subject=one.id, invariant="heard_alarm", what=f"{_when(armed)}的提醒到时未响或未被处理")
        if late < -SKEW and not here:
            return Ailment(subject=one.id, invariant="live_alarm", what=f"{_when(armed)}的提醒不在消息系统中，到时不会响")
        return None

    async def _rearmed(self, ward: Ward, seen: Aggregate, trouble: Ailment) -> Ailment:
        """Forget the alarm, so that the store arms the next. One that nobody heard is tried again once, not for ever."""
        number, at = seen.alarm_number, seen.alarm_at
        once = {"heard_alarm": at, "live_alarm": number}.get(trouble.invariant, seen.version)

        def forget(aggregate: Aggregate) -> Sequence[Said]:
            if trouble.invariant != "promise_without_alarm" and (aggregate.alarm_number, aggregate.alarm_at) == (number, at):
                aggregate.alarm_at = None
            return []

        treated = await ward.patients.change(seen.id, self._cause(seen.id, trouble.invariant, once), forget)
        if (treated.alarm_number, treated.alarm_at) != (number, at):
            return trouble.model_copy(update={"repaired": True})
        return await self._tell(ward, trouble, lambda one: (one.alarm_number, one.alarm_at) == (number, at))

    async def _found(self, ward: Ward, ailment: Ailment, version: int, repair: bool) -> Ailment:
        """What the domain itself says: mended where that helps, else told."""
        if not repair:
            return ailment
        if ward.mends and await self._mended(ward, ailment, version, ward.mends):
            return ailment.model_copy(update={"repaired": True})
        return await self._tell(ward, ailment, lambda one: ailment in ward.finds(one, self._clock.now()))

    async def _mended(self, ward: Ward, ailment: Ailment, version: int, mends: Mends) -> bool:
        """Is it put right, by us or by whoever was faster? What does not help is not written."""

        def decide(aggregate: Aggregate) -> Sequence[Said]:
            if ailment not in ward.finds(aggregate, self._clock.now()):
                raise Recovered
            said = mends(aggregate)
            if ailment in ward.finds(aggregate, self._clock.now()):
                raise PastMending
            return said

        cause = self._cause(ailment.subject, "mended", ailment.invariant, ailment.what, version)
        try:
            await ward.patients.change(ailment.subject, cause, decide)
        except PastMending:
            return False
        except Recovered:
            log.info("doctor.recovered", case=ailment.subject, invariant=ailment.invariant)
        return True

    async def _tell(self, ward: Ward, ailment: Ailment, still: Callable[[Any], bool]) -> Ailment:
        """Say it as a fact of the aggregate while it holds; the same finding of the same aggregate once, whoever finds it."""
        says = ward.tells
        if says is None:
            return ailment

        def decide(aggregate: Aggregate) -> Sequence[Said]:
            if not still(aggregate):
                raise Recovered
            return [says(ailment=ailment, at=self._clock.now().isoformat())]

        cause = self._cause(ailment.subject, "told", ailment.invariant, ailment.what)
        try:
            await ward.patients.change(ailment.subject, cause, decide)
        except Recovered:
            log.info("doctor.recovered", case=ailment.subject, invariant=ailment.invariant)
        return ailment

    async def _orphans(self, centre: str, alarms: set[str], repair: bool) -> list[Ailment]:
        """Alarms that no aggregate wants. A number is never used twice, so what is not wanted now never will be."""
        found = []
        for alarm in sorted(alarms):
            key, _, number = alarm.rpartition(".")
            owners = [seen for ward in self._wards if (seen := await ward.patients.one(key))]
            subject = subjects.timer(centre, self._service, alarm)
            if any(_cares(seen, centre, alarm, subject) for seen in owners) or not await self._alarms.waits(centre, alarm):
                continue
            if repair:
                await self._alarms.drop(centre, alarm)
            what = f"第 {number} 号提醒无主：{'本件已不需要它' if owners else '没有这一办件'}"
            found.append(Ailment(subject=key, invariant="orphan_alarm", what=what, repaired=repair))
        return found

    def _cause(self, *parts: object) -> Cause:
        return Cause(Cause("doctor").derive(self._service, *parts), new_traceparent())


def _when(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else "无"


async def _open(ward: Ward, centre: str, hurry: bool) -> AsyncIterator[Seen[Any]]:
    after, begun = "", time.perf_counter()
    while page := await ward.patients.open(centre, after, PAGE):
        for seen in page:
            if seen.aggregate is None or seen.aggregate.open:
                yield seen
        after = page[-1].id
        await asyncio.sleep(0 if hurry else PAUSE * (time.perf_counter() - begun))
        begun = time.perf_counter()


async def _unsaid(ward: Ward, centre: str) -> list[Ailment]:
    """What the sweeper should have said long ago. No fact tells of it: that would only lie in the same outbox."""
    found = await ward.patients.unsaid(centre, datetime.now(UTC) - SAID_WITHIN, MOST_UNSAID)
    return [
        Ailment(subject=each.id, invariant="said", what=f"{each.subject} 自 {each.since:%Y-%m-%d %H:%M:%S} UTC 起未能发出")
        for each in found
    ]


def _alarm(aggregate: Aggregate) -> str:
    """The name of the alarm that it has armed; empty: none."""
    return f"{aggregate.id}.{aggregate.alarm_number}" if aggregate.alarm_at else ""


def _cares(seen: Seen[Any], centre: str, alarm: str, subject: str) -> bool:
    """It wants the alarm, is about to say so or to take it back, or can't be read, so that nobody knows."""
    one = seen.aggregate
    return one is None or subject in seen.unsaid or (one.centre, _alarm(one)) == (centre, alarm)


def _version(seen: Seen[Any]) -> int | None:
    return seen.aggregate.version if seen.aggregate else None
