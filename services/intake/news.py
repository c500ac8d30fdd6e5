"""What a fact of routing means to the case file that it is about."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from services.intake.domain import gathering
from services.intake.domain.case import Case
from services.intake.domain.moment import Moment
from shared.contracts import routing, transfers
from shared.contracts.base import Event

Meaning = Callable[[Any, Case, Moment, int], Sequence[Event]]

MEANINGS: Final[Mapping[type[Event], Meaning]] = {
    routing.CaseRouted: lambda news, case, _, __: gathering.routed(case, news.lead_department_name),
    routing.TaskAssigned: lambda news, case, _, __: gathering.assigned(
        case, news.item, f"{news.region}.{news.department}", datetime.fromisoformat(news.at)
    ),
    transfers.TransferAccepted: lambda news, case, _, __: gathering.handed_over(case, news.item, news.offer.receiver),
    routing.CorrectionRequested: lambda news, case, now, _: gathering.correction_requested(case, news.item, news.points, now),
    routing.DeadlineLit: lambda news, case, _, __: gathering.lit(case, news),
    routing.ItemApproved: lambda news, case, _, __: gathering.ended(case, news.item),
    routing.ItemRefused: lambda news, case, _, __: gathering.failed(case, news.item),
    routing.ItemNotHandled: lambda news, case, _, __: gathering.failed(case, news.item),
    routing.ItemRecalled: lambda news, case, _, __: gathering.recalled(case, news.item),
    routing.ItemRevoked: lambda news, case, now, _: gathering.revoked(case, news.item, news.item_name, news.reason, now),
    routing.CaseDecided: lambda news, case, now, place: gathering.gather(case, news.results, place, now),
}
"""Of all other facts nothing follows here."""


def meaning(news: Event, sequence: int) -> Callable[[Case, Moment], Sequence[Event]] | None:
    """What is to be done with the case; None: nothing. `sequence` is the fact's place among what routing has said of it."""
    found = MEANINGS.get(type(news))
    if found is None:
        return None

    def decide(case: Case, moment: Moment) -> Sequence[Event]:
        case.sign_of_life = moment.now
        return found(news, case, moment, sequence)

    return decide
