"""A joint review keeps its promises in any order of opinions, signatures, new papers, repeated messages and passing time."""

from datetime import datetime
from itertools import permutations
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.joint_review.domain.acts import ACTS
from services.joint_review.domain.turns import Turn
from shared.contracts.joint_review import ReviewConcluded
from shared.contracts.review_answers import ANSWERS
from shared.errors import Refused
from tests.unit.review_hall import CITY_ECOLOGY, CONVENER, ECOLOGY, FIRST, FOREST, LAND, NAMES, PLAN, SECOND, SURVEY, WATER, Hall
from tests.unit.review_machine_world import HELD, PARTIES, WORDS, expected, opinion


class ReviewMachine(RuleBasedStateMachine):
    """What was accepted is kept beside the review, in the simplest form there is."""

    @initialize(held=HELD)
    def convene(self, held: dict[str, Any]) -> None:
        self.hall = Hall()
        self.hall.call(papers=(PLAN,), cause="agent", form="meeting", place="三楼会议室", **held)
        self.hall.call(review_id=SECOND, subject="取水口位置")  # it must stay as it is
        self.accepted: dict[str, list[tuple[str, int]]] = {}
        self.files = 1
        self.ended = False
        self.second = self.hall.reviews.reviews[SECOND].seats.copy()

    def attempt(self, party: str, verb: str, /, **body: Any) -> bool:
        """An act; a refusal names its way out and changes nothing."""
        before = self.hall.reviews.model_dump_json()
        refused = None
        try:
            self.hall.act(party, verb, **body)
        except Refused as refusal:
            refused = refusal
        if refused:
            assert refused.faults
            assert all(fault.message and fault.remedy for fault in refused.faults)
            assert self.hall.reviews.model_dump_json() == before
        return refused is None

    def given(self, party: str, word: str, edition: int) -> None:
        self.accepted.setdefault(party, []).append((word, edition))

    @rule(party=PARTIES, word=WORDS, times=st.integers(1, 2), old=st.booleans())
    def speak(self, party: str, word: str, times: int, old: bool) -> None:
        edition = self.hall.review.edition - (1 if old else 0)
        for _delivery in range(times):
            if self.attempt(party, "opinion", **opinion(word, edition)):
                assert not old
                self.given(party, word, edition)

    @rule(parties=st.permutations([LAND, WATER, FOREST]), word=WORDS)
    def all_speak(self, parties: list[str], word: str) -> None:
        for party in parties:
            self.speak(party, word, 1, old=False)

    @rule(word=st.sampled_from(["agree", "agree", "conditional", "object"]), most=st.integers(1, 4))
    def what_is_owed(self, word: str, most: int) -> None:
        """Whoever is waited for does what is waited for: deeper than chance leads."""
        for _act in range(most):
            owed = [duty for key, duty in self.hall.reviews.duties.items() if key.startswith(f"{FIRST}/")]
            if not owed or self.hall.review.state.over:
                break
            party, act = owed[0].actors[0], owed[0].act
            if act == "opinion":
                self.speak(party, word, 1, old=False)
            elif act == "signed":
                self.sign(party, 0, 1)
            elif act == "concluded":
                self.convener_decides("conditional" if word == "conditional" else "agreed")
            else:
                self.convener_moves_on(act)

    @precondition(lambda self: self.hall.review.signing is not None)
    @rule(party=PARTIES, text=st.integers(-1, 0), times=st.integers(1, 2))
    def sign(self, party: str, text: int, times: int) -> None:
        unsaid = party in self.hall.review.seats and self.hall.review.seats[party].opinion is None
        for _delivery in range(times):
            texts, edition = self.hall.review.texts, self.hall.review.edition
            body = {"text": max(1, texts + text), "signed_by": "分管负责人"}
            joined = self.hall.review.signing.joined if self.hall.review.signing else ()
            if self.attempt(party, "signed", **body) and unsaid and party in joined:
                self.given(party, "agree", edition)

    @precondition(lambda self: self.hall.review.signing is not None)
    @rule()
    def everybody_signs(self) -> None:
        for _signer in range(8):
            signing = self.hall.review.signing
            if signing is None or not signing.asked or self.hall.review.state.over:
                break
            self.sign(next(iter(signing.asked)), 0, 1)

    @precondition(lambda self: self.hall.review.signing is not None)
    @rule(place=st.integers(0, 3), again=st.booleans())
    def revoke(self, place: int, again: bool) -> None:
        """Whoever has signed last, or before; and perhaps somebody signs first."""
        if again:
            self.what_is_owed("agree", 1)
        signing = self.hall.review.signing
        if signing and signing.signatures:
            self.attempt(signing.signatures[-1 - place % len(signing.signatures)].party, "signature-revoked", reason="坐标有误")

    @precondition(lambda self: self.hall.review.signing is not None)
    @rule(party=PARTIES, asked=st.booleans())
    def refuse_to_sign(self, party: str, asked: bool) -> None:
        signing, edition = self.hall.review.signing, self.hall.review.edition
        party = next(iter(signing.asked), party) if signing and asked else party
        if self.attempt(party, "signature-refused", ground="水法 第十九条", mend="无"):
            self.given(party, "object", edition)

    @rule(later=st.integers(0, 1), times=st.integers(1, 2))
    def new_paper(self, later: int, times: int) -> None:
        """A new version, or one that was overtaken; delivered once or twice."""
        self.files += later
        paper = PLAN.model_copy(update={"file_id": f"f{self.files}", "sha256": f"{self.files:064d}"})
        edition = self.hall.review.edition + later
        for _delivery in range(times):
            self.hall.pin(edition, paper, SURVEY)
        if not later:
            assert self.hall.said == []

    @rule(party=st.sampled_from([ECOLOGY, CITY_ECOLOGY]), role=st.sampled_from(["mandatory", "advisory"]), signer=st.booleans())
    def add(self, party: str, role: str, signer: bool) -> None:
        self.attempt(CONVENER, "participant-added", party=party, role=role, signer=signer)

    @rule(verb=st.sampled_from(["convened", "papers-complete", "round-closed"]))
    def convener_moves_on(self, verb: str) -> None:
        done = self.attempt(CONVENER, verb, **({"reason": "不再等待"} if verb == "papers-complete" else {}))
        self.ended = self.ended or (done and verb == "round-closed")

    @rule(outcome=st.sampled_from(["agreed", "conditional", "objected", "deadlocked"]))
    def convener_decides(self, outcome: str) -> None:
        self.attempt(CONVENER, "concluded", outcome=outcome, conditions=["风险可控"], reason="经研究")

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.hall.later(hours=hours)

    @rule(first=WORDS, second=WORDS)
    def two_replicas(self, first: str, second: str) -> None:
        """Two opinions at the same time, in both orders: where the same opinions count, they come to the same."""
        ends = []
        for order in permutations([(LAND, first), (WATER, second)]):
            there = self.hall.copy()
            for party, word in order:
                try:
                    there.act(party, "opinion", **opinion(word, there.review.edition))
                except Refused:
                    break
            else:
                ends.append(there.review)
        counted = [[seat.opinion for seat in one.seats.values()] for one in ends]
        if len(ends) == 2 and counted[0] == counted[1]:  # else one of them came into another round than the other
            told = [one.conclusion and one.conclusion.model_dump(exclude={"concluded_at"}) for one in ends]
            assert told[0] == told[1]
            assert ends[0].state == ends[1].state

    @invariant()
    def no_opinion_is_lost_or_counts_twice(self) -> None:
        for party, said in self.accepted.items():
            seat = self.hall.review.seats[party]
            kept = [*seat.before, *([seat.opinion] if seat.opinion else [])]
            assert [(given.opinion, given.edition) for given in kept] == said

    @invariant()
    def a_conclusion_rests_on_what_was_said_of_the_present_papers(self) -> None:
        facts = [fact for fact in self.hall.all(ReviewConcluded) if fact.review_id == FIRST]
        assert len(facts) <= 1
        for concluded in facts:
            assert concluded.edition == self.hall.review.edition
            assert {given.edition for given in concluded.opinions} <= {concluded.edition}
            parties = [given.party for given in concluded.opinions]
            assert len(parties) == len(set(parties))
            assert {given.party for given in concluded.opinions if given.opinion != "silent"} <= set(self.accepted)

    @invariant()
    def a_conclusion_follows_from_what_was_said(self) -> None:
        concluded = self.hall.review.conclusion
        if concluded is None or "会签" in concluded.reason:
            return
        assert concluded.outcome in expected(concluded, self.hall)

    @invariant()
    def who_objects_is_heard_at_the_meeting(self) -> None:
        review = self.hall.review
        concluded = review.conclusion
        if concluded is None or review.at is None or self.ended or review.rules.terms.conclusion == "convener_decides":
            return
        early = datetime.fromisoformat(concluded.concluded_at) < review.at
        assert not early or concluded.outcome in {"agreed", "conditional"} or "会签" in concluded.reason

    @invariant()
    def a_signed_conclusion_has_every_signature_once_under_one_text(self) -> None:
        concluded, signing = self.hall.review.conclusion, self.hall.review.signing
        if concluded and signing and concluded.outcome in {"agreed", "conditional"}:
            assert sorted(signature.party for signature in concluded.signatures) == sorted(signing.signers)
            assert {signature.text for signature in concluded.signatures} == {self.hall.review.texts}

    @invariant()
    def whoever_is_open_asks_somebody_and_has_an_alarm(self) -> None:
        reviews = self.hall.reviews
        for review in reviews.reviews.values():
            owed = [duty for duty in reviews.duties.values() if duty.key.startswith(f"{review.review_id}/")]
            assert bool(owed) == (not review.closed)
            assert all(duty.actors and duty.act for duty in owed)
            assert not owed or any(duty.next_light() for duty in owed)
        assert not reviews.open or reviews.ailments(self.hall.now) == []
        assert (reviews.next_alarm() is not None) == reviews.open

    @invariant()
    def what_is_asked_of_somebody_is_not_refused(self) -> None:
        review, text = self.hall.review, self.hall.review.texts
        said: dict[str, dict[str, Any]] = {"signed": {"text": text, "signed_by": "分管负责人"}, "round-closed": {}}
        said["opinion"] = opinion("object", review.edition)
        for key, duty in self.hall.reviews.duties.items():
            if key.startswith(f"{FIRST}/") and duty.act in said:
                answer = ANSWERS[duty.act].model_validate({"review_id": FIRST, **said[duty.act]})
                turn = Turn(duty.actors[0], answer, self.hall.now, self.hall.now, self.hall.times, NAMES.get)
                assert ACTS[duty.act].may(review, turn) == []

    @invariant()
    def the_other_review_of_the_case_is_not_touched(self) -> None:
        assert [seat.before for seat in self.hall.reviews.reviews[SECOND].seats.values()] == [()] * 3
        assert all(seat.opinion is None for seat in self.hall.reviews.reviews[SECOND].seats.values())

    def teardown(self) -> None:
        """Left alone, every review comes to its end by itself; only for papers the convener has to say something."""
        if not hasattr(self, "hall"):
            return
        self.hall.later(days=5)
        self.attempt(CONVENER, "papers-complete", reason="不再等待")
        self.hall.later(days=90)

        assert not self.hall.reviews.open
        assert self.hall.review.conclusion is not None
        self.a_conclusion_follows_from_what_was_said()


ReviewMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestReviewMachine = ReviewMachine.TestCase
