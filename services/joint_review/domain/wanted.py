"""待办: what every state of a review asks of whom, so that no review stands in silence."""

from collections.abc import Iterator

from services.joint_review.domain import minutes, resolutions
from services.joint_review.domain.limits import on_the_day, opinion_term
from services.joint_review.domain.review import Review, ReviewState
from shared.clock import Term
from shared.duties import Wanted


def wanted(review: Review) -> Iterator[Wanted]:
    """The duties of a review; none only once it is closed. Their act is the verb, their actor the department that owes it."""
    rules = review.rules
    match review.state:
        case ReviewState.PROPOSED:
            yield _of_convener(review, "convened", rules.convene)
        case ReviewState.GATHERING:
            yield _of_convener(review, "papers-complete", rules.papers, repeats=True)
        case ReviewState.DELIBERATING:
            yield from _opinions(review)
            yield from _meeting(review)
        case ReviewState.DECIDING:
            yield _of_convener(review, "concluded", rules.decide)
        case ReviewState.SIGNING:
            yield from _signatures(review)
            yield from _opinions(review)
        case _:
            yield from resolutions.wanted(review)
            yield from minutes.wanted(review)


def _of_convener(review: Review, verb: str, term: Term, *, repeats: bool = False) -> Wanted:
    return Wanted(f"{review.review_id}/{verb}", verb, (review.convener,), term, review.since, repeats)


def _opinions(review: Review) -> Iterator[Wanted]:
    for seat in review.awaited:
        if limit := opinion_term(review, seat):
            yield Wanted(f"{review.review_id}/opinion/{seat.party}", "opinion", (seat.party,), *limit)


def _meeting(review: Review) -> Iterator[Wanted]:
    """Until the day of the meeting is over, those who differ may still come to terms."""
    if review.hearing == "awaited" and review.at:
        term = on_the_day(review.rules.discussion).model_copy(update={"what": "开会讨论，并确认讨论结束"})
        yield _of_convener(review, "round-closed", term)._replace(since=review.at)


def _signatures(review: Review) -> Iterator[Wanted]:
    asked = review.signing.asked if review.signing else {}
    for party, since in asked.items():
        yield Wanted(f"{review.review_id}/signed/{party}", "signed", (party,), review.rules.sign, since)
