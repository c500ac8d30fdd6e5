"""What routing asks of joint_review: that a review (会商) be held, on which papers, and that it be given up; and meetings."""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract, Strict
from shared.contracts.routing import RoutingEvent

ReviewKind = Literal[
    "joint_meeting",
    "countersign",
    "joint_review",
    "pre_review",
    "joint_assessment",
    "joint_drawing_review",
    "joint_survey",
    "joint_acceptance",
    "coordination_meeting",
    "mass_meeting",
    "reform_office",
]
"""联席会议 | 会审会签 | 会商联审 | 联办预审 | 多评合一 | 多图联审 | 联合勘验 | 联合验收 | 协调会议 |
集中联动审批会商会 | 提交改革领导小组办公室."""
Form = Literal["meeting", "video", "circulation"]
"""会议 | 视频会议 | 传签（书面征求意见）."""
Role = Literal["mandatory", "advisory", "observer"]
"""The conclusion waits for it and rests on it | may speak | reads the papers and hears the conclusion."""
FORMS: dict[str, str] = {"meeting": "会议", "video": "视频会议", "circulation": "传签"}
ROLES: dict[str, str] = {"mandatory": "必须参加", "advisory": "征求意见", "observer": "列席"}


class Paper(Contract):
    """会商材料: a file of the case in this version and no other."""

    file_id: str = Field(description="Id of the file with intake")
    material: str = Field(description="材料名称; with `item` what the next version of it is recognised by")
    item: int | None = Field(default=None, description="事项序号 it is for; null: for the whole case")
    filename: str = Field(description="Name of the file")
    size: int = Field(description="bytes")
    sha256: str = Field(description="SHA-256, 64 hexadecimal digits")
    at: str = Field(default="", description="When it came; ISO 8601 with zone")


class ReviewCall(Contract):
    """What joint_review is asked to hold. What is left open (null, empty) the centre's template of that kind says."""

    review_id: str = Field(description="<办件编号>/R<n>; <会议编号>/R<n> for a topic of a meeting that concerns no case")
    kind: str = Field(description="Name of the template: 联席会议, 会商联审 …")
    template: ReviewKind | None = Field(default=None, description="Key of the template; null: of older calls, found by `kind`")
    cause: str = Field(description="rules | objection | agent | meeting: who wanted it")
    subject: str = Field(description="What is to be settled, in Chinese")
    questions: tuple[str, ...] = Field(default=(), description="What each participant is to answer, in Chinese")
    convener: str = Field(description="<region>.<department>")
    mandatory: tuple[str, ...] = Field(description="<region>.<department> each")
    advisory: tuple[str, ...] = Field(default=(), description="May speak; the conclusion does not wait")
    observers: tuple[str, ...] = Field(default=(), description="列席: read the papers and hear the conclusion")
    limit_days: int | None = Field(default=None, description="working days for opinions")
    silence: str | None = Field(
        default=None, description="consent | objection: what silence means after the limit; objection: no conclusion without it"
    )
    rounds: int | None = Field(default=None, description="Rounds of discussion at most")
    task_id: str | None = Field(default=None, description="The task objected to")
    items: tuple[int, ...] = Field(default=(), description="事项序号 that the review is about; empty: the whole case")
    papers: tuple[Paper, ...] = Field(default=(), description="The papers as they stand; edition 1")
    needed: tuple[str, ...] = Field(default=(), description="材料名称 that are still to come before opinions can be given")
    form: Form | None = Field(default=None, description="meeting | video | circulation")
    at: str | None = Field(default=None, description="When it meets; ISO 8601 with zone")
    place: str = Field(default="", description="Where it meets, or how one joins by video")
    meeting_id: str | None = Field(default=None, description="会议编号, where it is on the agenda of a meeting over many cases")
    called_by: str = Field(default="", description="The post that asked for it; empty: the rules, or a department's objection")


class ReviewRequest(RoutingEvent):
    """What routing asks joint_review for."""


class ReviewRequested(ReviewRequest, owner="routing"):
    """The rules, a department's objection, the agent's notice or a meeting's agenda ask for a joint review."""

    call: ReviewCall = Field(description="What was asked for")


class PapersPinned(ReviewRequest, owner="routing"):
    """A paper of a review that is not over has a new version, or one that was awaited has come."""

    review_id: str = Field(description="<办件编号>/R<n>")
    edition: int = Field(description="2, 3 …: of two facts about one review the higher edition is the later one")
    papers: tuple[Paper, ...] = Field(description="All papers as they stand now")
    changed: tuple[str, ...] = Field(description="材料名称 of what is new")


class ReviewWithdrawn(ReviewRequest, owner="routing"):
    """The review is needed no more: the case was ended, or what it was about is settled."""

    review_id: str = Field(description="<办件编号>/R<n>")
    reason: str = Field(description="In Chinese")


class CallReview(Strict):
    """svc.<centre>.routing.call-review: the agent has the convener hold a review (通知牵头部门召集, 服务规定 三)."""

    case_number: str = Field(max_length=50, description="办件编号")
    kind: ReviewKind = Field(description="Key of the template")
    subject: str = Field(min_length=1, max_length=2000, description="What is to be settled")
    questions: tuple[str, ...] = Field(default=(), max_length=20, description="What each participant is to answer")
    convener: str = Field(default="", max_length=40, description="Empty: as the template says; else code or <region>.<code>")
    mandatory: tuple[str, ...] = Field(
        default=(), max_length=50, description="Codes or <region>.<code>; empty: as the template says"
    )
    advisory: tuple[str, ...] = Field(default=(), max_length=50, description="Codes or <region>.<code>")
    observers: tuple[str, ...] = Field(default=(), max_length=50, description="Codes or <region>.<code>")
    items: tuple[int, ...] = Field(default=(), max_length=31, description="事项序号 that it is about; empty: the whole case")
    papers: tuple[str, ...] | None = Field(
        default=None, max_length=100, description="Ids of files; null: all files of the items, restricted ones never"
    )
    needed: tuple[str, ...] = Field(default=(), max_length=50, description="材料名称 that are still to come")
    limit_days: int | None = Field(default=None, ge=1, le=60, description="working days for opinions")
    form: Form | None = Field(default=None, description="meeting | video | circulation")
    at: str | None = Field(default=None, max_length=40, description="When it meets; ISO 8601 with zone")
    place: str = Field(default="", max_length=200, description="Where it meets, or how one joins by video")
    signed_by: str = Field(min_length=1, max_length=50, description="The post that asks for it, never a person's name")


class AgendaOrder(Strict):
    """One point of the agenda that a centre draws up: a case of its own, or a topic that concerns no case."""

    case_number: str = Field(default="", max_length=50, description="办件编号; empty: a topic")
    subject: str = Field(default="", max_length=2000, description="What is to be settled; required for a topic")
    items: tuple[int, ...] = Field(default=(), max_length=31, description="事项序号; empty: the whole case")
    mandatory: tuple[str, ...] = Field(
        default=(),
        max_length=50,
        description="Codes or <region>.<code>; all_parties: the departments of the items, of a case only; empty: as the template "
        "says; required for a topic",
    )


class CallMeeting(Strict):
    """svc.<centre>.routing.call-meeting: one meeting over many cases (集中联动审批会商会), or about topics of the centre."""

    kind: ReviewKind = Field(default="mass_meeting", description="Key of the template")
    subject: str = Field(min_length=1, max_length=500, description="Name of the meeting")
    agenda: tuple[AgendaOrder, ...] = Field(min_length=1, max_length=500, description="Its points in their order")
    convener: str = Field(default="", max_length=40, description="Empty: as the template says")
    limit_days: int | None = Field(default=None, ge=1, le=60, description="working days for opinions")
    form: Form | None = Field(default=None, description="meeting | video | circulation")
    at: str | None = Field(default=None, max_length=40, description="When it meets; ISO 8601 with zone")
    place: str = Field(default="", max_length=200, description="Where it meets")
    signed_by: str = Field(min_length=1, max_length=50, description="The post that calls it, never a person's name")


class AgendaPoint(Contract):
    """One point of an agenda."""

    number: int = Field(description="1, 2 … in the order of the agenda")
    case_number: str = Field(default="", description="办件编号; empty: a topic")
    subject: str = Field(description="What is to be settled, in Chinese")
    items: tuple[int, ...] = Field(default=(), description="事项序号; empty: the whole case")
    mandatory: tuple[str, ...] = Field(
        default=(), description="<region>.<department> each; all_parties: those of the items; empty: as the template says"
    )


class MeetingCalled(ReviewRequest, owner="routing"):
    """A meeting has been called; the cases on its agenda are called one by one (`AgendaCalled`), topics need no other call."""

    meeting_id: str = Field(description="会议编号 <centre>-H<YYYYMMDD>-<n>")
    kind: str = Field(description="Name of the template")
    template: ReviewKind = Field(description="Key of the template")
    subject: str = Field(description="Name of the meeting")
    convener: str = Field(description="<region>.<department>")
    agenda: tuple[AgendaPoint, ...] = Field(description="Its points in their order")
    limit_days: int | None = Field(default=None, description="working days for opinions")
    form: Form | None = Field(default=None, description="meeting | video | circulation")
    at: str | None = Field(default=None, description="When it meets; ISO 8601 with zone")
    place: str = Field(default="", description="Where it meets")
    called_by: str = Field(description="The post that called it")


class AgendaCalled(ReviewRequest, owner="routing"):
    """One case of an agenda is to be reviewed: routing's own word to itself, one per case, so that no case holds up another."""

    meeting_id: str = Field(description="会议编号")
    point: AgendaPoint = Field(description="The point of the agenda")


class AgendaDeclined(ReviewRequest, owner="routing"):
    """A case of an agenda can't be reviewed any more, though it could when the meeting was called."""

    meeting_id: str = Field(description="会议编号")
    case_number: str = Field(description="办件编号")
    reason: str = Field(description="In Chinese")
