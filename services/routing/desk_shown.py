"""What the desk of a centre is shown: items offered to it, offered by it, returned to it, and held by it for others."""

from services.routing import shown
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from services.routing.refusals import AUTHORITY
from services.routing.told import Json, at


def desk(centre: str, routes: list[Route], limit: int) -> Json:
    """What a centre's desk has to do with: offered to it, offered by it, returned to it, held by it for others."""
    offers = [(it, task, task.offered) for it in routes for task in it.tasks.values() if task.offered]
    back = [(it, task) for it in routes for task in it.tasks.values() if _came_back(centre, task)]
    return {
        "to_us": [shown.line(it, task, offer) for it, task, offer in offers if offer.offer.receiver == centre],
        "by_us": [shown.line(it, task, offer) for it, task, offer in offers if offer.offer.giver == centre],
        "returned": [shown.line(it, task, task.transfers[-1]) | {"again_at": at(task.offer_again_at)} for it, task in back],
        "held": [
            _held(it, task, centre) for it in routes for task in it.tasks.values() if it.centre != centre and _holds(centre, task)
        ],
        "next": routes[-1].id if len(routes) == limit else None,
    }


def _came_back(centre: str, task: Task) -> bool:
    """This centre offered the item, got it back, and has to act: or the ladder has, after the second time."""
    waits = task.idle and (task.offer_again_at or task.stuck)
    return bool(waits and task.transfers and task.transfers[-1].offer.giver == centre)


def _holds(centre: str, task: Task) -> bool:
    """The item is there, or was submitted from there to the authority above the bus, and has not ended."""
    if task.state.ended:
        return False
    with_the_authority = task.custody.holder == task.submit_to and task.plan.holder == centre
    return task.custody.holder == centre or with_the_authority


def _held(it: Route, task: Task, centre: str) -> Json:
    holding = next(each for each in reversed(task.custody.holdings) if each.holder == centre)
    return {
        "case_number": it.id,
        "centre": it.centre,
        "centre_name": it.centre_name,
        "item": task.plan.item,
        "item_name": it.name_of(task),
        "since": holding.since.isoformat(),
        "signed_over_by": holding.signed_over_by,
        "state": task.state,
        "state_name": shown.state_name(task),
        "department": "" if task.restricted else task.address,
        "department_name": AUTHORITY if task.restricted else task.plan.department_name,
        "promised": task.due.promised,
        "legal": task.due.legal,
        "submit_to": task.submit_to,
    }
