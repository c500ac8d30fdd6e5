"""Verb -> what it may be refused for, and what it does."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from services.joint_review.domain import (
    concluding,
    convening,
    deciding,
    deliberating,
    joining,
    minutes,
    papers,
    resolutions,
    signing,
)
from services.joint_review.domain.letters import Word
from services.joint_review.domain.review import Review
from services.joint_review.domain.turns import Turn
from shared.errors import Fault

if TYPE_CHECKING:
    from services.joint_review.domain.reviews import Reviews


class Act(NamedTuple):
    """One verb. Both functions are given the review and the turn (turns.Turn); `may` changes nothing."""

    may: Callable[[Review, Any], list[Fault]]
    do: Callable[[Review, Any], list[Word]]
    convener: bool = False
    """Only the convener may."""


ACTS: Final[Mapping[str, Act]] = {
    "opinion": Act(deliberating.may_speak, deliberating.spoke),
    "attendance": Act(deliberating.may_attend, deliberating.attended),
    "signed": Act(signing.may_sign, signing.signed),
    "signature-refused": Act(signing.may_refuse, signing.refused),
    "signature-revoked": Act(signing.may_revoke, signing.revoked),
    "convened": Act(convening.may_convene, convening.convened, convener=True),
    "papers-complete": Act(papers.may_complete, papers.completed, convener=True),
    "participant-added": Act(joining.may_join, joining.joined, convener=True),
    "round-closed": Act(deliberating.may_close_round, deliberating.round_closed, convener=True),
    "concluded": Act(deciding.may_decide, deciding.decided, convener=True),
    "cancelled": Act(concluding.may_cancel, concluding.cancelled, convener=True),
}

Followed = Callable[["Reviews", Review, str, Any, Any, Any, Any], list[Word]]
FOLLOWED: Final[Mapping[str, Followed]] = {
    "carried-out": resolutions.carry_out,
    "resolutions": resolutions.lay_down,
    "resolution-dropped": resolutions.drop,
    "minutes-signed": minutes.sign,
}
"""What follows of a conclusion; each says itself, with every fault, why it is refused."""


def follow(reviews: "Reviews", review: Review, verb: str, turn: Turn[Any]) -> list[Word]:
    """Carry out a verb of FOLLOWED. Errors: Refused."""
    when = turn.at if verb == "carried-out" else turn.now  # a report binds nobody: whether it is late, is all that counts
    return FOLLOWED[verb](reviews, review, turn.party, turn.said, when, turn.times, turn.known)
