"""The State Council's arrangement as the topmost jurisdictions know it: one for the whole country."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations

from shared.clock import WorkCalendar
from shared.clock.overlay import read_overlay
from shared.errors import Fault
from shared.jurisdictions.build import Jurisdiction
from shared.jurisdictions.files import CENTRE
from shared.regions import ancestors

Known = Mapping[str, Jurisdiction]


def national(known: Known) -> WorkCalendar:
    """What all roots together have entered; no place's own days. Where they contradict, `contradictions` has told."""
    return WorkCalendar({day: worked for days in _roots(known).values() for day, worked in days.items()})


def contradictions(known: Known) -> Iterator[Fault]:
    """The arrangement of a year is one for the whole country: two roots that enter it must enter the same days."""
    for (first, one), (second, other) in combinations(_roots(known).items(), 2):
        for year in sorted({day.year for day in one} & {day.year for day in other}):
            differing = sorted(_of(year, one) ^ _of(year, other))
            if differing:
                days = "、".join(dict.fromkeys(f"{day:%m-%d}" for day, _ in differing))
                yield Fault(
                    field=f"{second}/{CENTRE}：calendar_overlay.{year}",
                    message=f"与 {first} 填写的同一年安排不一致：{days}",
                    remedy="国务院办公厅的放假安排全国一致，请核对后两处填写相同的日期",
                )


def _roots(known: Known) -> dict[str, dict[date, bool]]:
    top = [code for code in known if not any(above.code in known for above in ancestors(code))]
    return {code: read_overlay(known[code].centre.calendar_overlay) for code in top}


def _of(year: int, days: Mapping[date, bool]) -> set[tuple[date, bool]]:
    return {(day, worked) for day, worked in days.items() if day.year == year}
