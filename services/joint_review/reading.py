"""What a department sent, as far as it can be read. Nothing in it is trusted: who speaks is what the subject says."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import from_json

from services.joint_review.domain.opinion import shortcomings
from shared.bus.envelope import faults_of
from shared.contracts.review_answers import ANSWERS, ReviewAnswer
from shared.errors import Fault, Refused, refuse

NAMES: Final = ("review_id", "resolution_id")
LONGEST: Final = 100  # characters of an id; the rest of a longer text is nobody's id
IN_BODY: Final = re.compile(rb'"(?:review_id|resolution_id|meeting_id)"\s*:\s*"([0-9A-Za-z-]{1,50})[/"]')


def read(verb: str, body: bytes) -> ReviewAnswer:
    """The answer. Errors: Refused, with every fault of its form, and what it leaves unsaid besides."""
    kind = ANSWERS.get(verb)
    if kind is None:
        raise refuse("verb", f"不认识的答复“{verb[:40]}”", f"可用：{'、'.join(ANSWERS)}")
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise Refused(_each_once([*faults_of(error), *shortcomings(verb, _form(body))])) from error


def named(body: bytes) -> str:
    """The review, resolution or meeting that a body names, if it can be read at all."""
    form = _form(body)
    found = (form.get(name) for name in NAMES)
    return next((text[:LONGEST] for text in found if isinstance(text, str)), "")


def file_in(body: bytes) -> str:
    """办件编号 or 会议编号 in it, without taking it apart: answers about one file are handled one after the other."""
    found = IN_BODY.search(body)
    return found[1].decode() if found else ""


def _each_once(faults: Iterable[Fault]) -> list[Fault]:
    """Of each field what is said first: that it is missing need not be said in other words, too."""
    found: dict[str, Fault] = {}
    for fault in faults:
        found.setdefault(fault.field, fault)
    return list(found.values())


def _form(body: bytes) -> Mapping[str, Any]:
    try:
        form = from_json(body)
    except ValueError:
        return {}
    return form if isinstance(form, dict) else {}
