"""From the application to its acceptance (受理): check, deficiencies told once, supplement, and what the law deems accepted."""

from collections.abc import Sequence

from services.intake.domain import materials
from services.intake.domain.case import Case, WrongState
from services.intake.domain.mandate import MandateState
from services.intake.domain.moment import Moment
from services.intake.domain.states import CaseState
from shared.contracts import intake as say
from shared.contracts.application import Application
from shared.contracts.base import Event
from shared.contracts.materials import CheckMaterials, DeemedAccepted, MaterialsChecked
from shared.errors import Fault, Refused, refuse

GUIDED_KINDS = ("coaching", "remote")
SEEN_AT_ONCE = ("window",)
"""Channels by which somebody of the centre has the materials in hand when the application is entered."""


def submitted(case: Case, chosen: str, moment: Moment) -> Sequence[Event]:
    """The facts of a new case; `chosen` says in Chinese why it got its agent."""
    facts: list[Event] = [
        say.CaseSubmitted(application=case.application, submitted_at=case.submitted_at, by="applicant"),
        say.AgentAssigned(agent=case.agent, cause="chosen", reason=chosen),
    ]
    if case.application.service in GUIDED_KINDS:
        case.state = CaseState.GUIDING
    elif case.application.channel not in SEEN_AT_ONCE:
        case.state = CaseState.CHECKING
    elif case.missing:
        case.state = CaseState.AWAITING_MATERIALS
        case.notified_at = moment.now
        facts.append(say.DeficiencyNotified(missing=case.missing, by="window"))
    else:
        case.state = _complete(case)
    return facts


def check(case: Case, order: CheckMaterials, moment: Moment) -> Sequence[Event]:
    """审核材料 (seed 002 二(三)6): all that is missing or not in order at once, or nothing. Errors: Refused, WrongState."""
    case.may("check")
    by = case.own_agent(order.agent, "审核材料") if order.by == "agent" else "window"
    _known(case, order)
    case.materials = materials.faulted(case.materials, order.missing, order.points)
    told = MaterialsChecked(round=case.round, complete=not case.missing, missing=case.missing, at=moment.iso)
    if case.missing:
        case.moved("check", CaseState.AWAITING_MATERIALS)
        case.notified_at = moment.now
        return case.said(by, told)
    return [*case.said(by, told), *go_on(case, "check", moment)]


def _known(case: Case, order: CheckMaterials) -> None:
    names = {each.material for each in case.materials}
    pairs = {(each.item, each.material) for each in case.materials}
    remedy = "请按本件的材料清单填写（daiban case 可查）"
    faults = [
        Fault(field=f"missing.{place}", message=f"材料清单中没有“{name[:100]}”", remedy=remedy)
        for place, name in enumerate(order.missing)
        if name not in names
    ]
    faults += [
        Fault(field=f"points.{place}", message=f"事项 {point.item} 的材料清单中没有“{point.material[:100]}”", remedy=remedy)
        for place, point in enumerate(order.points)
        if (point.item, point.material) not in pairs
    ]
    if faults:
        raise Refused(faults)


def deem(case: Case, due: str, moment: Moment) -> Sequence[Event]:
    """Nobody told in time what is missing: the law deems it accepted from receipt (行政许可法 第三十二条第一款第四项)."""
    if case.state is not CaseState.CHECKING:
        return []
    case.deemed = True
    fact = DeemedAccepted(received_at=case.received_at.isoformat(), due=due, missing=case.missing, at=moment.iso)
    case.materials = tuple(
        each.model_copy(update={"state": "deemed", "fault": ""}) if each.lacking else each for each in case.materials
    )
    return [*case.said("clock", fact), *go_on(case, "deem", moment)]


def supplement(case: Case, order: say.SupplementMaterials, moment: Moment) -> Sequence[Event]:
    """Bring what was missing, or answer departments' demands for correction. Errors: Refused, WrongState, MandateMissing."""
    if order.materials and order.corrections:
        raise refuse("corrections", "补齐材料与提交补正请分两次办理", "请先提交其中一项")
    return _correct(case, order, moment) if order.corrections else _bring(case, order, moment)


def _bring(case: Case, order: say.SupplementMaterials, moment: Moment) -> Sequence[Event]:
    case.may("supplement")
    by = case.mandated(order.agent, "代为补齐材料", moment, order.item) if order.by == "agent" else "applicant"
    names = tuple(dict.fromkeys(lack.material for lack in case.missing if order.item in (None, lack.item)))
    brought = names if order.materials == "all" else order.materials
    strange = [name for name in brought if name not in names]
    if strange or not brought:
        whose = "" if order.item is None else f"事项 {order.item} "
        message = f"“{'、'.join(strange)}”不在{whose}所缺材料之列" if strange else f"{whose}未写明补交了什么，或没有所缺材料"
        raise refuse("materials", message, f"尚缺：{_told(case)}")
    case.originals = tuple(dict.fromkeys((*case.originals, *order.originals)))
    case.materials = materials.received(case.materials, brought, case.originals, moment.iso, order.item)
    case.received_at = moment.now
    fact = say.MaterialsSupplemented(materials=tuple(brought), complete=not case.missing)
    if not case.missing and case.application.channel not in SEEN_AT_ONCE:
        case.round += 1
        case.moved("supplement", CaseState.CHECKING)
        return case.said(by, fact)
    return [*case.said(by, fact), *(go_on(case, "supplement", moment) if not case.missing else ())]


def _told(case: Case) -> str:
    return "；".join(f"事项 {lack.item}：{lack.material}" for lack in case.missing)


def _correct(case: Case, order: say.SupplementMaterials, moment: Moment) -> Sequence[Event]:
    case.may("correct")
    by = "applicant"
    for item in order.corrections if order.by == "agent" else ():
        by = case.mandated(order.agent, "代为提交补正", moment, item)
    closed = [item for item in order.corrections if str(item) not in case.corrections]
    if closed:
        waiting = "、".join(case.corrections) or "无"
        raise refuse("corrections", f"事项 {'、'.join(map(str, closed))} 没有待补正的要求", f"待补正事项：{waiting}")
    case.corrections = {item: points for item, points in case.corrections.items() if int(item) not in order.corrections}
    case.correction_since = {item: at for item, at in case.correction_since.items() if item in case.corrections}
    return case.said(by, say.CorrectionSubmitted(items=order.corrections, note=order.note))


def go_on(case: Case, act: str, moment: Moment) -> Sequence[Event]:
    """Nothing is missing any more: wait for the mandate or the visit, or be accepted."""
    to = _complete(case)
    case.moved(act, to)
    return accepted(case, act, moment) if to is CaseState.IN_PROGRESS else []


def taken_up(case: Case, act: str, to: CaseState, moment: Moment) -> Sequence[Event]:
    """The case is to stand there again; farther on, if what it waited for there stands in the way no more."""
    if to in (CaseState.AWAITING_MATERIALS, CaseState.AWAITING_MANDATE) and not case.missing:
        return go_on(case, act, moment)
    case.moved(act, to)
    return []


def lacks_again(case: Case, moment: Moment) -> Sequence[Event]:
    """A promise was broken before acceptance: what was promised is missing, and told."""
    if case.accepted_at or not case.missing:
        return []
    case.notified_at = moment.now
    if case.suspension and case.suspension.state is not CaseState.CHECKING:
        case.suspension = case.suspension.model_copy(update={"state": CaseState.AWAITING_MATERIALS})
    elif case.state in (CaseState.AWAITING_MANDATE, CaseState.AWAITING_VISIT):
        case.moved("break", CaseState.AWAITING_MATERIALS)
    return case.said("clock", say.DeficiencyNotified(missing=case.missing))


def _complete(case: Case) -> CaseState:
    if case.application.service == "accompany":
        return CaseState.AWAITING_VISIT
    in_force = case.mandate is not None and case.mandate.state is MandateState.IN_FORCE
    return CaseState.IN_PROGRESS if in_force else CaseState.AWAITING_MANDATE


def accepted(case: Case, act: str, moment: Moment) -> list[Event]:
    """受理: routing may begin; where the law deems it accepted, from receipt. Who signs the mandate later is accepted then."""
    case.accepted_at = case.received_at.isoformat() if act == "deem" else moment.iso
    fact = say.CaseAccepted(
        application=case.application,
        agent=case.agent,
        accepted_at=case.accepted_at,
        files=case.files,
        promises=tuple(each.promise for each in case.promises if each.state == "open"),
        deemed=case.deemed,
    )
    return case.said("clock" if case.deemed else "window", fact)


def may_add(case: Case, agent: str | None, moment: Moment) -> str:
    """Does the case still take items, from this agent? Only while departments work on it. Errors: WrongState, Refused."""
    if case.state is not CaseState.IN_PROGRESS:
        later = "请为这些事项另行提交一份申请（submit）"
        raise WrongState(case, "增办事项", later if case.accepted_at else f"{case.next_step}；受理后即可增办")
    return case.mandated(agent, "增办事项", moment) if case.mandate else "applicant"


def add(
    case: Case, order: say.AddItems, application: Application, listed: materials.Ledger, moment: Moment
) -> Sequence[Event]:
    """Items join the case under a supplement to the mandate; `application` is complete with them, `listed` are theirs."""
    by = may_add(case, order.agent, moment)
    case.signature(order.signed_by, "hand", None, moment)
    case.application = application
    case.materials = (*case.materials, *listed)
    if case.mandate:
        stages = tuple(dict.fromkeys((*case.mandate.stages, *application.stages))) if case.mandate.stages else ()
        case.mandate = case.mandate.model_copy(update={"items": application.items, "stages": stages})
    added = say.ItemsAdded(
        items=order.items, application=application, files=case.files, signed_by=order.signed_by, at=moment.iso
    )
    return case.said(by, added)
