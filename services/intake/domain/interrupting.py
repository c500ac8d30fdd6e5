"""A case that stops: 中止 and 终止 with forms in two copies, resumption, withdrawal (seed 000 四(三), 协议 四; 003 附件9)."""

from collections.abc import Collection, Sequence
from typing import Literal

from services.intake.domain import accepting, gathering, materials
from services.intake.domain.case import Case, Form, Paper, Suspension
from services.intake.domain.mandate import PARTIES, MandateState
from services.intake.domain.moment import Moment
from services.intake.domain.states import CaseState
from services.intake.domain.watching import resumable
from shared.clock import Pause
from shared.contracts import intake as say
from shared.contracts.base import Event
from shared.contracts.common import Signature
from shared.contracts.interruptions import (
    ENDS,
    GROUNDS,
    CancelForm,
    CaseResumed,
    CaseSuspended,
    CaseTerminated,
    FormCancelled,
    FormDrawn,
    FormSigned,
    ItemsWithdrawn,
    ResumeCase,
    SuspendCase,
    TerminateCase,
    WithdrawItems,
)
from shared.contracts.mandate import MandateEnded
from shared.contracts.materials import OriginalsReturned
from shared.errors import refuse

FORMS = {"suspension": "中止单", "termination": "终止单"}
LETTERS = {"suspension": "S", "termination": "Z"}


def suspend(case: Case, order: SuspendCase, moment: Moment) -> Sequence[Event]:
    """Draw up the 中止单 on one of the five grounds. Errors: Refused, WrongState."""
    case.may("suspend")
    if (order.ground == "applicant_pauses") != (order.by == "applicant"):
        remedy = "申请人提出暂停的，by 填 applicant；其余四种情形由代办员提出"
        raise refuse("by", f"“{GROUNDS[order.ground]}”不能由{'申请人' if order.by == 'applicant' else '代办员'}提出", remedy)
    return _drawn(case, "suspension", order.ground, order.reason, order.by, order.agent, moment)


def terminate(case: Case, order: TerminateCase, moment: Moment) -> Sequence[Event]:
    """Draw up the 终止单. Errors: Refused, WrongState."""
    case.may("terminate")
    if (order.ground == "applicant_ends") != (order.by == "applicant"):
        remedy = "委托方终止的，by 填 applicant；不具备办结条件、弄虚作假的由代办员提出"
        raise refuse("by", f"“{ENDS[order.ground]}”不能由{'申请人' if order.by == 'applicant' else '代办员'}提出", remedy)
    return _drawn(case, "termination", order.ground, order.reason, order.by, order.agent, moment)


def _drawn(
    case: Case,
    document: Literal["suspension", "termination"],
    ground: str,
    reason: str,
    by: Literal["applicant", "agent"],
    agent: str | None,
    moment: Moment,
) -> Sequence[Event]:
    doer = _drawer(case, f"填写{FORMS[document]}", agent, moment) if by == "agent" else "applicant"
    if case.form:
        waiting = f"{FORMS[case.form.document]} {case.form.number}"
        raise refuse("case_number", f"已有待签的{waiting}", f"请先签署（sign）或作废（cancel-form）{waiting}")
    case.forms += 1
    number = f"{case.id}/{LETTERS[document]}{case.forms}"
    case.form = Form(document=document, number=number, ground=ground, reason=reason, proposed_by=by, drawn_at=moment.now)
    drawn = FormDrawn(
        document=document,
        number=number,
        ground=ground,
        ground_name=(GROUNDS | ENDS)[ground],
        reason=reason,
        proposed_by=by,
        due=moment.due(moment.terms["sign_form"]).isoformat(),
        at=moment.iso,
    )
    return case.said(doer, drawn)


def _drawer(case: Case, act: str, agent: str | None, moment: Moment) -> str:
    """Before the mandate, and where there is none, the agent speaks for the centre; after that only under it."""
    unsigned = case.mandate is None or case.mandate.state is MandateState.DRAFT
    return case.own_agent(agent, act) if unsigned else case.mandated(agent, act, moment)


def sign(case: Case, order: say.SignDocument, moment: Moment) -> Sequence[Event]:
    """A signature under the form that waits; it takes effect when both have signed. Errors: Refused, WrongState."""
    document: Literal["suspension", "termination"] = "suspension" if order.document == "suspension" else "termination"
    case.may(f"sign-{document}")
    form = case.form
    if form is None or form.document != document:
        raise refuse("document", f"没有待签的{FORMS[document]}", f"请先填写{FORMS[document]}（suspend、terminate）")
    given = case.signatures(order.party, order.signed_by, order.agent, order.method, order.file_id, moment)
    parties = {each.party for each in given}
    signed = (*(each for each in form.signatures if each.party not in parties), *given)
    case.form = form.model_copy(update={"signatures": signed})
    return _effective(case, case.form, "", moment) if {each.party for each in signed} >= PARTIES else []


def unanswered(case: Case, moment: Moment) -> Sequence[Event]:
    """The applicant's own form takes effect although the centre has not signed it: nobody is held against his will."""
    form = case.form
    if form is None or form.proposed_by != "applicant":
        return []
    case.may(f"sign-{form.document}")  # a form that the state has no room for was void with what led there
    return _effective(case, form, "代办机构逾期未签字，按申请人的意愿生效", moment)


def _effective(case: Case, form: Form, unsigned: str, moment: Moment) -> Sequence[Event]:
    case.form = None
    by = "applicant" if form.proposed_by == "applicant" else f"agent:{case.agent.id}"
    paper = FormSigned(number=form.number, signatures=form.signatures, unsigned=unsigned)
    if form.document == "suspension":
        return _suspended(case, "sign-suspension", form.ground, form.reason, paper, by, moment)
    return _terminated(case, "sign-termination", form.ground, form.reason, paper, by, moment)


def stopped(case: Case, act: str, ground: str, reason: str, by: str, moment: Moment) -> Sequence[Event]:
    """A suspension that follows from something else than a 中止单: the end of the mandate."""
    case.forms += 1
    paper = FormSigned(number=f"{case.id}/S{case.forms}", unsigned="随委托撤销或到期自动中止，不另填单")
    return _suspended(case, act, ground, reason, paper, by, moment)


def _suspended(
    case: Case, act: str, ground: str, reason: str, paper: FormSigned, by: str, moment: Moment
) -> Sequence[Event]:
    voided = gathering.void(case, "办件已中止")
    case.suspension = Suspension(number=paper.number, ground=ground, since=moment.now, state=case.state)
    case.moved(act, CaseState.SUSPENDED)
    back = _hand_back(case, paper, moment)
    fact = CaseSuspended(
        ground=ground,
        ground_name=GROUNDS[ground],
        reason=reason,
        form=_filed(case, "suspension", ground, reason, paper, back, moment),
        ends=moment.due(moment.terms["suspension"]).isoformat(),
        at=moment.iso,
    )
    return [*case.said(by, *voided, fact), *_told_back(case, back, moment)]


def _filed(
    case: Case,
    document: Literal["suspension", "termination"],
    ground: str,
    reason: str,
    paper: FormSigned,
    back: tuple[str, ...],
    moment: Moment,
) -> FormSigned:
    """The form as it took effect; it stays on file, to be printed at any time."""
    signed = paper.model_copy(update={"returned": back})
    filed = Paper(document=document, ground=ground, reason=reason, effective_at=moment.now, **signed.model_dump())
    case.papers = (*case.papers, filed)
    return signed


def resume(case: Case, order: ResumeCase, moment: Moment) -> Sequence[Event]:
    """恢复办理, signed by the applicant with the agent. Errors: Refused, WrongState."""
    case.may("resume")
    if not resumable(case):
        raise refuse("case_number", "委托已撤销或到期，不能恢复办理", "请申请人与代办员先重新签订委托协议（sign）")
    given = case.signatures("both", order.signed_by, order.agent, order.method, order.file_id, moment)
    return resumed(case, "resume", order.reason, given, moment)


def resumed(case: Case, act: str, reason: str, given: Sequence[Signature], moment: Moment) -> Sequence[Event]:
    """It goes on where it stood: its limits have stood still, and what came in the meantime is taken up."""
    suspension = case.suspension
    assert suspension is not None  # noqa: S101  for the type checker: the state says so
    voided = gathering.void(case, "办件已恢复办理")
    stood = Pause(start=suspension.since, end=moment.now, reason="中止代办", basis="服务规定 四（三）")
    case.suspension, case.pauses = None, (*case.pauses, stood)
    went_on = accepting.taken_up(case, act, suspension.state, moment)
    fact = CaseResumed(number=suspension.number, reason=reason, signatures=tuple(given), at=moment.iso)
    facts = case.said("applicant", *voided, fact)
    return [*facts, *went_on, *gathering.ready(case, "gather", moment)]


def expire(case: Case, moment: Moment) -> Sequence[Event]:
    """Nobody has resumed it within the limit: it does not stay for ever."""
    if case.suspension is None:
        return []
    case.forms += 1
    paper = FormSigned(number=f"{case.id}/Z{case.forms}", unsigned="中止期满无人恢复，自动终止，已书面告知")
    return _terminated(case, "expire", "suspension_expired", "", paper, "clock", moment)


def _terminated(
    case: Case, act: str, ground: str, reason: str, paper: FormSigned, by: str, moment: Moment
) -> Sequence[Event]:
    case.ended = "terminated"
    back = _hand_back(case, paper, moment)
    fact = CaseTerminated(
        ground=ground,
        ground_name=ENDS[ground],
        reason=reason,
        form=_filed(case, "termination", ground, reason, paper, back, moment),
        at=moment.iso,
    )
    facts = [*case.said(by, fact), *_told_back(case, back, moment)]
    return [*facts, *_over(case, act, CaseState.TERMINATED, by, moment)]


def cancel(case: Case, order: CancelForm, _moment: Moment) -> Sequence[Event]:
    """A form that is not in effect yet is void. Errors: Refused, WrongState."""
    case.may("cancel-form")
    form = case.form
    if form is None or form.document != order.document:
        raise refuse("document", f"没有待签的{FORMS[order.document]}", "只有尚未生效的单据可以作废")
    case.form = None
    by = "applicant" if form.proposed_by == "applicant" else f"agent:{case.agent.id}"
    return case.said(by, FormCancelled(document=form.document, number=form.number, reason=order.reason))


def withdraw(case: Case, order: WithdrawItems, moment: Moment) -> Sequence[Event]:
    """撤件 of items that are not decided yet, or of everything. Errors: Refused, WrongState."""
    case.may("withdraw")
    given = case.signature(order.signed_by, order.method, order.file_id, moment)
    left = [item for item in case.application.items if item not in (*case.withdrawn, *case.decided)]
    if not left:
        raise refuse("items", "没有可撤的事项：均已有决定或已撤回", case.next_step)
    wanted = tuple(dict.fromkeys(order.items)) or tuple(left)
    if strange := [item for item in wanted if item not in left]:
        told = f"事项 {'、'.join(map(str, strange))} 不在本件中、已撤回或已有决定"
        raise refuse("items", told, f"可撤的事项：{'、'.join(map(str, left))}")
    whole = set(wanted) == set(left) and {*case.decided} <= {*case.withdrawn}  # a withdrawn one comes to its end, too
    case.withdrawn = (*case.withdrawn, *wanted)
    fact = ItemsWithdrawn(items=wanted, whole=whole, reason=order.reason, signature=given, at=moment.iso)
    facts = case.said("applicant", fact)
    case.corrections = {item: points for item, points in case.corrections.items() if int(item) not in wanted}
    if not whole:
        return [*facts, *_fewer(case, wanted, moment)]
    case.ended = "withdrawn"
    voided = case.said("clock", *gathering.void(case, "申请人已撤件"))
    return [*facts, *voided, *_over(case, "withdraw", CaseState.WITHDRAWN, "applicant", moment)]


def _fewer(case: Case, wanted: Collection[int], moment: Moment) -> Sequence[Event]:
    """The others go on; before acceptance as if nothing else had been applied for, and perhaps nothing is missing now."""
    for item in wanted:
        gathering.failed(case, item)
    if case.accepted_at:
        return []
    items = tuple(item for item in case.application.items if item not in wanted)
    case.application = case.application.model_copy(update={"items": items})
    case.materials = tuple(each for each in case.materials if each.item not in wanted)
    case.decided, case.withdrawn = (), ()
    if case.mandate:
        case.mandate = case.mandate.model_copy(update={"items": items})
    return accepting.taken_up(case, "withdraw", case.state, moment)


def _over(case: Case, act: str, to: CaseState, by: str, moment: Moment) -> Sequence[Event]:
    """Before acceptance no department has anything: then that was all. Else they give back what they have first."""
    case.suspension = None
    voided = case.said("clock", *gathering.void(case, "办件已终止"))
    if case.mandate and case.mandate.state is MandateState.IN_FORCE and case.ended:
        case.mandate = case.mandate.model_copy(update={"state": MandateState.ENDED})
        voided += case.said("", MandateEnded(cause=case.ended, at=moment.iso))
    if case.accepted_at:
        case.moved(act, to)
        return [*voided, *gathering.ready(case, "give-back", moment)]  # all may have been decided already
    case.moved(act, CaseState.CLOSED)
    return [*voided, *case.closed(case.ended, by, moment)]


def _hand_back(case: Case, paper: FormSigned, moment: Moment) -> tuple[str, ...]:
    """有关资料已移交完毕: that is what both have signed. Where one did not, the originals stay with us and are asked about."""
    if paper.unsigned:
        return ()
    case.materials, names = materials.returned(case.materials, "all", moment.iso)
    return names


def _told_back(case: Case, names: tuple[str, ...], moment: Moment) -> Sequence[Event]:
    if not names:
        return []
    contact = case.application.applicant.handler.name
    return case.said(f"agent:{case.agent.id}", OriginalsReturned(materials=names, received_by=contact, at=moment.iso))
