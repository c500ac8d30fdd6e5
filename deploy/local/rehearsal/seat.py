"""What a department answers in a joint review of a rehearsal, as its part says, or so that the review comes to its end."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from deploy.local.rehearsal.review_script import WORKING_DAYS, ReviewActPlay, ReviewPlay, SigningPlay
from shared.contracts.review_answers import (
    Attendance,
    CarryOut,
    Conclude,
    Convene,
    Opinion,
    RefuseSignature,
    RevokeSignature,
    Sign,
    SignMinutes,
)
from shared.contracts.review_letters import (
    Consultation,
    DecisionAsked,
    Discussion,
    MinutesAsked,
    ProposedReview,
    ResolutionAssigned,
    SignatureAsked,
)

SIGNER = "部门负责人岗"  # who signs for a department
CHAIR = "会议召集人岗"  # who signs the minutes
Day = Callable[[int], date]


def convened(letter: ProposedReview, play: ReviewPlay, day: Day) -> Convene | None:
    """The convener's word: as its part says, else as it was proposed, which is by circulation where no time was.

    None where it lets the limit pass.
    """
    how = play.convening
    if how.silent:
        return None
    if how.days is None:
        meets = letter.form == "circulation" or (letter.at and letter.place)
        return Convene(review_id=letter.review_id, form=how.form or (None if meets else "circulation"))
    met = instant(day(how.days), how.time)
    return Convene(review_id=letter.review_id, form=how.form or "meeting", at=met, place=how.place)


def attending(letter: Consultation, play: ReviewPlay) -> Attendance | None:
    """Whether it comes; None where nobody meets, and for whoever has only to read."""
    if letter.form == "circulation" or letter.role == "observer":
        return None
    if play.attends:
        return Attendance(review_id=letter.review_id, attends=True, delegate=play.delegate)
    return Attendance(review_id=letter.review_id, attends=False, reason="与其他会议冲突，以书面意见参加")


def spoken(letter: Consultation | Discussion, play: ReviewPlay, again: int) -> Opinion | None:
    """Its opinion of these papers, `again` times after the first; None for a department that keeps silent."""
    said = play.saying(again)
    if said.opinion == "silent" or (isinstance(letter, Consultation) and letter.role == "observer"):
        return None
    return Opinion(
        review_id=letter.review_id,
        opinion=said.opinion,
        conditions=said.conditions,
        ground=said.ground,
        mend=said.mend if said.opinion == "object" else "",
        edition=letter.edition or None,
    )


def signed(letter: SignatureAsked, play: SigningPlay) -> tuple[str, Sign | RefuseSignature] | None:
    """Verb and answer; None for a signer that keeps silent. Whoever is asked again, or for another text, signs."""
    first = letter.text == 1 and not letter.again
    if first and play.how == "silent":
        return None
    if first and play.how == "refuse":
        return "signature-refused", RefuseSignature(review_id=letter.review_id, ground=play.ground, mend=play.mend)
    return "signed", Sign(review_id=letter.review_id, text=letter.text, signed_by=SIGNER)


def revoked(letter: SignatureAsked, play: SigningPlay) -> RevokeSignature | None:
    """The signature that it has just given, taken back; None where it stands by it, or has done so before."""
    if play.revoke is None or letter.again or letter.text > 1:
        return None
    return RevokeSignature(review_id=letter.review_id, reason=play.revoke)


def decided(letter: DecisionAsked, play: ReviewPlay) -> Conclude | None:
    """The convener's decision; None where it lets the limit pass.

    Without a part: what all agree to; else on the conditions that were set, and that every objection is seen to.
    """
    if how := play.deciding:
        if how.outcome == "silent":
            return None
        return Conclude(review_id=letter.review_id, outcome=how.outcome, conditions=how.conditions, reason=how.reason)
    conditions = [condition for said in letter.opinions for condition in said.conditions]
    conditions += [f"落实不同意见的依据：{said.ground}" for said in letter.opinions if said.opinion == "object"]
    outcome = "conditional" if conditions else "agreed"
    made = {"outcome": outcome, "conditions": conditions, "reason": "各部门意见已研究"}
    return Conclude.model_validate({"review_id": letter.review_id, **made})


def minuted(letter: MinutesAsked, play: ReviewPlay) -> SignMinutes | None:
    """The convener's signature under the minutes; None where it lets the limit pass."""
    return SignMinutes(review_id=letter.review_id, signed_by=CHAIR) if play.minutes == "sign" else None


def carried_out(letter: ResolutionAssigned) -> CarryOut:
    """The report of a resolution's owner."""
    resolution = letter.resolution
    return CarryOut(resolution_id=resolution.resolution_id, evidence=f"演练：{resolution.done_when}")


def instant(day: date, time: str) -> str:
    """That day at HH:MM, ISO 8601 with zone."""
    return f"{day.isoformat()}T{time}:00+08:00"


def answer_of(play: ReviewActPlay, review: Mapping[str, Any], day: Day) -> dict[str, Any]:
    """The answer as it is sent: it names the review, or by its number the resolution; days are made dates."""
    number = review["call"]["review_id"]
    order = _dated(play.order, day)
    about = {"review_id": number}
    if "resolution" in order:
        about = {"resolution_id": f"{number}/A{order.pop('resolution')}"}
    edition = {"edition": review["edition"]} if play.do == "opinion" and review["edition"] else {}
    return {**about, **edition, **order}


def _dated(told: Any, day: Day) -> Any:
    if isinstance(told, dict):
        return {key: _date(key, value, day) if key in WORKING_DAYS else _dated(value, day) for key, value in told.items()}
    return [_dated(one, day) for one in told] if isinstance(told, list) else told


def _date(key: str, value: Any, day: Day) -> Any:
    if not isinstance(value, int):
        return value
    return instant(day(value), "09:00") if key == "at" else day(value).isoformat()
