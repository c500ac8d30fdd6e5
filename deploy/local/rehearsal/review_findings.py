"""The lines of a rehearsal's report about joint reviews and meetings, from what joint_review tells of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from deploy.local.rehearsal.review_report import MeetingLine, ResolutionLine, ReviewLine, SeatLine, SignatureLine, Voice

Told = Mapping[str, Any]


def review_line(review: Told) -> ReviewLine:
    """One review as it stands; of its opinions those that were concluded on, the silent ones too, else what was said so far."""
    call, conclusion, minutes = review["call"], review["conclusion"] or {}, review.get("minutes")
    opinions: Iterable[Told] = conclusion.get("opinions") or review["opinions"]
    signing = review.get("signing") or {}
    return ReviewLine(
        review=call["review_id"],
        kind=call["kind"],
        cause=call["cause"],
        convener=call["convener"],
        outcome=conclusion.get("outcome"),
        conditions=tuple(conclusion.get("conditions", ())),
        opinions=tuple(Voice(department=said["party"], role=said["role"], opinion=said["opinion"]) for said in opinions),
        concluded=conclusion.get("concluded_at"),
        state=review.get("state", ""),
        form=review.get("form", ""),
        at=review.get("at"),
        place=review.get("place", ""),
        editions=review.get("edition", 0),
        rounds=review.get("round", 0),
        participants=tuple(map(_seat, review.get("participants", ()))),
        signatures=tuple(map(_signature, conclusion.get("signatures") or signing.get("signatures", ()))),
        resolutions=tuple(map(_resolution, review.get("resolutions", ()))),
        minutes=minutes["number"] if minutes else None,
        reason=conclusion.get("reason") or review.get("cancelled") or "",
        closed=bool(review.get("closed")),
        meeting=call.get("meeting_id"),
    )


def _seat(told: Told) -> SeatLine:
    said, attended = told.get("opinion") or {}, told.get("attended") or {}
    return SeatLine(
        department=told["party"],
        role=told["role"],
        signer=bool(told.get("signer")),
        attended=attended.get("attends"),
        delegate=attended.get("delegate", ""),
        opinion=said.get("opinion"),
        conditions=tuple(said.get("conditions", ())),
        ground=said.get("ground", ""),
        edition=said.get("edition", 0),
        before=tuple(given["opinion"] for given in told.get("before", ())),
    )


def _signature(told: Told) -> SignatureLine:
    return SignatureLine(department=told["party"], by=told["signed_by"], deemed=told["deemed"], text=told["text"])


def _resolution(told: Told) -> ResolutionLine:
    resolution = told["resolution"]
    return ResolutionLine(
        owner=resolution["owner"],
        act=resolution["act"],
        due=resolution["due"],
        state=told["state"],
        overdue=told["overdue"],
        evidence=told["evidence"],
    )


def meeting_lines(meetings: Iterable[Told], case: str) -> Iterator[MeetingLine]:
    """One line per meeting that had this case on its agenda."""
    for told in meetings:
        point = next((point for point in told["agenda"] if point["case_number"] == case), None)
        if point:
            yield _meeting(told, point)


def _meeting(told: Told, point: Told) -> MeetingLine:
    minutes = told.get("minutes")
    return MeetingLine(
        meeting=told["meeting_id"],
        kind=told["kind"],
        subject=told["subject"],
        convener=told["convener"],
        form=told["form"],
        at=told["at"],
        place=told["place"],
        state=told["state"],
        points=len(told["agenda"]),
        outcomes=dict(Counter(one["outcome"] or "open" for one in told["agenda"])),
        point=point["number"],
        outcome=point["outcome"],
        minutes=minutes["number"] if minutes else None,
    )
