"""Letters of one joint review of 准格尔旗 to a department that plays its part in a rehearsal."""

from datetime import date, timedelta
from typing import Any

from shared.contracts.review_letters import Consultation, SignatureAsked

CASE = "150622-20260302-000001"
REVIEW = f"{CASE}/R1"
OWN: dict[str, Any] = {"review_id": REVIEW, "case_number": CASE, "centre": "150622"}
DUE = "2026-03-09T17:30:00+08:00"
OBJECTS: dict[str, Any] = {"opinion": "object", "ground": "水土保持法 第二十六条", "mend": "补报方案"}


def consultation(**changed: Any) -> Consultation:
    letter = {"kind": "联席会议", "subject": "选址", "role": "mandatory", "due": DUE, "silence": "consent", "edition": 1}
    return Consultation.model_validate(OWN | letter | changed)


def asked_to_sign(**changed: Any) -> SignatureAsked:
    return SignatureAsked.model_validate(OWN | {"text": 1, "outcome": "agreed", "due": DUE} | changed)


def day(days: int) -> date:
    return date(2026, 3, 2) + timedelta(days)
