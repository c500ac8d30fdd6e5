"""Where the rule is that the convener decides: after everybody has been heard."""

from services.joint_review.domain import turns
from services.joint_review.domain.circulating import circulate
from services.joint_review.domain.concluding import deadlock
from services.joint_review.domain.letters import Word
from services.joint_review.domain.opinion import gathered
from services.joint_review.domain.review import Review, ReviewState
from services.joint_review.domain.turns import Turn
from shared.contracts.joint_review import GivenOpinion
from shared.contracts.review_answers import Conclude
from shared.errors import Fault


def may_decide(review: Review, turn: Turn[Conclude]) -> list[Fault]:
    """What is wrong with the convener's `concluded`."""
    if review.rules.terms.conclusion != "convener_decides" and not review.state.over:
        remedy = "各部门意见齐备后即按规则形成结论，无需召集部门决定"
        return [Fault(field="review_id", message=f"{review.rules.name}的结论不由召集部门决定", remedy=remedy)]
    if faults := turns.misplaced(review, {ReviewState.DECIDING}, "作出决定", _when(review)):
        return faults
    due = turn.times.due(review.rules.decide, review.since)
    return turns.too_late(due, turn.at, "作出决定", review)


def _when(review: Review) -> str:
    return "" if review.state.over else "请在收到决定通知（decision-asked）后办理"


def decided(review: Review, turn: Turn[Conclude]) -> list[Word]:
    """`concluded`: the convener has decided; what it has to be signed for goes round."""
    said = turn.said
    if said.outcome == "deadlocked":
        return deadlock(review, said.reason.strip(), turn.now, turn.times)
    stated = tuple(filter(None, map(str.strip, said.conditions))) if said.outcome == "conditional" else ()
    own = GivenOpinion(party=turn.party, role="mandatory", opinion="conditional", conditions=stated)
    return circulate(review, said.outcome, gathered([own], review.name_of), said.reason.strip(), turn.now, turn.times)
