"""What routing does about reviews (会商): calls one that the agent asks for, and carries out what joint_review says."""

from collections.abc import Sequence
from datetime import datetime

from services.routing.changes import Changes
from services.routing.convening import Convening
from services.routing.domain import concluding
from services.routing.domain.review import Review
from services.routing.domain.route import Route
from shared.aggregate import Said
from shared.bus import Cause
from shared.clock import Clock, Times
from shared.contracts.joint_review import ReviewEvent
from shared.contracts.review_calls import CallReview
from shared.errors import Refused
from shared.identifiers import is_record_number
from shared.store import Refusals, Unknown


class Reviews:
    """The use cases of a route about its reviews. Whatever is refused is recorded and changes nothing."""

    def __init__(self, changes: Changes, convening: Convening, refusals: Refusals, clock: Clock) -> None:
        self._changes = changes
        self._convening = convening
        self._refusals = refusals
        self._clock = clock

    async def call(self, centre: str, order: CallReview, cause: Cause) -> tuple[Route, Review]:
        """Have a review held that the agent asks for; the same request again is the same review. Errors: Refused."""

        def decide(route: Route, now: datetime, _times: Times) -> Sequence[Said]:
            if route.centre != centre:
                raise Unknown(order.case_number)
            return route.call(self._convening.by_order(route, order, cause.id, now))

        try:
            route = await self._changes.make(order.case_number, cause, decide)
            return route, next(each for each in route.reviews.values() if each.request == cause.id)
        except Unknown:
            refused = Refused(self._convening.faults_without_case(centre, order, self._clock.now()))
        except Refused as error:
            refused = error
        await self._refusals.note(order.case_number, centre, "call-review", refused.faults, self._clock.now())
        raise refused

    async def hear(self, case: str, news: ReviewEvent, sequence: int, cause: Cause) -> None:
        """What joint_review says of a review. A topic of a meeting is no case of ours, and nothing follows of it here.

        Errors: NotReviewed, Unknown.
        """
        if not is_record_number(case):
            await self._changes.make(case, cause, lambda route, now, times: concluding.heard(route, news, sequence, now, times))
