"""What a department says in a joint review: dept.<region>.<department>.<verb>, or the same as a request to joint_review."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.departments import Sentence
from shared.contracts.review_calls import Form, Role

ReviewId = Annotated[str, Field(min_length=1, max_length=100)]


class Opinion(Contract):
    """`opinion`: what a participant says. A new one takes the place of its earlier one."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")
    opinion: Literal["agree", "conditional", "object", "not_concerned"] = Field(
        description="agree | conditional | object | not_concerned"
    )
    conditions: tuple[Sentence, ...] = Field(default=(), max_length=50, description="Conditions, each a sentence")
    ground: str = Field(default="", max_length=4000, description="Legal ground; required to object")
    mend: str = Field(default="", max_length=4000, description="What would mend it, required to object; 无 where nothing would")
    edition: int | None = Field(
        default=None, ge=0, description="Edition of the papers it rests on, as the letter said; required where there are papers"
    )


class Attendance(Contract):
    """`attendance`: whether a participant will come. It says nothing of the matter itself."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")
    attends: bool = Field(description="true: it comes; false: it apologises (请假)")
    delegate: str = Field(default="", max_length=50, description="The post that comes in its name, never a person's name")
    reason: str = Field(default="", max_length=1000, description="Required to apologise")


class Sign(Contract):
    """`signed`: the signer agrees to the text (会签)."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")
    text: int = Field(ge=1, description="Number of the text that it has read, as the letter said")
    signed_by: str = Field(min_length=1, max_length=50, description="The post that signs")


class RefuseSignature(Contract):
    """`signature-refused`: the signer does not agree to the text; it counts as an objection."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")
    ground: str = Field(default="", max_length=4000, description="Legal ground; required")
    mend: str = Field(default="", max_length=4000, description="What would mend it; required, 无 where nothing would")


class RevokeSignature(Contract):
    """`signature-revoked`: the signer takes its signature back; those that rested on it are asked again."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")
    reason: str = Field(default="", max_length=2000, description="Required")


class CarryOut(Contract):
    """`carried-out`: the owner of a resolution reports it as done."""

    resolution_id: ReviewId = Field(description="<办件编号>/R<n>/A<n>")
    evidence: str = Field(default="", max_length=4000, description="What shows that it is done; required")
    document: str = Field(default="", max_length=200, description="文号, where there is one")
    file_id: str = Field(default="", max_length=100, description="A file of the case that shows it")


class Convene(Contract):
    """`convened`, by the convener: the review that was proposed takes place."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")
    form: Form | None = Field(default=None, description="meeting | video | circulation; null: as proposed")
    at: str | None = Field(default=None, max_length=40, description="When it meets; ISO 8601 with zone; required to meet")
    place: str = Field(default="", max_length=200, description="Where it meets, or how one joins by video; required to meet")


class CompletePapers(Contract):
    """`papers-complete`, by the convener: nothing more is waited for, although something is missing."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")
    reason: str = Field(default="", max_length=1000, description="Why it can be done without; required")


class AddParticipant(Contract):
    """`participant-added`, by the convener; what the others have said and signed stands."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")
    party: str = Field(min_length=3, max_length=40, description="<region>.<department>")
    role: Role = Field(default="mandatory", description="mandatory | advisory | observer")
    signer: bool = Field(default=False, description="It signs the text too, after those who are there already")
    reason: str = Field(default="", max_length=1000, description="Why it is needed")


class CloseRound(Contract):
    """`round-closed`, by the convener: the discussion is over before its limit."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")


class Conclude(Contract):
    """`concluded`, by the convener, where the rule is that the convener decides."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")
    outcome: Literal["agreed", "conditional", "objected", "deadlocked"] = Field(description="What it decides")
    conditions: tuple[Sentence, ...] = Field(default=(), max_length=50, description="Required for conditional")
    reason: str = Field(default="", max_length=4000, description="Required")


class CancelReview(Contract):
    """`cancelled`, by the convener: the review does not take place."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")
    reason: str = Field(default="", max_length=2000, description="Required")


class ResolutionOrder(Contract):
    """议定事项 as the convener lays it down."""

    owner: str = Field(min_length=3, max_length=40, description="<region>.<department>; a participant, or the convener")
    act: str = Field(min_length=1, max_length=2000, description="What is to be done, in Chinese")
    due: date = Field(description="By the end of this day, YYYY-MM-DD")
    done_when: str = Field(min_length=1, max_length=1000, description="What counts as done, in Chinese")


class LayDown(Contract):
    """`resolutions`, by the convener: what follows; more may be laid down until the minutes are signed."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>")
    resolutions: tuple[ResolutionOrder, ...] = Field(min_length=1, max_length=50, description="Who does what by when")


class DropResolution(Contract):
    """`resolution-dropped`, by the convener: it has not to be done any more."""

    resolution_id: ReviewId = Field(description="<办件编号>/R<n>/A<n>")
    reason: str = Field(default="", max_length=2000, description="Required")


class SignMinutes(Contract):
    """`minutes-signed`, by the convener: the minutes are as it was (签发会议纪要)."""

    review_id: ReviewId = Field(description="<办件编号>/R<n>, or 会议编号 of a meeting over many cases")
    signed_by: str = Field(min_length=1, max_length=50, description="The post that signs")
    remark: str = Field(default="", max_length=4000, description="What the convener adds to them")


ReviewAnswer = (
    Opinion
    | Attendance
    | Sign
    | RefuseSignature
    | RevokeSignature
    | CarryOut
    | Convene
    | CompletePapers
    | AddParticipant
    | CloseRound
    | Conclude
    | CancelReview
    | LayDown
    | DropResolution
    | SignMinutes
)
ANSWERS: dict[str, type[ReviewAnswer]] = {
    "opinion": Opinion,
    "attendance": Attendance,
    "signed": Sign,
    "signature-refused": RefuseSignature,
    "signature-revoked": RevokeSignature,
    "carried-out": CarryOut,
    "convened": Convene,
    "papers-complete": CompletePapers,
    "participant-added": AddParticipant,
    "round-closed": CloseRound,
    "concluded": Conclude,
    "cancelled": CancelReview,
    "resolutions": LayDown,
    "resolution-dropped": DropResolution,
    "minutes-signed": SignMinutes,
}
"""Verb -> what its body is."""
