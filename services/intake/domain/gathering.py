"""What routing tells of the departments' work, up to the results that lie at the window."""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.intake.domain.case import Case
from services.intake.domain.closing import close_when_over
from services.intake.domain.moment import Moment
from services.intake.domain.states import ENDING, CaseState
from shared.contracts import intake as say
from shared.contracts import routing
from shared.contracts.base import Event
from shared.contracts.common import ItemState
from shared.contracts.evaluation import ResultRevoked
from shared.contracts.intake import IntakeEvent, ItemResult
from shared.contracts.interruptions import FormCancelled

LIGHTS = ("", "yellow", "red", "overdue")


def routed(case: Case, lead_department_name: str) -> Sequence[Event]:
    """Routing has found the lead department."""
    case.lead_department_name = lead_department_name
    return []


def assigned(case: Case, item: int, address: str, at: datetime) -> Sequence[Event]:
    """A department has the item. News has no order between replicas, so what was said earlier changes nothing."""
    if item not in case.decided and at >= case.assigned_at.get(str(item), at):
        case.departments = case.departments | {str(item): address}
        case.assigned_at = case.assigned_at | {str(item): at}
    return []


def handed_over(case: Case, item: int, holder: str) -> Sequence[Event]:
    """Another centre holds the item; whoever had it where it left has nothing to do with it any more.

    The receiver's own department stays: replicas may hear of it before they hear of the hand-over.
    """
    case.holders = case.holders | {str(item): holder}
    if not case.departments.get(str(item), "").startswith(f"{holder}."):
        case.departments = _without(case.departments, item)
    return []


def recalled(case: Case, item: int) -> Sequence[Event]:
    """The item was taken back: its department and its holder have nothing to do with it any more, nor with its files."""
    case.departments, case.holders = _without(case.departments, item), _without(case.holders, item)
    return failed(case, item)


def failed(case: Case, item: int) -> Sequence[Event]:
    """The item has come to an end without an approval: what was promised for it is nothing to anybody any more."""
    case.promises = tuple(
        each.model_copy(update={"state": "void"}) if each.promise.item == item and each.state == "open" else each
        for each in case.promises
    )
    return ended(case, item)


def _without(having: dict[str, str], item: int) -> dict[str, str]:
    return {key: address for key, address in having.items() if key != str(item)}


def ended(case: Case, item: int) -> Sequence[Event]:
    """The item has come to an end with its department: nothing of it burns any more, and nothing is to be corrected."""
    case.decided = (*case.decided, item) if item not in case.decided else case.decided
    case.lights = {key: light for key, light in case.lights.items() if key.partition("/")[0] != str(item)}
    case.corrections = {key: points for key, points in case.corrections.items() if key != str(item)}
    return []


def lit(case: Case, fact: routing.DeadlineLit) -> Sequence[Event]:
    """A light of a department's limit, for the lists; one that is heard after a later one changes nothing."""
    key, at = f"{fact.item}/{fact.limit}", datetime.fromisoformat(fact.at)
    if fact.item not in case.decided and at >= case.lit_at.get(key, at):
        case.lights = case.lights | {key: fact.light}
        case.lit_at = case.lit_at | {key: at}
    return []


def correction_requested(case: Case, item: int, points: Collection[str], moment: Moment) -> Sequence[Event]:
    """A department wants a correction; the applicant may now supply it. What has ended asks for none any more."""
    if item in (*case.decided, *case.withdrawn):
        return []
    case.corrections = case.corrections | {str(item): tuple(points)}
    case.correction_since = case.correction_since | {str(item): moment.now}
    return []


def gather(case: Case, results: tuple[ItemResult, ...], place: int, moment: Moment) -> Sequence[Event]:
    """All items are decided: the results lie at the window, or what had to be given back has been.

    Results that leave an item out were sent before routing knew that it had been added: the case goes on, and
    routing will send them again with the added ones. Those that come while the case is suspended wait for its end.
    `place` orders what replicas hear without order: what was said before the results that are on file changes nothing.
    """
    if place < case.results_place:
        return []
    case.results_place = place
    if case.state not in (CaseState.IN_PROGRESS, CaseState.SUSPENDED, *ENDING):
        return _changed(case, results)
    decided = {result.item for result in results}
    case.corrections = {item: points for item, points in case.corrections.items() if int(item) not in decided}
    if not decided.issuperset(case.application.items):
        return []
    case.results = results
    return ready(case, "give-back" if case.state in ENDING else "gather", moment)


def ready(case: Case, act: str, moment: Moment) -> Sequence[Event]:
    """Put what came out where it can be fetched, if everything has come and nothing stands in the way."""
    if not case.results or case.state not in (CaseState.IN_PROGRESS, *ENDING):
        return []
    if case.ended and not any(result.document or ItemState(result.state).passed for result in case.results):
        case.moved(act, CaseState.CLOSED)
        return case.closed(case.ended, "clock", moment)
    case.moved(act, CaseState.RESULTS_READY)
    # 送达 counts from the decision (行政许可法 第四十四条), the last one: 审批结果一次性送至申请人 (seed 002).
    decided = [datetime.fromisoformat(result.decided_at) for result in case.results if result.decided_at]
    case.results_at = min(max(decided, default=moment.now), moment.now)
    gathered = say.ResultsGathered(results=case.results, delivery=case.application.delivery.method)
    return case.said("department", *void(case, "各事项已有办理结果"), gathered)


def void(case: Case, reason: str) -> list[IntakeEvent]:
    """A 中止单 or 终止单 that was not in effect yet has been overtaken."""
    form, case.form = case.form, None
    return [FormCancelled(document=form.document, number=form.number, reason=reason)] if form else []


def _changed(case: Case, results: tuple[ItemResult, ...]) -> Sequence[Event]:
    """Said again after a decision was withdrawn: what is on file follows; the withdrawal itself is told by `revoked`."""
    if case.results and case.open:
        case.results = results
    return []


def revoked(case: Case, item: int, item_name: str, reason: str, moment: Moment) -> Sequence[Event]:
    """A department has withdrawn its decision (行政许可法 第六十九条)."""
    case.revoking = {key: since for key, since in case.revoking.items() if key != str(item)}
    if not case.results or not case.open:
        return []
    delivered = case.delivered_at is not None
    fact = ResultRevoked(item=item, item_name=item_name, delivered=delivered, reason=reason, at=moment.iso)
    return [*case.said("department", fact), *close_when_over(case, "department", moment)]
