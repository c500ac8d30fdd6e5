"""Messages about reviews and meetings (会商) in, use cases out: one awaited line each."""

from typing import Any

from services.routing import reviews_shown
from services.routing.desk import Desk
from services.routing.meetings import Meetings
from services.routing.orders import ordered
from services.routing.reviews import Reviews
from shared.bus import Bus, Received
from shared.contracts.joint_review import ReviewEvent
from shared.contracts.review_calls import AgendaCalled, CallMeeting, CallReview


class ReviewHandlers:
    """The handlers of routing that are about reviews."""

    def __init__(self, reviews: Reviews, meetings: Meetings, desk: Desk) -> None:
        self._reviews = reviews
        self._meetings = meetings
        self._desk = desk

    def connect(self, bus: Bus) -> None:
        """Hear and serve everything about reviews."""
        bus.hear("routing-on-review-news", self.on_review_news)
        bus.hear("routing-on-agenda-called", self.on_agenda_called, key=case_on_agenda)
        bus.serve("routing", "call-review", self.call_review)
        bus.serve("routing", "call-meeting", self.call_meeting)

    async def on_review_news(self, message: Received) -> None:
        """evt.*.joint_review.…"""
        news = message.event()
        if isinstance(news, ReviewEvent):
            await self._reviews.hear(message.case, news, message.sequence, message.cause)

    async def on_agenda_called(self, message: Received) -> None:
        """evt.*.routing.agenda-called: routing's own word to itself."""
        await self._meetings.carry_out(message.fact(AgendaCalled), message.cause)

    async def call_review(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.call-review"""
        order = await ordered(self._desk, CallReview, message)
        return reviews_shown.review(*await self._reviews.call(message.subject.region, order, message.cause))

    async def call_meeting(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.call-meeting"""
        order = await ordered(self._desk, CallMeeting, message)
        return reviews_shown.meeting(await self._meetings.call(message.subject.region, order, message.cause))


def case_on_agenda(message: Received) -> str:
    """The case that is to be reviewed: the message is one of its meeting, and a meeting has hundreds of cases."""
    return message.fact(AgendaCalled).point.case_number
