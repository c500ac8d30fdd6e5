"""What joint_review writes to departments: task.<region>.<department>.<verb>."""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract
from shared.contracts.joint_review import GivenOpinion, Minutes, Outcome, Resolution
from shared.contracts.review_calls import AgendaPoint, Form, Paper, Role


class ReviewLetter(Contract):
    """What every letter of a review names."""

    review_id: str = Field(description="<办件编号>/R<n>; name it in every answer")
    case_number: str = Field(description="办件编号; 会议编号 for a topic that concerns no case")
    centre: str = Field(description="Region code of the centre that owns the case")
    kind: str = Field(default="", description="联席会议, 会商联审 …; empty: of older letters")
    subject: str = Field(
        default="",
        description="What is to be settled, in Chinese: whole in a proposal, an invitation and a question; "
        "else its first 200 characters; empty: of older letters",
    )


class ProposedReview(ReviewLetter):
    """task.<region>.<department>.review-proposed: the convener is to hold a review (`convened`)."""

    participants: tuple[str, ...] = Field(description="<region>.<department> each")
    form: Form = Field(description="meeting | video | circulation, as proposed")
    at: str | None = Field(default=None, description="When it was proposed to meet; ISO 8601 with zone; null: the convener says")
    place: str = Field(default="", description="Where it was proposed to meet; empty: the convener says")
    called_by: str = Field(description="The post that asked for it")
    due: str = Field(description="After this instant it is held by circulation; ISO 8601 with zone")


class Consultation(ReviewLetter):
    """An invitation and a question.

    task.<region>.<department>.invited | consulted: papers are still missing, opinions are not heard yet | an opinion is
    asked for. It comes again when a paper has changed: what was said of the old edition counts no more.
    """

    questions: tuple[str, ...] = Field(default=(), description="What each participant is to answer, in Chinese")
    role: Role = Field(description="mandatory: the conclusion waits for it; advisory: it does not; observer: it only reads")
    convener: str = Field(default="", description="<region>.<department>")
    due: str | None = Field(description="Opinions after this instant come too late; ISO 8601 with zone; null: not heard yet")
    silence: str = Field(description="consent | objection")
    form: Form = Field(default="circulation", description="meeting | video | circulation")
    at: str | None = Field(default=None, description="When it meets; ISO 8601 with zone")
    place: str = Field(default="", description="Where it meets, or how one joins by video")
    edition: int = Field(default=0, description="Edition of the papers: name it with the opinion; 0: there are none")
    papers: tuple[Paper, ...] = Field(default=(), description="Read them with files and read-file of intake")
    missing: tuple[str, ...] = Field(default=(), description="材料名称 that are still to come")
    changed: tuple[str, ...] = Field(default=(), description="材料名称 that have changed since the last letter")
    meeting_id: str | None = Field(default=None, description="会议编号, where it is on the agenda of a meeting")


class Discussion(ReviewLetter):
    """task.<region>.<department>.discussion-opened: the departments differ; who keeps silent keeps its opinion."""

    round: int = Field(description="1, 2 …")
    opinions: tuple[GivenOpinion, ...] = Field(description="What was said so far, by everybody")
    edition: int = Field(description="Edition of the papers: name it with the opinion; 0: there are none")
    due: str = Field(description="ISO 8601 with zone")


class SignatureAsked(ReviewLetter):
    """task.<region>.<department>.signature-asked: the text is to be countersigned (会签)."""

    text: int = Field(description="Number of the text: name it with the signature")
    outcome: Outcome = Field(description="agreed | conditional")
    conditions: tuple[str, ...] = Field(default=(), description="Conditions, each a sentence")
    resolutions: tuple[Resolution, ...] = Field(default=(), description="What is to follow")
    signed: tuple[str, ...] = Field(default=(), description="Who has signed before, <region>.<department> each")
    again: str = Field(default="", description="Why it is asked again, in Chinese; empty: for the first time")
    due: str = Field(description="ISO 8601 with zone")


class DecisionAsked(ReviewLetter):
    """task.<region>.<department>.decision-asked: everybody has spoken, and the convener decides (`concluded`)."""

    opinions: tuple[GivenOpinion, ...] = Field(description="What was said, by everybody")
    due: str = Field(description="After this instant there is no conclusion; ISO 8601 with zone")


class ReviewOutcome(ReviewLetter):
    """task.<region>.<department>.review-concluded"""

    outcome: Outcome = Field(description="agreed | conditional | objected | deadlocked")
    conditions: tuple[str, ...] = Field(default=(), description="Conditions, each a sentence")
    opinions: tuple[GivenOpinion, ...] = Field(default=(), description="Every participant's, silent ones too")


class MinutesAsked(Contract):
    """task.<region>.<department>.minutes-asked: the convener is to read and sign the minutes (`minutes-signed`)."""

    review_id: str = Field(description="<办件编号>/R<n>, or 会议编号; name it in the answer")
    minutes: Minutes = Field(description="As they were assembled; without a number yet")
    due: str = Field(description="After this instant they are kept unsigned; ISO 8601 with zone")


class ResolutionAssigned(ReviewLetter):
    """task.<region>.<department>.resolution-assigned: report it with `carried-out`."""

    resolution: Resolution = Field(description="What is to be done by when, and what counts as done")


class ReviewOver(ReviewLetter):
    """Nothing more is asked.

    task.<region>.<department>.review-cancelled | resolution-over: of this review | of this owner of a resolution.
    """

    resolution_id: str = Field(default="", description="<办件编号>/R<n>/A<n>; empty: the whole review")
    reason: str = Field(description="In Chinese")


class ReviewReminder(ReviewLetter):
    """task.<region>.<department>.review-reminder: a light went on for what this department owes a review."""

    act: str = Field(description="Verb by which it is done: opinion, signed, carried-out …")
    what: str = Field(description="What has to be done, in Chinese")
    resolution_id: str = Field(default="", description="<办件编号>/R<n>/A<n>, where it is about one")
    light: Literal["yellow", "red", "overdue"] = Field(description="yellow | red | overdue")
    due: str = Field(description="ISO 8601 with zone")


class ReviewNews(ReviewLetter):
    """task.<region>.<department>.review-news: something that the convener should know and nobody asks it for."""

    what: str = Field(description="In Chinese: an apology, a paper that changed after the conclusion …")


class MeetingLetter(Contract):
    """task.<region>.<department>.meeting-called: a meeting over many cases, with the points that concern this department."""

    meeting_id: str = Field(description="会议编号")
    centre: str = Field(description="Region code of the centre that calls it")
    kind: str = Field(description="集中联动审批会商会 …")
    subject: str = Field(description="Name of the meeting")
    convener: str = Field(description="<region>.<department>")
    form: Form = Field(description="meeting | video | circulation")
    at: str | None = Field(default=None, description="When it meets; ISO 8601 with zone")
    place: str = Field(default="", description="Where it meets")
    agenda: tuple[AgendaPoint, ...] = Field(description="Only the points in which this department takes part")
    reviews: tuple[str, ...] = Field(description="review_id of each point, in the same order")
