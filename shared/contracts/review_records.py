"""What joint_review says of resolutions (议定事项), minutes (会议纪要) and meetings over many cases."""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract, Event, Strict
from shared.contracts.joint_review import Minutes, Resolution, ReviewEvent
from shared.contracts.review_calls import Form


class ResolutionsLaidDown(ReviewEvent, owner="joint_review"):
    """The convener has laid down what follows; the owners have their tasks as soon as the review is concluded."""

    resolutions: tuple[Resolution, ...] = Field(description="What was laid down now")


class ResolutionsAssigned(ReviewEvent, owner="joint_review"):
    """The resolutions bind: their owners have their tasks."""

    resolutions: tuple[Resolution, ...] = Field(description="Who does what by when")


class ResolutionDone(ReviewEvent, owner="joint_review"):
    """Its owner has reported it done."""

    resolution: Resolution = Field(description="Which")
    evidence: str = Field(description="What shows it, in the owner's words")
    document: str = Field(default="", description="文号")
    file_id: str = Field(default="", description="A file of the case that shows it")
    late: bool = Field(default=False, description="After its date")


class ResolutionOverdue(ReviewEvent, owner="joint_review"):
    """It was not done by its date: it climbs the ladder."""

    resolution: Resolution = Field(description="Which")


class ResolutionDropped(ReviewEvent, owner="joint_review"):
    """It has not to be done any more."""

    resolution: Resolution = Field(description="Which")
    reason: str = Field(description="In Chinese")


class MinutesIssued(ReviewEvent, owner="joint_review"):
    """The minutes of a review are signed and numbered; or kept unsigned, where the convener let the limit pass."""

    minutes: Minutes = Field(description="会议纪要")
    signed: bool = Field(description="false: the limit passed")


class MeetingEvent(Event):
    """Facts of a meeting over many cases; their `case` is the 会议编号."""

    meeting_id: str = Field(description="会议编号 <centre>-H<YYYYMMDD>-<n>")


class PointHeld(Contract):
    """A point of the agenda, and what has become of it."""

    number: int = Field(description="1, 2 … in the order of the agenda")
    case_number: str = Field(default="", description="办件编号; empty: a topic")
    subject: str = Field(description="What is to be settled, in Chinese")
    review_id: str = Field(default="", description="<办件编号>/R<n>; empty: not called yet, or declined")
    outcome: Literal["", "agreed", "conditional", "objected", "deadlocked", "cancelled", "declined"] = Field(
        default="", description="Empty: still open"
    )
    reason: str = Field(default="", description="Why it was declined or cancelled, in Chinese")


class MeetingConvened(MeetingEvent, owner="joint_review"):
    """Every case of the agenda is called, or declined, and every participant has its own agenda."""

    kind: str = Field(description="集中联动审批会商会 …")
    subject: str = Field(description="Name of the meeting")
    convener: str = Field(description="<region>.<department>")
    form: Form = Field(description="meeting | video | circulation")
    at: str | None = Field(default=None, description="When it meets; ISO 8601 with zone")
    place: str = Field(default="", description="Where it meets")
    agenda: tuple[PointHeld, ...] = Field(description="Its points in their order")
    participants: tuple[str, ...] = Field(description="<region>.<department> each")


class MeetingConcluded(MeetingEvent, owner="joint_review"):
    """Every point of the agenda has come to an end."""

    agenda: tuple[PointHeld, ...] = Field(description="Its points with their outcomes")


class MeetingMinutesIssued(MeetingEvent, owner="joint_review"):
    """One set of minutes for the whole meeting."""

    number: str = Field(default="", description="纪要编号; empty: unsigned")
    signed: bool = Field(description="false: the convener let the limit pass")
    signed_by: str = Field(default="", description="The convener's post")
    remark: str = Field(default="", description="What the convener added")
    agenda: tuple[PointHeld, ...] = Field(description="Its points with their outcomes")


class MeetingClosed(MeetingEvent, owner="joint_review"):
    """Nothing more follows of the meeting itself; resolutions are followed with their reviews."""


class MeetingQuery(Strict):
    """svc.<centre>.joint_review.meeting: a meeting with its agenda, outcomes and minutes"""

    meeting_id: str = Field(max_length=50, description="会议编号")


class MeetingsQuery(Strict):
    """svc.<centre>.joint_review.meetings: the centre's meetings, the latest first"""

    before: str = Field(default="", max_length=50, description="会议编号 of the last one of the page before")
    limit: int = Field(default=20, ge=1, le=100, description="How many")


class MinutesQuery(Strict):
    """svc.<centre>.joint_review.minutes"""

    review_id: str = Field(max_length=100, description="<办件编号>/R<n>, or 会议编号")
