"""A form of a case as a page for the printer and as text for the terminal; both come from the same template."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deploy.local.forms.choice import NAMES, Document, form_of
from deploy.local.forms.labels import DELIVERIES, EVALUATORS, METHODS, WANTS
from deploy.local.forms.on_paper import CaseOnPaper, day, money
from deploy.local.forms.plain import as_text
from services.intake.domain.agents import STAGES
from services.intake.domain.delivering import FIVE, THREE
from shared.contracts.evaluation import GRADES
from shared.jurisdictions import Centre, Item

TEMPLATES: Final = Path(__file__).parent / "templates"
CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
"""How 一对一方案 numbers its lists (seed 004); what is beyond them is numbered plainly."""


class Printed(NamedTuple):
    """A form, filled in."""

    document: Document | Literal["minutes"]
    title: str
    case_number: str
    """办件编号; of minutes the number of the review or of the meeting."""
    source: str
    """Whose wording it is."""
    copies: tuple[str, ...]
    """第一联（代办机构存档） …; empty where the form is made once."""
    html: str
    """A page that needs nothing else, each copy on its own sheet of A4. What people wrote in it is text, never markup."""

    @property
    def text(self) -> str:
        """The same to be read at a terminal."""
        return as_text(self.html)


def printed(
    document: Document, told: Mapping[str, Any], centre: Centre, catalogue: Mapping[int, Item], number: str = ""
) -> Printed:
    """The form filled from intake's account of a case; `number` chooses among several 中止单 or 终止单, default: the last.

    Errors: Refused, with the reason, where the case has no such form yet.
    """
    case = CaseOnPaper(told, centre, catalogue)
    form = form_of(document, case)
    sheets = form.sheets(case, number)
    three = centre.settings.evaluation_grades.value == len(THREE)
    grades = {grade: GRADES[grade] for grade in (THREE if three else FIVE)}
    template = environment().get_template(f"{form.template}.html")
    page = template.render(case=case, sheets=sheets, grades=grades, name=NAMES[document])
    copies = tuple(f"{sheet.label}（{sheet.keeper}）" for sheet in sheets if sheet.label)
    return Printed(document, NAMES[document], case.number, form.source, copies, page)


@cache
def environment() -> Environment:
    """What fills in the templates; whatever people wrote in a value is text there, never markup."""
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FileSystemLoader(TEMPLATES),
        finalize=lambda value: "" if value is None else value,
    )
    made.filters |= {"day": day, "money": money, "signed": _signed}
    made.globals |= {"DELIVERIES": DELIVERIES, "EVALUATORS": EVALUATORS, "STAGES": STAGES, "WANTS": WANTS, "CIRCLED": CIRCLED}
    return made


def _signed(signature: Mapping[str, Any] | None) -> str:
    """Who has signed, and how; empty: to be signed by hand."""
    return f"{signature['who']}（{METHODS[signature['how']]}）" if signature else ""
