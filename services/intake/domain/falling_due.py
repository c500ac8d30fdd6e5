"""What follows when a limit has run out and nobody has acted: said to whom it concerns, and where the law says so, done."""

from collections.abc import Sequence

from services.intake.domain import accepting, evaluating, interrupting, mandating, promising
from services.intake.domain.case import Case
from services.intake.domain.moment import Moment
from shared.contracts.base import Event
from shared.duties import Duty


def due(case: Case, alarm: int, grades: int, moment: Moment) -> Sequence[Event]:
    """An alarm has gone off; one that is not wanted any more changes nothing."""
    if not case.alarm_fired(alarm):
        return []
    said: list[Event] = []
    for lit in list(case.ring(moment.now, moment.times)):
        if not case.open:
            break  # what came due together with the end of the case is over with it
        said += case.lit(lit, moment)
        if lit.colour == "overdue":
            said += _consequence(case, lit.duty, grades, moment)
    return said


def _consequence(case: Case, duty: Duty, grades: int, moment: Moment) -> Sequence[Event]:
    """Of most duties none: they are told to those above, and asked for again."""
    if duty.key.startswith("deem"):
        return accepting.deem(case, duty.due.isoformat(), moment)
    if duty.key.startswith("P"):
        return promising.overdue(case, duty.key, moment)
    if duty.key.startswith("revoke"):
        return evaluating.give_up(case, duty.key, moment)
    if case.form and duty.key == case.form.number:
        return interrupting.unanswered(case, moment)
    match duty.key:
        case "suspension":
            return interrupting.expire(case, moment)
        case "term":
            return mandating.lapse(case, moment)
        case "remind":
            wait = case.duties.get("evaluate")
            return evaluating.remind(case, grades, wait.due.isoformat() if wait else moment.iso)
        case "evaluate" | "appraise":
            return evaluating.give_up(case, duty.key, moment)
    return []
