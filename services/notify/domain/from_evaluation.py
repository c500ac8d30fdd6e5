"""Which facts of guidance and evaluation (好差评) somebody waits for."""

from collections.abc import Iterator
from typing import Any, Final

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, tell
from services.notify.domain.known import Known
from services.notify.domain.naming import free, numbered, words_withheld
from shared.contracts import evaluation
from shared.contracts.evaluation import GRADES

WAYS: Final = {"window": "当面", "phone": "电话", "video": "远程可视", "door": "上门"}


def guidance(fact: evaluation.GuidanceGiven, known: Known, desk: Desk) -> Iterator[Draft]:
    """What was explained, and what the applicant is to prepare, in writing."""
    yield tell(
        "applicant",
        "guidance",
        numbered("guidance", known),
        how=WAYS.get(fact.how, ""),
        content=free(fact.content, known, desk),
        advice=[] if words_withheld(known, desk) else list(fact.advice),
        finished=fact.finished,
        at=fact.at,
    )


def visit(fact: evaluation.VisitMade, known: Known, desk: Desk) -> Iterator[Draft]:
    """The application was handed in, the agent beside."""
    yield tell("applicant", "visit", numbered("visit", known), window=free(fact.window, known, desk), at=fact.at)


def followed(fact: evaluation.ProgressFollowed, known: Known, desk: Desk) -> Iterator[Draft]:
    """How it stands, as the agent has found it."""
    yield tell("applicant", "followed", numbered("followed", known), note=free(fact.note, known, desk), at=fact.at)


def invited(fact: evaluation.EvaluationInvited, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """Asked once, reminded once."""
    grades = [GRADES[grade] for grade in fact.grades if grade in GRADES]
    yield tell("applicant", "evaluation-reminded" if fact.reminder else "evaluation-invited", grades=grades, due=fact.due)


def evaluated(fact: evaluation.CaseEvaluated, known: Known, desk: Desk) -> Iterator[Draft]:
    """Thanks to the applicant; a bad grade goes to those who have to verify it, whoever gave it."""
    values: dict[str, Any] = {"grade": fact.grade_name, "days": desk.rectify_days}
    if fact.evaluator == "applicant":
        yield tell("applicant", "evaluated", bad=fact.bad, **values)
    if fact.bad:
        for recipient in ("section_head", "vice_head"):
            reason, grounds = f"bad-grade:{fact.evaluator}", free(fact.comment, known, desk)
            yield tell(recipient, "bad-grade", reason, **values, grounds=grounds, at=fact.at)


def verified(fact: evaluation.BadGradeVerified, known: Known, desk: Desk) -> Iterator[Draft]:
    """What was found, and until when it is put right."""
    values = {"finding": fact.finding, "grounds": free(fact.note, known, desk), "due": fact.due}
    yield tell("applicant", "grade-verified", numbered("grade-verified", known), **values)


def rectified(fact: evaluation.BadGradeRectified, known: Known, desk: Desk) -> Iterator[Draft]:
    """What was done about it."""
    answer = free(fact.answer, known, desk)
    yield tell("applicant", "grade-rectified", numbered("grade-rectified", known), answer=answer)
