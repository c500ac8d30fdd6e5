"""Days as they are written in notices."""

from datetime import date, datetime

from shared.clock import in_china


def day_of(instant: str) -> date:
    """The day in China of an instant in ISO 8601 with zone. ValueError for anything else."""
    return in_china(datetime.fromisoformat(instant)).date()


def time_of(instant: str) -> str:
    """`09:30` in China of an instant in ISO 8601 with zone. ValueError for anything else."""
    return f"{in_china(datetime.fromisoformat(instant)):%H:%M}"


def written(day: date) -> str:
    """2026年3月2日"""
    return f"{day.year}年{day.month}月{day.day}日"
