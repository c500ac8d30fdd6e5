"""`explain`: reads what is on record of a case and explains it by the rulebook that the case is pinned to."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.routing.domain.comparison import WITHHELD, repeated
from services.routing.domain.decisions import RESTRICTED_ITEM
from services.routing.domain.explanation import explain
from services.routing.domain.facts import Scope
from services.routing.domain.ruling import Ruling
from services.routing.rules.past_cases import PastCases
from services.routing.rules.rulebooks import Rulebooks
from shared.contracts.common import RESTRICTED_NAME
from shared.contracts.rulebook import ExplainRules
from shared.errors import refuse

TELLING = "restricted"
"""The fact that tells what the restricted item is about."""


class Why:
    """Explains decisions that were made, with the rules as they stood."""

    def __init__(self, rulebooks: Rulebooks, past: PastCases) -> None:
        self._rulebooks = rulebooks
        self._past = past

    async def explain(self, centre: str, said: ExplainRules) -> dict[str, Any]:
        """Every rule about the case and its items (or one item), with what became of it. Errors: Refused."""
        state = await self._past.one(said.case_number)
        if state is None or state["centre"] != centre:
            raise refuse("case_number", "办件不存在，或尚未派件", "请核对办件编号；其他中心的办件请向该中心查询")
        if not state.get("ruling"):
            raise refuse("case_number", "本件派件时尚未记录事实和规则", "只能说明记录事实之后派的件")
        if said.item == RESTRICTED_ITEM:  # whether or not it is one of this case
            raise refuse("item", "限制公开的事项，不予说明", "请向其主管部门了解")
        told = [await self._told(state, scope, item, Ruling.model_validate(raw)) for scope, item, raw in _rulings(state)]
        found = [each for each in told if said.item is None or each["item"] == said.item]
        if not found:
            raise refuse("item", f"本件没有事项 {said.item}", "请核对事项序号")
        return {"case_number": said.case_number, "centre": centre, "rulings": found}

    async def _told(self, state: Mapping[str, Any], scope: Scope, item: int | None, ruling: Ruling) -> dict[str, Any]:
        about = {"scope": scope, "item": item, "centre": ruling.centre, "rulebook": ruling.rulebook}
        if item == RESTRICTED_ITEM:
            return {
                **about,
                "item": RESTRICTED_NAME,
                "rulebook": WITHHELD,
                "facts": [],
                "rules": [],
                "verdicts": {},
                "as_recorded": None,
            }
        rulebook = await self._rulebooks.kept(ruling.rulebook)
        facts = repeated(scope, state["facts"], ruling.asked)
        found = explain(rulebook, scope, facts, {*state["facts"], *ruling.asked})
        recorded = {by.rule for by in ruling.decided_by}
        same = {rule.id for rule in found.rules if rule.outcome == "decided"} == recorded
        telling = {rule.id for rule in rulebook.rules if any(each.fact == TELLING for way in rule.alternatives for each in way)}
        return about | _discreet(state, found.model_dump(mode="json"), telling) | {"as_recorded": same}


def _rulings(state: Mapping[str, Any]) -> Iterator[tuple[Scope, int | None, Any]]:
    """The case's ruling first, then those on its items (of one that was handed over, each centre's), then the ladder's."""
    yield "case", None, state["ruling"]
    for task in state["tasks"].values():
        for ruling in task.get("rulings", ()):
            yield "item", task["plan"]["item"], ruling
    for matter in state.get("matters", {}).values():
        for ruling in matter.get("rulings", ()):
            yield "escalation", matter["item"], ruling


def _discreet(state: Mapping[str, Any], told: dict[str, Any], telling: set[str]) -> dict[str, Any]:
    """Without what would tell the restricted item's department in the explanation of something else, or what it is about.

    `telling`: the rules that ask whether there is such an item.
    """
    tasks = [task for task in state["tasks"].values() if task["plan"]["item"] == RESTRICTED_ITEM]
    secret = {task["plan"]["department"] for task in tasks}
    if not secret:
        return told
    told["facts"] = [
        {**fact, "value": WITHHELD} if fact["value"] in secret else fact for fact in told["facts"] if fact["fact"] != TELLING
    ]
    told["verdicts"] = {verdict: WITHHELD if _names(value, secret) else value for verdict, value in told["verdicts"].items()}
    shown = [rule for rule in told["rules"] if rule["id"] not in telling and not _names(rule["verdicts"], secret)]
    known = {rule["id"] for rule in shown}
    told["rules"] = [rule | {"overruled": _unnamed(rule["overruled"], known)} for rule in shown]
    return told


def _unnamed(overruled: Mapping[str, str], known: set[str]) -> dict[str, str]:
    return {verdict: by if by in known else WITHHELD for verdict, by in overruled.items()}


def _names(value: Any, secret: set[str]) -> bool:
    return any(f"'{code}'" in repr(value) for code in secret)
