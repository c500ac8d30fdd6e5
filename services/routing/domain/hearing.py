"""听证: the limits inside the special procedure, beside that of the procedure itself (行政许可法 第四十七条、第四十八条).

Whoever is told of his right to a hearing may ask for it within 5 working days: that is told, and nobody is reminded of it.
The hearing is held within the limit of the procedure, and notice of it is given 7 working days before: the latest day for
that is the department's to keep. It is met by a report of progress that says 听证通知. Of a restricted item neither is kept,
for both say what the procedure is.
"""

from datetime import datetime
from typing import Final

from services.routing.domain.limits import Run
from services.routing.domain.task import Task
from shared.clock import Term, Times
from shared.clock.statutes import STATUTES

HEARING: Final = "听证"
NOTICE: Final = "听证通知"
REQUEST: Final = STATUTES["hearing_request"]
BEFORE: Final = STATUTES["hearing_notice"]


def begun(task: Task, procedure: str, term: Term | None, now: datetime, times: Times) -> None:
    """A special procedure begins; where it is a hearing, the latest day for its notice follows from the last for itself."""
    if HEARING in procedure and term and term.unit == "working" and not task.restricted:
        task.open("hearing_notice", _notice(term), now, times)


def reported(task: Task, note: str, now: datetime) -> None:
    """The department says that notice was given."""
    if NOTICE in note:
        task.done("hearing_notice", now)


def ended(task: Task) -> None:
    """The procedure is over; of a notice that nobody spoke of nothing can be said."""
    limit = task.limits.get("hearing_notice")
    if limit and limit.met is None:
        task.limits = {name: each for name, each in task.limits.items() if name != "hearing_notice"}


def request(task: Task) -> Run | None:
    """Until when a hearing may be asked for, while one is under way; told since then, as far as anybody has said."""
    procedure = task.limits.get("procedure")
    under_way = procedure and procedure.met is None and "hearing_notice" in task.limits
    return Run(REQUEST, procedure.start) if procedure and procedure.start and under_way else None


def _notice(hearing: Term) -> Term:
    return Term(
        what="最晚发出听证通知（发出后请报告进展，写明“听证通知”）",
        days=max(hearing.days - BEFORE.days, 1),
        unit="working",
        basis=f"{BEFORE.basis}（举行听证的{BEFORE.length}前通知）；{hearing.basis}",
        mark=hearing.mark,
    )
