"""Letters of joint reviews in a department's mail: as their contracts have them, and about one case of 准格尔旗."""

import json
from pathlib import Path
from typing import Any

from deploy.local.cli.mailbox import Letter
from tests.unit.cli_review_told import RESOLUTION, REVIEW
from tests.unit.cli_world import CASE, letter

GOLDEN = Path(__file__).parent.parent / "golden"


def golden(name: str) -> dict[str, Any]:
    body: dict[str, Any] = json.loads((GOLDEN / f"review_letters.{name}.json").read_text(encoding="utf-8"))
    return body


def of_review(verb: str, place: int, review: str = REVIEW, **more: Any) -> Letter:
    return letter(verb, place, review_id=review, case_number=CASE, **more)


def assigned(place: int) -> Letter:
    return of_review("resolution-assigned", place, resolution={"resolution_id": RESOLUTION})


def verbs(found: list[Letter]) -> list[tuple[str, int]]:
    return [(one.verb, one.place) for one in found]
