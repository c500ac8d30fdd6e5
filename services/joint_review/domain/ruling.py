"""What follows once nobody is waited for any more: a discussion, the convener's decision, a text to sign, a conclusion."""

from datetime import datetime

from services.joint_review.domain import concluding
from services.joint_review.domain.circulating import ask_next, circulate, conclude_when_signed, opposed
from services.joint_review.domain.letters import Letter, Word, heading, news
from services.joint_review.domain.limits import ask, meets_after
from services.joint_review.domain.review import Review, ReviewState
from services.joint_review.domain.weighing import Verdict, weigh
from shared.clock import Times
from shared.contracts.joint_review import RoundOpened
from shared.contracts.review_letters import DecisionAsked, Discussion


def go_on(review: Review, now: datetime, times: Times) -> list[Word]:
    """Where nobody is waited for any more, what follows from the opinions; else nothing follows from them yet.

    A text that is going round goes on meanwhile, and as long as it says what follows from the opinions.
    """
    if review.awaited:
        return ask_next(review, review.signing, now, times) if review.signing else []
    verdict = verdict_of(review)
    if review.signing and _as_signed(review, verdict):
        return [*ask_next(review, review.signing, now, times), *conclude_when_signed(review, now, times)]
    return follow(review, verdict, now, times)


def reconsider(review: Review, now: datetime, times: Times) -> list[Word]:
    """A signature was refused: everything is weighed again, once those who were added meanwhile have been heard."""
    if not review.awaited:
        return follow(review, verdict_of(review), now, times)
    review.signing = None
    review.turn(ReviewState.DELIBERATING, now)
    return []


def verdict_of(review: Review) -> Verdict:
    """What follows from the opinions of the mandatory participants as they stand."""
    opinions = [concluding.spoken(review, seat) for seat in review.mandatory]
    return weigh(opinions, review.rules.terms, review.round, review.name_of)


def _as_signed(review: Review, verdict: Verdict) -> bool:
    """The text says what follows; what the convener decided stands unless somebody objects who did not when it decided."""
    signing = review.signing
    if signing is None:
        return False
    if verdict.ruling == "decide":
        return set(opposed(review)) <= set(signing.against)
    return (verdict.ruling, verdict.conditions) == (signing.outcome, signing.conditions)


def follow(review: Review, verdict: Verdict, now: datetime, times: Times) -> list[Word]:
    """Carry out a verdict; a text that was going round falls. Who objects, is heard at the meeting first."""
    if review.hearing != "over" and _to_be_heard(review, verdict) and meets_after(review, now, times):
        return _await_the_meeting(review, now)
    if review.hearing == "awaited" or verdict.ruling == "discuss":
        review.hearing = ""
    if verdict.ruling == "deadlocked":
        return concluding.deadlock(review, verdict.reason, now, times)
    review.signing = None
    if verdict.ruling == "discuss":
        return _discuss(review, now, times)
    if verdict.ruling == "decide":
        return _leave_to_the_convener(review, now, times)
    return circulate(review, verdict.ruling, verdict.conditions, verdict.reason, now, times)


def _to_be_heard(review: Review, verdict: Verdict) -> bool:
    """The end would go against somebody, or the convener is to decide: it hears them all there, whatever they say before."""
    against = verdict.ruling in {"deadlocked", "objected"} and bool(opposed(review))
    return against or verdict.ruling == "decide"


def _await_the_meeting(review: Review, now: datetime) -> list[Word]:
    """Everybody has spoken, but not met: until then anybody may still be won over."""
    first, review.hearing, review.signing = review.hearing != "awaited", "awaited", None
    if review.state is not ReviewState.DELIBERATING:
        review.turn(ReviewState.DELIBERATING, now)
    against = "、".join(map(review.name_of, opposed(review)))
    stands = f"{against}不同意" if against else "各部门意见已齐"
    what = f"{stands}，待会上讨论；会议当日下班前各部门可更改意见，会议提前结束的，请确认讨论结束（round-closed）"
    return [news(review, what, about="meeting")] if first else []


def _discuss(review: Review, now: datetime, times: Times) -> list[Word]:
    """Everybody is asked to speak again; who keeps silent keeps its opinion."""
    review.round += 1
    review.turn(ReviewState.DELIBERATING, now)
    asked = {seat.party: at for seat in review.seats.values() if (at := ask(review, seat, now, times, review.round))}
    due = max(asked.values()).isoformat()
    opinions = concluding.record(review)
    content = Discussion(**heading(review), round=review.round, opinions=opinions, edition=review.edition, due=due)
    opened = RoundOpened(review_id=review.review_id, round=review.round, opinions=opinions, due=due)
    return [opened, *(Letter(party, "discussion-opened", content, review.review_id) for party in asked)]


def _leave_to_the_convener(review: Review, now: datetime, times: Times) -> list[Word]:
    review.turn(ReviewState.DECIDING, now)
    due = times.due(review.rules.decide, now).isoformat()
    content = DecisionAsked(**heading(review), opinions=concluding.record(review), due=due)
    return [Letter(review.convener, "decision-asked", content, review.review_id)]
