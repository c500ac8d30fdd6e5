"""Joint reviews in a random walk over a route: what joint_review says of them, and those that the agent has held."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from services.routing.domain import concluding, reviewing, summons
from services.routing.domain.review import Review, ReviewState
from services.routing.domain.route import RouteState
from shared.contracts.joint_review import GivenOpinion, ReviewCancelled, ReviewClosed, ReviewConcluded
from tests.unit.route_walk import CASE, ITEMS, REVIEW, TIMES


class ReviewsHeld:
    """The rules and invariants of a walk that are about its reviews."""

    @rule(outcome=st.sampled_from(["agreed", "conditional", "objected", "deadlocked"]), number=st.integers(1, 3))
    def a_review_concludes(self, outcome, number):
        review = f"{CASE}/R{number}"
        if review not in self.calls or self.called_off & {review}:
            return
        self.concluded |= {review}
        task_id = self.calls[review]
        opinion = GivenOpinion(party="150622.zjj", role="mandatory", opinion="object", ground="职责不符")
        conclusion = ReviewConcluded(
            review_id=review,
            cause="objection" if task_id else "rules",
            task_id=task_id,
            outcome=outcome,
            opinions=(opinion,),
            concluded_at=self.now.isoformat(),
        )
        self.change(lambda route: concluding.heard(route, conclusion, number, self.now, TIMES))

    @rule(number=st.integers(1, 3))
    def a_review_is_cancelled(self, number):
        review = f"{CASE}/R{number}"
        if review in self.calls and review not in self.concluded:
            self.called_off |= {review}
            cancelled = ReviewCancelled(review_id=review, reason="无法召集", by="150622.zwj")
            self.change(lambda route: concluding.heard(route, cancelled, number, self.now, TIMES))

    @rule(number=st.integers(1, 3))
    def a_review_is_closed(self, number):
        """Its news may come before the conclusion's."""
        review = f"{CASE}/R{number}"
        if review in self.calls:
            closed = ReviewClosed(review_id=review, outcome="agreed")
            self.change(lambda route: concluding.heard(route, closed, number, self.now, TIMES))

    @rule(about=st.sets(ITEMS), accepts=st.booleans())
    def the_agent_has_a_review_held(self, about, accepts):
        """Of the case or some of its items; as joint acceptance, of what is open only."""
        items = tuple(sorted(item for item in about if self.task(item) and not self.task(item).restricted))
        faults = [*summons.of_case(self.route), *summons.of_acceptance(self.route, items)] if accepts else []
        if len(self.calls) < 3 and not faults and not self.route.over:
            self.called(items, accepts)

    def called(self, items, accepts):
        call = REVIEW.call.model_copy(update={"review_id": self.route.next_review(), "cause": "agent", "items": items})
        self.change(lambda route: route.call(Review(call=call, all_or_nothing=accepts)))

    def what_was_refused_is_mended(self):
        """And accepted anew: until then nobody may approve it."""
        held = [task.plan.item for task in self.route.tasks.values() if reviewing.hindrance(self.route, task)]
        if held and not [*summons.of_case(self.route), *summons.of_acceptance(self.route, held)]:
            self.called(tuple(held), accepts=True)

    @invariant()
    def the_start_waits_for_the_rules_review_and_for_no_other(self):
        reviewing_now = self.route.state is RouteState.REVIEWING
        assert not reviewing_now or self.route.reviews[f"{CASE}/R1"].state is ReviewState.OPEN
