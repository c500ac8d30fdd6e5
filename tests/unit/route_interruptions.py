"""What intake says of a case in the middle of a random walk: it stands, goes on, loses items, ends; promises are given."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from services.routing.domain import case_news
from services.routing.domain.pledging import APPROVED
from services.routing.domain.route import RouteState
from services.routing.domain.withdrawing import ItemNotPlaced
from shared.aggregate import Mail
from shared.contracts.common import ItemState, Signature
from shared.contracts.intake import CaseClosed, CaseCompleted, Promise
from shared.contracts.interruptions import CaseResumed, CaseSuspended, CaseTerminated, FormSigned, ItemsWithdrawn
from shared.contracts.materials import PromiseBroken, PromiseKept, PromiseMade
from shared.contracts.routing import ItemApproved, TaskAssigned
from shared.contracts.transfers import TransferOffered
from tests.unit.route_walk import CASE, ITEMS, TIMES

AT = "2026-03-02T09:00:00+08:00"
SIGNED = Signature(party="applicant", who="经办人", how="hand", at=AT)


def suspended(number, at=AT):
    form = FormSigned(number=f"{CASE}/S{number}", signatures=(SIGNED,))
    return CaseSuspended(ground="fees_unpaid", ground_name="未能及时缴纳各类行政事业性规费", form=form, ends=at, at=at)


def resumed(number, at=AT):
    return CaseResumed(number=f"{CASE}/S{number}", reason="规费已缴清", at=at)


def terminated(at=AT):
    form = FormSigned(number=f"{CASE}/Z1", signatures=(SIGNED,))
    return CaseTerminated(ground="applicant_ends", ground_name="委托方提出终止委托", form=form, at=at)


def withdrawn(*items, whole=False, at=AT):
    return ItemsWithdrawn(items=items, whole=whole, reason="项目选址调整", signature=SIGNED, at=at)


def promise(item, kind="tolerance", number=1):
    name, item_name = f"P{item}{number}", f"事项{item}"
    return Promise(promise_id=name, kind=kind, item=item, item_name=item_name, material="现场照片", due=AT, signature=SIGNED)


class Interruptions:
    """Rules and invariants for `Walk`."""

    def heard(self, news):
        try:
            self.change(lambda route: case_news.heard(route, news, self.now, TIMES))
        except ItemNotPlaced:
            assert news.name.startswith(("promise", "items"))

    def watch(self, before, after, said):
        """No department hears of a task it has no more; nothing is begun while the case stands, or after its end."""
        for each in said:
            if isinstance(each, Mail):
                self.keep_record(each)
            if isinstance(each, ItemApproved):
                assert not before.tasks[each.task_id].pledges.awaited, "approved before the promised material has come"
            begun = isinstance(each, TaskAssigned | TransferOffered)
            assert not (begun and (before.recall or (before.suspension and after.suspension))), each

    def keep_record(self, mail):
        _, place, department, verb = mail.subject.split(".") if mail.subject.startswith("task.") else ("", "", "", "")
        about = (getattr(mail.content, "task_id", ""), f"{place}.{department}")
        if verb == "assigned":
            self.recalled.discard(about)
        assert about not in self.recalled, mail
        if verb == "recalled":
            self.recalled.add(about)

    @rule(pick=st.integers(0, 9))
    def the_asked_desk_accepts(self, pick):
        offers = [task.offered.offer for task in self.route.tasks.values() if task.offered]
        if offers:
            offer = offers[pick % len(offers)]
            self.a_desk_answers(int(offer.transfer_id.split("/")[1]), offer.receiver, accepts=True)

    @rule(pick=st.integers(0, 9), verb=st.sampled_from(["approved", "submitted", "special-started", "revoked"]))
    def a_department_that_can_does(self, pick, verb):
        able = [task.plan.item for task in self.route.tasks.values() if task.at_work or task.state in APPROVED]
        if able:
            self.a_department_answers(able[pick % len(able)], verb)

    @rule(pick=st.integers(0, 2))
    def the_case_is_suspended(self, pick):
        if pick == 0 and not self.route.over:
            self.heard(suspended(len(self.route.resumed) + 1))

    @rule(early=st.booleans())
    def the_case_is_resumed(self, early):
        number = len(self.route.resumed) + 1
        if self.route.suspension or (early and not self.route.over):
            self.heard(resumed(number))
            self.heard(suspended(number))  # late: it changes nothing any more

            assert self.route.suspension is None

    @rule(pick=st.integers(0, 14), applicant=st.booleans())
    def the_case_is_ended(self, pick, applicant):
        if pick == 0 and self.route.state is not RouteState.CLOSED:
            items = [task.plan.item for task in self.route.tasks.values()]
            self.heard(withdrawn(*items, whole=True) if applicant else terminated())

            assert all(task.state.ended for task in self.route.tasks.values())
            assert self.route.suspension is None

    @rule(item=ITEMS, pick=st.integers(0, 5))
    def an_item_is_withdrawn(self, item, pick):
        if pick == 0:
            self.heard(withdrawn(item))

    @rule(item=ITEMS, kind=st.sampled_from(["tolerance", "commitment"]), number=st.integers(1, 2))
    def a_promise_is_given(self, item, kind, number):
        self.heard(PromiseMade(promise=promise(item, kind, number), at=AT))

    @rule(item=ITEMS, kept=st.booleans(), number=st.integers(1, 2), pick=st.integers(0, 2))
    def a_promise_comes_true_or_not(self, item, kept, number, pick):
        task = self.task(item)
        given = [each.promise for each in task.pledges.given if each.promise.promise_id == f"P{item}{number}"] if task else []
        if given and (kept or pick == 0):
            news = PromiseKept(promise=given[0], at=AT) if kept else PromiseBroken(promise=given[0], reason="逾期未补交", at=AT)
            self.heard(news)

    @rule()
    def the_case_is_completed(self):
        if self.route.state is RouteState.DECIDED:
            self.heard(CaseCompleted(outcome="approved", completed_at=AT))

    @rule()
    def the_case_file_is_closed(self):
        if self.route.over:
            self.heard(CaseClosed(outcome="approved", closed_at=AT))

    def intake_does_what_is_left(self):
        """The case goes on, every promise is kept, and in the end the file is closed."""
        if self.route.suspension:
            self.heard(resumed(len(self.route.resumed) + 1))
        for task in list(self.route.tasks.values()):
            for each in task.pledges.open:
                self.heard(PromiseKept(promise=each, at=AT))
        self.the_case_is_completed()
        self.the_case_file_is_closed()

    @invariant()
    def while_the_case_is_suspended_every_clock_stands(self):
        if self.route.suspension:
            assert self.route.next_alarm() is None
            assert not any(task.running or task.offered for task in self.route.tasks.values())

    @invariant()
    def clocks_run_again_after_it(self):
        for task in self.route.tasks.values():
            waits = task.state in {ItemState.CORRECTION_STARTED, ItemState.SPECIAL_STARTED}
            assert self.route.suspension or waits or task.running == task.at_work
