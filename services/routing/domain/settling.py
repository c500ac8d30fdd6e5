"""When a matter needs no resolution any more: what it was about has ended by itself."""

from typing import Final

from services.routing.domain.lights import delay_of
from services.routing.domain.matter import Matter, MeasureState
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from services.routing.domain.transfer import OfferState
from shared.contracts.matters import Measure, Trigger

DISPUTES: Final[frozenset[Trigger]] = frozenset({"departments_disagree", "review_without_conclusion"})
"""Troubles over whose an item is."""

ABOUT_THE_HANDLER: Final[frozenset[Trigger]] = DISPUTES | {"handover_refused_twice", "handover_overdue"}
"""Troubles that are over as soon as a resolution, of whatever matter, has given the item to a department."""


RESOLUTION: Final = "resolution_overdue/"
"""What the cause begins with that a resolution of a review is which is not done in time; its id follows."""


def dispute(trigger: Trigger, review_id: str) -> str:
    """The cause that a review is which has not settled its matter."""
    return f"{trigger}/{review_id}"


def resolved(route: Route, review_id: str) -> bool:
    """Has a rung resolved what that review has not settled?"""
    causes = {dispute(trigger, review_id) for trigger in DISPUTES}
    return any(matter.cause in causes and matter.resolution for matter in route.matters.values())


def cause_of(measure: Measure) -> str:
    """The cause that a measure which is not done in time is."""
    return f"measure_overdue/{measure.measure_id}"


def over(route: Route, matter: Matter) -> str:
    """Why an open matter needs no resolution any more; empty: it does."""
    if matter.trigger == "measure_overdue":  # followed until it is done, however the item and the case end
        return "" if _still_open(route, matter.cause) else "议定事项已落实"
    if matter.trigger == "resolution_overdue":  # likewise
        done = {each for review in route.reviews.values() for each in review.settled}
        return "会商议定事项已落实，或已不需办理" if matter.cause.removeprefix(RESOLUTION) in done else ""
    if matter.trigger == "complaint_upheld":  # what went wrong is to be put right all the same
        return ""
    if route.over:
        return route.over
    task = route.tasks.get(matter.task_id or "")
    return _item_goes_on(route, matter, task) if task else ""


def ended(task: Task) -> str:
    """How the item has ended, as a sentence."""
    return f"事项已{task.state.label.removeprefix('已')}"


def _item_goes_on(route: Route, matter: Matter, task: Task) -> str:
    """Why the item that an open matter is about needs no resolution any more; empty: it does."""
    if task.state.ended:
        return ended(task)
    if matter.trigger in {"overdue", "red_light"} and matter.cause != delay_of(matter.trigger, task):
        return "已改由其他部门承办，或已转报"
    if matter.trigger in ABOUT_THE_HANDLER and task.bound:
        return "承办部门已由议定事项确定"
    if matter.trigger == "handover_overdue" and matter.cause.partition("/")[2] not in _waiting(route, task.task_id):
        return "转办件已接收、退回或撤回"
    return "转办件已接收" if matter.trigger == "handover_refused_twice" and not task.returned else ""


def _waiting(route: Route, task_id: str) -> set[str]:
    offers = route.tasks[task_id].transfers
    return {each.offer.transfer_id for each in offers if each.state is OfferState.OFFERED}


def _still_open(route: Route, cause: str) -> bool:
    return any(
        each.state is MeasureState.OPEN and cause_of(each.measure) == cause
        for matter in route.matters.values()
        for each in matter.measures
    )
