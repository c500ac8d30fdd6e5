"""Past cases decided again by a draft: which decisions would be other ones, from the facts that were recorded with them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

from services.routing.domain.decisions import RESTRICTED_ITEM, Placed, RuleEngine, summary
from services.routing.domain.facts import FACTS, Fact, Scalar, Scope, cut
from services.routing.domain.rules import Rulebook
from services.routing.domain.verdicts import claims
from shared.contracts.common import RESTRICTED_NAME
from shared.errors import PermanentError

WITHHELD: Final = "（限制公开）"
PLACE: Final = frozenset({"department", "level", "not_needed"})
"""Verdicts on an item that the rules of the case are told of."""

UNPLACEABLE: Final = "unplaceable"
"""In the place of a verdict: with the draft the item could not be placed at all; `after` says why."""

Seats = Callable[[str, str, str], str]
"""(place, level, department) -> the region whose department decides there. Errors: PermanentError."""


class PastRuling(NamedTuple):
    """One evaluation on record, as far as it is needed to repeat it."""

    centre: str
    rulebook: str
    asked: dict[str, Any]
    verdicts: dict[str, Any]


class PastCase(NamedTuple):
    """A case with the rulings on it and, by item, those on its items: the first by the case's own centre."""

    number: str
    centre: str
    facts: dict[str, Any]
    ruling: PastRuling
    items: tuple[tuple[PastRuling, ...], ...]

    @classmethod
    def read(cls, said: list[Any]) -> "PastCase":
        """From what JSON leaves of it."""
        number, centre, facts, ruling, items = said
        return cls(number, centre, facts, PastRuling(*ruling), tuple(tuple(PastRuling(*each) for each in item) for item in items))

    @property
    def secret(self) -> frozenset[Any]:
        """What the restricted item's rulings say: not to be shown in any other place of the same case."""
        rulings = [each for item in self.items for each in item if each.asked.get("item") == RESTRICTED_ITEM]
        return frozenset(each.verdicts.get("department") for each in rulings) - {None}


class Change(NamedTuple):
    """One verdict that a draft would decide otherwise. `item` is None for the case as a whole."""

    item: int | str | None
    centre: str
    verdict: str
    before: Any
    after: Any
    rule: str
    """The draft's rule that decides it now; empty: none does any more."""


class Judge:
    """One rulebook with an engine that knows it."""

    def __init__(self, rulebook: Rulebook, engine: RuleEngine) -> None:
        self.rulebook = rulebook
        self._engine = engine

    @cached_property
    def _ranked(self) -> dict[str, tuple[int, dict[str, Any]]]:
        """Rule id -> its place in the order of strength, and its verdicts as JSON has them."""
        order = sorted(self.rulebook.rules, key=lambda rule: (self.rulebook.strength(rule), rule.id), reverse=True)
        return {rule.id: (rank, _as_json(claims(rule.then))) for rank, rule in enumerate(order)}

    def decide(self, facts: Mapping[str, Scalar]) -> dict[str, tuple[Any, str]]:
        """Verdict -> what is decided, and by which rule: the strongest that has it."""
        ranked = self._ranked
        won: dict[str, tuple[Any, str]] = {}
        for name in sorted(self._engine.fired(self.rulebook.version, facts), key=lambda each: ranked[each][0]):
            for verdict, value in ranked[name][1].items():
                won.setdefault(verdict, (value, name))
        return won


def changes(case: PastCase, judges: Mapping[str, Judge], seats: Seats) -> tuple[Change, ...]:
    """What the drafts of these centres would decide otherwise, of the items first. Other centres' rulings are left alone."""
    found: list[Change] = []
    own: list[tuple[PastRuling, dict[str, Any]]] = []
    for item in case.items:
        for ruling in item:
            judge = judges.get(ruling.centre)
            if judge is not None:
                won = judge.decide(repeated("item", case.facts, ruling.asked))
                found += _differing(ruling, won, int(ruling.asked["item"]))
                own += [(ruling, {verdict: value for verdict, (value, _) in won.items()})] if ruling is item[0] else []
    judge = judges.get(case.ruling.centre)
    if judge is not None:
        asked = case.ruling.asked
        if any(change.verdict in PLACE and change.centre == case.centre for change in found):
            placed = [_placed(case, ruling, won, seats) for ruling, won in own]
            found += (each for each in placed if isinstance(each, Change))
            asked = asked | summary(each for each in placed if isinstance(each, Placed))
        found += _differing(case.ruling, judge.decide(repeated("case", case.facts, asked)), None)
    return tuple(_discreet(case, found))


def repeated(scope: Scope, told: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Scalar]:
    """The composite fact of a recorded evaluation: facts declared since stand at their defaults, dropped ones are left out.

    What was recorded was checked when it was; it is not checked again. Errors: NotRepeatable.
    """
    declared, numbers, defaults = _SCOPES[scope]
    known = {name: value for said in (told, asked) for name, value in said.items() if name in declared and value is not None}
    whole = {**defaults, **known, "scope": scope}
    for name in numbers:
        value = whole[name]
        if value is not None and not FACTS[name].unknown(value):
            whole[name] = cut(value)
    if missing := [name for name, value in whole.items() if value is None]:
        raise NotRepeatable(missing)
    return whole


class NotRepeatable(PermanentError):
    """A recorded evaluation lacks a fact that has no default."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(f"记录中缺少 {'、'.join(self.missing)}，不能用来试演：请在 facts.py 中为后加的事实给出缺省值")


def _scope(scope: Scope) -> tuple[dict[str, Fact], tuple[str, ...], dict[str, Scalar | None]]:
    declared = {name: fact for name, fact in FACTS.items() if scope in fact.scopes}
    numbers = tuple(name for name, fact in declared.items() if fact.kind == "number")
    return declared, numbers, {name: fact.default for name, fact in declared.items()}


_SCOPES: Final[Mapping[Scope, Any]] = {"item": _scope("item"), "case": _scope("case"), "escalation": _scope("escalation")}


def _differing(ruling: PastRuling, won: Mapping[str, tuple[Any, str]], item: int | None) -> Iterator[Change]:
    for verdict in sorted(ruling.verdicts.keys() | won.keys()):
        value, rule = won.get(verdict, (None, ""))
        before = ruling.verdicts.get(verdict)
        if value != before:
            yield Change(item, ruling.centre, verdict, before, value, rule)


def _placed(case: PastCase, ruling: PastRuling, won: Mapping[str, Any], seats: Seats) -> Placed | Change:
    """Where the draft puts an item, or why it cannot."""
    asked, item = ruling.asked, int(ruling.asked["item"])
    place = str(asked.get("location") or case.facts.get("location") or ruling.centre)
    if lacking := [verdict for verdict in ("department", "level") if verdict not in won]:
        return Change(item, ruling.centre, UNPLACEABLE, None, f"没有定出{'、'.join(lacking)}", "")
    try:
        region = seats(place, won["level"], won["department"])
    except PermanentError as error:
        return Change(item, ruling.centre, UNPLACEABLE, None, str(error), "")
    stage = str(asked.get("item_stage", ""))
    return Placed(item, region, won["department"], won["level"], stage, needed=not won.get("not_needed"))


def _discreet(case: PastCase, found: Iterable[Change]) -> Iterator[Change]:
    """Without the restricted item's number, values and rules, wherever they would show."""
    found = tuple(found)
    own = {change for change in found if change.item == RESTRICTED_ITEM and change.verdict == "department"}
    secret = {str(value) for value in (*case.secret, *(change.after for change in own)) if value}
    for change in found:
        if change.item == RESTRICTED_ITEM:
            yield change._replace(item=RESTRICTED_NAME, before=WITHHELD, after=WITHHELD, rule="")
        elif secret and change.item is None and any(one in str((change.before, change.after)) for one in secret):
            yield change._replace(before=WITHHELD, after=WITHHELD, rule="")
        else:
            yield change


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_json(each) for key, each in value.items()}
    return [_as_json(each) for each in value] if isinstance(value, tuple | list) else value
