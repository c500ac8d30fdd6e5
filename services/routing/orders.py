"""What a centre's desk writes, read strictly; what can't be read is on record all the same."""

import re
from typing import TypeVar

from pydantic import BaseModel

from services.routing.desk import Desk
from shared.bus import Received, asked
from shared.errors import Refused

Order = TypeVar("Order", bound=BaseModel)


async def ordered(desk: Desk, kind: type[Order], message: Received) -> Order:
    """What a desk has ordered. Errors: Refused, recorded where it names a case."""
    try:
        return asked(kind, message.body)
    except Refused as refused:
        named = re.search(rb'"(?:case_number|transfer_id)"\s*:\s*"([^"]{1,60})"', message.body)
        if named:
            await desk.misread(message.subject.region, named[1].decode(errors="replace"), message.subject.verb, refused)
        raise
