"""The mandate's life: signed, renewed, revoked, expired; and who stands on either side of it (代办员、经办人)."""

from collections.abc import Sequence

from services.intake.domain import accepting, interrupting
from services.intake.domain.case import Case, WrongState
from services.intake.domain.mandate import Mandate, MandateState
from services.intake.domain.moment import Moment
from services.intake.domain.states import CaseState
from services.intake.domain.watching import resumable
from shared.contracts import intake as say
from shared.contracts.application import Authorisation
from shared.contracts.base import Event
from shared.contracts.mandate import (
    ChangeAgent,
    ChangeConfirmed,
    ChangeContact,
    ConfirmChange,
    ContactChanged,
    MandateEnded,
    MandateRenewed,
    RenewMandate,
    RevokeMandate,
)
from shared.errors import Fault, Refused, refuse
from shared.identifiers import mask_telephone


def sign(case: Case, order: say.SignDocument, moment: Moment) -> Sequence[Event]:
    """A signature of one party or both under the 委托协议; in force when both have signed. Errors: Refused, WrongState."""
    case.may("sign-mandate")
    if case.mandate is None or case.mandate.state is MandateState.IN_FORCE:
        raise WrongState(case, "再签委托协议")
    until = order.until or case.mandate.until
    if until and until < moment.now.date():
        raise refuse("until", f"委托期限 {until} 已过", "请填写今天或以后的日期，或不填（至结果交付为止）")
    if order.party != "both" and case.mandate.signatures and order.until and order.until != case.mandate.until:
        first = f"{case.mandate.until} 止" if case.mandate.until else "至结果交付为止"
        remedy = "请不填 until；要改期限的，双方一起重签（party 填 both）"
        raise refuse("until", f"另一方签字时的委托期限为{first}，不能由一方改动", remedy)
    given = case.signatures(order.party, order.signed_by, order.agent, order.method, order.file_id, moment)
    case.mandate = case.mandate.with_signatures(given).model_copy(update={"until": until})
    return _in_force(case, case.mandate, moment) if case.mandate.signed else []


def _in_force(case: Case, mandate: Mandate, moment: Moment) -> Sequence[Event]:
    case.mandate = mandate.in_force(moment.iso)
    signed = say.MandateSigned(
        items=mandate.items,
        agent=case.agent,
        methods={each.party: each.how for each in mandate.signatures},
        signatures=mandate.signatures,
        stages=mandate.stages,
        until=mandate.until.isoformat() if mandate.until else None,
        signed_at=moment.iso,
    )
    facts = case.said("applicant", signed)
    if case.state is CaseState.AWAITING_MANDATE:
        return [*facts, *accepting.go_on(case, "sign-mandate", moment)]
    if case.suspension and case.suspension.ground == "mandate_ended" and resumable(case):
        return [*facts, *interrupting.resumed(case, "sign-mandate", "已重新签订委托协议", mandate.signatures, moment)]
    return facts


def renew(case: Case, order: RenewMandate, moment: Moment) -> Sequence[Event]:
    """续办: another last day, signed by both. Errors: Refused, WrongState."""
    case.may("renew-mandate")
    if case.mandate is None or case.mandate.state is not MandateState.IN_FORCE:
        raise refuse("case_number", "没有有效的委托可以续签", "请重新签订委托协议（sign）")
    if order.until and order.until < moment.now.date():
        raise refuse("until", f"委托期限 {order.until} 已过", "请填写今天或以后的日期，或不填（至结果交付为止）")
    given = case.signatures("both", order.signed_by, order.agent, order.method, order.file_id, moment)
    case.mandate = case.mandate.model_copy(update={"until": order.until, "signatures": given})
    until = order.until.isoformat() if order.until else None
    return case.said("applicant", MandateRenewed(until=until, signatures=given, at=moment.iso))


def revoke(case: Case, order: RevokeMandate, moment: Moment) -> Sequence[Event]:
    """The applicant takes the mandate back, at any time and for any reason. Errors: Refused, WrongState."""
    case.may("revoke-mandate")
    if case.mandate is None or case.mandate.state is not MandateState.IN_FORCE:
        raise refuse("case_number", "没有有效的委托可以撤销", case.next_step)
    given = case.signature(order.signed_by, order.method, order.file_id, moment)
    ended = MandateEnded(cause="revoked", reason=order.reason, signature=given, at=moment.iso)
    _over(case, case.mandate, MandateState.REVOKED)
    return [*case.said("applicant", ended), *_stand_still(case, "revoke-mandate", "applicant", moment)]


def lapse(case: Case, moment: Moment) -> Sequence[Event]:
    """Its last day is over; `watching` asks for this at the closing hour of that day."""
    mandate = case.mandate
    if mandate is None or mandate.state is not MandateState.IN_FORCE or not mandate.until:
        return []
    _over(case, mandate, MandateState.EXPIRED)
    ended = MandateEnded(cause="expired", at=moment.iso)
    return [*case.said("clock", ended), *_stand_still(case, "lapse", "clock", moment)]


def _over(case: Case, mandate: Mandate, state: MandateState) -> None:
    """What both have signed stays on file."""
    case.mandate_before = mandate.model_copy(update={"state": state})
    case.mandate = mandate.anew(state)


def _stand_still(case: Case, act: str, by: str, moment: Moment) -> Sequence[Event]:
    """Without a mandate nobody goes on for the applicant; what only waits to be collected is collected all the same."""
    if case.state is CaseState.IN_PROGRESS:
        return interrupting.stopped(case, act, "mandate_ended", "", by, moment)
    return []


def change_agent(case: Case, agent: say.Agent, order: ChangeAgent, moment: Moment) -> Sequence[Event]:
    """Another agent takes the case, openly; the mandate names him from now on. Errors: Refused, WrongState."""
    case.may("change-agent")
    if agent.id == case.agent.id:
        raise refuse("to", f"本件已由 {agent.title}（{agent.id}）代办", "请另选一名代办员，或不填（由系统按专长和任务量选定）")
    before, case.agent = case.agent, agent
    case.chosen = order.reason
    if case.mandate and case.mandate.state is MandateState.IN_FORCE:
        case.changes = case.changes | {"agent": moment.now}
    elif case.mandate:  # what has been signed so far was signed for, or by, the other one
        case.mandate = case.mandate.model_copy(update={"signatures": ()})
    return case.said("section_head", say.AgentAssigned(agent=agent, before=before, cause=order.cause, reason=order.reason))


def change_contact(case: Case, order: ChangeContact, moment: Moment) -> Sequence[Event]:
    """Another 经办人 speaks for the applicant from now on. Errors: Refused, WrongState."""
    case.may("change-contact")
    applicant = case.application.applicant
    own = {applicant.legal_representative, applicant.name}
    faults = []
    if order.contact.name not in own and order.authorisation is None:
        message = "经办人非法定代表人（本人）的，应当提交授权委托书（指导意见 附件1 法律责任2）"
        faults.append(Fault(field="authorisation", message=message, remedy="请填写授权委托书的日期"))
    if order.authorisation and order.authorisation > moment.now.date():
        faults.append(Fault(field="authorisation", message="授权委托书的日期在今天之后", remedy="请核对日期"))
    if faults:
        raise Refused(faults)
    before = applicant.handler.name
    changed = {"applicant": applicant.model_copy(update={"handler": order.contact})}
    given = order.authorisation and Authorisation(signed_on=order.authorisation, holder=order.contact.name)
    case.application = case.application.model_copy(update=changed | {"authorisation": given})
    case.changes = case.changes | {"contact": moment.now}
    fact = ContactChanged(
        contact=order.contact.name,
        phone=mask_telephone(order.contact.phone),
        before=before,
        email=order.contact.email or "",
        at=moment.iso,
    )
    return case.said("applicant", fact)


def confirm(case: Case, order: ConfirmChange, moment: Moment) -> Sequence[Event]:
    """The other party has taken note of the change. Errors: Refused, WrongState."""
    case.may("confirm-change")
    if order.change not in case.changes:
        waiting = "、".join({"agent": "代办员", "contact": "经办人"}[one] for one in case.changes) or "无"
        raise refuse("change", "没有这项待确认的变更", f"待确认的变更：{waiting}")
    if order.change == "agent":
        by = "applicant"
        case.signature(order.who, "hand", None, moment)
    else:
        by = case.own_agent(order.who, "确认经办人变更")
    case.changes = {what: since for what, since in case.changes.items() if what != order.change}
    return case.said(by, ChangeConfirmed(change=order.change, who=order.who, at=moment.iso))
