"""The case file (办件): from the application to the signed completion form."""

from collections.abc import Collection, Sequence
from typing import Literal

from pydantic import Field

from services.intake.domain.materials import remaining
from services.intake.domain.states import CaseState
from shared.aggregate import Aggregate
from shared.contracts import intake as say
from shared.contracts.application import Application
from shared.contracts.base import Event
from shared.contracts.common import ItemState
from shared.contracts.intake import Agent, AttachedFile, ItemResult, Missing
from shared.errors import Fault, Refused, refuse

PARTIES = ("applicant", "agent")


class WrongState(Refused):
    """The act does not fit the state of the case; the message says what is possible now and who may do it."""

    def __init__(self, case: "Case", act: str, remedy: str = "") -> None:
        message = f"本件当前为“{case.state.label}”，不能{act}"
        super().__init__([Fault(field="case_number", message=message, remedy=remedy or case.state.next_step)])


class MandateMissing(Refused):
    """An agent may act only within a mandate that both parties have signed (seed 000 代办委托协议 五)."""

    def __init__(self, act: str) -> None:
        remedy = "请先由申请人与代办员签订委托协议（sign）"
        super().__init__([Fault(field="case_number", message=f"委托协议尚未签订，代办员不能{act}", remedy=remedy)])


class Case(Aggregate):
    """办件. Every method checks its act, changes the case and returns the facts to be said."""

    submission: str
    application: Application
    state: CaseState = CaseState.AWAITING_MANDATE
    submitted_at: str
    agent: Agent
    missing: tuple[Missing, ...] = ()
    signatures: dict[str, dict[str, str]] = Field(default={}, description="document -> party -> method")
    accepted_at: str | None = None
    lead_department_name: str | None = None
    files: tuple[AttachedFile, ...] = ()
    corrections: dict[str, tuple[str, ...]] = Field(default={}, description="item -> points that wait for the applicant")
    results: tuple[ItemResult, ...] = ()
    tracking_number: str | None = None
    received_by: str | None = None
    completed_at: str | None = None

    def submitted(self) -> Sequence[Event]:
        """The facts of a new case."""
        facts: list[Event] = [
            say.CaseSubmitted(application=self.application, submitted_at=self.submitted_at),
            say.AgentAssigned(agent=self.agent),
        ]
        if self.missing:
            self.state = CaseState.AWAITING_MATERIALS
            facts.append(say.DeficiencyNotified(missing=self.missing))
        return facts

    def sign(self, order: say.SignDocument, now: str) -> Sequence[Event]:
        """A signature of one party or both under the mandate or the completion form."""
        self._own_agent(order.agent, "签字")
        if order.document == "mandate":
            if self.state not in (CaseState.AWAITING_MATERIALS, CaseState.AWAITING_MANDATE) or self._signed("mandate"):
                raise WrongState(self, "再签委托协议")
        elif self.state is not CaseState.DELIVERED:
            raise WrongState(self, "签署办结单")
        parties = PARTIES if order.party == "both" else (order.party,)
        signed = self.signatures.get(order.document, {}) | dict.fromkeys(parties, order.method)
        self.signatures = self.signatures | {order.document: signed}
        if not self._signed(order.document):
            return []
        return self._mandate_signed(now) if order.document == "mandate" else self._completed(now)

    def _mandate_signed(self, now: str) -> list[Event]:
        signed = say.MandateSigned(
            items=self.application.items, agent=self.agent, methods=self.signatures["mandate"], signed_at=now
        )
        return [signed, *self._accept_when_ready(now)]

    def supplement(self, order: say.SupplementMaterials, now: str) -> Sequence[Event]:
        """Bring what was missing, or answer departments' demands for correction."""
        if order.materials and order.corrections:
            raise refuse("corrections", "补齐材料与提交补正请分两次办理", "请先提交其中一项")
        return self._correct(order) if order.corrections else self._bring(order, now)

    def _bring(self, order: say.SupplementMaterials, now: str) -> list[Event]:
        if self.state is not CaseState.AWAITING_MATERIALS:
            raise WrongState(self, "补齐材料")
        names = tuple(dict.fromkeys(lack.material for lack in self.missing))
        brought = names if order.materials == "all" else order.materials
        strange = [name for name in brought if name not in names]
        if strange or not brought:
            message = f"“{'、'.join(strange)}”不在所缺材料之列" if strange else "未写明补交了什么"
            raise refuse("materials", message, f"尚缺：{'、'.join(names)}")
        self.missing = remaining(self.missing, brought)
        if not self.missing:
            self.state = CaseState.AWAITING_MANDATE
        facts: list[Event] = [say.MaterialsSupplemented(materials=tuple(brought), complete=not self.missing)]
        return facts + (self._accept_when_ready(now) if self._signed("mandate") else [])

    def _correct(self, order: say.SupplementMaterials) -> list[Event]:
        if not self._signed("mandate"):
            raise MandateMissing("代为提交补正")
        closed = [item for item in order.corrections if str(item) not in self.corrections]
        if closed:
            waiting = "、".join(self.corrections) or "无"
            raise refuse("corrections", f"事项 {'、'.join(map(str, closed))} 没有待补正的要求", f"待补正事项：{waiting}")
        self.corrections = {item: points for item, points in self.corrections.items() if int(item) not in order.corrections}
        return [say.CorrectionSubmitted(items=order.corrections, note=order.note)]

    def _accept_when_ready(self, now: str) -> list[Event]:
        if self.missing:
            return []
        self.state = CaseState.IN_PROGRESS
        self.accepted_at = now
        return [say.CaseAccepted(application=self.application, agent=self.agent, accepted_at=now, files=self.files)]

    def may_add(self, agent: str | None) -> None:
        """Does the case still take items, from this agent? Only while departments work on it. Errors: WrongState, Refused."""
        if self.state is not CaseState.IN_PROGRESS:
            later = "请为这些事项另行提交一份申请（submit）"
            raise WrongState(self, "增办事项", later if self.accepted_at else f"{self.state.next_step}；受理后即可增办")
        self._own_agent(agent, "增办事项")

    def add(self, order: say.AddItems, application: Application, now: str) -> Sequence[Event]:
        """Items join the case under a supplement to the mandate; `application` is complete with them."""
        self.may_add(order.agent)
        self.application = application
        added = say.ItemsAdded(items=order.items, application=application, files=self.files, signed_by=order.signed_by, at=now)
        return [added]

    def may_attach(self, item: int | None) -> None:
        """Does the case still take files, for this item? Errors: WrongState, Refused."""
        if self.state is CaseState.COMPLETED:
            raise WrongState(self, "再交文件")
        if item is not None and item not in self.application.items:
            applied = "、".join(map(str, self.application.items))
            raise refuse("item", f"本件没有申请事项 {item}", f"本件的事项：{applied}；不属于某一事项的文件请不填")

    def attach(self, file: AttachedFile, item: int | None) -> Sequence[Event]:
        """A file was stored for this case; told once, however often it is closed."""
        self.may_attach(item)
        if file.file_id in {known.file_id for known in self.files}:
            return []
        self.files = (*self.files, file)
        return [say.FileAttached(**file.model_dump(), item=item)]

    def routed(self, lead_department_name: str) -> Sequence[Event]:
        """Routing has found the lead department."""
        self.lead_department_name = lead_department_name
        return []

    def correction_requested(self, item: int, points: Collection[str]) -> Sequence[Event]:
        """A department wants a correction; the applicant may now supply it."""
        self.corrections = self.corrections | {str(item): tuple(points)}
        return []

    def gather(self, results: tuple[ItemResult, ...]) -> Sequence[Event]:
        """All items are decided: the results lie at the window.

        Results that leave an item out were sent before routing knew that it had been added: the case goes on, and
        routing will send them again with the added ones.
        """
        if self.state is not CaseState.IN_PROGRESS:
            return []
        decided = {result.item for result in results}
        self.corrections = {item: points for item, points in self.corrections.items() if int(item) not in decided}
        if not decided.issuperset(self.application.items):
            return []
        self.results = results
        self.state = CaseState.RESULTS_READY
        return [say.ResultsGathered(results=results, delivery=self.application.delivery.method)]

    def deliver(self, order: say.DeliverResults, now: str) -> Sequence[Event]:
        """Hand the results over, or post them."""
        self._with_mandate("交付结果")
        self._own_agent(order.agent, "交付结果")
        if self.state is not CaseState.RESULTS_READY:
            raise WrongState(self, "交付结果")
        method = order.method or self.application.delivery.method
        return self._post(order) if method == "post" else self._hand_over(order.received_by, "in_person", now)

    def _post(self, order: say.DeliverResults) -> list[Event]:
        address = self.application.delivery.address
        if not order.tracking_number or not address:
            field = "tracking_number" if address else "delivery.address"
            raise refuse(field, "邮寄送达须有邮件号和收件地址", "请填写邮件号；申请时未留地址的，请改为当面递交")
        self.tracking_number = order.tracking_number
        self.state = CaseState.DISPATCHED
        return [say.ResultDispatched(tracking_number=order.tracking_number, address=address)]

    def confirm_receipt(self, order: say.ConfirmReceipt, now: str) -> Sequence[Event]:
        """The postal receipt came back signed."""
        if self.state is not CaseState.DISPATCHED:
            raise WrongState(self, "确认邮件回执")
        return self._hand_over(order.received_by, "post", now)

    def _hand_over(self, received_by: str | None, method: Literal["in_person", "post"], now: str) -> list[Event]:
        if not received_by:
            raise refuse("received_by", "须写明由谁签收", "请填写签收人（如：经办人）")
        self.received_by = received_by
        self.state = CaseState.DELIVERED
        return [say.ResultDelivered(method=method, received_by=received_by, delivered_at=now)]

    def _completed(self, now: str) -> list[Event]:
        self.completed_at = now
        self.state = CaseState.COMPLETED
        passed = [ItemState(result.state).passed for result in self.results]
        outcome = "approved" if all(passed) else "partly_approved" if any(passed) else "refused"
        return [say.CaseCompleted(outcome=outcome, completed_at=now)]

    def _signed(self, document: str) -> bool:
        return set(self.signatures.get(document, {})) == set(PARTIES)

    def _with_mandate(self, act: str) -> None:
        if not self._signed("mandate"):
            raise MandateMissing(act)

    def _own_agent(self, agent: str | None, act: str) -> None:
        if agent is not None and agent != self.agent.id:
            raise refuse("agent", f"{agent} 不是本件的代办员，不能{act}", f"本件由 {self.agent.title}（{self.agent.id}）代办")
