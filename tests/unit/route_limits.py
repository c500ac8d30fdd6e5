"""What a random walk over a route does with limits: extensions by whoever asks for one, and what must hold of every limit."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from services.routing.domain import extension
from services.routing.domain.limits import DECISION
from shared.clock.statutes import STATUTES
from shared.contracts.departments import Answer
from tests.unit.route_walk import CASE, ITEMS, TIMES

POSSIBLE = extension.Extendable(STATUTES["decision_extension"], "负责人")
POSTS = st.sampled_from(["本机关负责人", "本级人民政府负责人", "科室负责人"])


class Limits:
    """Rules and invariants; the walk has `route`, `now`, `task` and `change`."""

    @rule(item=ITEMS, post=POSTS)
    def a_department_extends(self, item, post):
        """Never earlier, never twice, and the promised limit stays."""
        task = self.task(item)
        if task is None:
            return
        said = Answer(task_id=task.task_id, approved_by=post, reason="需再次论证")
        self.change(lambda route: extension.extended(route, task.address, said, POSSIBLE, self.now, TIMES))
        after = self.task(item)

        if after.extension != task.extension:
            assert (task.extension, post) == (None, "本机关负责人")
            assert after.limits["legal"].due > task.limits["legal"].due
            assert after.limits["promised"].due >= task.limits["promised"].due

    @rule(post=POSTS)
    def the_government_extends(self, post):
        """Likewise for all departments together."""
        before = self.route.joint
        said = Answer(task_id=f"{CASE}/J", approved_by=post, reason="需一并研究")
        self.change(lambda route: extension.extended(route, route.lead, said, None, self.now, TIMES))

        if before and self.route.joint.extension != before.extension:
            assert (before.extension, post) == (None, "本级人民政府负责人")
            assert self.route.joint.limit.due > before.limit.due

    @invariant()
    def a_limit_that_is_over_is_lit_no_more_and_one_that_runs_counts_from_what_began_it(self):
        for task in self.route.tasks.values():
            for name, limit in task.limits.items():
                assert limit.met is None or not limit.lights
                assert name in DECISION or limit.start is not None
                assert limit.due >= limit.start

    @invariant()
    def nothing_rings_while_the_case_is_suspended(self):
        joint = self.route.joint
        if self.route.suspension:
            assert self.route.next_alarm() is None
            assert joint is None or joint.stands

    @invariant()
    def the_joint_clock_ends_with_the_last_of_its_items(self):
        joint = self.route.joint
        if joint:
            ended = all(self.route.tasks[member].state.ended for member in joint.members)
            assert ended <= (joint.limit.met is not None)
