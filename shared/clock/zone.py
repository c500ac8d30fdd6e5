"""The one time zone of the service, and the type of an instant in it."""

from datetime import datetime, time
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime

CHINA: Final = ZoneInfo("Asia/Shanghai")

OPENING: Final = time(8, 30)
"""When counters open unless a centre says otherwise: lights turn yellow and red at this hour."""

CLOSING: Final = time(17, 30)
"""When counters close unless a centre says otherwise; a term ends at this hour of its last day (民法典 第二百零三条)."""


def in_china(when: datetime) -> datetime:
    """The same instant in China's zone; a time without zone raises ValueError, for it names no instant."""
    if when.tzinfo is None:
        raise ValueError(f"{when.isoformat()} has no time zone")
    return when.astimezone(CHINA)


Instant = Annotated[AwareDatetime, AfterValidator(in_china)]
"""A time with zone, held in China's zone whatever zone it was written in, so that `.date()` is the local day."""
