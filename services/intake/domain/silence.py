"""What would lie still for ever: open case files in which nobody is asked to go on, and promises that nothing reminds of.
Every change should leave none; the doctor looks whether it did (shared/doctor.py).
"""

from collections.abc import Iterator
from datetime import datetime

from services.intake.domain.case import Case
from services.intake.domain.machine import RUNNING
from services.intake.domain.mandate import MandateState
from services.intake.domain.states import CaseState
from services.intake.domain.watching import idle
from shared.contracts.duties import Ailment


def ailments(case: Case, now: datetime) -> list[Ailment]:
    """Why nothing would move an open case; and each thing of it that has a limit and no alarm. It is read from the case
    itself, not from what `watching` asks for: what that forgets is found too. Nothing is said of restricted items.
    """
    found = case.ailments(now)
    for key, what in _limited(case):
        duty = case.duties.get(key)
        if duty is None:
            found.append(_ailing(case, f"{what}没有对应的待办和提醒，到期无人过问"))
        elif duty.next_light() is None:
            found.append(_ailing(case, f"{what}已到期，却没有产生应有的后果，此后不会再有提醒"))
    barred = idle(case)
    for duty in case.duties.values():
        if duty.act in barred:
            what = f"待办“{duty.term.what}”要求的操作（{duty.act}）现在不能办理，没有人能使本件继续"
            found.append(Ailment(subject=case.id, invariant="next_actor", what=what))
    return found


def _ailing(case: Case, what: str) -> Ailment:
    return Ailment(subject=case.id, invariant="promise_without_alarm", what=what)


def _limited(case: Case) -> Iterator[tuple[str, str]]:
    """Key of the duty -> what it is about, of everything that has a limit of its own."""
    if case.state is CaseState.CHECKING:
        yield f"deem{case.round}", "材料的一次性告知"
    if case.state is CaseState.SUSPENDED:
        yield "suspension", f"中止 {case.suspension.number if case.suspension else ''}"
    if case.form:
        yield case.form.number, f"待签的单据 {case.form.number}"
    for each in case.promises if not case.ended and not case.suspension else ():
        if each.state == "open":
            yield each.promise.promise_id, f"书面承诺 {each.promise.promise_id}"
    mandate = case.mandate
    if mandate and mandate.state is MandateState.IN_FORCE and mandate.until and case.state in (*RUNNING, CaseState.SUSPENDED):
        yield "term", f"至 {mandate.until} 为止的委托"
    if case.state is CaseState.COMPLETED and not case.evaluation_over:
        yield "evaluate", "对代办服务的评价"
    for change in case.changes:
        yield f"confirm-{change}", f"待确认的{'代办员' if change == 'agent' else '经办人'}变更"
