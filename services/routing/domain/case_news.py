"""What intake says of a case under way: that it stands, goes on, ends, and what the applicant has promised."""

from collections.abc import Sequence
from datetime import datetime

from services.routing.domain import closing, pledging, stopping, withdrawing
from services.routing.domain.route import Route
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts import interruptions, materials
from shared.contracts.intake import CaseClosed, CaseCompleted, IntakeEvent


def heard(route: Route, news: IntakeEvent, now: datetime, times: Times) -> Sequence[Said]:
    """What follows of it for the route. Errors: ItemNotPlaced, where it is about an item that is still to come."""
    match news:
        case interruptions.CaseSuspended():
            return stopping.suspend(route, news, now, times)
        case interruptions.CaseResumed():
            return stopping.resume(route, news, now, times)
        case interruptions.CaseTerminated():
            return withdrawing.terminate(route, news, now, times)
        case interruptions.ItemsWithdrawn():
            return withdrawing.withdraw(route, news, now, times)
        case materials.PromiseMade():
            return pledging.made(route, news)
        case materials.PromiseKept():
            return pledging.kept(route, news)
        case materials.PromiseBroken():
            return pledging.broken(route, news, now, times)
        case CaseCompleted():
            return closing.complete(route)
        case CaseClosed():
            return closing.close(route)
        case _:
            return []
