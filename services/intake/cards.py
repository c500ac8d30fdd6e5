"""The card of a case: the few flat fields by which cases are listed and found, written with every state of the case."""

import unicodedata
from typing import Any, Final

from services.intake.domain.case import Case
from services.intake.domain.materials import restricted_items
from services.intake.domain.states import OPEN, CaseState
from services.intake.domain.watching import QUIET
from shared.contracts.intake import CasesQuery
from shared.errors import Fault, Refused, refuse
from shared.identifiers import check_case_number, normalise_uscc

HIDDEN: Final = ("words", "names", "party", "broken")
"""What a card is found by and nobody is shown: the numbers of persons, and names in pieces."""
GRAVEST: Final = ("overdue", "red", "yellow")
LEAST: Final = 2
"""Characters that a text must have to be looked for. Chinese has no word breaks, so names are indexed by pairs of
characters; single ones would be in every other name, and the search no search."""


def card(case: Case) -> dict[str, Any]:
    """The card of a case as it stands."""
    applicant, project = case.application.applicant, case.application.project
    names = list(dict.fromkeys(plain(name) for name in (applicant.name, project.name if project else "") if name))
    return {
        "case_number": case.id,
        "centre": case.centre,
        "state": case.state.value,
        "state_name": case.state.label,
        "open": case.state in OPEN,
        "applicant": applicant.name,
        "project": project.name if project else None,
        "items": list(case.application.items),
        "agent": case.agent.id,
        "agent_title": case.agent.title,
        "lead": case.lead_department_name,
        "submitted_at": case.submitted_at,
        **_standing(case),
        "party": [normalise_uscc(number) for number in (applicant.uscc, applicant.id_number) if number],
        "names": names,
        "words": sorted({pair for name in names for pair in pairs(name)}),
    }


def _standing(case: Case) -> dict[str, Any]:
    """How the case stands with its limits, and who has items of it in hand.

    light: yellow | red | overdue, the gravest that is on; empty: none. due: ISO 8601 with zone, the next one of any duty.
    departments: `<region>.<department>`, each once.
    """
    if not case.open:
        return {"light": "", "due": None, "departments": [], "broken": _broken(case)}
    hidden = {*case.decided, *restricted_items(case.materials)}  # a restricted item's department is on no list
    lights = {*case.lights.values(), *(duty.lit for key, duty in case.duties.items() if key not in QUIET)}
    return {
        "light": next((light for light in GRAVEST if light in lights), ""),
        "due": min((duty.due.isoformat() for duty in case.duties.values()), default=None),
        "departments": sorted({address for item, address in case.departments.items() if int(item) not in hidden}),
        "broken": _broken(case),
    }


def _broken(case: Case) -> bool:
    """A promise of its applicant was not kept."""
    return any(each.state == "broken" for each in case.promises)


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """A card as it may be shown."""
    return {name: value for name, value in found.items() if name not in HIDDEN}


def plain(text: str) -> str:
    """A text as it is compared: half-width, small letters, nothing but letters, characters and digits."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def pairs(text: str) -> list[str]:
    """Every two neighbouring characters of a plain text, each pair once."""
    return list(dict.fromkeys(text[at : at + 2] for at in range(len(text) - 1)))


def check(query: CasesQuery) -> None:
    """Errors: Refused, with every fault (a state that there is not, a page that begins after no case)."""
    faults = []
    if query.state not in (None, "open", *(state.value for state in CaseState)):
        known = "、".join(f"{state.value} {state.label}" for state in CaseState)
        faults.append(Fault(field="state", message=f"没有“{query.state}”这个状态", remedy=f"open 未结案；{known}"))
    if query.after is not None and (wrong := check_case_number(query.after)):
        faults.append(Fault(field="after", message=wrong, remedy="请填写上一页最后一件的办件编号"))
    if faults:
        raise Refused(faults)


def sought(query: CasesQuery) -> str | None:
    """The text to look for, plain; None where none is asked for. Errors: Refused (too short to be looked for)."""
    if query.text is None:
        return None
    text = plain(query.text)
    if len(text) < LEAST:
        remedy = f"请至少填写名称中连续的 {LEAST} 个字；也可以按信用代码、部门或状态查询"
        raise refuse("text", "查询的文字过短（标点和空格不计）", remedy)
    return text
