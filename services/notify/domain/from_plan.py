"""What is told when the agency plan moves: the end of the whole case, and nothing else."""

from collections.abc import Iterator

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, tell
from services.notify.domain.known import Known
from services.notify.domain.recurring import end_moved
from shared.contracts import plan


def revised(fact: plan.PlanRevised, known: Known, _desk: Desk) -> Iterator[Draft]:
    """The applicant learns of another last day; a line that moves within the plan moves nothing for the applicant."""
    move = end_moved(fact)
    if move and move.before and move.after:
        later, reason = move.after > move.before, f"plan:{known.round('plan')}"
        values = {"before": move.before, "finish": move.after, "later": later, "grounds": fact.reason}
        yield tell("applicant", "plan-revised", reason, **values)
