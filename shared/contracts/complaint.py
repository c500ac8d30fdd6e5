"""Complaints and reports of misconduct (投诉举报): what intake says of them, and what it can be asked.

A complaint is no part of a case file: its facts bear its own number, and none of them holds who complained, how to
reach him, or a word that he wrote or said. What the complaint itself keeps of that is shown to who handles it.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract, Strict
from shared.contracts.intake import IntakeEvent

NUMBER = Field(max_length=50, description="投诉编号, <centre>-T<YYYYMMDD>-<6 digits>")
POSTS = "section_head | vice_head | supervisor | <region>.supervisor | <region>.zfb"
BY = Field(default=None, max_length=40, description=f"Post that acts: {POSTS}")
CODE = Field(default=None, max_length=40, description="查询码: the complainant himself acts")
AGAINST = "agent[:<id>] | section_head | vice_head | supervisor | window[:<name>] | <region>.<department> | centre"

ComplaintKind = Literal["service", "delay", "misconduct", "overstepping", "other"]
KINDS: dict[str, str] = {
    "service": "服务态度",
    "delay": "办理拖延",
    "misconduct": "吃拿卡要等违规行为",
    "overstepping": "超越委托权限",
    "other": "其他",
}
ComplaintChannel = Literal["window", "phone", "hotline", "site", "app", "box"]
CHANNELS: dict[str, str] = {
    "window": "窗口",
    "phone": "电话",
    "hotline": "12345热线",
    "site": "政务服务网",
    "app": "手机应用",
    "box": "意见箱",
}
Finding = Literal["upheld", "partly", "not_upheld"]
FINDINGS: dict[str, str] = {"upheld": "属实", "partly": "部分属实", "not_upheld": "不属实"}
Ground = Literal["satisfied", "unreachable", "no_word", "reviewed", "explained", "withdrawn"]
GROUNDS: dict[str, str] = {
    "satisfied": "投诉人满意",
    "unreachable": "回访未能联系上投诉人",
    "no_word": "匿名投诉已答复，投诉人在期限内未提出异议",
    "reviewed": "已复查一次，投诉人仍不满意",
    "explained": "已向投诉人解释说明，不再复查",
    "withdrawn": "投诉人撤回",
}
Reached = Literal["phone", "in_person", "message", "letter"]
REACHED: dict[str, str] = {"phone": "电话", "in_person": "当面", "message": "短信、网上消息", "letter": "信函"}


class ComplaintEvent(IntakeEvent):
    """Something happened to a complaint; `by` is a post, complainant, or clock."""

    kind: ComplaintKind = Field(description="service | delay | misconduct | overstepping | other")
    against: str = Field(description=AGAINST + "; a window without its name, which the complainant wrote")
    case_number: str | None = Field(default=None, description="办件编号 that it is about")
    at: str = Field(description="ISO 8601 with zone")


class ComplaintReceived(ComplaintEvent, owner="intake"):
    """A complaint was received and given its number."""

    channel: ComplaintChannel = Field(description="window | phone | hotline | site | app | box")
    anonymous: bool = Field(description="Nobody knows who complained")


class ComplaintAssigned(ComplaintEvent, owner="intake"):
    """A post has to handle it, never the one complained of."""

    handler: str = Field(description=POSTS)
    before: str | None = Field(default=None, description="Who had to until now; null: nobody")
    cause: Literal["chosen", "passed_on", "overdue", "reopened"] = Field(description="Why this post, or why another")
    reason: str = Field(default="", description="In Chinese")


class ComplaintAccepted(ComplaintEvent, owner="intake"):
    """It will be handled."""

    due: str = Field(description="An answer is due; ISO 8601 with zone")


class ComplaintRejected(ComplaintEvent, owner="intake"):
    """It will not be handled; the complainant may ask the post above to look at that once."""

    reason: str = Field(description="Why, as the complainant is told")
    turn_to: str = Field(default="", description="Who is competent instead")


class ComplaintAnswered(ComplaintEvent, owner="intake"):
    """It was investigated and answered."""

    finding: Finding = Field(description="upheld | partly | not_upheld")
    answer: str = Field(description="As the complainant is told")
    measures: tuple[str, ...] = Field(default=(), description="What was done or will be done about it")
    in_time: bool = Field(description="Within the limit")
    matter: bool = Field(default=False, description="A department is found wanting in a case: it is to be put on the ladder")


class ComplaintRevisited(ComplaintEvent, owner="intake"):
    """回访: the complainant was asked about the answer, or spoke by himself (`by`: complainant)."""

    satisfied: bool | None = Field(description="Null: could not be reached")
    reached: Reached | None = Field(
        default=None, description="How the handler, whose word this is, reached or tried to reach him; null: his own word"
    )


class ComplaintReopened(ComplaintEvent, owner="intake"):
    """It is looked into once more, by the post above; this happens once."""

    reason: str = Field(default="", description="Why, as the handler put it; empty where the complainant asked for it")


class ComplaintClosed(ComplaintEvent, owner="intake"):
    """Nothing more happens to it."""

    ground: Ground = Field(description="satisfied | unreachable | no_word | reviewed | explained | withdrawn")
    note: str = Field(default="", description="What the handler explained; empty on every other ground")


class ComplaintLit(ComplaintEvent, owner="intake"):
    """A light went on for what has to be done with it. No DutyLit: those also reach the agents (通知)."""

    act: str = Field(description="Operation by which it is met")
    what: str = Field(description="What has to be done, in Chinese")
    actors: tuple[str, ...] = Field(description="Who has to: a post, or complainant and clock")
    light: Literal["yellow", "red", "overdue"] = Field(description="黄灯 | 红灯 | 超期")
    due: str = Field(description="ISO 8601 with zone")
    basis: str = Field(default="", description="Document and clause of the limit")
    times_asked: int = Field(default=1, description="How often it has been asked for")


class Complainant(Strict):
    """Who complains, for those who handle it to reach him."""

    name: str = Field(min_length=1, max_length=50, description="How he wants to be called")
    telephone: str = Field(max_length=40, description="Where he can be reached")


class Complain(Strict):
    """svc.<centre>.intake.complain"""

    kind: ComplaintKind = Field(description="服务态度 | 办理拖延 | 吃拿卡要等违规行为 | 超越委托权限 | 其他")
    against: str = Field(min_length=1, max_length=80, description=AGAINST + "; agent alone: the agent of the case")
    channel: ComplaintChannel = Field(description="How it came")
    content: str = Field(min_length=1, max_length=4000, description="What happened, when and where")
    case_number: str | None = Field(default=None, max_length=50, description="办件编号 that it is about")
    anonymous: bool = Field(default=False, description="Then neither name nor telephone is asked for or kept")
    complainant: Complainant | None = Field(default=None, description="Required unless anonymous")


class ComplaintOrder(Strict):
    """What every act names: the complaint, and who acts, a post or (with the query code) the complainant."""

    complaint_number: str = NUMBER
    by: str | None = BY
    query_code: str | None = CODE


class AssignComplaint(ComplaintOrder):
    """svc.<centre>.intake.assign-complaint: the handler passes it on; the limit runs on."""

    to: str = Field(min_length=1, max_length=40, description="section_head | vice_head | supervisor | superior")
    reason: str = Field(min_length=1, max_length=1000, description="Why")


class AcceptComplaint(ComplaintOrder):
    """svc.<centre>.intake.accept-complaint"""


class RejectComplaint(ComplaintOrder):
    """svc.<centre>.intake.reject-complaint"""

    reason: str = Field(min_length=1, max_length=1000, description="Why, as the complainant is told")
    turn_to: str = Field(default="", max_length=200, description="Who is competent instead")


class AnswerComplaint(ComplaintOrder):
    """svc.<centre>.intake.answer-complaint: what the investigation found, and what follows."""

    finding: Finding = Field(description="属实 | 部分属实 | 不属实")
    answer: str = Field(min_length=1, max_length=4000, description="As the complainant is told")
    measures: tuple[str, ...] = Field(default=(), max_length=20, description="What was or will be done; required where upheld")


class RevisitComplaint(ComplaintOrder):
    """svc.<centre>.intake.revisit-complaint: 回访 by the handler, or the complainant's own word."""

    satisfied: bool | None = Field(default=None, description="Null: could not be reached")
    reached: Reached | None = Field(default=None, description="How he was reached, or was tried to be; required of the handler")
    note: str = Field(default="", max_length=1000, description="What the complainant said")


class ReopenComplaint(ComplaintOrder):
    """svc.<centre>.intake.reopen-complaint: once, by the post above.

    The complainant may also have it after the handler alone said that he is satisfied or cannot be reached.
    """

    reason: str = Field(min_length=1, max_length=1000, description="What is to be looked at again")


class CloseComplaint(ComplaintOrder):
    """svc.<centre>.intake.close-complaint: without another look, or because it was taken back.

    Explained: by the complainant, or by the handler when the complainant has not asked for another look in time.
    """

    ground: Literal["explained", "withdrawn"] = Field(description="解释说明 | 投诉人撤回")
    note: str = Field(min_length=1, max_length=1000, description="What was explained, or why it was taken back")


class ContactComplainant(ComplaintOrder):
    """svc.<centre>.intake.contact-complainant: name and telephone in full, for the handler; recorded."""


class ComplaintQuery(ComplaintOrder):
    """svc.<centre>.intake.complaint: one complaint, for a post that may handle it or for the complainant."""


class ComplaintsQuery(Strict):
    """svc.<centre>.intake.complaints: what a post may see, the newest first; pages are stable."""

    by: str = Field(min_length=1, max_length=40, description="Post that looks")
    state: str | None = Field(default=None, max_length=20, description="Only in this state; open: all that have not ended")
    kind: ComplaintKind | None = Field(default=None, description="Only of this kind")
    overdue: bool = Field(default=False, description="Only those that somebody is late with")
    mine: bool = Field(default=False, description="Only those that the post itself has to handle")
    after: str | None = Field(default=None, max_length=50, description="投诉编号 the page before ended with")
    limit: int = Field(default=50, ge=1, le=500, description="At most so many")


class SupervisionQuery(Strict):
    """svc.<centre>.intake.supervision: 电子监察 of one month."""

    month: date = Field(description="Any day of the month")


class Monitored(Contract):
    """One of the five points of supervision (服务规定 五（三）), as far as intake itself knows."""

    point: str = Field(description="The point, as the document words it")
    counts: dict[str, int] = Field(default={}, description="What is counted, in Chinese -> how many")
    elsewhere: str = Field(default="", description="What intake cannot know, and where to look for it")


class SupervisionTold(Contract):
    """What svc.<centre>.intake.supervision answers."""

    centre: str = Field(description="Region code")
    month: str = Field(description="YYYY-MM")
    points: tuple[Monitored, ...] = Field(description="The five, in order")
