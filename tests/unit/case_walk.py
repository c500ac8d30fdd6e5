"""A case file outside of any store: made, acted upon, told news of, and left to the clock."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.intake.acts import ACTS
from services.intake.applications import Applications
from services.intake.domain import accepting, delivering, evaluating, falling_due, gathering, interrupting, mandating, promising
from services.intake.domain.case import Case
from services.intake.domain.mandate import Mandate, MandateState
from services.intake.domain.moment import Moment
from services.intake.domain.states import CaseState
from services.intake.moments import Moments
from shared.clock import FixedClock
from shared.contracts import evaluation, mandate, materials
from shared.contracts import intake as say
from shared.contracts.application import Application
from shared.contracts.base import Event
from shared.contracts.common import ItemState
from tests.unit.intake_world import CASE, CENTRE, FORM, MONDAY, jurisdictions

GRADES = 5
ONE, TWO = say.Agent(id="zh1", title="综合代办员一号"), say.Agent(id="zh2", title="综合代办员二号")
CLOSING = {CaseState.TERMINATED, CaseState.WITHDRAWN}


class Walk:
    """A case with its clock. `said` is everything it has said so far."""

    def __init__(self, **form: Any) -> None:
        self.clock = FixedClock(MONDAY)
        self.said: list[Event] = []
        self._moments = Moments(jurisdictions(), self.clock)
        self._applications = Applications(jurisdictions(), self.clock)
        application = Application.model_validate(FORM | form)
        moment = self.moment
        self.case = Case(
            id=CASE,
            centre=CENTRE,
            request="r1",
            application=application,
            submitted_at=moment.iso,
            received_at=moment.now,
            agent=ONE,
            materials=self._applications.ledger(application, moment.iso),
            originals=application.originals,
            mandate=Mandate(items=application.items) if application.service == "agency" else None,
        )
        self._change(lambda case, moment: accepting.submitted(case, "演练", moment))

    @property
    def moment(self) -> Moment:
        return self._moments.at(CENTRE)

    def act(self, operation: str, **order: Any) -> list[Event]:
        """An operation of `ACTS`. Errors: Refused; then the case is as it was."""
        known = ACTS[operation]
        written = known.order.model_validate({"case_number": CASE, **order})
        return self._change(lambda case, moment: known.decide(case, written, moment))

    def sign(self, document: str, **how: Any) -> list[Event]:
        order = say.SignDocument.model_validate({"case_number": CASE, "document": document, **how})
        acts = {
            "mandate": lambda case, moment: mandating.sign(case, order, moment),
            "completion": lambda case, moment: delivering.sign_completion(case, order, GRADES, moment),
        }
        return self._change(acts.get(document, lambda case, moment: interrupting.sign(case, order, moment)))

    def promise(
        self, material: str, item: int = 24, kind: str = "tolerance", broken: Sequence[str] = (), **how: Any
    ) -> list[Event]:
        order = materials.MakePromise.model_validate(
            {"case_number": CASE, "kind": kind, "item": item, "materials": [material], **how}
        )
        allowed = self._applications.promises(CENTRE, item)
        return self._change(lambda case, moment: promising.make(case, order, allowed, broken, moment))

    def evaluate(self, grade: str, evaluator: str = "applicant") -> list[Event]:
        order = evaluation.Evaluate.model_validate({"case_number": CASE, "grade": grade, "evaluator": evaluator})
        return self._change(lambda case, moment: evaluating.evaluate(case, order, GRADES, moment))

    def change_agent(self, cause: str = "change") -> list[Event]:
        other = TWO if self.case.agent == ONE else ONE
        order = mandate.ChangeAgent.model_validate({"case_number": CASE, "cause": cause, "reason": "岗位调整"})
        return self._change(lambda case, moment: mandating.change_agent(case, other, order, moment))

    def decided(self, **states: ItemState) -> list[Event]:
        """Every item has come to an end: approved, unless said otherwise as `i4=ItemState.REFUSED`."""
        return self.results_again(self.case.results_place + 1, **states)

    def results_again(self, place: int, **states: ItemState) -> list[Event]:
        """The same, as routing's fact of that place."""
        ended = dict.fromkeys(self.case.withdrawn, ItemState.WITHDRAWN_BY_APPLICANT)
        results = tuple(
            say.ItemResult(item=item, item_name=str(item), state=states.get(f"i{item}", ended.get(item, ItemState.APPROVED)))
            for item in self.case.application.items
        )
        return self._change(lambda case, moment: gathering.gather(case, results, place, moment))

    def recalled(self) -> list[Event]:
        """The departments have given everything back."""
        return self.decided(**{f"i{item}": ItemState.RECALLED for item in self.case.application.items})

    def ended(self, item: int) -> list[Event]:
        """The item was approved, as routing tells it before everything is decided."""
        return self._change(lambda case, moment: gathering.ended(case, item))

    def correction(self, item: int = 24) -> list[Event]:
        return self._change(lambda case, moment: gathering.correction_requested(case, item, ["缺少附图"], moment))

    def pass_days(self, days: int) -> list[Event]:
        """Calendar days go by; every alarm goes off when its time has come."""
        return self.pass_to(self.clock.now() + timedelta(days=days))

    def pass_to(self, when: datetime) -> list[Event]:
        before = len(self.said)
        while (at := self.case.next_alarm()) and at <= when:
            self.clock.advance(max(at - self.clock.now(), timedelta()))
            self.case.alarm_number, self.case.alarm_at = 1, at.isoformat()
            self._change(lambda case, moment: falling_due.due(case, 1, GRADES, moment))
        self.clock.advance(max(when - self.clock.now(), timedelta()))
        return self.said[before:]

    def accepted(self) -> "Walk":
        self.sign("mandate")
        return self

    def delivered(self) -> "Walk":
        self.decided()
        self.act("deliver", received_by="项目经办人", identity_checked=True, method="in_person")
        return self

    def completed(self) -> "Walk":
        self.accepted().delivered().sign("completion")
        self.act("appraise", appraisals=[{"subject": "综合窗口", "grade": 1}])
        return self

    def finish(self) -> None:
        """Bring the case to its end from wherever it stands, by acts that its own state offers."""
        for _ in range(12):
            if self.case.state is CaseState.CLOSED:
                return
            assert self.case.duties, f"nobody has to act in {self.case.state}"
            self._step()
        raise AssertionError(f"no way out of {self.case.state}")

    def _step(self) -> None:
        ways: dict[CaseState, Callable[[], object]] = {
            CaseState.GUIDING: lambda: self.act("guide", how="window", content="讲解材料", finished=True),
            CaseState.GUIDED: lambda: self.sign("completion"),
            CaseState.CHECKING: lambda: self.act("check"),
            CaseState.AWAITING_MATERIALS: lambda: self.act("supplement", materials="all"),
            CaseState.AWAITING_MANDATE: lambda: self.sign("mandate"),
            CaseState.AWAITING_VISIT: lambda: self.act("visit", window="综合窗口"),
            CaseState.IN_PROGRESS: self.decided,
            CaseState.SUSPENDED: self._resume,
            CaseState.RESULTS_READY: lambda: self.act(
                "deliver", received_by=self.case.application.applicant.handler.name, identity_checked=True, method="in_person"
            ),
            CaseState.DISPATCHED: lambda: self.act("confirm-receipt", received_by="项目经办人"),
            CaseState.DELIVERED: lambda: self.sign("completion"),
            CaseState.COMPLETED: self._follow_up,
            CaseState.TERMINATED: self.recalled,
            CaseState.WITHDRAWN: self.recalled,
        }
        ways[self.case.state]()

    def _resume(self) -> None:
        """By a new mandate where there is none in force; a case that was suspended before is left to its end."""
        mandate = self.case.mandate
        if self.case.pauses:
            self.pass_days(200)
        elif mandate and mandate.state is not MandateState.IN_FORCE:
            self.sign("mandate")
        if self.case.state is CaseState.SUSPENDED:
            self.act("resume", reason="可以恢复办理")

    def _follow_up(self) -> None:
        for each in self.case.promises:
            if each.state == "open":
                self.act("keep-promise", promise_id=each.promise.promise_id, item=each.promise.item)
        bad = self.case.bad_grade
        if bad and bad.stage == "verify":
            self.act("verify-grade", finding="true", note="情况属实")
        elif bad and bad.stage == "rectify":
            self.act("rectify", answer="已改进")
        elif bad and bad.stage == "revisit":
            self.act("revisit", satisfied=True)
        elif self.case.open:
            self.pass_days(60)

    def _change(self, decide: Callable[[Case, Moment], Sequence[Event]]) -> list[Event]:
        fresh = Case.model_validate(self.case.model_dump(mode="json"))  # as it comes back from the store
        moment = self.moment
        said = fresh.settled(moment, decide(fresh, moment))
        self.case = fresh
        self.said += said
        return said


