"""Messages in, use cases out: one line each. Who speaks is read from the subject, never from the body."""

from typing import Any

from services.joint_review.use_cases import OWNER, JointReviews
from shared.bus import Bus, Cause, Received, asked
from shared.bus.alarms import Alarm
from shared.contracts.joint_review import OpinionGiven, ReviewsQuery
from shared.contracts.routing import ReviewRequested


class Handlers:
    """What joint_review hears and serves."""

    def __init__(self, reviews: JointReviews) -> None:
        self._reviews = reviews

    def connect(self, bus: Bus) -> None:
        """Hear and serve everything that joint_review is there for."""
        bus.hear("joint_review-on-review-requested", self.on_review_requested)
        bus.hear("joint_review-on-opinion", self.on_opinion)
        bus.hear("joint_review-on-due", self.on_due)
        bus.serve(OWNER, "department.*.opinion", self.opinion)
        bus.serve(OWNER, "reviews", self.reviews)

    async def on_review_requested(self, message: Received) -> None:
        """evt.<centre>.routing.review-requested"""
        call = message.fact(ReviewRequested).call
        await self._reviews.convene(message.case, message.subject.region, call, message.cause)

    async def on_opinion(self, message: Received) -> None:
        """dept.<region>.<department>.opinion"""
        await self._reviews.hear(message.subject.address, message.body, message.cause)

    async def on_due(self, message: Received) -> None:
        """due.<centre>.joint_review.alarm"""
        alarm = message.read(Alarm)
        await self._reviews.conclude(alarm.case_number, alarm.number, message.cause)

    async def opinion(self, message: Received) -> OpinionGiven:
        """svc.<region>.joint_review.department.<department>.opinion"""
        party = f"{message.subject.region}.{message.subject.verb.split('.')[1]}"
        return await self._reviews.take(party, message.body, own(message, party))

    async def reviews(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.joint_review.reviews"""
        case = await self._reviews.of_case(asked(ReviewsQuery, message.body).case_number, message.subject.region)
        return {
            "case_number": case.id,
            "sequence": case.sequence,
            "reviews": [review.model_dump(mode="json") for review in case.reviews.values()],
        }


def own(message: Received, party: str) -> Cause:
    """A request as its sender's own cause: nobody can use up the id of somebody else's message, or of an alarm."""
    cause = message.cause
    return Cause(cause.derive("request", party), cause.traceparent)
