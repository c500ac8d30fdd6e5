"""The only wiring of joint_review."""

from services.joint_review.asking import Asking
from services.joint_review.domain.reviews import Reviews
from services.joint_review.handlers import CALLS, LETTERS, Handlers
from services.joint_review.offices import CentreOffices
from services.joint_review.store import OWNER, MongoMinutesNumbers, MongoReviews
from services.joint_review.use_cases import JointReviews, posted
from shared.aggregate import Said
from shared.contracts.duties import ReviewAiling
from shared.late_calendar import Provisional, follow_calendar
from shared.rounds import Kind, attend
from shared.service import Parts
from shared.store import MongoRefusals


async def wire(parts: Parts) -> None:
    """Put the service together on its bus and its database."""
    files = MongoReviews(parts.database, parts.outbox, parts.clock)
    numbers = MongoMinutesNumbers(parts.database["minutes_numbers"])
    refusals = MongoRefusals(parts.database["refusals"])
    for kept in (files, numbers, refusals):
        await kept.prepare()
    offices = CentreOffices(parts.jurisdictions)
    use = JointReviews(files, numbers, offices, refusals, parts.bus, parts.clock)
    Handlers(use, Asking(files, offices), lambda: parts.bus.unread(CALLS, LETTERS)).connect(parts.bus)

    def settled(reviews: Reviews) -> list[Said]:
        """Decides nothing: the duties become those that its state asks for now, by the calendar of now."""
        return posted(reviews.tidy(offices.times(reviews.centre)))

    await attend(parts, OWNER, Kind(files, ReviewAiling, mends=settled))
    follow_calendar(parts, Provisional(files, lambda one, cause: files.change(one.id, cause, settled)))
