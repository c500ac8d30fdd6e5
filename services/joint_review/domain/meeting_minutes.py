"""会议纪要 of a meeting over many cases: one set for all its points, signed by the convener or kept unsigned."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from services.joint_review.domain.brevity import fitting
from services.joint_review.domain.letters import Letter, Word
from services.joint_review.domain.meeting import Issued, Meeting, MeetingState, Point, meeting_of
from services.joint_review.domain.minutes import Numbered, by_whom
from services.joint_review.domain.turns import NOT_YOURS
from shared.clock import Times
from shared.contracts.joint_review import Minutes, MinutesPoint, Participant
from shared.contracts.review_answers import SignMinutes
from shared.contracts.review_letters import MinutesAsked
from shared.contracts.review_records import MeetingClosed, MeetingMinutesIssued
from shared.errors import Refused, refuse

if TYPE_CHECKING:
    from services.joint_review.domain.reviews import Reviews


def asked(meeting: Meeting, now: datetime, times: Times) -> list[Word]:
    """The convener is to sign; a meeting in which nothing was held has no minutes."""
    if not (meeting.rules.terms.minutes and any(point.held for point in meeting.points)):
        return _closed(meeting, now)
    due = times.due(meeting.rules.minutes, now).isoformat()
    content = MinutesAsked(review_id=meeting.meeting_id, minutes=draft(meeting), due=due)
    return [Letter(meeting.convener, "minutes-asked", content, meeting.meeting_id)]


def draft(meeting: Meeting) -> Minutes:
    """会议纪要 of the whole meeting, as they stand: one part per point, with whatever was not plain agreement."""
    issued = meeting.minutes
    return fitting(
        Minutes(
            number=issued.number if issued else "",
            title=f"{meeting.kind}纪要：{meeting.subject}",
            kind=meeting.kind,
            convener=meeting.convener,
            convener_name=meeting.convener_name,
            form=meeting.form,
            at=meeting.at,
            place=meeting.place,
            concluded_at=(meeting.concluded_at or meeting.since).isoformat(),
            participants=tuple(_participants(meeting)),
            attendance=tuple(meeting.attendance[party] for party in meeting.participants if party in meeting.attendance),
            points=tuple(point.held or _not_held(point) for point in meeting.points if point.outcome),
            signed_by=issued.signed_by if issued else "",
            signed_at=issued.at.isoformat() if issued and issued.number else None,
            remark=issued.remark if issued else "",
        )
    )


def _participants(meeting: Meeting) -> Iterator[Participant]:
    for party, role in meeting.participants.items():
        yield Participant.model_validate({"party": party, "name": meeting.names.get(party, ""), "role": role})


def _not_held(point: Point) -> MinutesPoint:
    return MinutesPoint(
        review_id=point.review_id,
        case_number=point.case_number,
        subject=point.subject,
        outcome="cancelled",
        reason=point.reason,
    )


def sign(reviews: "Reviews", party: str, said: SignMinutes, now: datetime) -> list[Word]:
    """签发: one set of minutes for the whole meeting. Errors: Refused; then nothing has changed."""
    meeting = meeting_of(reviews)
    if party not in {meeting.convener, *meeting.participants}:
        raise Refused([NOT_YOURS])
    if party != meeting.convener:
        way = f"会议纪要由召集部门（{meeting.convener_name or meeting.convener}）签发"
        raise refuse("review_id", "贵部门不是召集部门，不能签发会议纪要", way)
    number = said.number if isinstance(said, Numbered) else ""
    lapsed = meeting.minutes is not None and not meeting.minutes.number
    if meeting.state != MeetingState.CONCLUDED and not (lapsed and number):  # see minutes.sign: a number is not lost
        raise refuse("review_id", _why_not(meeting), "请核对会议编号；会议情况可向政务服务中心查询（meeting）")
    meeting.minutes = Issued(number=number, signed_by=by_whom(said), at=now, remark=said.remark.strip())
    issued = MeetingMinutesIssued(
        meeting_id=meeting.meeting_id,
        number=number,
        signed=True,
        signed_by=meeting.minutes.signed_by,
        remark=meeting.minutes.remark,
        agenda=meeting.agenda,
    )
    return [issued, *_closed(meeting, now)]


def _why_not(meeting: Meeting) -> str:
    if meeting.minutes is not None:
        return "会议纪要已经签发" if meeting.minutes.number else "签发会议纪要的期限已过，纪要已按未签发存档"
    if meeting.state == MeetingState.CLOSED:
        return "本次会议不形成会议纪要"
    still = sum(not point.outcome for point in meeting.points)
    return f"会议还有 {still} 项议题没有结论，不能签发会议纪要"


def lapse(reviews: "Reviews", now: datetime) -> list[Word]:
    """The convener has let the limit pass: the minutes are kept unsigned and unnumbered."""
    meeting = meeting_of(reviews)
    if meeting.state != MeetingState.CONCLUDED:
        return []
    meeting.minutes = Issued(at=now)
    issued = MeetingMinutesIssued(meeting_id=meeting.meeting_id, signed=False, agenda=meeting.agenda)
    return [issued, *_closed(meeting, now)]


def _closed(meeting: Meeting, now: datetime) -> list[Word]:
    if meeting.state == MeetingState.CLOSED:
        return []
    meeting.turn(MeetingState.CLOSED, now)
    return [MeetingClosed(meeting_id=meeting.meeting_id)]
