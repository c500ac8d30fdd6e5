"""Reads a form of any shape: what has the wrong shape is told by its contract, and passed over here."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any


def mapping(value: object) -> Mapping[str, Any]:
    """The section; empty where there is none."""
    return value if isinstance(value, Mapping) else {}


def text(value: object) -> str:
    """The text without blanks around it; empty where there is none."""
    return value.strip() if isinstance(value, str) else ""


def numbers(value: object) -> list[int]:
    """The whole numbers of a list, a flag not being one."""
    return [number for number in value if type(number) is int] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The texts of a list."""
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def day(value: object) -> date | None:
    """The day written as YYYY-MM-DD; None where there is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def listed(numbers: Collection[int]) -> str:
    """Numbers of items for a sentence."""
    return "、".join(str(number) for number in numbers)
