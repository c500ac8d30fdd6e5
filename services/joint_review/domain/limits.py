"""Until when a participant may speak, and a signer sign."""

from datetime import datetime

from services.joint_review.domain.review import Review, Seat
from shared.clock import Term, Times


def opinion_term(review: Review, seat: Seat) -> tuple[Term, datetime] | None:
    """The limit that binds a seat, and since when it runs; None while nobody has asked it.

    In a discussion the limit of the round; else that of opinions or, where it meets after that, the day of the meeting.
    """
    if seat.asked_at is None:
        return None
    if seat.asked_in:
        return review.rules.discussion, seat.asked_at
    if seat.at_meeting and review.at:
        return _on_the_day(review), review.at
    return review.rules.opinion, seat.asked_at


def opinion_due(review: Review, seat: Seat, times: Times) -> datetime | None:
    """Its opinion counts up to this very instant; None while nobody has asked it."""
    limit = opinion_term(review, seat)
    return times.due(*limit) if limit else None


def sign_due(review: Review, party: str, times: Times) -> datetime | None:
    """Its signature counts up to this very instant; None while it is not its turn."""
    since = review.signing and review.signing.asked.get(party)
    return times.due(review.rules.sign, since) if since else None


def ask(review: Review, seat: Seat, now: datetime, times: Times) -> datetime | None:
    """Its opinion is asked for from now on; what it has said on these papers stands. When it is due; None for an observer."""
    if not seat.speaks:
        return None
    seat.asked_at, seat.asked_in, seat.lapsed = now, 0, False
    seat.at_meeting = _meets_after(review, times.due(review.rules.opinion, now), times)
    return opinion_due(review, seat, times)


def _meets_after(review: Review, limit: datetime, times: Times) -> bool:
    """The day of the meeting ends after the limit. A review by circulation meets never."""
    return review.at is not None and times.due(_on_the_day(review), review.at) > limit


def ask_all(review: Review, now: datetime, times: Times) -> dict[str, str]:
    """Everybody's opinion is asked for from now on: party -> when it is due."""
    found = {seat.party: ask(review, seat, now, times) for seat in review.seats.values()}
    return {party: due.isoformat() for party, due in found.items() if due}


def _on_the_day(review: Review) -> Term:
    return review.rules.opinion.model_copy(update={"days": 0})
