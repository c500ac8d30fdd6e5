"""The end of a completed case file (结案): when nothing of it is open any more, and what came out of it."""

from collections.abc import Sequence

from services.intake.domain.case import Case
from services.intake.domain.moment import Moment
from shared.contracts.base import Event
from shared.contracts.common import ItemState


def close_when_over(case: Case, by: str, moment: Moment) -> Sequence[Event]:
    """结案 as soon as nothing is open: evaluation, appraisal, follow-up of a bad grade, promises still to be checked."""
    graded = case.bad_grade is None or case.bad_grade.stage == "done"
    appraised = case.appraised or case.appraisal_over or not case.results
    promised = any(each.state == "open" for each in case.promises) or case.revoking
    if not case.open or not case.completed_at or not case.evaluation_over or not graded or not appraised or promised:
        return []
    return case.closed(outcome(case), by, moment)


def outcome(case: Case) -> str:
    """What came out of the case as a whole."""
    if not case.results:
        return "guided"
    passed = [ItemState(result.state).passed for result in case.results]
    return "approved" if all(passed) else "partly_approved" if any(passed) else "refused"
