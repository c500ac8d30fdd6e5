"""会商: one review with everything that was said in it. Only state and what can be read off it; the acts stand apart."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, Field

from services.joint_review.domain.rules import Rules
from shared.contracts.joint_review import Attended, GivenOpinion, Minutes, Outcome, Resolution, ReviewConcluded, Signature
from shared.contracts.review_calls import Form, Paper, ReviewCall, Role


class ReviewState(StrEnum):
    """Where a review stands."""

    PROPOSED = "proposed"
    GATHERING = "gathering"
    DELIBERATING = "deliberating"
    DECIDING = "deciding"
    SIGNING = "signing"
    CONCLUDED = "concluded"
    DEADLOCKED = "deadlocked"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """As people call it."""
        return LABELS[self]

    @property
    def over(self) -> bool:
        """It has come to its conclusion, or to none; what follows is the minutes and the resolutions."""
        return self in {ReviewState.CONCLUDED, ReviewState.DEADLOCKED, ReviewState.CANCELLED}


LABELS = {
    ReviewState.PROPOSED: "待召集",
    ReviewState.GATHERING: "待补齐材料",
    ReviewState.DELIBERATING: "征求意见",
    ReviewState.DECIDING: "待召集部门决定",
    ReviewState.SIGNING: "会签",
    ReviewState.CONCLUDED: "已形成结论",
    ReviewState.DEADLOCKED: "未形成一致意见",
    ReviewState.CANCELLED: "已取消",
}


class Seat(BaseModel):
    """One participant, and what it has said."""

    party: str
    name: str
    role: Role
    signer: bool = False
    asked_at: datetime | None = Field(default=None, description="When its opinion was asked for last; None: not yet")
    asked_in: int = Field(default=0, description="Round of discussion in which it was asked last; 0: for its first opinion")
    at_meeting: bool = Field(default=False, description="It may speak until the day of the meeting is over")
    lapsed: bool = Field(default=False, description="It has let its limit pass: it is waited for no more")
    opinion: GivenOpinion | None = Field(default=None, description="The one that counts")
    spoke_in: int | None = Field(default=None, description="Round in which it has spoken last; 0: before the first")
    attended: Attended | None = None
    before: tuple[GivenOpinion, ...] = Field(default=(), description="What it said before, the oldest first; counts no more")

    @property
    def speaks(self) -> bool:
        """It may give an opinion."""
        return self.role != "observer"


class Signing(BaseModel):
    """会签: one text on its way round."""

    text: int = 1
    outcome: Outcome
    conditions: tuple[str, ...] = ()
    signers: tuple[str, ...] = Field(description="In their order, the convener's last")
    signatures: tuple[Signature, ...] = Field(default=(), description="Those that count, in the order in which they came")
    asked: dict[str, datetime] = Field(default={}, description="Who is to sign now, since when")
    again: dict[str, str] = Field(default={}, description="Who is asked a second time -> why")
    reason: str = Field(default="", description="What the convener decided by, where it has decided")
    against: tuple[str, ...] = Field(default=(), description="Who objected when the text was drawn up")
    joined: tuple[str, ...] = Field(default=(), description="Who was added since, and is asked for its opinion")

    @property
    def complete(self) -> bool:
        """Everybody has signed."""
        return len(self.signatures) == len(self.signers)


class Followed(BaseModel):
    """议定事项 and what has become of it."""

    resolution: Resolution
    state: str = Field(default="drafted", description="drafted | open | done | dropped")
    at: datetime | None = Field(default=None, description="Assigned, done or dropped")
    overdue: bool = False
    overdue_at: datetime | None = Field(default=None, description="Asked for again and again since then")
    evidence: str = ""
    document: str = ""
    file_id: str = ""


class Review(BaseModel):
    """会商: one question put to departments."""

    call: ReviewCall
    rules: Rules
    centre: str = Field(default="", description="Region code of the centre that owns the case")
    convener_name: str = ""
    state: ReviewState = ReviewState.PROPOSED
    since: datetime = Field(description="It stands in its state since then")
    form: Form
    at: datetime | None = None
    place: str = ""
    seats: dict[str, Seat] = Field(default={}, description="party -> seat, in the order of the call")
    edition: int = Field(default=0, description="Edition of the papers; 0: there are none")
    papers: tuple[Paper, ...] = ()
    shared: bool = Field(default=False, description="Departments have been told that they may read the papers")
    needed: tuple[str, ...] = Field(default=(), description="材料名称 that were asked for beside those that were there")
    without: tuple[str, ...] = Field(default=(), description="材料名称 that the convener does without")
    round: int = Field(default=0, description="Round of discussion; 0: none yet")
    round_since: datetime | None = None
    hearing: Literal["", "awaited", "over"] = Field(
        default="", description="awaited: who objects is to be heard at the meeting; over: the convener has ended it"
    )
    texts: int = Field(default=0, description="Texts that have gone round so far")
    signing: Signing | None = None
    conclusion: ReviewConcluded | None = None
    cancelled: str = Field(default="", description="Why it does not take place")
    resolutions: tuple[Followed, ...] = ()
    minutes: Minutes | None = Field(default=None, description="Once they are issued, signed or not")
    late: bool = Field(default=False, description="The convener kept silent, and it is held by circulation")
    closed: bool = False

    @property
    def review_id(self) -> str:
        """<办件编号>/R<n>"""
        return self.call.review_id

    @property
    def case_number(self) -> str:
        """办件编号; 会议编号 for a topic that concerns no case."""
        return self.review_id.rpartition("/")[0]

    @property
    def convener(self) -> str:
        """<region>.<department>"""
        return self.call.convener

    @property
    def readers(self) -> tuple[str, ...]:
        """Who may read its papers and hears of it: everybody who takes part, and the convener."""
        return tuple(dict.fromkeys((*self.seats, self.convener)))

    @property
    def missing(self) -> tuple[str, ...]:
        """材料名称 that are still waited for."""
        there = {paper.material for paper in self.papers}
        return tuple(name for name in self.needed if name not in there and name not in self.without)

    @property
    def mandatory(self) -> tuple[Seat, ...]:
        """Those on whom the conclusion rests."""
        return tuple(seat for seat in self.seats.values() if seat.role == "mandatory")

    @property
    def decisive(self) -> tuple[Seat, ...]:
        """Those whose words are waited for: the mandatory ones or, where there are none, the advisory ones."""
        return self.mandatory or tuple(seat for seat in self.seats.values() if seat.speaks)

    @property
    def awaited(self) -> tuple[Seat, ...]:
        """Those who have been asked, have not spoken since, and whose limit is not known to be over."""
        return tuple(seat for seat in self.decisive if seat.asked_at and not seat.lapsed and not _has_spoken(seat))

    def name_of(self, party: str) -> str:
        """A participant or the convener as people call it; its address where no name is known."""
        seat = self.seats.get(party)
        own = self.convener_name if party == self.convener else ""
        return (seat.name if seat else "") or own or party

    def turn(self, state: ReviewState, now: datetime) -> None:
        """It stands there from now on."""
        self.state, self.since = state, now


def _has_spoken(seat: Seat) -> bool:
    return seat.spoke_in is not None and seat.spoke_in >= seat.asked_in
