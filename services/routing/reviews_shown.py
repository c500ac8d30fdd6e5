"""A review (会商) of a route and the agenda of a meeting, for people and programs; joint_review tells what is said in them."""

from services.routing.domain import veil
from services.routing.domain.agenda import Agenda
from services.routing.domain.review import Review
from services.routing.domain.reviewing import holder_of
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from services.routing.told import Json


def review(of: Route, it: Review) -> Json:
    """What was asked for, how far it is, and the items that can't be approved for its sake."""
    call = it.call
    parties = {name: [veil.told(of, one) for one in getattr(call, name)] for name in ("mandatory", "advisory", "observers")}
    return {
        "review_id": it.review_id,
        "kind": call.kind,
        "template": call.template,
        "cause": call.cause,
        "subject": call.subject,
        "state": it.state,
        "state_name": it.state.label,
        "outcome": it.outcome,
        "withdrawn": it.withdrawn,
        "convener": veil.told(of, call.convener),
        **parties,
        "task_id": call.task_id,
        "items": list(call.items),
        "holds": [task.plan.item for task in of.tasks.values() if _holds(of, it, task)],
        "edition": it.edition,
        "papers": [paper.model_dump() for paper in call.papers],
        "needed": list(call.needed),
        "form": call.form,
        "at": call.at,
        "place": call.place,
        "meeting_id": call.meeting_id,
        "called_by": call.called_by,
    }


def _holds(of: Route, it: Review, task: Task) -> bool:
    holder = None if task.restricted or task.state.ended else holder_of(of, task.plan.item)
    return holder is not None and holder.review_id == it.review_id


def meeting(it: Agenda) -> Json:
    """A meeting as it was called."""
    return {
        "meeting_id": it.id,
        "kind": it.kind,
        "template": it.template,
        "subject": it.subject,
        "convener": it.convener,
        "form": it.form,
        "at": it.at,
        "place": it.place,
        "called_by": it.called_by,
        "agenda": [point.model_dump() for point in it.points],
    }
