"""The only wiring of joint_review."""

from services.joint_review.domain.review import CaseReviews
from services.joint_review.handlers import Handlers
from services.joint_review.use_cases import OWNER, JointReviews, Office
from shared.service import Parts
from shared.store import MongoAggregates


async def wire(parts: Parts) -> None:
    """Put the service together on its bus and its database."""

    def office(centre: str) -> Office:
        home = parts.jurisdictions.centre(centre)
        return Office(home.calendar, home.hours.closes)

    cases = MongoAggregates(parts.database["reviews"], CaseReviews, parts.outbox, OWNER, parts.clock)
    await cases.prepare()
    handlers = Handlers(JointReviews(cases, parts.bus, parts.clock, office))
    parts.bus.hear("joint_review-on-review-requested", handlers.on_review_requested)
    parts.bus.hear("joint_review-on-opinion", handlers.on_opinion)
    parts.bus.hear("joint_review-on-due", handlers.on_due)
    parts.bus.serve(OWNER, "department.*.opinion", handlers.opinion)
    parts.bus.serve(OWNER, "reviews", handlers.reviews)
