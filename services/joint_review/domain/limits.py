"""Until when a participant may speak, and a signer sign."""

from datetime import datetime

from services.joint_review.domain.review import Review, Seat
from shared.clock import Term, Times


def opinion_term(review: Review, seat: Seat) -> tuple[Term, datetime] | None:
    """The limit that binds a seat, and since when it runs; None while nobody has asked it.

    In a discussion the limit of the round, else that of opinions; where it meets after that, the day of the meeting.
    """
    if seat.asked_at is None:
        return None
    if seat.at_meeting and review.at:
        return on_the_day(_term(review, seat)), review.at
    return _term(review, seat), seat.asked_at


def _term(review: Review, seat: Seat) -> Term:
    return review.rules.discussion if seat.asked_in else review.rules.opinion


def opinion_due(review: Review, seat: Seat, times: Times) -> datetime | None:
    """Its opinion counts up to this very instant; None while nobody has asked it."""
    limit = opinion_term(review, seat)
    return times.due(*limit) if limit else None


def sign_due(review: Review, party: str, times: Times) -> datetime | None:
    """Its signature counts up to this very instant; None while it is not its turn."""
    since = review.signing and review.signing.asked.get(party)
    return times.due(review.rules.sign, since) if since else None


def ask(review: Review, seat: Seat, now: datetime, times: Times, in_round: int = 0) -> datetime | None:
    """Its opinion is asked for from now on; what it has said on these papers stands. When it is due; None for an observer."""
    if not seat.speaks:
        return None
    seat.asked_at, seat.asked_in, seat.lapsed = now, in_round, False
    seat.at_meeting = meets_after(review, times.due(_term(review, seat), now), times)
    return opinion_due(review, seat, times)


def meets_after(review: Review, instant: datetime, times: Times) -> bool:
    """The day of the meeting ends after that instant. A review by circulation meets never."""
    return review.at is not None and times.due(on_the_day(review.rules.opinion), review.at) > instant


def ask_all(review: Review, now: datetime, times: Times) -> dict[str, str]:
    """Everybody's opinion is asked for from now on: party -> when it is due."""
    found = {seat.party: ask(review, seat, now, times) for seat in review.seats.values()}
    return {party: due.isoformat() for party, due in found.items() if due}


def on_the_day(term: Term) -> Term:
    """The same, until the closing hour of the day on which it begins."""
    return term.model_copy(update={"days": 0})
