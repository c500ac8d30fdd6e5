"""Reads the table in which an operator enters a newly published year, and refuses it with all its faults at once."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from shared.errors import Fault, Refused

WORKED: Final = {"holidays": False, "workdays": True}


def read_overlay(years: Mapping[Any, Any]) -> dict[date, bool]:
    """`{"2027": {"holidays": [...], "workdays": [...]}}` as day -> worked; days are ISO text or YAML dates.

    Raises `Refused`: a year that is none or lists nothing, an unknown list, something that is no day or
    a day of another year, a day listed twice.
    """
    days: dict[date, bool] = {}
    faults: list[Fault] = []
    for year, lists in years.items():
        found = list(_entries(year, lists))
        faults += [entry for entry in found if isinstance(entry, Fault)]
        for field, day, worked in (entry for entry in found if not isinstance(entry, Fault)):
            if day in days:
                faults.append(_fault(field, f"{day} 重复列出", "同一天只能在 holidays 或 workdays 中列一次"))
            days[day] = worked
    if faults:
        raise Refused(faults)
    return days


def _entries(year: Any, lists: Any) -> Iterator[tuple[str, date, bool] | Fault]:
    field = f"calendar.{year}"
    number = _year(year)
    if number is None:
        yield _fault(field, f"“{year}”不是年份", '写成四位年份，如 "2027"')
        return
    if not isinstance(lists, Mapping) or not any(lists.values()):
        yield _fault(
            field,
            "没有列出放假或调休日期",
            "按国务院办公厅通知填写 holidays 和 workdays；尚未公布的年份不要写",
        )
        return
    for name, entries in lists.items():
        if name not in WORKED:
            yield _fault(f"{field}.{name}", f"不认识的栏目“{name}”", "只可使用 holidays（放假）和 workdays（调休上班）")
        elif not isinstance(entries, list):
            yield _fault(f"{field}.{name}", "应为日期列表", f"写成 [{number}-01-01, …]")
        else:
            for index, entry in enumerate(entries):
                yield _entry(f"{field}.{name}[{index}]", number, entry, worked=WORKED[name])


def _entry(field: str, year: int, entry: Any, *, worked: bool) -> tuple[str, date, bool] | Fault:
    day = _day(entry)
    if day is None:
        return _fault(field, f"“{entry}”不是有效日期", f"写成 {year}-01-01 的形式")
    if day.year != year:
        return _fault(field, f"{day} 不在 {year} 年", "移到所属年份之下")
    return field, day, worked


def _year(year: Any) -> int | None:
    text = str(year)
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 and text != "0000" else None


def _day(entry: Any) -> date | None:
    if isinstance(entry, date) and not isinstance(entry, datetime):
        return entry
    try:
        return date.fromisoformat(entry) if isinstance(entry, str) else None
    except ValueError:
        return None


def _fault(field: str, message: str, remedy: str) -> Fault:
    return Fault(field=field, message=message, remedy=remedy)
