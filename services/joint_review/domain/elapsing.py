"""What follows when a limit has passed: of a convener, a participant, a signer, an owner."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from services.joint_review.domain import minutes, resolutions
from services.joint_review.domain.circulating import sign
from services.joint_review.domain.concluding import deadlock
from services.joint_review.domain.convening import convene
from services.joint_review.domain.letters import Letter, Word
from services.joint_review.domain.limits import sign_due
from services.joint_review.domain.review import Review, ReviewState
from services.joint_review.domain.ruling import go_on
from shared.clock import Times
from shared.contracts.joint_review import ReviewDutyLit, Signature
from shared.contracts.review_letters import ReviewReminder
from shared.duties import Duty, Lit


def reminded(lit: Lit, head: dict[str, Any]) -> list[Word]:
    """A light went on: said, and written under that heading to the department that owes it."""
    duty, party = lit.duty, lit.duty.actors[0]
    told = {
        "review_id": head["review_id"],
        "act": duty.act,
        "what": f"{duty.term.what}：{duty.about}" if duty.about else duty.term.what,
        "light": lit.colour,
        "due": duty.due.isoformat(),
        "resolution_id": duty.key if duty.act == "carried-out" else "",
    }
    reminder = ReviewReminder.model_validate({**told, **head})
    lit_up = ReviewDutyLit.model_validate({**told, "party": party})
    return [lit_up, Letter(party, "review-reminder", reminder, head["review_id"], about=duty.key)]


def elapsed(review: Review, duties: Iterable[Duty], now: datetime, times: Times) -> list[Word]:
    """What follows of the limits of one review that have passed at one and the same time."""
    words: list[Word] = []
    for duty in duties:
        words += _one(review, duty, now, times)
    if review.state in {ReviewState.DELIBERATING, ReviewState.SIGNING}:
        words += go_on(review, now, times)
    return words


def _one(review: Review, duty: Duty, now: datetime, times: Times) -> list[Word]:
    party = duty.actors[0]
    match duty.act, review.state:
        case "convened", ReviewState.PROPOSED:
            return convene(review, now, times, late=True)
        case "opinion", ReviewState.DELIBERATING | ReviewState.SIGNING:
            review.seats[party].lapsed = True
        case "signed", ReviewState.SIGNING:
            return _unsigned(review, party, now, times)
        case "concluded", ReviewState.DECIDING:
            return deadlock(review, "召集部门逾期未作出决定", now, times)
        case "carried-out", _:
            return resolutions.overdue(review, duty.key, now)
        case "minutes-signed", _:
            return minutes.lapse(review)
    return []  # papers are asked for again and again


def _over(review: Review, party: str, now: datetime, times: Times) -> bool:
    due = sign_due(review, party, times)
    return due is not None and due <= now


def _unsigned(review: Review, party: str, now: datetime, times: Times) -> list[Word]:
    """Silence is consent, and the signature deemed; or there is no conclusion without it."""
    signing = review.signing
    if signing is None or party not in signing.asked:
        return []
    if review.rules.terms.silence == "objection":
        silent = [review.name_of(signer) for signer in signing.asked if _over(review, signer, now, times)]
        return deadlock(review, f"逾期未会签：{'、'.join(silent)}", now, times)
    signature = Signature(party=party, deemed=True, text=signing.text, at=now.isoformat())
    return sign(review, signing, signature, now, times)
