"""What intake says and can be asked after the results: delivery that fails, evaluation (好差评), appraisal, guidance."""

from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract, Strict
from shared.contracts.intake import CASE, IntakeEvent

Evaluator = Literal["applicant", "self", "third_party"]
GRADES: dict[int, str] = {1: "非常满意", 2: "满意", 3: "基本满意", 4: "不满意", 5: "非常不满意"}
"""GB/T 39046-2020 A.8. A centre with three grades offers 1, 2 and 4 (帮您办方案 附件8)."""
BAD = frozenset({4, 5})
"""差评: has to be verified and answered (内蒙古自治区政务服务“好差评”管理办法)."""


class ResultLost(IntakeEvent, owner="intake"):
    """A letter with results did not arrive: they are to be delivered again."""

    tracking_number: str = Field(description="邮件号")
    reason: str = Field(default="", description="What the post says")
    at: str = Field(description="ISO 8601 with zone")


class ResultRevoked(IntakeEvent, owner="intake"):
    """A department has withdrawn a decision whose result was already gathered (行政许可法 第六十九条)."""

    item: int = Field(description="事项序号")
    item_name: str = Field(description="事项名称; empty for restricted items")
    delivered: bool = Field(description="The applicant has the document: it is to be brought back")
    reason: str = Field(description="Why, as the applicant is told")
    at: str = Field(description="ISO 8601 with zone")


class GuidanceGiven(IntakeEvent, owner="intake"):
    """辅导、远程指导: what was explained, and how."""

    how: str = Field(description="window | phone | video | door")
    content: str = Field(description="What was explained")
    advice: tuple[str, ...] = Field(default=(), description="What the applicant is to prepare, each a sentence")
    finished: bool = Field(description="Nothing more is to be explained")
    at: str = Field(description="ISO 8601 with zone")


class VisitMade(IntakeEvent, owner="intake"):
    """帮办: the agent has led the applicant to the window, and the application was handed in there."""

    window: str = Field(description="Which window")
    at: str = Field(description="ISO 8601 with zone")


class ProgressFollowed(IntakeEvent, owner="intake"):
    """跟踪: the agent has looked how it stands with the departments, and what is to be done (代办委托协议 三2)."""

    note: str = Field(description="What was found, as the applicant is told")
    at: str = Field(description="ISO 8601 with zone")


class EvaluationInvited(IntakeEvent, owner="intake"):
    """The applicant is asked for an evaluation; `reminder`: for the second and last time."""

    reminder: bool = Field(default=False, description="It is the one reminder")
    grades: tuple[int, ...] = Field(description="Grades that the centre offers, as GB/T 39046 A.8")
    due: str = Field(description="Until then it is waited for; ISO 8601 with zone")


class CaseEvaluated(IntakeEvent, owner="intake"):
    """评价: once by each of the three who may."""

    evaluator: Evaluator = Field(description="applicant 业主评价 | self 自我评价 | third_party 第三方评价")
    grade: int = Field(description="1 非常满意 … 5 非常不满意 (GB/T 39046 A.8)")
    grade_name: str = Field(description="In Chinese")
    comment: str = Field(default="", description="意见建议")
    bad: bool = Field(description="差评: it is verified, answered and followed up")
    at: str = Field(description="ISO 8601 with zone")


class BadGradeVerified(IntakeEvent, owner="intake"):
    """差评核实: what was found; unfounded ones are explained, others put right."""

    finding: Literal["true", "unfounded"] = Field(description="属实 | 不属实")
    note: str = Field(description="What was found, as the applicant is told")
    due: str | None = Field(default=None, description="To be put right by; null where unfounded")
    at: str = Field(description="ISO 8601 with zone")


class BadGradeRectified(IntakeEvent, owner="intake"):
    """差评整改: what was done, told to the applicant."""

    answer: str = Field(description="What was done, as the applicant is told")
    in_time: bool = Field(description="Within the limit")
    at: str = Field(description="ISO 8601 with zone")


class ApplicantRevisited(IntakeEvent, owner="intake"):
    """回访: the applicant was asked again after the answer."""

    satisfied: bool = Field(description="The applicant accepts the answer")
    note: str = Field(default="", description="What the applicant said")
    at: str = Field(description="ISO 8601 with zone")


class Appraisal(Contract):
    """One department or window as the agent has found it."""

    subject: str = Field(min_length=1, max_length=60, description="<region>.<department>, or the name of a window")
    grade: int = Field(ge=1, le=5, description="1 … 5 as in GB/T 39046 A.8")
    note: str = Field(default="", max_length=1000, description="Why")


class DepartmentsAppraised(IntakeEvent, owner="intake"):
    """评议: the agent's appraisal of departments and windows (服务规定 四（四）)."""

    appraisals: tuple[Appraisal, ...] = Field(description="One per department or window")
    at: str = Field(description="ISO 8601 with zone")


class ReportLost(Strict):
    """svc.<centre>.intake.report-lost: the letter did not arrive."""

    case_number: str = CASE
    reason: str = Field(min_length=1, max_length=500, description="What the post says")


class GiveGuidance(Strict):
    """svc.<centre>.intake.guide: one session of 事前辅导 or 远程指导."""

    case_number: str = CASE
    how: Literal["window", "phone", "video", "door"] = Field(description="当面 | 电话 | 远程可视 | 上门")
    content: str = Field(min_length=1, max_length=4000, description="What was explained")
    advice: tuple[str, ...] = Field(default=(), max_length=100, description="What the applicant is to prepare, each a sentence")
    finished: bool = Field(default=False, description="Nothing more is to be explained")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent; default: the assigned one")


class MakeVisit(Strict):
    """svc.<centre>.intake.visit: 帮办: the applicant hands in at the window, the agent beside."""

    case_number: str = CASE
    window: str = Field(min_length=1, max_length=100, description="Which window")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent; default: the assigned one")


class FollowUp(Strict):
    """svc.<centre>.intake.follow-up: the agent records how it stands, and the applicant is told (代办委托协议 三2)."""

    case_number: str = CASE
    note: str = Field(min_length=1, max_length=2000, description="What was found, as the applicant is told")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent; default: the assigned one")


class Evaluate(Strict):
    """svc.<centre>.intake.evaluate"""

    case_number: str = CASE
    evaluator: Evaluator = Field(default="applicant", description="业主评价 | 自我评价 | 第三方评价")
    grade: Literal["非常满意", "满意", "基本满意", "不满意", "非常不满意"] = Field(description="As the centre's form offers it")
    comment: str = Field(default="", max_length=2000, description="意见建议")


class VerifyBadGrade(Strict):
    """svc.<centre>.intake.verify-grade: not by the agent whom it is about."""

    case_number: str = CASE
    finding: Literal["true", "unfounded"] = Field(description="属实 | 不属实")
    note: str = Field(min_length=1, max_length=2000, description="What was found")
    by: Literal["section_head", "vice_head"] = Field(default="section_head", description="Who verified")


class RectifyBadGrade(Strict):
    """svc.<centre>.intake.rectify: what was done about it."""

    case_number: str = CASE
    answer: str = Field(min_length=1, max_length=2000, description="What was done, as the applicant is told")


class Revisit(Strict):
    """svc.<centre>.intake.revisit: 回访 after the answer."""

    case_number: str = CASE
    satisfied: bool = Field(description="The applicant accepts the answer")
    note: str = Field(default="", max_length=2000, description="What the applicant said")


class Appraise(Strict):
    """svc.<centre>.intake.appraise: the agent's appraisal of departments and windows."""

    case_number: str = CASE
    appraisals: tuple[Appraisal, ...] = Field(min_length=1, max_length=60, description="One per department or window")
    agent: str | None = Field(default=None, max_length=60, description="Id of the agent; default: the assigned one")
