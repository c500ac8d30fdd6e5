"""Random walks over a complaint: whoever does what, the accused does nothing, and nothing is stuck in silence."""

import json

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from services.intake.domain.complaint import Complaint
from services.intake.domain.complaint_parts import COMPLAINANT, Actor, NotFound, digest
from services.intake.domain.complaint_states import STEPS, ComplaintState
from services.intake.domain.moment import Moment
from services.intake.domain.supervising import Accused, Line, seat
from services.intake.supervision.acts import ORDERS, decided
from shared.clock import Term, Times
from shared.contracts import complaint as say
from shared.errors import Refused
from tests.unit.complaint_world import ABOVE, CENTRE, LAND, MONDAY, NUMBER, jurisdictions

HERE = jurisdictions().centre(CENTRE)
TIMES = Times(HERE.calendar, HERE.hours.opens, HERE.hours.closes, 0.6667)
TERMS = {
    name: Term(what=name, days=days, unit="working", basis="", mark="inferred")
    for name, days in (("complaint_accept", 1), ("complaint", 15), ("complaint_revisit", 5))
}
AGAINST = ("agent:zh1", "window:3号窗口", "section_head", "vice_head", "supervisor", "centre", LAND)
POSTS = ("section_head", "vice_head", "supervisor", ABOVE)
LINES = {
    "agent:zh1": {"agent:zh1", "agent:zh2", "window"},
    "section_head": {"section_head", "agent:zh1", "window"},
    "vice_head": {"section_head", "vice_head", "supervisor", "agent:zh1", "window"},
    "supervisor": {"supervisor", "section_head", "agent:zh1", "window"},
    "centre": {"section_head", "vice_head", "supervisor", "agent:zh1", "window"},
    LAND: {LAND, "agent:zh1", "window"},
    "window:3号窗口": {"window", "window:3号窗口", "agent:zh1"},
}
"""Who must never act on a complaint, written down by hand: the accused, those below, those at his mercy."""
FINAL = {
    "received": {"in_hand", "rejected", "closed"},
    "in_hand": {"answered", "closed"},
    "answered": {"unsatisfied", "closed"},
    "unsatisfied": {"in_hand", "closed"},
    "rejected": {"received"},
    "closed": {"in_hand"},
}


class Walk(RuleBasedStateMachine):
    @initialize(against=st.sampled_from(AGAINST), kind=st.sampled_from(list(say.KINDS)), anonymous=st.booleans())
    def begin(self, against, kind, anonymous):
        self.now = MONDAY
        self.reopened = 0
        accused = Accused.parse(against)
        self.complaint = Complaint(
            id=NUMBER,
            centre=CENTRE,
            request="17",
            kind=kind,
            against=against,
            channel="box",
            content="…",
            complainant=None if anonymous else say.Complainant(name="项目经办人", telephone="13800000000"),
            code_hash=digest(NUMBER, "CODE"),
            superior=ABOVE,
            handler=Line(kind == "misconduct", accused, ABOVE).first(),
            received_at=MONDAY.isoformat(),
            since=MONDAY,
        )
        self.change(lambda it: it.received(self.moment))

    @property
    def moment(self):
        return Moment(self.now, TIMES, TERMS)

    def change(self, decide):
        """All or nothing, and only along the arrows of the diagram."""
        before = self.complaint.state.value
        changed = Complaint.model_validate_json(self.complaint.model_dump_json())
        try:
            said = decide(changed)
        except Refused as refused:
            return refused
        self.reopened += sum(isinstance(fact, say.ComplaintReopened) for fact in said)
        for fact in said:
            assert "项目经办人" not in json.dumps(json.loads(fact.model_dump_json()), ensure_ascii=False)
        after = changed.state.value
        assert after == before or after in FINAL[before]
        if before == "unsatisfied" and after == "closed":
            assert self.complaint.late or said[0].by == COMPLAINANT
        if before == "closed" and after == "in_hand":
            assert (said[0].by, self.complaint.reopened) == (COMPLAINANT, False)
        self.complaint = changed
        return None

    def order(self, act, to="superior", finding="not_upheld", satisfied=True, ground="explained"):
        fields = {"reason": "…", "to": to, "finding": finding, "answer": "…", "satisfied": satisfied, "ground": ground}
        fields |= {"measures": ("整改",), "note": "…", "reached": "phone"}
        kind = ORDERS[act]
        asked = {name: value for name, value in fields.items() if name in kind.model_fields}
        return kind.model_validate({"complaint_number": NUMBER} | asked)

    @rule(
        post=st.sampled_from(POSTS),
        act=st.sampled_from(list(ORDERS)),
        to=st.sampled_from((*POSTS, "agent:zh2", "superior")),
        finding=st.sampled_from(list(say.FINDINGS)),
        satisfied=st.sampled_from([True, False, None]),
        ground=st.sampled_from(["explained", "withdrawn"]),
    )
    def somebody_acts(self, post, act, to, finding, satisfied, ground):
        actor = Actor(post, seat(post, CENTRE))
        self.change(lambda it: decided(it, actor, self.order(act, to, finding, satisfied, ground), self.moment))

    @rule(act=st.sampled_from(list(ORDERS)), satisfied=st.sampled_from([True, False, None]))
    def the_complainant_acts(self, act, satisfied):
        actor = Actor(COMPLAINANT, CENTRE, "CODE")
        before = self.complaint.state
        refused = self.change(
            lambda it: decided(it, actor, self.order(act, satisfied=satisfied, ground="withdrawn"), self.moment)
        )
        assert refused or (STEPS[act].complainant and before in STEPS[act].sources)

    @rule(data=st.data(), act=st.sampled_from(list(ORDERS)))
    def the_accused_or_his_line_tries(self, data, act):
        who = data.draw(st.sampled_from(sorted(LINES[self.complaint.against])))
        for actor in (Actor(who, CENTRE), Actor(COMPLAINANT, CENTRE, "GUESS"), Actor(ABOVE, CENTRE)):
            refused = self.change(lambda it, actor=actor: decided(it, actor, self.order(act), self.moment))

            assert isinstance(refused, NotFound)

    @rule()
    def time_passes(self):
        if alarm := self.complaint.next_alarm():
            self.now = max(self.now, alarm)
            self.change(lambda it: it.ring_at(self.moment))

    @invariant()
    def whoever_is_asked_may_act_and_a_clock_runs(self):
        it = self.complaint
        assert self.reopened <= 1
        assert it.line.may_handle(it.handler)
        assert it.handler not in LINES[it.against]
        assert it.kind != "misconduct" or it.handler in ("supervisor", ABOVE)
        assert it.open == bool(it.duties) == (it.next_alarm() is not None)
        for duty in it.duties.values():
            assert it.state in STEPS[duty.act].sources
            assert duty.actors in ((it.handler,), (COMPLAINANT, "clock"))

    def teardown(self):
        """From wherever the walk has ended, those who are asked can bring it to its end, alone."""
        for _ in range(20):
            it = self.complaint
            if not it.open:
                return
            unsatisfied = it.state is ComplaintState.UNSATISFIED
            act = "close-complaint" if unsatisfied else next(iter(it.duties.values())).act
            if (it.complainant is None and it.state is ComplaintState.ANSWERED) or (unsatisfied and not it.late):
                self.time_passes()
                continue
            actor = Actor(it.handler, seat(it.handler, CENTRE))
            assert self.change(lambda it, actor=actor, act=act: decided(it, actor, self.order(act), self.moment)) is None
        raise AssertionError(f"stuck in {self.complaint.state}")


def test_whatever_is_done_the_accused_does_nothing_and_nothing_is_stuck():
    run_state_machine_as_test(
        Walk, settings=settings(max_examples=150, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    )
