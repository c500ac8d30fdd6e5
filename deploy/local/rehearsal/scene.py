"""What the players of a rehearsal share: how time runs, who plays which part, and what went wrong."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from deploy.local.rehearsal.application_file import ApplicationFile
from deploy.local.rehearsal.script import DepartmentPlay, OfferPlay
from shared.clock import CHINA, CLOSING, OPENING, Clock, WorkCalendar
from shared.contracts.departments import Assignment
from shared.jurisdictions import Jurisdictions

PACE = 2.0  # seconds per working day; faster, and a busy machine makes items overdue that are due on the spot
GRACE = 20.0  # seconds without progress that are the machine's own slowness, whatever the clock
USUAL_DAYS = 12  # working days between two signs of life that are nothing unusual: reviews and rungs have up to ten


@dataclass(frozen=True, slots=True)
class Terms:
    """How time runs in a rehearsal."""

    seconds_per_working_day: float = PACE
    origin: datetime = datetime(2026, 3, 2, 8, 30, tzinfo=CHINA)
    """The virtual instant at which the stack is started; a Monday of a year whose calendar is published."""
    patience: float | None = None
    """Seconds without progress after which a case counts as stuck; None: as long as its file explains, and some."""

    def allowance(self, file: ApplicationFile) -> float:
        """Seconds a case may stand still."""
        return self.patience or GRACE + (USUAL_DAYS + file.longest) * self.seconds_per_working_day


class Scene:
    """The files and the routes by case, the pace, and the troubles so far."""

    def __init__(self, jurisdictions: Jurisdictions, clock: Clock) -> None:
        self.files: dict[str, ApplicationFile] = {}
        self.routes: dict[str, dict[str, Any]] = {}
        """Each as its window saw it last."""
        self.troubles: dict[str, list[str]] = {}
        self._jurisdictions, self._clock, self._calendar = jurisdictions, clock, jurisdictions.calendar

    def part(self, case: str, address: str) -> DepartmentPlay:
        """A department's part in a case."""
        file = self.files.get(case)  # a meeting is known a moment after it was called
        return (file and file.departments.get(address)) or DepartmentPlay()

    def offer(self, case: str, centre: str, item: int) -> OfferPlay:
        """What the desk of a centre does with an item that is offered to it."""
        desk = self.files[case].desks.get(centre)
        return desk.items.get(item, OfferPlay()) if desk else OfferPlay()

    def responsible(self, case: str, item: int) -> str | None:
        """`<region>.<department>` that the rules name for an item; None while the window has not seen the route, or where
        it is told no department, the item being restricted.
        """
        tasks = self.routes.get(case, {}).get("tasks", ())
        return next(
            (f"{task['region']}.{task['department']}" for task in tasks if task["item"] == item and task["department"]), None
        )

    def instant(self, task: Assignment) -> bool:
        """即办: by the catalogue, or because what was promised ends today."""
        today = self._clock.now().date().isoformat()
        return self._jurisdictions.item(task.centre, task.item).instant or (task.due.promised or "9") <= f"{today}T99"

    def restricted(self, centre: str, item: int) -> bool:
        """An item whose name is shown to nobody."""
        return self._jurisdictions.item(centre, item).restricted

    def day(self, days: int) -> date:
        """The day after so many working days."""
        return self._calendar.add(self._clock.now().date(), days)

    def passed(self, days: float, since: datetime) -> bool:
        """Have so many working days passed, and is it a time at which somebody acts?"""
        return office_time(since, days, self._calendar) <= self._clock.now()

    def now(self) -> datetime:
        """What time it is in the rehearsal."""
        return self._clock.now()

    async def days(self, days: float) -> None:
        """Let so many working days pass; whoever waits acts in office hours, 0 meaning at once while they last."""
        await self.until(office_time(self._clock.now(), days, self._calendar))

    async def closing(self) -> None:
        """Wait until the offices close. What is handed in then is assigned over night, whatever the machine's speed,
        and every department has the whole next day for what it must decide on the spot.
        """
        now = self._clock.now()
        day = now.date() if now.time() < CLOSING else self._calendar.next_working(now.date())
        await self.until(datetime.combine(day, CLOSING, CHINA))

    async def shut(self) -> None:
        """Wait until the offices are closed, if they are not: what is accepted then is assigned over night, as above."""
        if OPENING <= self._clock.now().time() < CLOSING:
            await self.closing()

    def seconds_until(self, when: datetime) -> float:
        """Real seconds that will pass until then; negative for what is over."""
        return (self._clock.real(when) - datetime.now(UTC)).total_seconds()

    async def until(self, when: datetime) -> None:
        """Wait until then; not at all for what is over."""
        await asyncio.sleep(self.seconds_until(when))

    def trouble(self, case: str, text: str) -> None:
        """Note what went wrong; it makes the rehearsal fail, and the others go on."""
        self.troubles.setdefault(case, []).append(text)


def office_time(now: datetime, days: float, calendar: WorkCalendar) -> datetime:
    """When somebody acts who takes so many working days: at opening of that day, and parts of a day in office hours.

    Never at night: what would fall there is done at the next opening.
    """
    whole, part = divmod(days, 1)
    office = datetime.combine(now.date(), CLOSING) - datetime.combine(now.date(), OPENING)
    start = datetime.combine(calendar.add(now.date(), int(whole)), OPENING, CHINA) if whole else now
    moment = start + part * office
    day, hour = moment.date(), moment.time()
    if calendar.is_working(day) and OPENING <= hour < CLOSING:
        return moment
    tomorrow = calendar.next_working(day)
    return datetime.combine(calendar.add(day, 0) if hour < OPENING else tomorrow, OPENING, CHINA)
