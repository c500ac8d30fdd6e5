"""The case file (办件): what it holds, and what every act on it has to respect."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Literal, TypeVar

from pydantic import BaseModel, Field

from services.intake.domain import machine, watching
from services.intake.domain.mandate import Mandate
from services.intake.domain.materials import Ledger, lacking
from services.intake.domain.moment import Moment
from services.intake.domain.record import Record, told
from services.intake.domain.sharing import SharedPapers
from services.intake.domain.states import CaseState
from shared.clock import Pause
from shared.contracts.application import Application
from shared.contracts.base import Event
from shared.contracts.common import Method, Signature
from shared.contracts.evaluation import Evaluator
from shared.contracts.intake import Agent, AttachedFile, CaseClosed, IntakeEvent, ItemResult, Missing, Promise
from shared.duties import Lit, Terms, Wanted
from shared.errors import Fault, Refused, refuse

E = TypeVar("E", bound=IntakeEvent)


class WrongState(Refused):
    """The act does not fit the state of the case; the message says what is possible now and who may do it."""

    def __init__(self, case: "Case", act: str, remedy: str = "") -> None:
        message = f"本件当前为“{case.state.label}”，不能{act}"
        super().__init__([Fault(field="case_number", message=message, remedy=remedy or case.next_step)])


class MandateMissing(Refused):
    """An agent may act only within a mandate in force, and its scope (seed 000 代办委托协议 五)."""

    def __init__(self, lack: str, act: str) -> None:
        remedy = "请申请人与代办员签订（sign）或续签（renew-mandate）委托协议，或由申请人自行办理"
        super().__init__([Fault(field="agent", message=f"{lack}，代办员不能{act}", remedy=remedy)])


class Form(BaseModel):
    """A 中止单 or 终止单 that waits for signatures."""

    document: Literal["suspension", "termination"]
    number: str
    ground: str
    reason: str
    proposed_by: Literal["applicant", "agent"]
    drawn_at: datetime
    signatures: tuple[Signature, ...] = ()


class Paper(BaseModel):
    """A 中止单 or 终止单 that took effect: what its two copies say."""

    document: Literal["suspension", "termination"]
    number: str
    ground: str
    reason: str
    signatures: tuple[Signature, ...] = ()
    unsigned: str = Field(default="", description="Why a party's signature is missing, in Chinese")
    returned: tuple[str, ...] = Field(default=(), description="材料 handed back with it")
    effective_at: datetime


class Suspension(BaseModel):
    """A suspension that lasts."""

    number: str
    ground: str
    since: datetime
    state: CaseState = Field(description="Where the case stood, and goes on")


class Promised(BaseModel):
    """A written promise and what became of it."""

    promise: Promise
    made_at: datetime
    state: Literal["open", "kept", "broken", "void"] = "open"


class Letter(BaseModel):
    """A letter with results."""

    tracking_number: str
    dispatched_at: datetime
    lost: bool = False


class Handover(BaseModel):
    """How the results reached the applicant (送达)."""

    method: Literal["in_person", "post", "door"]
    signature: Signature
    identity_checked: bool
    returned: tuple[str, ...] = Field(default=(), description="材料 whose originals were handed back with the results")


class Evaluation(BaseModel):
    """One evaluation as it was given."""

    evaluator: Evaluator
    grade: int
    comment: str = ""
    at: datetime


class BadGrade(BaseModel):
    """差评 and how far its follow-up is."""

    since: datetime
    stage: Literal["verify", "rectify", "revisit", "done"] = "verify"


class Case(Record):
    """办件. What happens to it is in the modules beside: each checks its act, changes the case, returns what is to be said."""

    application: Application
    state: CaseState = CaseState.AWAITING_MANDATE
    submitted_at: str
    chosen: str = Field(default="", description="Why this agent, in Chinese")
    received_at: datetime = Field(description="Materials came last; the law's five days count from here")
    agent: Agent
    catalogue: str = Field(default="", description="Version of the catalogue that its materials are asked by")
    materials: Ledger = ()
    originals: tuple[str, ...] = Field(default=(), description="Materials that are brought as originals")
    round: int = Field(default=1, description="Of the check of materials; each notice of deficiencies opens the next")
    notified_at: datetime | None = Field(default=None, description="The last notice of deficiencies")
    deemed: bool = Field(default=False, description="视为受理")
    mandate: Mandate | None = Field(default=None, description="None: a kind of service without one")
    mandate_before: Mandate | None = Field(default=None, description="The last one that was signed and is revoked or expired")
    promises: tuple[Promised, ...] = ()
    form: Form | None = Field(default=None, description="中止单 or 终止单 not in effect yet")
    forms: int = Field(default=0, description="How many were drawn up")
    suspension: Suspension | None = None
    pauses: tuple[Pause, ...] = Field(default=(), description="Suspensions that are over: limits stood still in them")
    papers: tuple[Paper, ...] = Field(default=(), description="中止单 and 终止单 that took effect, in their order")
    ended: Literal["", "terminated", "withdrawn"] = ""
    accepted_at: str | None = None
    sign_of_life: datetime | None = Field(default=None, description="Last news of the departments, or the agent's look at it")
    lead_department_name: str | None = None
    departments: dict[str, str] = Field(default={}, description="item -> <region>.<department> that has it")
    assigned_at: dict[str, datetime] = Field(default={}, description="item -> when that department got it")
    holders: dict[str, str] = Field(default={}, description="item -> centre that holds it, where it is not our own")
    lights: dict[str, str] = Field(default={}, description="item/limit -> last light that routing has told")
    lit_at: dict[str, datetime] = Field(default={}, description="item/limit -> when that light went on")
    files: tuple[AttachedFile, ...] = ()
    shared_papers: dict[str, SharedPapers] = Field(default={}, description="review_id -> who reads which files on its account")
    corrections: dict[str, tuple[str, ...]] = Field(default={}, description="item -> points that wait for the applicant")
    correction_since: dict[str, datetime] = Field(default={}, description="item -> when they were asked for")
    withdrawn: tuple[int, ...] = Field(default=(), description="Items that were taken back")
    decided: tuple[int, ...] = Field(default=(), description="Items that have come to an end with their departments")
    results: tuple[ItemResult, ...] = ()
    results_place: int = Field(default=0, description="Place of the results among what routing has said; earlier ones are old")
    results_at: datetime | None = None
    letters: tuple[Letter, ...] = ()
    received_by: str | None = None
    delivered_at: datetime | None = None
    handover: Handover | None = Field(default=None, description="Of the delivery; None before it, and in older cases")
    completion: tuple[Signature, ...] = Field(default=(), description="Under the 办结单")
    completed_at: str | None = None
    invited_at: datetime | None = None
    reminded: bool = False
    evaluations: tuple[Evaluation, ...] = ()
    evaluation_over: bool = Field(default=False, description="Nobody waits for the applicant's evaluation any more")
    bad_grade: BadGrade | None = None
    appraised: bool = False
    appraisal_over: bool = Field(default=False, description="Nobody waits for the agent's appraisal any more")
    revoking: dict[str, datetime] = Field(
        default={}, description="item -> since when its department has to look at a decision that rests on a broken 告知承诺"
    )
    changes: dict[str, datetime] = Field(default={}, description="agent | contact -> since when its change is to be confirmed")
    guidance: int = Field(default=0, description="Sessions that were recorded")
    closed_at: str | None = None

    @property
    def open(self) -> bool:
        """Something is still to be done with it."""
        return self.state is not CaseState.CLOSED

    @property
    def missing(self) -> tuple[Missing, ...]:
        """All that is missing or not in order."""
        return lacking(self.materials)

    @property
    def applicant(self) -> str:
        """Name of the applicant."""
        return self.application.applicant.name

    @property
    def next_step(self) -> str:
        """What is to be done now and by whom, and what else is possible."""
        due = {duty.act for duty in watching.pressing(self)}
        return machine.next_step(self.application.service, self.state, due, watching.idle(self))

    def wanted(self, terms: Terms) -> Iterable[Wanted]:
        """See Dutiful."""
        return watching.wanted(self, terms)

    def lit(self, lit: Lit, moment: Moment) -> Iterator[Event]:  # noqa: ARG002  what follows is in falling_due
        """See Record."""
        if lit.duty.key not in watching.QUIET:
            yield told(lit)

    def may(self, act: str, remedy: str = "") -> None:
        """Does the act fit kind and state? Errors: WrongState."""
        kind = self.application.service
        known = machine.transitions(kind, act)
        if not known:
            said = next(each.said for table in machine.MACHINES.values() for each in table if each.act == act)
            raise WrongState(self, said, f"本件为“{machine.NAMES[kind]}”服务；{self.next_step}")
        if not any(self.state in each.sources for each in known):
            raise WrongState(self, known[0].said, remedy)

    def moved(self, act: str, to: CaseState) -> None:
        """The act leads there. A way that the table does not know is a fault of ours, not of the sender."""
        known = machine.transitions(self.application.service, act)
        ways = {target for each in known if self.state in each.sources for target in each.targets}
        if to is not self.state and to not in ways:
            raise AssertionError(f"{act} leads from {self.state} to {to}: correct services/intake/domain/machine.py")
        self.state = to

    def own_agent(self, agent: str | None, act: str) -> str:
        """Who acts for the centre, as facts name him. Errors: Refused (another agent: a mandate is not passed on)."""
        if agent is not None and agent != self.agent.id:
            raise refuse(
                "agent",
                f"{agent} 不是本件的代办员，不能{act}（代办人无转委托权）",
                f"本件由 {self.agent.title}（{self.agent.id}）代办；要换人请先变更代办员（change-agent）",
            )
        return f"agent:{self.agent.id}"

    def mandated(self, agent: str | None, act: str, moment: Moment, item: int | None = None) -> str:
        """The same, for what he may do only within a mandate. Errors: Refused, MandateMissing."""
        doer = self.own_agent(agent, act)
        if self.mandate is None:
            raise MandateMissing(f"“{machine.NAMES[self.application.service]}”没有委托", act)
        if lack := self.mandate.lacks(moment.now, item):
            raise MandateMissing(lack, act)
        return doer

    def signature(self, signed_by: str | None, how: Method, file_id: str | None, moment: Moment) -> Signature:
        """A signature of the applicant's side. Errors: Refused (no party; an electronic one without its file)."""
        applicant = self.application.applicant
        parties = dict.fromkeys(one for one in (applicant.handler.name, applicant.legal_representative, applicant.name) if one)
        who = signed_by or applicant.handler.name
        faults = []
        if who not in parties:
            remedy = f"可由{'、'.join(parties)}签字；换经办人请先变更（change-contact）"
            faults.append(Fault(field="signed_by", message=f"“{who}”不是本件的当事人", remedy=remedy))
        faults += self._file_faults(how, file_id)
        if faults:
            raise Refused(faults)
        return Signature(party="applicant", who=who, how=how, file_id=file_id, at=moment.iso)

    def agent_signature(self, agent: str | None, how: Method, file_id: str | None, moment: Moment) -> Signature:
        """A signature for the centre. Errors: Refused (not the case's own agent)."""
        self.own_agent(agent, "签字")
        if faults := self._file_faults(how, file_id):
            raise Refused(faults)
        return Signature(party="agent", who=self.agent.title, how=how, file_id=file_id, at=moment.iso)

    def signatures(
        self,
        party: Literal["applicant", "agent", "both"],
        signed_by: str | None,
        agent: str | None,
        how: Method,
        file_id: str | None,
        moment: Moment,
    ) -> tuple[Signature, ...]:
        """The signatures of one party or both."""
        theirs = (self.signature(signed_by, how, file_id, moment),) if party != "agent" else ()
        ours = (self.agent_signature(agent, how, file_id, moment),) if party != "applicant" else ()
        return (*theirs, *ours)

    def _file_faults(self, how: Method, file_id: str | None) -> list[Fault]:
        if how == "electronic" and file_id not in {file.file_id for file in self.files}:
            message = "电子签名须附签名文件" if file_id is None else f"本件没有文件 {file_id}"
            return [Fault(field="file_id", message=message, remedy="请先上传签名文件（attach），再写明 file_id")]
        return []

    def said(self, by: str, *facts: IntakeEvent) -> list[Event]:
        """The facts with who did it, and for whom."""
        acting_for = self.applicant if by.startswith("agent:") and self.mandate else ""
        return [fact.model_copy(update={"by": by, "acting_for": acting_for}) for fact in facts]

    def closed(self, outcome: str, by: str, moment: Moment) -> Sequence[Event]:
        """Its very last fact."""
        self.state = CaseState.CLOSED
        self.closed_at = moment.iso
        self.form = None

        given = any(each.evaluator == "applicant" for each in self.evaluations)
        return self.said(by, CaseClosed(outcome=outcome, evaluated=given, closed_at=moment.iso))
