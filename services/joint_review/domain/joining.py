"""Who is added while a review is under way; what the others have said and signed stands."""

from services.joint_review.domain import turns
from services.joint_review.domain.circulating import ask_next, ordered
from services.joint_review.domain.letters import Word, consultation, shared
from services.joint_review.domain.limits import ask
from services.joint_review.domain.review import Review, ReviewState, Seat, Signing
from services.joint_review.domain.turns import Turn
from shared.contracts.joint_review import Participant, ParticipantAdded
from shared.contracts.review_answers import AddParticipant
from shared.errors import Fault


def may_join(review: Review, turn: Turn[AddParticipant]) -> list[Fault]:
    """What is wrong with the convener's `participant-added`."""
    said = turn.said
    faults = turns.misplaced(review, {*turns.UNDER_WAY, ReviewState.PROPOSED}, "增加参加部门", "需要重新会商的，请另行发起")
    if turn.known(said.party) is None:
        remedy = "请填写行政区划代码和部门代码，如 150622.slj；只能增加本自治区（省）内、政务服务中心已联网的部门"
        message = f"没有“{said.party}”这个部门，或其政务服务中心未联网、不在本自治区（省）"
        faults.append(Fault(field="party", message=message, remedy=remedy))
    present = review.seats.get(said.party)
    if present and (present.speaks or said.role == "observer"):
        faults.append(Fault(field="party", message=f"{present.name or said.party}已是参加部门", remedy="不必重复增加"))
    if said.signer and said.role != "mandatory":
        remedy = "请将其列为必须参加的部门（role 填 mandatory），或者不要求其会签（signer 填 false）"
        faults.append(Fault(field="signer", message="只有必须参加的部门才会签", remedy=remedy))
    if said.signer and review.rules.terms.signing == "none":
        remedy = "请不要求其会签（signer 填 false）；需要会签的，请另行发起会审会签"
        faults.append(Fault(field="signer", message="本次会商不会签", remedy=remedy))
    return faults


def joined(review: Review, turn: Turn[AddParticipant]) -> list[Word]:
    """`participant-added`: it is asked with a limit of its own; the conclusion waits for a mandatory one.

    One that only observed so far may thus be given a voice.
    """
    said = turn.said
    name, present = turn.known(said.party) or "", review.seats.get(said.party)
    attended = present.attended if present else None
    review.seats[said.party] = seat = Seat(party=said.party, name=name, role=said.role, signer=said.signer, attended=attended)
    review.rules = review.rules.of(len(review.mandatory))
    waits = review.state in {ReviewState.PROPOSED, ReviewState.GATHERING}
    due = None if waits else ask(review, seat, turn.now, turn.times)
    text = due.isoformat() if due else None
    added = ParticipantAdded(
        review_id=review.review_id,
        participant=Participant(party=said.party, name=name, role=said.role, due=text),
        signer=said.signer,
        reason=said.reason.strip(),
    )
    if review.state is ReviewState.PROPOSED:  # it is invited with the others
        return [added]
    return [added, *shared(review), consultation(review, seat, text), *_waited_for(review, seat, turn)]


def _waited_for(review: Review, seat: Seat, turn: Turn[AddParticipant]) -> list[Word]:
    if seat.role != "mandatory":
        return []
    if review.state is ReviewState.DECIDING:
        review.turn(ReviewState.DELIBERATING, turn.now)
    signing = review.signing
    if review.state is not ReviewState.SIGNING or signing is None:
        return []
    signing.joined = (*signing.joined, seat.party)
    if not seat.signer:
        return []
    _signs_too(review, signing, seat)
    return ask_next(review, signing, turn.now, turn.times)


def _signs_too(review: Review, signing: Signing, seat: Seat) -> None:
    """Before the convener, which waits again if it was its turn already."""
    others = [party for party in signing.signers if party != review.convener]
    own = [party for party in signing.signers if party == review.convener]
    signing.signers = (*others, seat.party, *own)
    if ordered(review) and review.convener in signing.asked:
        signing.asked = {party: since for party, since in signing.asked.items() if party != review.convener}
        signing.again = signing.again | {review.convener: f"增加会签部门：{seat.name or seat.party}"}
