"""What joint_review says of a review (会商); resolutions, minutes and meetings are in review_records."""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract, Event, Strict
from shared.contracts.review_calls import Form, Paper, ReviewCall, ReviewKind, Role

Outcome = Literal["agreed", "conditional", "objected", "deadlocked"]
"""同意 | 附条件同意 | 不同意 (a conclusion in the negative) | 未形成一致意见 (no conclusion: it climbs the ladder)."""
OUTCOMES: dict[str, str] = {
    "agreed": "同意",
    "conditional": "附条件同意",
    "objected": "不同意",
    "deadlocked": "未形成一致意见",
}
OPINIONS: dict[str, str] = {
    "agree": "同意",
    "conditional": "附条件同意",
    "object": "不同意",
    "not_concerned": "不涉及",
    "silent": "未提出意见",
}


class ReviewTerms(Contract):
    """The rules by which one review is held, as they stood when it was convened."""

    template: ReviewKind = Field(description="Key of the template")
    form: Form = Field(description="meeting | video | circulation")
    silence: Literal["consent", "objection"] = Field(description="consent: agrees | objection: no conclusion without it")
    conclusion: Literal["unanimous", "majority", "convener_decides"] = Field(
        description="unanimous: of the mandatory | majority: of the mandatory | convener_decides: after hearing all"
    )
    dissent: Literal["deadlock", "refuse"] = Field(
        description="What a lasting objection means where unanimity is asked for: deadlock | refuse (one refusal refuses all)"
    )
    quorum: int = Field(description="How many mandatory participants must have spoken; 0: none")
    rounds: int = Field(description="Rounds of discussion at most")
    signing: Literal["none", "parallel", "ordered"] = Field(description="会签: not at all | all at once | one after the other")
    minutes: bool = Field(description="Minutes are drawn up and signed")
    opinion_days: int = Field(description="working days for opinions")
    basis: str = Field(default="", description="Document and clause that the template rests on")
    mark: str = Field(default="inferred", description="sourced | inferred")


class GivenOpinion(Contract):
    """One department's opinion as it counted."""

    party: str = Field(description="<region>.<department>")
    name: str = Field(default="", description="Name of the department; empty: of older opinions")
    role: str = Field(description="mandatory | advisory | observer")
    opinion: str = Field(description="agree | conditional | object | not_concerned | silent")
    conditions: tuple[str, ...] = Field(default=(), description="Conditions, each a sentence")
    ground: str = Field(default="", description="Legal ground")
    mend: str = Field(default="", description="What would mend it, of an objection")
    edition: int = Field(default=0, description="Edition of the papers that it rests on; 0: there were none")
    round: int = Field(default=0, description="Round of discussion in which it was given; 0: before the first")
    at: str | None = Field(default=None, description="ISO 8601 with zone")


class Participant(Contract):
    """Who takes part."""

    party: str = Field(description="<region>.<department>")
    name: str = Field(default="", description="Name of the department")
    role: Role = Field(description="mandatory | advisory | observer")
    due: str | None = Field(default=None, description="Its opinion is due; ISO 8601 with zone; null: not asked yet")


class Attended(Contract):
    """出席情况 of one participant, as it said."""

    party: str = Field(description="<region>.<department>")
    attends: bool = Field(description="false: it has apologised")
    delegate: str = Field(default="", description="The post that comes in its name")
    reason: str = Field(default="", description="Why it does not come")
    at: str = Field(default="", description="When it said so; ISO 8601 with zone; empty: of older answers")


class Signature(Contract):
    """One signature under a text (会签)."""

    party: str = Field(description="<region>.<department>")
    signed_by: str = Field(default="", description="The post; empty: deemed, after the limit")
    deemed: bool = Field(default=False, description="It let the limit pass, and silence is consent")
    text: int = Field(description="Number of the text")
    at: str = Field(description="ISO 8601 with zone")


class Resolution(Contract):
    """议定事项: one thing that a review lays down."""

    resolution_id: str = Field(description="<办件编号>/R<n>/A<n>")
    owner: str = Field(description="<region>.<department>")
    owner_name: str = Field(description="Name of the department")
    act: str = Field(description="What is to be done, in Chinese")
    done_when: str = Field(description="What counts as done, in Chinese")
    due: str = Field(description="ISO 8601 with zone")


class Minutes(Contract):
    """会议纪要, assembled from what was said; dissent stands in it word for word."""

    number: str = Field(default="", description="纪要编号, once signed; empty before, and for ever where nobody signed in time")
    title: str = Field(description="In Chinese")
    kind: str = Field(description="联席会议, 会商联审 …")
    convener: str = Field(description="<region>.<department>")
    convener_name: str = Field(description="Its name")
    form: Form = Field(description="meeting | video | circulation")
    at: str | None = Field(default=None, description="When it met; ISO 8601 with zone")
    place: str = Field(default="", description="Where it met")
    concluded_at: str = Field(description="ISO 8601 with zone")
    participants: tuple[Participant, ...] = Field(description="Everybody who was asked")
    attendance: tuple[Attended, ...] = Field(default=(), description="Who said whether it comes")
    points: tuple["MinutesPoint", ...] = Field(description="One per case or topic, in the order of the agenda")
    signed_by: str = Field(default="", description="The convener's post that signed")
    signed_at: str | None = Field(default=None, description="ISO 8601 with zone")
    remark: str = Field(default="", description="What the convener added")


class MinutesPoint(Contract):
    """What the minutes say of one case or topic."""

    review_id: str = Field(description="<办件编号>/R<n>; empty: it was never held")
    case_number: str = Field(default="", description="办件编号; empty: a topic")
    subject: str = Field(description="What was to be settled, in Chinese")
    outcome: Literal["agreed", "conditional", "objected", "deadlocked", "cancelled"] = Field(description="How it ended")
    conditions: tuple[str, ...] = Field(default=(), description="Conditions, each a sentence")
    opinions: tuple[GivenOpinion, ...] = Field(default=(), description="What everybody said; dissent included")
    signatures: tuple[Signature, ...] = Field(default=(), description="会签")
    resolutions: tuple[Resolution, ...] = Field(default=(), description="What follows")
    papers: tuple[Paper, ...] = Field(default=(), description="What it rests on, in these versions")
    reason: str = Field(default="", description="Why there is no conclusion, or what the convener decided by, in Chinese")


class ReviewEvent(Event):
    """Facts of a joint review (会商)."""

    review_id: str = Field(description="<办件编号>/R<n>")


class ReviewProposed(ReviewEvent, owner="joint_review"):
    """The convener is asked to convene; if it lets the limit pass, the review is held by circulation."""

    call: ReviewCall = Field(description="What was asked for")
    due: str = Field(description="ISO 8601 with zone")


class ReviewConvened(ReviewEvent, owner="joint_review"):
    """Every participant has been invited; where no paper is missing, asked for its opinion too."""

    call: ReviewCall = Field(description="What was asked for")
    due: str | None = Field(description="Opinions are due; ISO 8601 with zone; null: papers are missing")
    terms: ReviewTerms | None = Field(default=None, description="How it is held; null: of older reviews")
    participants: tuple[Participant, ...] = Field(default=(), description="Everybody who was asked")
    late: bool = Field(default=False, description="The convener kept silent, and it is held by circulation")
    missing: tuple[str, ...] = Field(default=(), description="材料名称 that are waited for")


class AttendanceAnswered(ReviewEvent, owner="joint_review"):
    """A participant has said whether it comes."""

    attended: Attended = Field(description="What it said")


class PapersCompleted(ReviewEvent, owner="joint_review"):
    """The papers are complete: opinions are asked for."""

    edition: int = Field(description="Edition of the papers")
    papers: tuple[Paper, ...] = Field(description="The papers in their versions")
    due: str = Field(description="Opinions are due; ISO 8601 with zone")
    without: tuple[str, ...] = Field(default=(), description="材料名称 that the convener does without")
    reason: str = Field(default="", description="Why it can be done without")


class PapersChanged(ReviewEvent, owner="joint_review"):
    """A paper has a new version: what was said of the old one counts no more, and everybody is asked again."""

    edition: int = Field(description="Edition of the papers from now on")
    papers: tuple[Paper, ...] = Field(description="The papers in their versions")
    changed: tuple[str, ...] = Field(description="材料名称 of what is new")
    set_aside: tuple[GivenOpinion, ...] = Field(default=(), description="Opinions that count no more")
    signatures: tuple[Signature, ...] = Field(default=(), description="Signatures that count no more")
    due: str | None = Field(description="Opinions are due; ISO 8601 with zone; null: papers are missing")


class OpinionGiven(ReviewEvent, owner="joint_review"):
    """A participant has spoken."""

    given: GivenOpinion = Field(description="The opinion")


class RoundOpened(ReviewEvent, owner="joint_review"):
    """The departments differ, and discuss it."""

    round: int = Field(description="1, 2 …")
    opinions: tuple[GivenOpinion, ...] = Field(description="What was said so far")
    due: str = Field(description="ISO 8601 with zone")


class ParticipantAdded(ReviewEvent, owner="joint_review"):
    """The convener has asked one more department; what the others have said stands."""

    participant: Participant = Field(description="Who")
    signer: bool = Field(default=False, description="It signs too")
    reason: str = Field(default="", description="Why it is needed")


class SigningOpened(ReviewEvent, owner="joint_review"):
    """The text goes round to be countersigned (会签)."""

    text: int = Field(description="Number of the text: 2 and more, where a signature was refused or a paper changed")
    outcome: Outcome = Field(description="agreed | conditional")
    conditions: tuple[str, ...] = Field(default=(), description="Conditions, each a sentence")
    signers: tuple[str, ...] = Field(description="<region>.<department> each, in their order")
    ordered: bool = Field(description="One after the other")


class ReviewSigned(ReviewEvent, owner="joint_review"):
    """A signer has signed, or is deemed to have."""

    signature: Signature = Field(description="The signature")


class SignatureRefused(ReviewEvent, owner="joint_review"):
    """A signer does not agree to the text: its refusal stands as its objection."""

    given: GivenOpinion = Field(description="The objection")


class SignatureRevoked(ReviewEvent, owner="joint_review"):
    """A signature was taken back; whoever signed on the strength of it is asked again."""

    party: str = Field(description="<region>.<department>")
    reason: str = Field(description="In its words")
    asked_again: tuple[str, ...] = Field(description="Whose signatures fell with it, <region>.<department> each")


class ReviewConcluded(ReviewEvent, owner="joint_review"):
    """The conclusion, for routing to carry out."""

    cause: str = Field(description="rules | objection | agent | meeting")
    task_id: str | None = Field(default=None, description="<办件编号>/<事项序号>")
    outcome: Outcome = Field(description="agreed | conditional | objected | deadlocked")
    conditions: tuple[str, ...] = Field(default=(), description="Conditions, each a sentence, with who set them")
    opinions: tuple[GivenOpinion, ...] = Field(description="Every participant's, silent ones too")
    concluded_at: str = Field(description="ISO 8601 with zone")
    reason: str = Field(default="", description="Why there is no conclusion, or what the convener decided by, in Chinese")
    all_or_nothing: bool = Field(default=False, description="联合验收: one refusal has refused, or all have passed")
    items: tuple[int, ...] = Field(default=(), description="事项序号 that it was about; empty: the whole case")
    edition: int = Field(default=0, description="Edition of the papers that it rests on")
    signatures: tuple[Signature, ...] = Field(default=(), description="会签")
    meeting_id: str | None = Field(default=None, description="会议编号, where it was on an agenda")


class ReviewCancelled(ReviewEvent, owner="joint_review"):
    """The review does not take place."""

    reason: str = Field(description="In Chinese")
    by: str = Field(description="<region>.<department> of the convener, or routing")
    meeting_id: str | None = Field(default=None, description="会议编号, where it was on an agenda")


class ReviewDutyLit(ReviewEvent, owner="joint_review"):
    """A light went on for what somebody owes a review (黄灯、红灯、超期)."""

    party: str = Field(description="<region>.<department> that owes it")
    act: str = Field(description="Verb by which it is done")
    what: str = Field(description="What has to be done, in Chinese")
    light: str = Field(description="yellow | red | overdue")
    due: str = Field(description="ISO 8601 with zone")
    resolution_id: str = Field(default="", description="<办件编号>/R<n>/A<n>, where it is about one")


class PapersShared(ReviewEvent, owner="joint_review"):
    """From now on exactly these departments may read exactly these files on account of this review; of several such
    facts about one review the one with the highest sequence holds.
    """

    readers: tuple[str, ...] = Field(description="<region>.<department> each; empty: the review is over")
    file_ids: tuple[str, ...] = Field(description="Ids of the files with intake")


class ReviewClosed(ReviewEvent, owner="joint_review"):
    """Nothing more follows of the review: it is over, its minutes are kept and every resolution is done or dropped."""

    outcome: str = Field(description="agreed | conditional | objected | deadlocked | cancelled")


class ReviewsQuery(Strict):
    """svc.<centre>.joint_review.reviews; for departments: department.<department>.reviews, their own of that case"""

    case_number: str = Field(description="办件编号, or 会议编号")
