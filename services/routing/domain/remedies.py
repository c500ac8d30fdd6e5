"""What the applicant may do against a refusal (救济途径): told with the decision (行政许可法 第三十八条第二款)."""

from services.routing.domain.task import Task
from shared.clock.statutes import LITIGATION, STATUTES
from shared.contracts.routing import Remedy
from shared.regions import Level, ancestors, region

RECONSIDERATION = STATUTES["administrative_reconsideration"]
COURT = "有管辖权的人民法院"


def remedies(task: Task, reconsideration_to: str = "") -> tuple[Remedy, ...]:
    """Reconsideration and litigation. `reconsideration_to`: as the department names it; else as the law does."""
    return (
        Remedy(
            kind="行政复议",
            within=RECONSIDERATION.length,
            to=reconsideration_to or _reconsidered_by(task),
            basis=RECONSIDERATION.basis,
            mark=RECONSIDERATION.mark,
        ),
        Remedy(kind="行政诉讼", within=LITIGATION.length, to=COURT, basis=LITIGATION.basis, mark=LITIGATION.mark),
    )


def _reconsidered_by(task: Task) -> str:
    """The government of the level of whoever decides; of what a township decides, the one above it; of what a department
    of the State Council decides, that department itself (行政复议法 第二十四条、第二十五条).
    """
    place = region(task.submit_to or task.plan.region)
    if place.level is Level.STATE:
        return "作出决定的国务院部门"
    if place.level > Level.COUNTY:
        place = next((above for above in ancestors(place.code) if above.level <= Level.COUNTY), place)
    return f"{place.name}人民政府"
