"""意见: what a department sent, as far as it could be read, with everything that is wrong with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from shared.contracts.departments import Opinion
from shared.contracts.joint_review import GivenOpinion
from shared.errors import Fault

REVIEW_ID: Final = re.compile(r"([0-9A-Za-z-]{1,50})/R[1-9][0-9]{0,5}")


def case_of(review_id: str) -> str:
    """The case number in a review id, `<case number>/R<n>`; empty where the text is no review id."""
    shaped = REVIEW_ID.fullmatch(review_id)
    return shaped[1] if shaped else ""


@dataclass(frozen=True, slots=True)
class Statement:
    """意见 as it arrived. `opinion` is None where the body is no opinion; then `faults` say why."""

    review_id: str
    opinion: Opinion | None
    faults: tuple[Fault, ...]


def shortcomings(form: Mapping[str, object]) -> list[Fault]:
    """What an opinion leaves unsaid that it owes, whatever else is wrong with its form."""
    faults = []
    if form.get("opinion") == "object" and _blank(form.get("ground")):
        faults.append(
            Fault(field="ground", message="不同意的意见没有写明法律依据", remedy="请在 ground 中写明所依据的法律条款和理由")
        )
    if form.get("opinion") == "conditional" and _blank(form.get("conditions")):
        remedy = "请在 conditions 中逐条写明条件；没有条件的，请将意见改为 agree"
        faults.append(Fault(field="conditions", message="附条件同意的意见没有写明条件", remedy=remedy))
    return faults


def _blank(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return all(_blank(part) for part in value) if isinstance(value, list | tuple) else not value


def gathered(opinions: Iterable[GivenOpinion]) -> tuple[str, ...]:
    """Every condition once, in the order of the opinions, with the parties that set it: `先补办水土保持方案（150622.slj）`."""
    setters: dict[str, list[str]] = {}
    for given in opinions:
        for condition in given.conditions:
            setters.setdefault(condition, []).append(given.party)
    return tuple(f"{condition}（{'、'.join(parties)}）" for condition, parties in setters.items())
