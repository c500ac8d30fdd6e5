"""The parts of the report about the case file itself: before the case, mandate, suspensions, delivery, evaluation, complaints.

Posts and roles only: nothing in here says who a person is.
"""

from pydantic import Field

from deploy.local.rehearsal.part import Part


class ConsultationLine(Part):
    """What came before the application: a question, an agreed time, guidance."""

    kind: str = Field(description="consultation | appointment | coaching | remote")
    number: str = Field(description="咨询编号, 预约编号, or 办件编号 of the guidance")
    state: str
    agent: str | None = Field(description="Post that answered for it")
    items: tuple[int, ...]
    sections: tuple[str, ...] = Field(default=(), description="Who was asked for a part of the answer")
    in_time: bool | None = Field(default=None, description="Answered within the limit; null where nothing was to be answered")
    what: str = Field(default="", description="Kind and time of an appointment")
    case: str | None = Field(default=None, description="办件编号 that it became")


class MandateStep(Part):
    """One thing that happened to the mandate, or to who stands on either side of it."""

    what: str = Field(description="Name of the fact: mandate-signed, mandate-ended, agent-assigned …")
    cause: str = Field(description="revoked | expired | fulfilled | absence | …; empty where there is none")
    at: str


class MandateLine(Part):
    """委托 as it stood at the end; null in the report for a kind of service without one."""

    state: str = Field(description="draft | in_force | revoked | expired | ended")
    items: tuple[int, ...]
    stages: tuple[str, ...] = Field(description="Empty: the whole (全程代办)")
    until: str | None
    agent: str = Field(description="Post that acted last")
    history: tuple[MandateStep, ...]


class SuspensionLine(Part):
    """中止, and how it ended."""

    form: str = Field(description="编号 of the 中止单")
    ground: str
    since: str
    ends: str = Field(description="Unless somebody resumes it")
    over: str | None
    outcome: str | None = Field(description="resumed | terminated | withdrawn; null while it lasts")


class DeliveryLine(Part):
    """One attempt to deliver the results."""

    method: str = Field(description="in_person | post | door")
    sent: str | None = Field(description="Of a letter")
    outcome: str = Field(description="delivered | lost | under_way")
    at: str | None
    identity_checked: bool = False
    originals: tuple[str, ...] = Field(default=(), description="材料 handed back with the results")


class GradeLine(Part):
    """One evaluation."""

    evaluator: str = Field(description="applicant | self | third_party")
    grade: int = Field(description="1 非常满意 … 5 非常不满意")
    bad: bool
    at: str


class EvaluationLine(Part):
    """评价 and what followed; null in the report where nobody was invited."""

    invited: str
    reminded: bool
    grades: tuple[GradeLine, ...]
    finding: str | None = Field(description="true | unfounded: what became of a bad grade")
    rectified_in_time: bool | None
    satisfied: bool | None = Field(description="What was said when asked again")
    appraised: int = Field(description="Departments and windows that the agent has appraised")


class ComplaintLine(Part):
    """投诉举报, by its number: not who, not what."""

    number: str
    kind: str
    against: str = Field(description="A post or a department")
    anonymous: bool
    handler: str
    state: str
    finding: str | None = Field(description="upheld | partly | not_upheld")
