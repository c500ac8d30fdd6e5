"""The only clock: working days of China, deadlines that explain themselves, and time that can be accelerated."""

from shared.clock.clocks import AcceleratedClock, Clock, FixedClock, SystemClock, clock_from
from shared.clock.deadlines import deadline, explain
from shared.clock.lights import Light, light_at, lights
from shared.clock.terms import DayLine, Deadline, Lights, Pause, Term, merged
from shared.clock.times import Times
from shared.clock.workdays import WorkCalendar, WorkDay
from shared.clock.zone import CHINA, CLOSING, OPENING, Instant, in_china

__all__ = [
    "CHINA",
    "CLOSING",
    "OPENING",
    "AcceleratedClock",
    "Clock",
    "DayLine",
    "Deadline",
    "FixedClock",
    "Instant",
    "Light",
    "Lights",
    "Pause",
    "SystemClock",
    "Term",
    "Times",
    "WorkCalendar",
    "WorkDay",
    "clock_from",
    "deadline",
    "explain",
    "in_china",
    "light_at",
    "lights",
    "merged",
]
