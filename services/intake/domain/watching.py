"""Who has to do what by when, in every state (待办); and what follows when nobody does."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from services.intake.domain.machine import RUNNING
from services.intake.domain.mandate import MandateState
from services.intake.domain.materials import originals_held, restricted_items
from services.intake.domain.states import ENDING, CaseState
from shared.clock import CHINA, Term
from shared.contracts.common import RESTRICTED_NAME
from shared.duties import Duty, Terms, Wanted

if TYPE_CHECKING:
    from services.intake.domain.case import Case

QUIET: Final = frozenset({"remind", "evaluate"})
"""Invited once, reminded once: their lights are told to nobody."""
GRADE: Final = {
    "verify": ("verify-grade", ("section_head", "vice_head"), "verify_grade"),
    "rectify": ("rectify", ("section_head",), "rectify"),
    "revisit": ("revisit", ("section_head",), "revisit"),
}


def wanted(case: "Case", terms: Terms) -> Iterator[Wanted]:
    """The duties of the state, and of everything that is open beside it. None only of a closed case."""
    if case.state is CaseState.CLOSED:
        return
    for each in _of_everything(case, terms):
        yield each if each.key == "term" else each._replace(pauses=case.pauses)


def _of_everything(case: "Case", terms: Terms) -> Iterator[Wanted]:
    yield from _of_state(case, terms)
    yield from _of_form(case, terms)
    yield from _of_promises(case, terms)
    yield from _of_mandate(case)
    yield from _of_changes(case, terms)
    if originals_held(case.materials) and (case.delivered_at or case.state in (*ENDING, CaseState.SUSPENDED)):
        since = case.delivered_at or _since(case)
        yield Wanted("originals", "return-originals", ("agent",), terms["return_originals"], since, repeats=True)


def _since(case: "Case") -> datetime:
    """When the state began, as far as the case knows."""
    if case.suspension:
        return case.suspension.since
    return datetime.fromisoformat(case.accepted_at) if case.accepted_at else case.received_at


def _last_sign(case: "Case") -> datetime:
    """When the departments were last heard of, or the agent last looked."""
    return max(case.sign_of_life or _since(case), _since(case))


def _of_state(case: "Case", terms: Terms) -> Iterator[Wanted]:
    received = case.received_at
    match case.state:
        case CaseState.GUIDING:
            yield Wanted("guide", "guide", ("agent",), terms["guide"], received, repeats=True)
        case CaseState.CHECKING:
            yield Wanted(f"check{case.round}", "check", ("window", "agent"), terms["check"], received)
            yield Wanted(f"deem{case.round}", "check", ("window", "agent"), terms["deemed_acceptance"], received)
        case CaseState.AWAITING_MATERIALS:
            since = case.notified_at or received
            yield Wanted("supplement", "supplement", ("applicant",), terms["supplement"], since, repeats=True)
        case CaseState.AWAITING_MANDATE:
            yield Wanted("mandate", "sign-mandate", ("applicant", "agent"), terms["sign_mandate"], received, repeats=True)
        case CaseState.AWAITING_VISIT:
            yield Wanted("visit", "visit", ("agent",), terms["visit"], received, repeats=True)
        case CaseState.IN_PROGRESS:
            yield Wanted("follow", "follow-up", ("agent",), terms["follow_up"], _last_sign(case), repeats=True)
            for item in case.corrections:
                about, since = _named(case, int(item)), case.correction_since[item]
                yield Wanted(f"correct{item}", "correct", ("applicant",), terms["correction"], since, repeats=True, about=about)
        case CaseState.SUSPENDED:
            act = "resume" if resumable(case) else "sign-mandate"
            yield Wanted("suspension", act, ("applicant", "agent"), terms["suspension"], _since(case))
        case CaseState.TERMINATED | CaseState.WITHDRAWN:
            yield Wanted("give-back", "follow-up", ("agent",), terms["follow_up"], _last_sign(case), repeats=True)
        case _:
            yield from _of_results(case, terms)


def _of_results(case: "Case", terms: Terms) -> Iterator[Wanted]:
    match case.state:
        case CaseState.RESULTS_READY if case.results_at:
            yield Wanted(f"deliver{len(case.letters)}", "deliver", ("agent", "window"), terms["delivery"], case.results_at)
            later = terms["follow_up"]
            yield Wanted(f"collect{len(case.letters)}", "deliver", ("agent",), later, case.results_at, repeats=True)
        case CaseState.DISPATCHED:
            number = len(case.letters)
            sent = case.letters[-1].dispatched_at
            yield Wanted(f"receipt{number}", "confirm-receipt", ("agent",), terms["receipt"], sent, repeats=True)
        case CaseState.DELIVERED | CaseState.GUIDED:
            since = case.delivered_at or case.received_at
            signed = {each.party for each in case.completion}
            missing = tuple(party for party in ("applicant", "agent") if party not in signed)
            yield Wanted("completion", "sign-completion", missing, terms["sign_completion"], since, repeats=True)
        case CaseState.COMPLETED:
            yield from _of_evaluation(case, terms)


def _of_evaluation(case: "Case", terms: Terms) -> Iterator[Wanted]:
    invited = case.invited_at or case.received_at
    if not case.evaluation_over:
        if not case.reminded:
            yield Wanted("remind", "evaluate", ("applicant",), terms["evaluation_reminder"], invited)
        yield Wanted("evaluate", "evaluate", ("applicant",), terms["evaluation"], invited)
    if not case.appraised and not case.appraisal_over and case.results:
        yield Wanted("appraise", "appraise", ("agent",), terms["appraisal"], invited)
    for item, since in case.revoking.items():
        about = _named(case, int(item))
        yield Wanted(f"revoke{item}", "follow-up", ("section_head", "department"), terms["revoking"], since, about=about)
    bad = case.bad_grade
    if bad and bad.stage != "done":
        act, actors, term = GRADE[bad.stage]
        yield Wanted(f"grade-{bad.stage}", act, actors, terms[term], bad.since, repeats=True)


def _of_form(case: "Case", terms: Terms) -> Iterator[Wanted]:
    form = case.form
    if form is None:
        return
    other = ("agent",) if form.proposed_by == "applicant" else ("applicant",)
    missing = tuple(party for party in (form.proposed_by, *other) if party not in {each.party for each in form.signatures})
    theirs = form.proposed_by == "applicant"
    yield Wanted(form.number, f"sign-{form.document}", missing, terms["sign_form"], form.drawn_at, repeats=not theirs)


def _of_promises(case: "Case", terms: Terms) -> Iterator[Wanted]:
    for each in case.promises if not case.ended and not case.suspension else ():
        if each.state != "open":
            continue
        checked = each.promise.kind == "commitment"
        actors = ("window", "agent") if checked else ("applicant",)
        term = terms["commitment_check"] if checked else agreed(each.promise.due, each.made_at)
        about = _named(case, each.promise.item, each.promise.material)
        yield Wanted(each.promise.promise_id, "keep-promise", actors, term, each.made_at, repeats=checked, about=about)


def _named(case: "Case", item: int, material: str = "") -> str:
    """What a duty is about, for anyone; of a restricted item neither number nor material."""
    if item in restricted_items(case.materials):
        return RESTRICTED_NAME
    return f"事项 {item}：{material}" if material else f"事项 {item}"


def agreed(due: str, since: datetime) -> Term:
    """A limit that is a day agreed upon, so it is told in calendar days."""
    days = (datetime.fromisoformat(due).date() - since.date()).days
    return Term(what="容缺材料补交期限", days=days, unit="calendar", basis="容缺受理承诺书", mark="sourced")


def _of_mandate(case: "Case") -> Iterator[Wanted]:
    mandate = case.mandate
    running = case.state in (*RUNNING, CaseState.SUSPENDED)
    if mandate and mandate.state is MandateState.IN_FORCE and mandate.until and mandate.signed_at and running:
        signed = datetime.fromisoformat(mandate.signed_at).astimezone(CHINA)
        days = (mandate.until - signed.date()).days
        term = Term(what="委托期限", days=days, unit="calendar", basis="代办委托协议", mark="sourced")
        yield Wanted("term", "renew-mandate", ("applicant", "agent"), term, signed)


def _of_changes(case: "Case", terms: Terms) -> Iterator[Wanted]:
    for change, since in case.changes.items():
        actors = ("applicant",) if change == "agent" else ("agent",)
        yield Wanted(f"confirm-{change}", "confirm-change", actors, terms["confirm"], since, repeats=True)


def pressing(case: "Case") -> list[Duty]:
    """What is to be done now. A mandate's last day is nothing to be done about until its light is on."""
    return [duty for key, duty in case.duties.items() if key not in QUIET and (key != "term" or duty.lit)]


def resumable(case: "Case") -> bool:
    """A case that departments work on for an agent goes on only under a mandate."""
    suspension, mandate = case.suspension, case.mandate
    signed = mandate is None or mandate.state is MandateState.IN_FORCE
    return suspension is not None and (signed or suspension.state is not CaseState.IN_PROGRESS)


def idle(case: "Case") -> set[str]:
    """Acts for which there is nothing to be done at the moment, though the state would allow them."""
    form = case.form.document if case.form else ""
    stage = case.bad_grade.stage if case.bad_grade else ""
    in_force = case.mandate is not None and case.mandate.state is MandateState.IN_FORCE
    there = {
        "keep-promise": any(each.state == "open" for each in case.promises),
        "return-originals": bool(originals_held(case.materials)),
        "sign-suspension": form == "suspension",
        "sign-termination": form == "termination",
        "cancel-form": bool(form),
        "suspend": not form,
        "terminate": not form,
        "correct": bool(case.corrections),
        "sign-mandate": not in_force,
        "renew-mandate": in_force,
        "revoke-mandate": in_force,
        "resume": not case.suspension or resumable(case),
        "verify-grade": stage == "verify",
        "rectify": stage == "rectify",
        "revisit": stage == "revisit",
        "appraise": not case.appraised,
    }
    return {act for act, wanted in there.items() if not wanted}
