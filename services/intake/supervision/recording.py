"""What is kept of a refused order about a complaint: who wanted what, and why not; not a word of what was written.

The field names of a body are words too: one that no order has is kept as OTHER, and a post that is none as UNKNOWN.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from pydantic import BaseModel

from services.intake.domain.complaint_parts import COMPLAINANT
from services.intake.supervision.acts import ORDERS
from shared.contracts import complaint as say
from shared.errors import Fault
from shared.identifiers import is_record_number, normalise_record_number

FORMS: Final[tuple[type[BaseModel], ...]] = (
    say.Complain,
    say.Complainant,
    say.ComplaintQuery,
    say.ComplaintsQuery,
    say.SupervisionQuery,
    *ORDERS.values(),
)
FIELDS: Final = frozenset(name for form in FORMS for name in form.model_fields) | {"centre"}
POST: Final = re.compile(r"(\d{6}(\d{3})?\.)?[a-z_]{1,20}(:[a-z]{1,20}\d{0,3})?", re.ASCII)
OTHER: Final = "其他字段"
UNKNOWN: Final = "unknown"


class Claim(NamedTuple):
    """What a body claims, as far as it can be read."""

    number: str = ""
    """投诉编号; empty: none, or what is none."""
    by: str = COMPLAINANT


def claimed(body: bytes) -> Claim:
    """The complaint that a body names and who it says acts."""
    try:
        form = json.loads(body)
    except ValueError:
        return Claim(by=UNKNOWN)
    if not isinstance(form, dict):
        return Claim(by=UNKNOWN)
    number, by = form.get("complaint_number"), form.get("by")
    named = isinstance(number, str) and is_record_number(number, "T")
    post = by if isinstance(by, str) and POST.fullmatch(by) else UNKNOWN
    return Claim(normalise_record_number(str(number)) if named else "", post if by else COMPLAINANT)


def kept(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The faults as they go on record."""
    for fault in faults:
        known = all(part in FIELDS or part.isdecimal() for part in fault.field.split(".") if part)
        yield fault if known else fault.model_copy(update={"field": OTHER})
