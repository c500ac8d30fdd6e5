"""Which of intake's facts somebody waits for, and what is told of them."""

from collections.abc import Iterator, Sequence
from typing import Any

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, Exact, tell
from services.notify.domain.known import Known
from services.notify.domain.naming import named
from shared.contracts import intake
from shared.contracts.common import ItemState
from shared.contracts.intake import Missing


def received(fact: intake.CaseSubmitted, known: Known, _desk: Desk) -> Iterator[Draft]:
    """The applicant learns the case number."""
    yield tell("applicant", "received", submitted_at=fact.submitted_at, items=len(known.items))


def deficiency(fact: intake.DeficiencyNotified, _known: Known, desk: Desk) -> Iterator[Draft]:
    """Everything that is missing, told once (一次性告知, 行政许可法 第三十二条)."""
    yield tell("applicant", "deficiency", **_lacks(fact.missing, desk))


def supplemented(fact: intake.MaterialsSupplemented, known: Known, desk: Desk) -> Iterator[Draft]:
    """What was brought has arrived; nothing, or what, is still missing."""
    if fact.complete:
        yield tell("applicant", "complete", mandated=known.mandated)
    else:
        yield tell("applicant", "supplemented", f"supplemented:{known.round('supplemented')}", **_lacks(known.missing, desk))


def mandated(fact: intake.MandateSigned, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """委托协议 is in force, and who the agent is."""
    yield tell("applicant", "mandate", signed_at=fact.signed_at, agent=fact.agent.title, items=len(fact.items))


def agent_changed(fact: intake.AgentAssigned, known: Known, _desk: Desk) -> Iterator[Draft]:
    """No silent change of the named agent: under a mandate, another one is told."""
    if known.mandated and known.agent_before != fact.agent.id:
        yield tell("applicant", "agent-changed", f"agent:{known.round('agent')}", agent=fact.agent.title)


def accepted(fact: intake.CaseAccepted, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """The limits run from here."""
    yield tell("applicant", "accepted", accepted_at=fact.accepted_at, agent=fact.agent.title)


def items_added(fact: intake.ItemsAdded, known: Known, desk: Desk) -> Iterator[Draft]:
    """What was added with the applicant's consent, and that the same agent sees to it."""
    words = [named(item, desk).words for item in fact.items]
    reason = f"items-added:{known.round('items-added')}"
    yield tell("applicant", "items-added", reason, matters=words, total=len(known.items), at=fact.at)


def results_ready(fact: intake.ResultsGathered, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """The results lie at the window, to be collected or posted."""
    passed = sum(ItemState(result.state).passed for result in fact.results)
    yield tell("applicant", "results-ready", delivery=fact.delivery, passed=passed, total=len(fact.results))


def dispatched(fact: intake.ResultDispatched, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """The postal address stays out of the text: the recipient knows it, and others may read the notice."""
    yield tell("applicant", "dispatched", tracking_number=Exact(fact.tracking_number))


def delivered(fact: intake.ResultDelivered, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """The results are in hand."""
    values = {"method": fact.method, "received_by": fact.received_by, "delivered_at": fact.delivered_at}
    yield tell("applicant", "delivered", **values)


def completed(fact: intake.CaseCompleted, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """The last notice of a case; the archive waits for exactly this one before it closes the dossier."""
    yield tell("applicant", "completed", outcome=fact.outcome, completed_at=fact.completed_at)


def _lacks(missing: Sequence[Missing], desk: Desk) -> dict[str, Any]:
    """Missing materials by item, in order; of a restricted item only that something is to be clarified in person."""
    by_item: dict[str, list[Missing]] = {}
    withheld = False
    for lack in missing:
        matter = desk.matter(lack.item, lack.item_name)
        withheld = withheld or matter.hidden
        if not matter.hidden:
            by_item.setdefault(matter.words, []).append(lack)
    lacks = [{"matter": words, "materials": materials} for words, materials in by_item.items()]
    return {"lacks": lacks, "withheld": withheld}
