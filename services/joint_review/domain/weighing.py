"""What follows from the opinions of the mandatory participants. It depends on what was said, never on the order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from services.joint_review.domain.opinion import Named, gathered
from shared.contracts.joint_review import GivenOpinion, ReviewTerms

Ruling = Literal["agreed", "conditional", "objected", "deadlocked", "discuss", "decide"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows: a conclusion, none, another round of discussion, or that the convener decides."""

    ruling: Ruling
    conditions: tuple[str, ...] = ()
    reason: str = ""


def weigh(opinions: Sequence[GivenOpinion], terms: ReviewTerms, rounds: int, named: Named = str) -> Verdict:
    """The verdict over the opinions of all mandatory participants, the silent ones as `silent`, after `rounds` rounds.
    `named` is for the reason and the conditions, which people read.

    The quorum comes first; then a refusal that refuses all; then silence, where it is no consent; then the rule.
    """
    silent = _having(opinions, "silent")
    if len(opinions) - len(silent) < terms.quorum:
        spoken = len(opinions) - len(silent)
        return Verdict("deadlocked", reason=f"提出意见的必须参加部门 {spoken} 个，不足规定的 {terms.quorum} 个")
    if _refused_for_good(opinions, terms, rounds):
        return Verdict("objected", conditions(opinions, named))
    if silent and terms.silence == "objection":
        return Verdict("deadlocked", reason=f"必须参加的部门逾期未提出意见：{_listed(silent, named)}")
    if terms.conclusion == "convener_decides":
        return Verdict("decide")
    by_rule = _majority if terms.conclusion == "majority" else _unanimous
    return by_rule(opinions, terms, rounds, named)


def conditions(opinions: Iterable[GivenOpinion], named: Named) -> tuple[str, ...]:
    """Every condition of those who don't object, once, with who set it."""
    return gathered((given for given in opinions if given.opinion in {"agree", "conditional"}), named)


def _refused_for_good(opinions: Sequence[GivenOpinion], terms: ReviewTerms, rounds: int) -> bool:
    refuses = terms.conclusion == "unanimous" and terms.dissent == "refuse" and rounds >= terms.rounds
    return refuses and bool(_having(opinions, "object"))


def _unanimous(opinions: Sequence[GivenOpinion], terms: ReviewTerms, rounds: int, named: Named) -> Verdict:
    against = _having(opinions, "object")
    if not against:
        return _passed(opinions, named)
    if rounds < terms.rounds:
        return Verdict("discuss")
    return Verdict("deadlocked", reason=f"必须参加的部门未达成一致，不同意的有：{_listed(against, named)}")


def _majority(opinions: Sequence[GivenOpinion], terms: ReviewTerms, rounds: int, named: Named) -> Verdict:
    against = len(_having(opinions, "object"))
    agreeing = len(opinions) - against - len(_having(opinions, "not_concerned"))
    if agreeing > against or not against:
        return _passed(opinions, named)
    if against > agreeing:
        return Verdict("objected", conditions(opinions, named))
    if rounds < terms.rounds:
        return Verdict("discuss")
    return Verdict("deadlocked", reason=f"同意与不同意的部门同为 {against} 个，未形成多数意见")


def _passed(opinions: Sequence[GivenOpinion], named: Named) -> Verdict:
    found = conditions(opinions, named)
    return Verdict("conditional" if found else "agreed", found)


def _having(opinions: Iterable[GivenOpinion], word: str) -> list[GivenOpinion]:
    return [given for given in opinions if given.opinion == word]


def _listed(opinions: Iterable[GivenOpinion], named: Named) -> str:
    return "、".join(named(given.party) for given in opinions)
