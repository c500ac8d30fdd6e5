"""The only wiring of joint_review."""

from services.joint_review.domain.review import CaseReviews
from services.joint_review.handlers import Handlers
from services.joint_review.use_cases import OWNER, JointReviews, Office
from shared.contracts.duties import ReviewAiling
from shared.rounds import Kind, attend
from shared.service import Parts
from shared.store import MongoAggregates


async def wire(parts: Parts) -> None:
    """Put the service together on its bus and its database."""

    def office(centre: str) -> Office:
        home = parts.jurisdictions.centre(centre)
        return Office(home.calendar, home.hours.closes)

    cases = MongoAggregates(parts.database["reviews"], CaseReviews, parts.outbox, OWNER, parts.clock)
    await cases.prepare()
    Handlers(JointReviews(cases, parts.bus, parts.clock, office)).connect(parts.bus)
    await attend(parts, OWNER, Kind(cases, ReviewAiling))
