"""Forms of cases that have gone as far as they have to, and what a browser would make of a page."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest

from deploy.local.forms.choice import Document
from deploy.local.forms.printing import Printed, printed
from services.intake.shown import account
from shared.errors import Refused
from tests.unit.case_walk import Walk
from tests.unit.intake_world import CENTRE, FORM, jurisdictions

VOID = {"meta", "br"}
PROJECT, UNIT = FORM["project"]["name"], FORM["applicant"]["name"]
BOTH_SIGNED = ("项目经办人（手签）", "综合代办员一号（手签）", "2026年3月2日")
CHIFENG_BANNER, NEIXIANG = "150422", "411325"


def told_of(walk: Walk) -> dict[str, Any]:
    """What the window is told of the case, as it comes off the bus."""
    told: dict[str, Any] = json.loads(json.dumps(account(walk.case, ()), ensure_ascii=False))
    return told


def form(walk: Walk | dict[str, Any], document: Document, centre: str = CENTRE, paper: str = "") -> Printed:
    """The form as that centre prints it."""
    told = walk if isinstance(walk, dict) else told_of(walk)
    return printed(document, told, jurisdictions().centre(centre), jurisdictions().catalogue(centre), paper)


def text(walk: Walk | dict[str, Any], document: Document, centre: str = CENTRE) -> str:
    return form(walk, document, centre).text


def refusal(walk: Walk, document: Document, **how: Any) -> str:
    """Why the case has no such form yet; there is always something to be done about it."""
    with pytest.raises(Refused) as refused:
        form(walk, document, **how)
    (fault,) = refused.value.faults

    assert fault.remedy
    return fault.message


class Page(HTMLParser):
    """What a browser would make of a page. Errors: AssertionError, where an element is not closed in its turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()

        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        self._open += [] if tag in VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data
