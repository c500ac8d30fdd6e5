"""A meeting over many cases: its points are reviews of their own cases, and it follows what becomes of each.

News of the points come in any order and again and again; every one is heard in a time that grows with the agenda only.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from services.joint_review.domain.brevity import short, shortened, shorter
from services.joint_review.domain.convening import CallUnworkable
from services.joint_review.domain.letters import Letter, Word
from services.joint_review.domain.meeting import Meeting, MeetingState, Point, meeting_of
from services.joint_review.domain.meeting_minutes import asked
from services.joint_review.domain.review import Review
from services.joint_review.domain.rules import Rules
from shared.clock import Times
from shared.contracts.joint_review import (
    Attended,
    MinutesPoint,
    Resolution,
    ReviewCancelled,
    ReviewConcluded,
    ReviewConvened,
)
from shared.contracts.review_calls import AgendaDeclined, AgendaPoint, MeetingCalled, ReviewCall
from shared.contracts.review_letters import MeetingLetter
from shared.contracts.review_records import MeetingConcluded, MeetingConvened

if TYPE_CHECKING:
    from services.joint_review.domain.reviews import Reviews

News = ReviewConvened | ReviewConcluded | ReviewCancelled
SUBJECT: Final = 200  # characters of a point's subject in the agenda: 500 points have to fit one message
SAID: Final = 1000  # characters of what somebody said about a point; the whole stands in its review
SEATS: Final = 1000  # at all topics of one meeting together: they are called in one write, with a letter for each seat
WORDS: Final = 2_000_000  # characters of subjects in all letters of one meeting: they are written at once
PLAIN: Final = {"agree", "not_concerned"}


def called(
    reviews: "Reviews",
    fact: MeetingCalled,
    rules: Callable[[ReviewCall | MeetingCalled], Rules],
    names: Callable[[str], str],
    now: datetime,
    times: Times,
) -> list[Word]:
    """The meeting is called; its topics become reviews of its own file, its cases are called by routing one by one.

    Called again, nothing changes. A topic that can't be held is declined, and holds up nothing else.
    """
    if reviews.meeting is not None:
        return []
    held_by = rules(fact)
    reviews.meeting = meeting = Meeting(
        meeting_id=fact.meeting_id,
        kind=fact.kind,
        template=fact.template,
        rules=held_by,
        subject=fact.subject,
        convener=fact.convener,
        convener_name=names(fact.convener),
        form=(fact.form or held_by.terms.form) if fact.at and fact.place else "circulation",
        at=fact.at,
        place=fact.place,
        called_by=fact.called_by,
        points=tuple(_points(fact)),
        since=now,
    )
    said: list[Word] = []
    for point, call in _topics(meeting, fact):
        try:
            said += reviews.call(call, rules(call), names, now, times)
        except CallUnworkable:
            _decline(point, "按会商规则，这一议题无法召开会商")
    return [*said, *_onward(meeting, now, times)]


def _topics(meeting: Meeting, fact: MeetingCalled) -> Iterator[tuple[Point, ReviewCall]]:
    """The points that concern no case, with their calls; those that there is no room for are declined."""
    seats = 0
    for point, topic in zip(meeting.points, fact.agenda, strict=True):
        if point.case_number:
            continue
        seats += len(topic.mandatory)
        if seats <= SEATS:
            yield point, _topic(fact, topic, point.review_id)
        else:
            _decline(point, f"一次会议不涉及办件的议题，参加部门合计最多 {SEATS} 个，请另行召集")


def _decline(point: Point, reason: str) -> None:
    point.outcome, point.reason, point.review_id = "declined", short(reason, SUBJECT), ""


def _points(fact: MeetingCalled) -> Iterator[Point]:
    topics = 0
    for point in fact.agenda:
        topics += not point.case_number
        yield Point(
            number=point.number,
            case_number=point.case_number,
            subject=short(point.subject, SUBJECT),
            items=point.items,
            review_id="" if point.case_number else f"{fact.meeting_id}/R{topics}",
        )


def _topic(fact: MeetingCalled, point: AgendaPoint, review_id: str) -> ReviewCall:
    return ReviewCall(
        review_id=review_id,
        kind=fact.kind,
        template=fact.template,
        cause="meeting",
        subject=point.subject,
        convener=fact.convener,
        mandatory=point.mandatory,
        limit_days=fact.limit_days,
        form=fact.form,
        at=fact.at,
        place=fact.place,
        meeting_id=fact.meeting_id,
        called_by=fact.called_by,
    )


def declined(reviews: "Reviews", fact: AgendaDeclined, now: datetime, times: Times) -> list[Word]:
    """A case of the agenda can't be reviewed any more. Errors: MeetingNotHere."""
    meeting = meeting_of(reviews)
    point = _open_point(meeting, fact.case_number)
    if point is None:
        return []
    _decline(point, fact.reason)
    return _onward(meeting, now, times)


class Noted(NamedTuple):
    """What the minutes say of a review besides its conclusion."""

    resolutions: tuple[Resolution, ...] = ()
    attendance: tuple[Attended, ...] = ()

    @classmethod
    def of(cls, review: Review) -> "Noted":
        """What it has laid down, and who said whether it comes."""
        laid = tuple(each.resolution for each in review.resolutions if each.state != "dropped")
        return cls(laid, tuple(seat.attended for seat in review.seats.values() if seat.attended))


def noted(reviews: "Reviews", case_number: str, news: News, found: Noted, now: datetime, times: Times) -> list[Word]:
    """What became of a point; `found`: what stands in its review besides. Errors: MeetingNotHere."""
    meeting = meeting_of(reviews)
    point = _point_of(meeting, case_number, news)
    if point is None or (point.outcome and not isinstance(news, ReviewConvened)):
        return []
    point.review_id = news.review_id
    match news:
        case ReviewConvened():
            _convened(meeting, point, news)
        case ReviewConcluded():
            point.outcome = news.outcome
            point.held = _held(point, news, found.resolutions)
            _attended(meeting, found.attendance)
        case ReviewCancelled():
            point.outcome, point.reason = "cancelled", short(news.reason, SUBJECT)
    return _onward(meeting, now, times)


def _point_of(meeting: Meeting, case_number: str, news: News) -> Point | None:
    known = next((point for point in meeting.points if point.review_id == news.review_id), None)
    if known or case_number == meeting.meeting_id:
        return known
    items = news.call.items if isinstance(news, ReviewConvened) else news.items if isinstance(news, ReviewConcluded) else None
    return _open_point(meeting, case_number, items)


def _open_point(meeting: Meeting, case_number: str, items: tuple[int, ...] | None = None) -> Point | None:
    """The point of a case that nothing has become of yet; of several rather the one about these items."""
    still = [point for point in meeting.points if point.case_number == case_number and not (point.review_id or point.outcome)]
    return next((point for point in still if point.items == items), still[0] if still else None)


def _convened(meeting: Meeting, point: Point, news: ReviewConvened) -> None:
    point.convened = True
    if news.participants:
        point.roles = {each.party: each.role for each in news.participants}
        meeting.names |= {each.party: each.name for each in news.participants if each.name}


def _attended(meeting: Meeting, attendance: Iterable[Attended]) -> None:
    """One line per party: what it said last, in whatever order the points are heard of."""
    for said in attendance:
        known = meeting.attendance.get(said.party)
        if known is None or _later(said, known):
            brief = {"delegate": short(said.delegate, SUBJECT), "reason": short(said.reason, SUBJECT)}
            meeting.attendance[said.party] = said.model_copy(update=brief)


def _later(said: Attended, known: Attended) -> bool:
    """At the same instant, or of unknown ones, the apology: it is what the convener has to know."""
    return (said.at, not said.attends, said.reason) > (known.at, not known.attends, known.reason)


def _held(point: Point, news: ReviewConcluded, resolutions: Sequence[Resolution]) -> MinutesPoint:
    """What the minutes say of it: of those who simply agree, nothing."""
    said = [given for given in news.opinions if given.opinion not in PLAIN or given.conditions]
    return MinutesPoint(
        review_id=news.review_id,
        case_number=point.case_number,
        subject=point.subject,
        outcome=news.outcome,
        conditions=tuple(short(condition, SAID) for condition in news.conditions),
        opinions=tuple(shortened(given, SAID) for given in said),
        resolutions=tuple(shorter(resolution, SAID) for resolution in resolutions),
        reason=short(news.reason, SAID),
    )


def _onward(meeting: Meeting, now: datetime, times: Times) -> list[Word]:
    said: list[Word] = []
    if meeting.state == MeetingState.CALLING and all(point.answered for point in meeting.points):
        meeting.turn(MeetingState.CONVENED, now)
        said += [_told(meeting), *_letters(meeting)]
    if meeting.state == MeetingState.CONVENED and all(point.outcome for point in meeting.points):
        meeting.concluded_at = now
        meeting.turn(MeetingState.CONCLUDED, now)
        said += [MeetingConcluded(meeting_id=meeting.meeting_id, agenda=meeting.agenda), *asked(meeting, now, times)]
    return said


def _told(meeting: Meeting) -> MeetingConvened:
    return MeetingConvened(
        meeting_id=meeting.meeting_id,
        kind=meeting.kind,
        subject=meeting.subject,
        convener=meeting.convener,
        form=meeting.form,
        at=meeting.at,
        place=meeting.place,
        agenda=meeting.agenda,
        participants=tuple(meeting.participants),
    )


def _letters(meeting: Meeting) -> Iterator[Letter]:
    """Everybody its own points; the convener all of them."""
    mine: dict[str, list[Point]] = {party: [] for party in meeting.participants}
    for point in meeting.points:
        for party in point.roles:
            mine[party].append(point)
    mine[meeting.convener] = [point for point in meeting.points if point.review_id]
    longest = min(SUBJECT, WORDS // max(1, sum(map(len, mine.values()))))
    for party, points in mine.items():
        if points:
            yield Letter(party, "meeting-called", _letter(meeting, points, longest), meeting.meeting_id)


def _letter(meeting: Meeting, points: Sequence[Point], longest: int) -> MeetingLetter:
    """Who else takes part in a point, its review tells."""
    return MeetingLetter(
        meeting_id=meeting.meeting_id,
        centre=meeting.meeting_id.partition("-")[0],
        kind=meeting.kind,
        subject=meeting.subject,
        convener=meeting.convener,
        form=meeting.form,
        at=meeting.at,
        place=meeting.place,
        agenda=tuple(_agenda_point(point, longest) for point in points),
        reviews=tuple(point.review_id for point in points),
    )


def _agenda_point(point: Point, longest: int) -> AgendaPoint:
    subject = short(point.subject, longest)
    return AgendaPoint(number=point.number, case_number=point.case_number, subject=subject, items=point.items)
