"""What everything that is shown is made of."""

from datetime import datetime
from typing import Any

Json = dict[str, Any]


def at(when: datetime | None) -> str | None:
    """As ISO 8601 with zone."""
    return when.isoformat() if when else None
