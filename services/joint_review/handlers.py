"""Messages in, use cases out: one line each. Who speaks is read from the subject, never from the body."""

import re
from typing import Any, Final, get_args

from services.joint_review import shown
from services.joint_review.asking import Asking
from services.joint_review.domain.agenda import News
from services.joint_review.reading import file_in, named
from services.joint_review.store import OWNER
from services.joint_review.use_cases import JointReviews
from shared.bus import Bus, Cause, Received, asked
from shared.bus.alarms import Alarm
from shared.bus.in_time import Unread, all_read, nothing_unread
from shared.contracts.joint_review import Minutes, ReviewsQuery
from shared.contracts.review_calls import ReviewRequest
from shared.contracts.review_records import MeetingQuery, MeetingsQuery, MinutesQuery

CALLS: Final = "joint_review-on-review-call"
LETTERS: Final = "joint_review-on-answer"
MEETING: Final = re.compile(rb'"meeting_id"\s*:\s*"([0-9A-Za-z-]{1,50})"')


class Handlers:
    """What joint_review hears and serves."""

    def __init__(self, reviews: JointReviews, asking: Asking, unread: Unread = nothing_unread) -> None:
        """`unread`: see in_time."""
        self._reviews = reviews
        self._asking = asking
        self._unread = unread

    def connect(self, bus: Bus) -> None:
        """Hear and serve everything that joint_review is there for."""
        bus.hear(CALLS, self.on_review_call)
        bus.hear("joint_review-on-review-news", self.on_review_news, key=meeting_in)
        bus.hear(LETTERS, self.on_answer, key=lambda message: file_in(message.body))
        bus.hear("joint_review-on-due", self.on_due, key=lambda _: "")  # whom it waits for must not wait for it
        bus.serve(OWNER, "department.*.*", self.department)
        bus.serve(OWNER, "reviews", self.reviews)
        bus.serve(OWNER, "meeting", self.meeting)
        bus.serve(OWNER, "meetings", self.meetings)
        bus.serve(OWNER, "minutes", self.minutes)

    async def on_review_call(self, message: Received) -> None:
        """evt.<centre>.routing.review-requested, papers-pinned, review-withdrawn, meeting-called, agenda-declined"""
        fact = message.event()
        if isinstance(fact, ReviewRequest):
            await self._reviews.called(message.case, message.subject.region, fact, message.cause)

    async def on_review_news(self, message: Received) -> None:
        """evt.<centre>.joint_review.review-convened, review-concluded, review-cancelled"""
        news = message.event()
        if isinstance(news, get_args(News)):
            await self._reviews.noted(message.case, news, message.cause)

    async def on_answer(self, message: Received) -> None:
        """dept.<region>.<department>.<verb>"""
        subject = message.subject
        await self._reviews.answered(subject.address, subject.verb, message.body, message.cause, message.at)

    async def on_due(self, message: Received) -> None:
        """due.<centre>.joint_review.alarm"""
        alarm = message.read(Alarm)
        await all_read(self._unread, message.delivered)
        await self._reviews.due(alarm.case_number, alarm.number, message.cause)

    async def department(self, message: Received) -> dict[str, Any]:
        """svc.<region>.joint_review.department.<department>.<verb>: the same, or `reviews`, with an answer at once."""
        _, department, verb = message.subject.verb.split(".", 2)
        party = f"{message.subject.region}.{department}"
        if verb == "reviews":
            return await self._asking.reviews_of(party, asked(ReviewsQuery, message.body).case_number)
        reviews, said = await self._reviews.answer(party, verb, message.body, own(message, party))
        return shown.answered(reviews, named(message.body), party, said)

    async def reviews(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.joint_review.reviews"""
        return await self._asking.reviews(message.subject.region, asked(ReviewsQuery, message.body).case_number)

    async def meeting(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.joint_review.meeting"""
        return await self._asking.meeting(message.subject.region, asked(MeetingQuery, message.body).meeting_id)

    async def meetings(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.joint_review.meetings"""
        return await self._asking.meetings(message.subject.region, asked(MeetingsQuery, message.body))

    async def minutes(self, message: Received) -> Minutes:
        """svc.<centre>.joint_review.minutes"""
        return await self._asking.minutes(message.subject.region, asked(MinutesQuery, message.body).review_id)


def meeting_in(message: Received) -> str:
    """The meeting that news are about, so that its document is written by one of us at a time; else the case."""
    found = MEETING.search(message.body)
    return found[1].decode() if found else message.case


def own(message: Received, party: str) -> Cause:
    """A request as its sender's own cause: nobody can use up the id of somebody else's message, or of an alarm."""
    cause = message.cause
    return Cause(cause.derive("request", party), cause.traceparent, cause.sender_id)
