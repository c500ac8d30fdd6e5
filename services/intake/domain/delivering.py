"""Delivery (结果交付) and completion (办结): in person, by post, to the door; then the 办结单 in two copies."""

from collections.abc import Sequence
from typing import Literal

from services.intake.domain import materials
from services.intake.domain.case import Case, Handover, Letter
from services.intake.domain.closing import outcome
from services.intake.domain.mandate import PARTIES, MandateState
from services.intake.domain.moment import Moment
from services.intake.domain.states import CaseState
from shared.contracts import intake as say
from shared.contracts.base import Event
from shared.contracts.common import Signature
from shared.contracts.evaluation import EvaluationInvited, ReportLost, ResultLost
from shared.contracts.mandate import MandateEnded
from shared.contracts.materials import OriginalsReturned, ReturnOriginals
from shared.errors import Fault, Refused, refuse

THREE, FIVE = (1, 2, 4), (1, 2, 3, 4, 5)


def deliver(case: Case, order: say.DeliverResults, moment: Moment) -> Sequence[Event]:
    """Hand the results over, or post them (seed 000 四(四)). Errors: Refused, WrongState, MandateMissing."""
    case.may("deliver")
    # What is ready is handed out by the window too: the end of the mandate must not keep it from the applicant.
    valid = case.mandate is not None and not case.mandate.lacks(moment.now)
    by = case.mandated(order.agent, "交付结果", moment) if valid or (order.agent and case.mandate) else "window"
    if order.agent and case.mandate is None:  # 帮办: he hands over what the applicant has asked for himself
        by = case.own_agent(order.agent, "交付结果")
    method = order.method or case.application.delivery.method
    if method == "post":
        return _posted(case, order, by, moment)
    faults = []
    if not order.received_by:
        faults.append(Fault(field="received_by", message="须写明由谁签收", remedy="请填写签收人（如：经办人）"))
    if not order.identity_checked:
        remedy = "请核对签收人的身份证件原件后填写 identity_checked（代办委托协议 三2）"
        faults.append(Fault(field="identity_checked", message="签收人的身份证件尚未核对", remedy=remedy))
    if faults:
        raise Refused(faults)
    signature = case.signature(order.received_by, order.signed, order.file_id, moment)
    return _received(case, "deliver", method, signature, identity_checked=True, by=by, moment=moment)


def _posted(case: Case, order: say.DeliverResults, by: str, moment: Moment) -> list[Event]:
    address = case.application.delivery.address
    faults = []
    if not order.tracking_number:
        faults.append(Fault(field="tracking_number", message="邮寄送达须有邮件号", remedy="请填写邮件号"))
    elif order.tracking_number in {letter.tracking_number for letter in case.letters}:
        faults.append(Fault(field="tracking_number", message="这个邮件号已经用过", remedy="请填写新的邮件号"))
    if not address:
        remedy = "申请时未留收件地址的，请改为当面递交"
        faults.append(Fault(field="delivery.address", message="邮寄送达须有收件地址", remedy=remedy))
    if faults or not order.tracking_number or not address:
        raise Refused(faults)
    case.letters = (*case.letters, Letter(tracking_number=order.tracking_number, dispatched_at=moment.now))
    case.moved("deliver", CaseState.DISPATCHED)
    attempt = len(case.letters)
    return case.said(by, say.ResultDispatched(tracking_number=order.tracking_number, address=address, attempt=attempt))


def confirm_receipt(case: Case, order: say.ConfirmReceipt, moment: Moment) -> Sequence[Event]:
    """The postal receipt came back signed. Errors: Refused, WrongState."""
    case.may("confirm-receipt")
    # Whoever the post has handed it to has signed: the receipt is the post's word, not a party's under a form of ours.
    signature = Signature(party="applicant", who=order.received_by, how="hand", at=moment.iso)
    return _received(case, "confirm-receipt", "post", signature, identity_checked=False, by="window", moment=moment)


def report_lost(case: Case, order: ReportLost, moment: Moment) -> Sequence[Event]:
    """The letter did not arrive: the results are to be delivered again. Errors: WrongState."""
    case.may("report-lost")
    *before, last = case.letters
    case.letters = (*before, last.model_copy(update={"lost": True}))
    case.moved("report-lost", CaseState.RESULTS_READY)
    return case.said("window", ResultLost(tracking_number=last.tracking_number, reason=order.reason, at=moment.iso))


def _received(
    case: Case,
    act: str,
    method: Literal["in_person", "post", "door"],
    signature: Signature,
    *,
    identity_checked: bool,
    by: str,
    moment: Moment,
) -> Sequence[Event]:
    case.received_by = signature.who
    case.delivered_at = moment.now
    case.materials, back = materials.returned(case.materials, "all", moment.iso)
    case.handover = Handover(method=method, signature=signature, identity_checked=identity_checked, returned=back)
    fact = say.ResultDelivered(
        method=method,
        received_by=signature.who,
        delivered_at=moment.iso,
        identity_checked=identity_checked,
        signature=signature,
        returned=back,
    )
    facts = case.said(by, fact)
    if case.ended:
        case.moved(act, CaseState.CLOSED)
        return [*facts, *case.closed(case.ended, by, moment)]
    case.moved(act, CaseState.DELIVERED)
    return facts


def sign_completion(case: Case, order: say.SignDocument, grades: int, moment: Moment) -> Sequence[Event]:
    """A signature under the 办结单; completed when both have signed. Errors: Refused, WrongState."""
    case.may("sign-completion")
    given = case.signatures(order.party, order.signed_by, order.agent, order.method, order.file_id, moment)
    parties = {each.party for each in given}
    case.completion = (*(each for each in case.completion if each.party not in parties), *given)
    if {each.party for each in case.completion} < PARTIES:
        return []
    case.moved("sign-completion", CaseState.COMPLETED)
    case.completed_at = moment.iso
    case.invited_at = moment.now
    facts = [say.CaseCompleted(outcome=outcome(case), completed_at=moment.iso, signatures=case.completion)]
    invited = EvaluationInvited(
        grades=THREE if grades == len(THREE) else FIVE, due=moment.due(moment.terms["evaluation"]).isoformat()
    )
    return [*case.said("applicant", *facts), *_fulfilled(case, moment), *case.said("", invited)]


def _fulfilled(case: Case, moment: Moment) -> Sequence[Event]:
    """委托代办事项完成，办理结果送达后，协议自行终止 (seed 000 协议 四1)."""
    if case.mandate is None or case.mandate.state is not MandateState.IN_FORCE:
        return []
    case.mandate = case.mandate.model_copy(update={"state": MandateState.ENDED})
    return case.said("", MandateEnded(cause="fulfilled", at=moment.iso))


def return_originals(case: Case, order: ReturnOriginals, moment: Moment) -> Sequence[Event]:
    """原件退还, with who took them. Errors: Refused, WrongState."""
    case.may("return-originals")
    held = materials.originals_held(case.materials)
    strange = [] if order.materials == "all" else [name for name in order.materials if name not in held]
    if strange or not held:
        message = f"没有收存原件“{'、'.join(strange)}”" if strange else "没有收存的原件"
        raise refuse("materials", message, f"收存的原件：{'、'.join(held) or '无'}")
    case.materials, names = materials.returned(case.materials, order.materials, moment.iso)
    return case.said("window", OriginalsReturned(materials=names, received_by=order.received_by, at=moment.iso))
