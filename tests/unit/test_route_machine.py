"""Random walks over a route: whatever desks, departments, rungs, reviews and alarms do, nothing is lost and nothing stuck."""

import json
from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from services.routing.domain import custody, joint, ladder, resolution, reviewing, stopping
from services.routing.domain.answers import answer
from services.routing.domain.matter import MatterState
from services.routing.domain.replanning import replan
from services.routing.domain.reports import reports
from services.routing.domain.route import Route, RouteState
from services.routing.domain.transfer import OfferState, Stop
from shared.aggregate import Mail
from shared.contracts.common import ItemState
from shared.contracts.departments import Answer, MeasureOrder
from shared.contracts.review_calls import ReviewRequested
from shared.errors import Refused
from tests.unit.route_interruptions import Interruptions
from tests.unit.route_limits import Limits
from tests.unit.route_reviews import ReviewsHeld
from tests.unit.route_walk import CASE, ITEMS, MONDAY, NAMES, PLACES, REVIEW, TIMES, choice, new_route, planned, term

VERBS = (
    "accepted",
    "progress",
    "correction-needed",
    "special-started",
    "special-ended",
    "submitted",
    "approved",
    "refused",
    "revoked",
    "returned",
)


class Walk(Interruptions, Limits, ReviewsHeld, RuleBasedStateMachine):
    """One case of a township with up to five items, some of which go up to the city and above the bus."""

    @initialize(items=st.sets(ITEMS, min_size=1), reviewed=st.booleans())
    def begin(self, items, reviewed):
        self.now = MONDAY
        self.calls = {}
        self.concluded, self.called_off = set(), set()
        self.recalled = set()
        self.route = new_route(items)
        self.change(lambda route: route.begin(REVIEW if reviewed else None, self.now, TIMES))

    def change(self, decide):
        """What `Changes` does: all or nothing, troubles climb, what has ended is settled, the plan moves, desks are told."""
        before = self.route.model_dump_json()
        route = Route.model_validate_json(before)
        try:
            said = [*decide(route)]
            for trouble in route.troubles():
                said += ladder.escalate(route, trouble, choice(route, trouble), self.now, TIMES)
        except Refused:
            return
        said += ladder.settle(route, self.now)
        said += reviewing.settle(route)
        joint.settle(route, self.now, TIMES)
        said += replan(route, said, self.now, TIMES)
        said += reports(route, said)
        mails = [(mail.subject, mail.key) for mail in said if isinstance(mail, Mail)]
        assert len(set(mails)) == len(mails), "two mails of one change would have one id"
        for each in said:
            json.loads((each.content if isinstance(each, Mail) else each).model_dump_json())
            if isinstance(each, ReviewRequested):
                self.calls[each.call.review_id] = each.call.task_id
        self.watch(self.route, route, said)
        self.route = route

    def task(self, item):
        return self.route.tasks.get(f"{CASE}/{item}")

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours):
        """Alarms are never missed, only late: time stops at the next one."""
        alarm = self.route.next_alarm()
        later = self.now + timedelta(hours=hours)
        self.now = min(later, max(alarm, self.now)) if alarm else later

    @rule()
    def the_alarm_goes_off(self):
        alarm = self.route.next_alarm()
        if alarm is None:
            return
        self.now = max(self.now, alarm)
        self.change(lambda route: stopping.due(route, self.now, TIMES))
        following = self.route.next_alarm()

        assert following is None or following > self.now

    @rule(item=ITEMS, centre=PLACES, accepts=st.booleans())
    def a_desk_answers(self, item, centre, accepts):
        task = self.task(item)
        transfer = task.transfers[-1].offer.transfer_id if task and task.transfers else f"{CASE}/{item}/T1"
        if accepts:
            placement = planned(item, centre)
            placement = placement._replace(plan=placement.plan.model_copy(update={"after": task.plan.after if task else ()}))
            self.change(lambda route: custody.accept(route, centre, transfer, placement, "派件岗", self.now, TIMES))
        else:
            self.change(lambda route: custody.give_back(route, centre, transfer, "不属本级", "派件岗", self.now, TIMES))

    @rule(item=ITEMS, centre=PLACES, to=PLACES)
    def a_desk_gives(self, item, centre, to):
        if centre != to:
            stop = Stop(centre=to, name=NAMES[to], direction="up", term=term(1))
            self.change(lambda route: custody.hand_over(route, centre, item, stop, "请办", "派件岗", self.now, TIMES))

    @rule(item=ITEMS, verb=st.sampled_from(VERBS))
    def a_department_answers(self, item, verb):
        task = self.task(item)
        if task:
            said = Answer(
                task_id=task.task_id,
                note="已初审",
                reason="见附件",
                document="准字1号",
                points=("缺图",),
                procedure="专家评审",
                ground="行政许可法第六十九条",
            )
            self.change(
                lambda route: answer(route, task.address, verb, said, self.now, TIMES, stops_clock=True, authority="自治区")
            )

    @rule(item=ITEMS)
    def the_applicant_supplies(self, item):
        self.change(lambda route: route.supplied([item], "已补正", self.now, TIMES))

    @rule(pick=st.integers(0, 9), item=ITEMS, binding=st.sampled_from(["act", "handle", "decide"]), days=st.integers(0, 9))
    def a_rung_resolves(self, pick, item, binding, days):
        asked = [each for each in self.route.matters.values() if each.state is MatterState.OPEN]
        if not asked:
            return
        matter = asked[pick % len(asked)]
        parties = ladder.parties(self.route, matter)
        self.resolve(matter, parties[pick % len(parties)], binding, item, days, "passed-on" if pick == 9 else "resolved")

    def resolve(self, matter, owner, binding, item, days, verb="resolved"):
        order = MeasureOrder(owner=owner, act="办理", due=(self.now + timedelta(days=days)).date(), binding=binding, item=item)
        said = Answer(task_id=matter.matter_id, note="议定", reason="难以协调", measures=(order,))
        self.change(
            lambda route: resolution.of_matter(
                route, matter.now_at.rung.party, verb, said, self.now, TIMES, lambda one: f"名{one}"
            )
        )

    @rule(pick=st.integers(0, 9))
    def an_owner_reports(self, pick):
        owed = [each.measure for matter in self.route.matters.values() for each in matter.measures]
        if owed:
            one = owed[pick % len(owed)]
            said = Answer(task_id=one.measure_id, note="已办")
            self.change(lambda route: resolution.of_measure(route, one.owner, "done", said, self.now))

    def teardown(self):
        """However a case stands, it comes to its end as soon as everybody does what is asked of them."""
        for _ in range(30):
            before = self.route.model_dump_json()
            self.everybody_does_what_is_asked()
            if self.route.state is RouteState.CLOSED:
                return
            if self.route.model_dump_json() == before:
                self.the_alarm_goes_off()
        raise AssertionError(f"still {self.route.state}: {self.route.model_dump_json(indent=1)}")

    def everybody_does_what_is_asked(self):
        if self.route.suspension:
            self.intake_does_what_is_left()
        self.what_was_refused_is_mended()
        for number in range(1, len(self.route.reviews) + 1):
            self.a_review_concludes("agreed", number)
            self.a_review_is_closed(number)
        for task in list(self.route.tasks.values()):
            item, waiting = task.plan.item, task.offered
            if waiting:
                self.a_desk_answers(item, waiting.offer.receiver, accepts=True)
            self.the_applicant_supplies(item)
            self.a_department_answers(item, "special-ended")
            self.a_department_answers(item, "submitted")
            self.a_department_answers(item, "approved")
        for matter in [each for each in self.route.matters.values() if each.state is MatterState.OPEN]:
            item = int(matter.task_id.rpartition("/")[2]) if matter.task_id else 0
            parties = list(ladder.parties_told(self.route, matter))
            for owner in parties:  # a restricted item is its own department's, and nobody else's
                self.resolve(matter, owner, "handle" if item else "act", item, 3)
            self.resolve(matter, parties[0], "act", item, 3)
        for number in range(sum(len(matter.measures) for matter in self.route.matters.values())):
            self.an_owner_reports(number)
        self.intake_does_what_is_left()

    @invariant()
    def exactly_one_holds_each_item_until_it_ends(self):
        for task in self.route.tasks.values():
            holdings = task.custody.holdings
            assert all(earlier.until == later.since for earlier, later in pairwise(holdings))
            assert [each.until for each in holdings[:-1] if each.until is None] == []
            assert (holdings[-1].until is None) != task.state.ended

    @invariant()
    def at_most_one_offer_waits_and_only_while_nobody_decides(self):
        for task in self.route.tasks.values():
            waiting = [each for each in task.transfers if each.state is OfferState.OFFERED]
            assert len(waiting) <= 1
            assert not waiting or (task.assigned_at is None and not task.state.ended)
            assert not (task.state.ended and task.offer_again_at)

    @invariant()
    def nobody_forgets_an_item(self):
        state = {task.plan.item: task.state for task in self.route.tasks.values()}
        for task in self.route.tasks.values():
            if task.state.ended:
                continue
            held = self.route.suspension is not None and task.assigned_at is None
            reviewed = self.route.state is RouteState.REVIEWING
            asked = {each.task_id for each in self.route.matters.values() if each.state is MatterState.OPEN}
            disputed = task.objection and self.route.under_review
            at_work = task.assigned_at is not None and not task.objection
            offered = task.offered and (not task.offered.overdue or task.task_id in asked)
            waits = any(not state[item].ended for item in task.plan.after)
            stands = held or reviewed or waits or task.task_id in asked
            assert stands or at_work or offered or task.offer_again_at or disputed, task

    @invariant()
    def every_matter_goes_on_until_it_is_closed(self):
        causes = [matter.cause for matter in self.route.matters.values()]
        assert len(set(causes)) == len(causes)
        urged = {each.cause.partition("/")[2] for each in self.route.matters.values() if each.state is not MatterState.CLOSED}
        for matter in self.route.matters.values():
            if matter.state is MatterState.CLOSED:
                assert all(each.state != "open" for each in matter.measures)
                continue
            late = [each.measure.measure_id for each in matter.measures if each.state == "open" and each.overdue]
            assert matter.next_alarm() is not None or urged >= set(late)
            assert matter.state is MatterState.OPEN or any(each.state == "open" for each in matter.measures)

    @invariant()
    def the_case_is_decided_when_its_items_have_ended_and_closed_when_nothing_is_open(self):
        ended = all(task.state.ended for task in self.route.tasks.values())
        assert ended == (self.route.state in {RouteState.DECIDED, RouteState.CLOSED})
        open_matters = any(matter.state is not MatterState.CLOSED for matter in self.route.matters.values())
        open_reviews = not all(review.over for review in self.route.reviews.values())
        nothing_open = ended and not open_matters and not open_reviews
        assert (self.route.state is RouteState.CLOSED) == (self.route.file_closed and nothing_open)

    @invariant()
    def the_state_survives_being_stored(self):
        text = self.route.model_dump_json()

        assert Route.model_validate_json(text).model_dump_json() == text
        assert ItemState.RECEIVED.value in text


WALKS = settings(max_examples=150, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck))


def test_whatever_is_done_in_whatever_order_nothing_is_lost_and_nothing_is_stuck():
    run_state_machine_as_test(Walk, settings=WALKS)
