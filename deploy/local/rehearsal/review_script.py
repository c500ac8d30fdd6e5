"""What a person writes of joint reviews (会商) into an application file: what departments say, and what the centre calls."""

from typing import Any, Literal

from pydantic import Field

from shared.contracts.base import Strict
from shared.contracts.review_calls import Form, ReviewKind

LONGEST = 250  # working days, a year: longer waits show nothing that shorter ones do not
POST = "代办员岗"  # who calls a review or a meeting for the centre
CLOCK_TIME = Field(default="09:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="HH:MM, when it meets")
MOMENTS = ("proposed", "gathering", "deliberating", "deciding", "signing", "concluded", "deadlocked", "cancelled")
"""States of a review in which a part of a file may act."""
USUAL_MOMENTS = {
    "convened": "proposed",
    "papers-complete": "gathering",
    "concluded": "deciding",
    "signed": "signing",
    "signature-refused": "signing",
    "signature-revoked": "signing",
    "carried-out": "concluded",
    "resolution-dropped": "concluded",
    "minutes-signed": "concluded",
}
"""Verb -> the state in which it belongs; every other one: while opinions are heard."""
WORKING_DAYS = frozenset({"at", "due"})
"""Fields that a part gives as working days from then."""


class Saying(Strict):
    """One opinion."""

    opinion: Literal["agree", "conditional", "object", "not_concerned", "silent"] = "agree"
    conditions: tuple[str, ...] = ()
    ground: str = Field(default="", description="Legal ground; required to object")
    mend: str = Field(default="无", description="What would mend it, of an objection")
    after: float = Field(default=0, ge=0, le=LONGEST, description="working days until it speaks")


class SigningPlay(Strict):
    """What a signer does when the text comes to it (会签); whoever is asked again signs."""

    how: Literal["sign", "refuse", "silent"] = "sign"
    after: float = Field(default=0, ge=0, le=LONGEST, description="working days until it signs or refuses")
    ground: str = Field(default="", description="Legal ground; required to refuse")
    mend: str = "无"
    revoke: str | None = Field(default=None, min_length=1, description="Take the first signature back, for this reason")
    revoke_after: float = Field(default=0.5, ge=0, le=LONGEST, description="working days after it has signed")


class DecidingPlay(Strict):
    """What a convener decides that has the last word; with nothing written, as most departments see it."""

    outcome: Literal["agreed", "conditional", "objected", "deadlocked", "silent"]
    conditions: tuple[str, ...] = ()
    reason: str = Field(default="各部门意见已研究", min_length=1, max_length=4000)
    after: float = Field(default=0, ge=0, le=LONGEST, description="working days until it decides")


class ConveningPlay(Strict):
    """What a convener does that is to hold a review: with nothing written, at once and as it was proposed."""

    silent: bool = Field(default=False, description="Let the limit pass: it is held by circulation")
    form: Form | None = None
    days: int | None = Field(default=None, ge=0, le=60, description="working days until it meets; absent: it does not meet")
    time: str = CLOCK_TIME
    place: str = Field(default="中心会议室", max_length=200)
    after: float = Field(default=0, ge=0, le=LONGEST, description="working days until it convenes")


class ReviewPlay(Saying):
    """What a department does in the joint reviews of the case: its first opinion, and all the rest."""

    then: tuple[Saying, ...] = Field(
        default=(), max_length=5, description="What it says when it is asked again, in this review or in a later one"
    )
    attends: bool = Field(default=True, description="false: it apologises, where there is a meeting")
    delegate: str = Field(default="", max_length=50, description="The post that comes in its name")
    signing: SigningPlay = SigningPlay()
    convening: ConveningPlay = ConveningPlay()
    deciding: DecidingPlay | None = None
    minutes: Literal["sign", "silent"] = Field(default="sign", description="What the convener does with the minutes")

    def saying(self, again: int) -> Saying:
        """What it says when it is asked for the first time (0), and then; without a word about that, always the same."""
        return self.then[min(again, len(self.then)) - 1] if again and self.then else self

    @property
    def longest(self) -> float:
        """Working days it may take between two signs of life."""
        waits = [self.after, *(saying.after for saying in self.then), self.signing.after, self.signing.revoke_after]
        waits += [self.convening.after, self.deciding.after if self.deciding else 0]
        return max(waits)


class ReviewActPlay(Strict):
    """One thing that a department does in a review besides the usual, by the name of its verb."""

    do: str = Field(max_length=40, description="resolutions, participant-added, papers-complete, round-closed, cancelled …")
    review: int = Field(default=1, ge=1, le=20, description="Which review of the case, as it is numbered")
    when: str | None = Field(default=None, max_length=40, description="State of the review; default: where the act belongs")
    after: float = Field(default=0, ge=0, le=LONGEST, description="working days since the review stands there")
    order: dict[str, Any] = Field(
        default={}, alias="with", description="Fields of the answer besides the review; a day is so many working days from then"
    )
    refused: str | None = Field(default=None, max_length=100, description="It must be refused, for this field")

    @property
    def moment(self) -> str:
        """State of the review in which it is done."""
        return self.when or USUAL_MOMENTS.get(self.do, "deliberating")


class FilePlay(Strict):
    """A file of the applicant's, handed in through the window while the case runs."""

    material: str = Field(min_length=1, max_length=200, description="材料名称; a second one of that name is its new version")
    item: int | None = Field(default=None, description="事项序号; absent: for the whole case")
    after: float = Field(default=0, ge=0, le=LONGEST, description="working days after the case was routed")


class CallPlay(Strict):
    """The agent has a review held (通知牵头部门召集). One after the other: each once the review before it is over."""

    kind: ReviewKind
    subject: str = Field(min_length=1, max_length=2000, description="What is to be settled")
    questions: tuple[str, ...] = Field(default=(), max_length=20)
    convener: str = Field(default="", max_length=40)
    mandatory: tuple[str, ...] = Field(default=(), max_length=50)
    advisory: tuple[str, ...] = Field(default=(), max_length=50)
    observers: tuple[str, ...] = Field(default=(), max_length=50)
    items: tuple[int, ...] = Field(default=(), max_length=31)
    needed: tuple[str, ...] = Field(default=(), max_length=50)
    limit_days: int | None = Field(default=None, ge=1, le=60)
    form: Form | None = None
    days: int | None = Field(default=None, ge=0, le=60, description="working days from the call until it meets")
    time: str = CLOCK_TIME
    place: str = Field(default="", max_length=200)
    after: float = Field(default=1, ge=0, le=LONGEST, description="working days after the case was routed, or the last review")
    refused: str | None = Field(default=None, max_length=100, description="The call must be refused, for this field")


class TopicPlay(Strict):
    """A point of the agenda that concerns no case."""

    subject: str = Field(min_length=1, max_length=2000)
    mandatory: tuple[str, ...] = Field(min_length=1, max_length=50)


class MeetingPlay(Strict):
    """One meeting over all cases that the file makes (集中联动审批会商会), once every one of them is routed."""

    kind: ReviewKind = "mass_meeting"
    subject: str = Field(min_length=1, max_length=500, description="Name of the meeting")
    convener: str = Field(default="", max_length=40)
    mandatory: tuple[str, ...] = Field(default=(), max_length=50, description="Of every case; empty: as the template says")
    items: tuple[int, ...] = Field(default=(), max_length=31)
    topics: tuple[TopicPlay, ...] = Field(default=(), max_length=20)
    limit_days: int | None = Field(default=None, ge=1, le=60)
    form: Form | None = None
    days: int | None = Field(default=None, ge=0, le=60, description="working days from the call until it meets")
    time: str = CLOCK_TIME
    place: str = Field(default="", max_length=200)
    after: float = Field(default=1, ge=0, le=LONGEST, description="working days after the last case was routed")


class CopiesPlay(Strict):
    """So many cases of one file, every one with an applicant, a project and numbers of its own."""

    count: int = Field(ge=1, le=100)
    but: dict[int, dict[str, Any]] = Field(
        default={}, max_length=20, description="Number of a copy -> the sections that are otherwise there"
    )


class ExpectedReview(Strict):
    """What a review must have come to, or the rehearsal has failed. What is left open may be anything."""

    outcome: Literal["agreed", "conditional", "objected", "deadlocked", "cancelled"]
    conditions: int | None = Field(default=None, ge=0)
    silent: int | None = Field(default=None, ge=0, description="Participants that let their limit pass")
    editions: int | None = Field(default=None, ge=0, description="Editions of the papers")
    set_aside: int | None = Field(default=None, ge=0, description="Opinions that a later one, or a new paper, took the place of")
    rounds: int | None = Field(default=None, ge=0, description="Rounds of discussion")
    signatures: int | None = Field(default=None, ge=0)
    deemed: int | None = Field(default=None, ge=0, description="Signatures of signers that let their limit pass")
    done: int | None = Field(default=None, ge=0, description="Resolutions that were carried out")
    minutes: bool | None = Field(default=None, description="Signed and numbered")
    facts: tuple[str, ...] = Field(default=(), max_length=10, description="Names of facts that must have been told of the case")


class ExpectedPlay(Strict):
    """What must have come of the case."""

    reviews: tuple[ExpectedReview, ...] = Field(default=(), max_length=20, description="All of them, in their order")
    rungs: tuple[str, ...] = Field(default=(), max_length=10, description="All rungs that were asked, lateness apart")
    conditions: dict[int, int] = Field(default={}, description="事项序号 -> under how many conditions it was approved")
