"""Which facts of results, delivery and the end of a case somebody waits for (事项代办结果交付通知单, seed 004 附件2)."""

from collections.abc import Iterator

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, Exact, tell
from services.notify.domain.known import Known
from services.notify.domain.naming import free, materials_told, numbered, words_withheld
from shared.contracts import evaluation, intake
from shared.contracts.common import ItemState
from shared.contracts.intake import ItemResult


def results_ready(fact: intake.ResultsGathered, known: Known, desk: Desk) -> Iterator[Draft]:
    """The results lie at the window, to be collected, posted or brought."""
    lines = [_line(result, known, desk) for result in fact.results]
    values = {"delivery": fact.delivery, "passed": known.passed, "total": len(fact.results), "results": lines}
    yield tell("applicant", "results-ready", numbered("results-ready", known), **values)


def dispatched(fact: intake.ResultDispatched, known: Known, _desk: Desk) -> Iterator[Draft]:
    """The postal address stays out of the text: the recipient knows it, and others may read the notice."""
    values = {"tracking_number": Exact(fact.tracking_number), "again": known.round("dispatched") > 1}
    yield tell("applicant", "dispatched", numbered("dispatched", known), **values)


def lost(fact: evaluation.ResultLost, known: Known, desk: Desk) -> Iterator[Draft]:
    """The letter did not arrive: the agent sees to it that they are delivered again."""
    values = {"tracking_number": Exact(fact.tracking_number), "grounds": free(fact.reason, known, desk)}
    for recipient in ("applicant", "agent"):
        yield tell(recipient, "result-lost", numbered("lost", known), **values)


def revoked(fact: evaluation.ResultRevoked, known: Known, desk: Desk) -> Iterator[Draft]:
    """A decision was withdrawn (行政许可法 第六十九条); its document is to be brought back."""
    matter = desk.matter(fact.item, fact.item_name)
    values = {"matter": matter.words, "grounds": matter.tell(fact.reason), "delivered": fact.delivered, "at": fact.at}
    for recipient in ("applicant", "agent"):
        yield tell(recipient, "result-revoked", numbered("result-revoked", known), **values)


def delivered(fact: intake.ResultDelivered, known: Known, desk: Desk) -> Iterator[Draft]:
    """The results are in hand: how it went, when and how they came, what was handed back."""
    yield tell(
        "applicant",
        "delivered",
        numbered("delivered", known),
        method=fact.method,
        received_by=fact.received_by,
        delivered_at=fact.delivered_at,
        passed=known.passed,
        total=known.total,
        returned=materials_told(fact.returned, known, desk),
        withheld=bool(fact.returned) and words_withheld(known, desk),
        ended=known.ended,
    )


def completed(fact: intake.CaseCompleted, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """办结单 is signed; evaluation follows."""
    yield tell("applicant", "completed", outcome=fact.outcome, completed_at=fact.completed_at)


def closed(fact: intake.CaseClosed, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """The last notice of a case; the archive waits for exactly this one before it closes the dossier."""
    yield tell("applicant", "closed", outcome=fact.outcome, evaluated=fact.evaluated, closed_at=fact.closed_at)


def _line(result: ItemResult, known: Known, desk: Desk) -> dict[str, object]:
    """One item of the 办理情况概述; of a restricted one only that it is decided."""
    matter = desk.matter(result.item, result.item_name)
    state = matter.tell(ItemState(result.state).label) or "已有办理结果"
    conditions = [] if matter.hidden or words_withheld(known, desk) else list(result.conditions)
    return {"matter": matter.words, "state": state, "document": Exact(matter.tell(result.document)), "conditions": conditions}
