"""Terms that several owners' contracts share."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from shared.contracts.base import Contract


class Basis(Contract):
    """依据: the document and clause that a decision or a limit rests on."""

    document: str = Field(description="Title or number of the document")
    clause: str = Field(default="", description="Article or section")
    mark: str = Field(default="inferred", description="sourced | inferred")


class DecidedBy(Contract):
    """One rule that decided, as it stood when it did."""

    rule: str = Field(description="Id of the rule, a sentence")
    name: str = Field(default="", description="The rule in Chinese")
    basis: str = Field(default="", description="Document and clause, for people")
    mark: str = Field(default="inferred", description="sourced | inferred")
    verdicts: tuple[str, ...] = Field(default=(), description="What it decided: department, level, limits.legal_days …")


class Due(Contract):
    """The two limits of a task, as instants with zone; null where no such limit exists."""

    promised: str | None = Field(default=None, description="承诺时限 ends, ISO 8601 with zone")
    legal: str | None = Field(default=None, description="法定时限 ends, ISO 8601 with zone")
    provisional: bool = Field(default=False, description="The calendar of a year it reaches is not published yet")


Actor = Literal["applicant", "agent", "window", "section_head", "vice_head", "department", "clock"]
"""Who may do something with a case: 申请人 | 代办员 | 窗口 | 科室负责人 | 分管领导 | 部门 | 到期自动."""

ACTORS: dict[str, str] = {
    "applicant": "申请人",
    "agent": "代办员",
    "window": "窗口",
    "section_head": "科室负责人",
    "vice_head": "分管领导",
    "department": "部门",
    "clock": "系统（到期）",
}

Method = Literal["hand", "seal", "electronic"]


class Signature(Contract):
    """A signature by a person under a form: who, how, when."""

    party: Literal["applicant", "agent"] = Field(description="For which side; the agent signs for the centre")
    who: str = Field(description="经办人 or 法定代表人 of the applicant as the form names them; the agent's title")
    how: Method = Field(description="hand 手签 | seal 盖章 | electronic 电子签名")
    file_id: str | None = Field(default=None, description="The file that holds an electronic signature")
    at: str = Field(description="ISO 8601 with zone")


class ItemState(StrEnum):
    """The 15 item states of the national 工程建设项目审批管理系统 (domain-facts 8.1)."""

    RECEIVED = "1"  # 已接件
    WITHDRAWN_BY_APPLICANT = "2"  # 已撤件
    ACCEPTED = "3"  # 已受理（窗口受理）
    NOT_HANDLED = "4"  # 不受理
    NOT_ACCEPTED = "5"  # 不予受理
    CORRECTION_STARTED = "6"  # 补正（开始）
    CORRECTION_ENDED = "7"  # 补正（结束）
    IN_HAND = "8"  # 部门开始办理
    SPECIAL_STARTED = "9"  # 特别程序（开始）
    SPECIAL_ENDED = "10"  # 特别程序（结束）
    APPROVED = "11"  # 办结（通过）
    APPROVED_WITH_TOLERANCE = "12"  # 办结（容缺通过）
    REFUSED = "13"  # 办结（不通过）
    RECALLED = "14"  # 撤回
    REVOKED = "15"  # 撤销

    @property
    def label(self) -> str:
        """The state in the words of the standard."""
        return LABELS[self]

    @property
    def ended(self) -> bool:
        """Nothing more happens to an item in this state."""
        return self in ENDED

    @property
    def passed(self) -> bool:
        """The items that wait for this one may go on."""
        return self in {ItemState.APPROVED, ItemState.APPROVED_WITH_TOLERANCE, ItemState.NOT_HANDLED}


LABELS = dict(
    zip(
        ItemState,
        [
            "已接件",
            "已撤件",
            "已受理",
            "不受理",
            "不予受理",
            "补正（开始）",
            "补正（结束）",
            "部门开始办理",
            "特别程序（开始）",
            "特别程序（结束）",
            "办结（通过）",
            "办结（容缺通过）",
            "办结（不通过）",
            "撤回",
            "撤销",
        ],
        strict=True,
    )
)
ENDED = frozenset(ItemState(code) for code in ("2", "4", "5", "11", "12", "13", "14", "15"))

RESTRICTED_NAME = "一个事项"  # how an item is called whose name must not appear in notices and ordinary files
