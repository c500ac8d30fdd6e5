"""会议纪要 of one review: assembled from what was said, signed by the convener or kept unsigned."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import Field

from services.joint_review.domain.brevity import fitting
from services.joint_review.domain.closing import awaits_minutes, closed_at_last
from services.joint_review.domain.letters import Letter, Word
from services.joint_review.domain.review import Review
from shared.clock import Times
from shared.contracts.joint_review import Minutes, MinutesPoint, Participant
from shared.contracts.review_answers import SignMinutes
from shared.contracts.review_letters import MinutesAsked
from shared.contracts.review_records import MinutesIssued
from shared.duties import Wanted
from shared.errors import refuse

if TYPE_CHECKING:
    from services.joint_review.domain.reviews import Reviews


class Numbered(SignMinutes):
    """`minutes-signed` with the number that the minutes are given. Without one the act is only tried out."""

    number: str = Field(default="", description="纪要编号")


def wanted(review: Review) -> Iterator[Wanted]:
    """The duty to sign: of a review that has come to its end and is no point of a meeting, which has minutes of its own."""
    if awaits_minutes(review):
        yield Wanted(
            key_of(review), "minutes-signed", (review.convener,), review.rules.minutes, review.since, about=review.call.subject
        )


def key_of(review: Review) -> str:
    """Key of the duty to sign the minutes of a review."""
    return f"{review.review_id}/minutes"


def ask(review: Review, now: datetime, times: Times) -> list[Word]:
    """The convener is to read and sign, where minutes are kept; said with the conclusion."""
    if not awaits_minutes(review):
        return []
    due = times.due(review.rules.minutes, now).isoformat()
    content = MinutesAsked(review_id=review.review_id, minutes=draft(review), due=due)
    return [Letter(review.convener, "minutes-asked", content, review.review_id)]


def sign(
    _reviews: "Reviews", review: Review, party: str, said: SignMinutes, now: datetime, _times: Times, _known: object
) -> list[Word]:
    """签发: the minutes are issued under the number in `said`. Errors: Refused; then nothing has changed."""
    if party != review.convener:
        way = f"会议纪要由召集部门（{review.name_of(review.convener)}）签发"
        raise refuse("review_id", "贵部门不是召集部门，不能签发会议纪要", way)
    number = said.number if isinstance(said, Numbered) else ""
    if not awaits_minutes(review):
        raise refuse("review_id", _why_not(review), "请核对会商编号（review_id）；会商记录可向政务服务中心查询（reviews）")
    signed = {"number": number, "signed_by": by_whom(said), "signed_at": now.isoformat(), "remark": said.remark.strip()}
    return _issue(review, draft(review).model_copy(update=signed), signed=True)


def by_whom(said: SignMinutes) -> str:
    """The post that signs. Errors: Refused, where it is blank."""
    if not said.signed_by.strip():
        raise refuse("signed_by", "没有写明由哪个岗位签发", "请写明岗位（signed_by）")
    return said.signed_by.strip()


def lapse(review: Review) -> list[Word]:
    """The convener has let the limit pass: the minutes are kept unsigned and unnumbered."""
    return _issue(review, draft(review), signed=False) if awaits_minutes(review) else []


def _issue(review: Review, minutes: Minutes, *, signed: bool) -> list[Word]:
    review.minutes = minutes
    issued = MinutesIssued(review_id=review.review_id, minutes=minutes, signed=signed)
    return [issued, *closed_at_last(review)]


def _why_not(review: Review) -> str:
    if review.minutes is not None:
        return "会议纪要已经签发" if review.minutes.number else "签发会议纪要的期限已过，纪要已按未签发存档"
    if review.call.meeting_id is not None:
        return f"本次会商列入会议 {review.call.meeting_id}，纪要随会议一并签发"
    return "会商尚未结束，没有可签发的会议纪要" if not review.state.over else "本次会商不形成会议纪要"


def draft(review: Review) -> Minutes:
    """The minutes as they follow from what was said, without number and signature."""
    concluded = review.conclusion
    return fitting(
        Minutes(
            title=f"{review.rules.name}纪要：{review.call.subject}",
            kind=review.rules.name,
            convener=review.convener,
            convener_name=review.convener_name,
            form=review.form,
            at=review.at.isoformat() if review.at else None,
            place=review.place,
            concluded_at=concluded.concluded_at if concluded else review.since.isoformat(),
            participants=tuple(Participant(party=seat.party, name=seat.name, role=seat.role) for seat in review.seats.values()),
            attendance=tuple(seat.attended for seat in review.seats.values() if seat.attended),
            points=(point(review),),
        )
    )


def point(review: Review) -> MinutesPoint:
    """What the minutes say of one review; what is laid down later is not in it."""
    concluded = review.conclusion
    return MinutesPoint(
        review_id=review.review_id,
        case_number=case_number_of(review),
        subject=review.call.subject,
        outcome=concluded.outcome if concluded else "cancelled",
        conditions=concluded.conditions if concluded else (),
        opinions=concluded.opinions if concluded else (),
        signatures=concluded.signatures if concluded else (),
        resolutions=tuple(one.resolution for one in review.resolutions if one.state != "dropped"),
        papers=review.papers,
        reason=concluded.reason if concluded else review.cancelled,
    )


def case_number_of(review: Review) -> str:
    """办件编号 of the review; empty for a topic of a meeting."""
    file = review.review_id.partition("/")[0]
    return "" if file == review.call.meeting_id else file
