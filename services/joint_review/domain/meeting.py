"""会议: one meeting over many cases or topics. Only state and what can be read off it; the acts are in `agenda`."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field

from services.joint_review.domain.rules import Rules
from shared.contracts.joint_review import Attended, MinutesPoint
from shared.contracts.review_calls import Form, ReviewKind
from shared.contracts.review_records import PointHeld
from shared.duties import Wanted
from shared.errors import TransientError

if TYPE_CHECKING:
    from services.joint_review.domain.reviews import Reviews

Ended = Literal["agreed", "conditional", "objected", "deadlocked", "cancelled", "declined"]


class MeetingNotHere(TransientError):
    """News of a point whose meeting has not been heard of yet."""


class MeetingState(StrEnum):
    """Where a meeting stands."""

    CALLING = "calling"
    CONVENED = "convened"
    CONCLUDED = "concluded"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """As people call it."""
        return LABELS[self]


LABELS = {
    MeetingState.CALLING: "正在召集",
    MeetingState.CONVENED: "已召集",
    MeetingState.CONCLUDED: "待签发纪要",
    MeetingState.CLOSED: "已结束",
}


class Point(BaseModel):
    """One point of the agenda, and what has become of it. Its subject is cut short: the whole one stands in its review."""

    number: int
    case_number: str = Field(default="", description="Empty: a topic")
    subject: str
    items: tuple[int, ...] = ()
    review_id: str = Field(default="", description="Empty: not called yet, or declined")
    convened: bool = Field(default=False, description="Everybody who takes part is known")
    roles: dict[str, str] = Field(default={}, description="party -> mandatory | advisory | observer")
    outcome: Ended | Literal[""] = Field(default="", description="Empty: still open")
    reason: str = ""
    held: MinutesPoint | None = Field(default=None, description="What the minutes say of it, once it has ended")

    @property
    def answered(self) -> bool:
        """It has been called, or never will be."""
        return self.convened or bool(self.outcome)

    @property
    def told(self) -> PointHeld:
        """As facts and answers tell it."""
        return PointHeld(
            number=self.number,
            case_number=self.case_number,
            subject=self.subject,
            review_id=self.review_id,
            outcome=self.outcome,
            reason=self.reason,
        )


class Issued(BaseModel):
    """会议纪要, as it was signed, or kept unsigned."""

    number: str = Field(default="", description="Empty: nobody signed in time")
    signed_by: str = ""
    at: datetime
    remark: str = ""


class Meeting(BaseModel):
    """会议: its points, from the call to the minutes."""

    meeting_id: str
    kind: str
    template: ReviewKind
    rules: Rules
    subject: str
    convener: str
    convener_name: str
    form: Form
    at: str | None = None
    place: str = ""
    called_by: str
    points: tuple[Point, ...]
    state: MeetingState = MeetingState.CALLING
    since: datetime = Field(description="It stands in its state since then")
    names: dict[str, str] = Field(default={}, description="party -> name of the department")
    attendance: dict[str, Attended] = Field(default={}, description="party -> what it said last, of any point")
    concluded_at: datetime | None = None
    minutes: Issued | None = None

    @property
    def participants(self) -> dict[str, str]:
        """Party -> its weightiest role in any point, in the order of the agenda."""
        found: dict[str, str] = {}
        for party, role in ((party, role) for point in self.points for party, role in point.roles.items()):
            if party not in found or WEIGHT[role] > WEIGHT[found[party]]:
                found[party] = role
        return found

    @property
    def ended(self) -> bool:
        """Every point has come to an end."""
        return self.state in {MeetingState.CONCLUDED, MeetingState.CLOSED}

    @property
    def agenda(self) -> tuple[PointHeld, ...]:
        """Its points as they are told."""
        return tuple(point.told for point in self.points)

    @property
    def minutes_key(self) -> str:
        """Key of the duty to sign the minutes."""
        return f"{self.meeting_id}/minutes"

    def turn(self, state: MeetingState, now: datetime) -> None:
        """It stands there from now on."""
        self.state, self.since = state, now

    def wanted(self) -> Iterable[Wanted]:
        """What the state asks for: that its points come to an end; then that its minutes are signed."""
        if self.state in {MeetingState.CALLING, MeetingState.CONVENED}:
            yield Wanted(
                f"{self.meeting_id}/agenda",
                "meeting",
                (self.convener,),
                self.rules.papers.model_copy(update={"what": "督促会议议题逐项形成结论"}),
                self.since,
                repeats=True,
                about=self.subject,
            )
        if self.state == MeetingState.CONCLUDED:
            yield Wanted(self.minutes_key, "minutes-signed", (self.convener,), self.rules.minutes, self.since, about=self.subject)


def meeting_of(reviews: "Reviews") -> Meeting:
    """The meeting whose file this is. Errors: MeetingNotHere."""
    if reviews.meeting is None:
        raise MeetingNotHere(reviews.id)
    return reviews.meeting


WEIGHT = {"observer": 0, "advisory": 1, "mandatory": 2}
