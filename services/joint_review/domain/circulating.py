"""会签文本 on its way round: who is asked to sign, and when everybody has."""

from datetime import datetime

from services.joint_review.domain import concluding
from services.joint_review.domain.letters import Letter, Word, heading
from services.joint_review.domain.review import Review, ReviewState, Seat, Signing
from shared.clock import Times
from shared.contracts.joint_review import Outcome, ReviewSigned, Signature, SigningOpened
from shared.contracts.review_letters import SignatureAsked


def circulate(
    review: Review, outcome: Outcome, conditions: tuple[str, ...], reason: str, now: datetime, times: Times
) -> list[Word]:
    """The text goes round, a new one with a number of its own; where nobody is to sign, it is the conclusion at once."""
    signers = signers_of(review)
    if review.rules.terms.signing == "none" or outcome == "objected" or not signers:
        review.signing = None
        return concluding.conclude(review, outcome, now, times, conditions=conditions, reason=reason)
    review.texts += 1
    review.signing = signing = Signing(
        text=review.texts,
        outcome=outcome,
        conditions=conditions,
        signers=signers,
        reason=reason,
        against=opposed(review),
    )
    review.turn(ReviewState.SIGNING, now)
    opened = SigningOpened(
        review_id=review.review_id,
        text=signing.text,
        outcome=signing.outcome,
        conditions=conditions,
        signers=signers,
        ordered=ordered(review),
    )
    return [opened, *ask_next(review, signing, now, times)]


def signers_of(review: Review) -> tuple[str, ...]:
    """In the order of the call, the convener's seat last; who objects or is not concerned does not sign."""
    able = [seat.party for seat in review.seats.values() if seat.signer and _may_sign(seat)]
    return tuple(sorted(able, key=lambda party: party == review.convener))


def _may_sign(seat: Seat) -> bool:
    return seat.opinion is None or seat.opinion.opinion not in {"object", "not_concerned"}


def opposed(review: Review) -> tuple[str, ...]:
    """Mandatory participants that object."""
    return tuple(seat.party for seat in review.mandatory if seat.opinion and seat.opinion.opinion == "object")


def excuse(review: Review, party: str) -> None:
    """It has not to sign any more: what goes round does not concern it."""
    signing = review.signing
    if signing and party not in {signature.party for signature in signing.signatures}:
        signing.signers = tuple(signer for signer in signing.signers if signer != party)
        signing.asked = {signer: since for signer, since in signing.asked.items() if signer != party}


def ordered(review: Review) -> bool:
    """One signs after the other."""
    return review.rules.terms.signing == "ordered"


def ask_next(review: Review, signing: Signing, now: datetime, times: Times) -> list[Word]:
    """Whoever is to sign now and has not been asked: the next one, or everybody at once."""
    signed = {signature.party for signature in signing.signatures}
    left = [party for party in signing.signers if party not in signed]
    asked = [party for party in (left[:1] if ordered(review) else left) if party not in signing.asked]
    signing.asked = signing.asked | dict.fromkeys(asked, now)
    due = times.due(review.rules.sign, now).isoformat()
    return [_letter(review, signing, party, due) for party in asked]


def _letter(review: Review, signing: Signing, party: str, due: str) -> Letter:
    content = SignatureAsked(
        **heading(review),
        text=signing.text,
        outcome=signing.outcome,
        conditions=signing.conditions,
        resolutions=tuple(one.resolution for one in review.resolutions if one.state == "drafted"),
        signed=tuple(signature.party for signature in signing.signatures),
        again=signing.again.get(party, ""),
        due=due,
    )
    return Letter(party, "signature-asked", content, review.review_id)


def sign(review: Review, signing: Signing, signature: Signature, now: datetime, times: Times) -> list[Word]:
    """A signature counts; the next one is asked, and the last one concludes."""
    signing.signatures = (*signing.signatures, signature)
    signing.asked = {party: since for party, since in signing.asked.items() if party != signature.party}
    said = ReviewSigned(review_id=review.review_id, signature=signature)
    return [said, *ask_next(review, signing, now, times), *conclude_when_signed(review, now, times)]


def conclude_when_signed(review: Review, now: datetime, times: Times) -> list[Word]:
    """The conclusion, where everybody has signed and nobody who was added meanwhile is waited for."""
    signing = review.signing
    if signing is None or not signing.complete or review.awaited:
        return []
    return concluding.conclude(
        review,
        signing.outcome,
        now,
        times,
        conditions=signing.conditions,
        reason=signing.reason,
        signatures=signing.signatures,
    )
