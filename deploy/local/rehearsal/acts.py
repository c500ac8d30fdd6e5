"""What applicant, agent and window can do with a case: every operation by its name, its order, and where it belongs."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from pydantic import Field

from deploy.local.rehearsal.review_script import LONGEST
from shared.contracts import evaluation, interruptions, mandate, materials
from shared.contracts import intake as say
from shared.contracts.base import Strict


class Operation(NamedTuple):
    """An operation of intake: its name in Chinese, what it is asked with, and the states in which a part of a file means it."""

    said: str
    order: type[Strict]
    states: tuple[str, ...] = ()
    """Empty: in any state."""


EARLY: Final = ("checking", "awaiting_materials", "awaiting_mandate", "awaiting_visit")
"""States before acceptance."""
RUNNING: Final = (*EARLY, "in_progress")
OUT: Final = ("results_ready", "dispatched", "delivered")
STATES: Final = ("guiding", "guided", *RUNNING, "suspended", *OUT, "completed", "terminated", "withdrawn")
UNDER_WAY: Final = ("in_progress",)
OPERATIONS: Final[Mapping[str, Operation]] = {
    "check": Operation("审核材料", materials.CheckMaterials, ("checking",)),
    "supplement": Operation("补充材料", say.SupplementMaterials, ("awaiting_materials", *UNDER_WAY)),
    "promise": Operation("书面承诺", materials.MakePromise, ("awaiting_materials",)),
    "keep-promise": Operation("登记承诺的履行", materials.KeepPromise, (*UNDER_WAY, *OUT, "completed")),
    "return-originals": Operation("退还原件", materials.ReturnOriginals),
    "sign": Operation("签署", say.SignDocument),
    "renew-mandate": Operation("续签委托协议", mandate.RenewMandate, UNDER_WAY),
    "revoke-mandate": Operation("撤销委托", mandate.RevokeMandate, UNDER_WAY),
    "change-agent": Operation("变更代办员", mandate.ChangeAgent, UNDER_WAY),
    "absence": Operation("代办员离岗", mandate.Absence, UNDER_WAY),
    "change-contact": Operation("变更经办人", mandate.ChangeContact, UNDER_WAY),
    "confirm-change": Operation("确认变更", mandate.ConfirmChange),
    "guide": Operation("辅导", evaluation.GiveGuidance, ("guiding",)),
    "visit": Operation("陪同递交", evaluation.MakeVisit, ("awaiting_visit",)),
    "add-items": Operation("增办事项", say.AddItems, UNDER_WAY),
    "suspend": Operation("填写中止单", interruptions.SuspendCase, UNDER_WAY),
    "resume": Operation("恢复办理", interruptions.ResumeCase, ("suspended",)),
    "terminate": Operation("填写终止单", interruptions.TerminateCase, (*UNDER_WAY, "suspended")),
    "cancel-form": Operation("作废单据", interruptions.CancelForm),
    "withdraw": Operation("撤件", interruptions.WithdrawItems, UNDER_WAY),
    "deliver": Operation("交付结果", say.DeliverResults, ("results_ready",)),
    "confirm-receipt": Operation("确认邮件回执", say.ConfirmReceipt, ("dispatched",)),
    "report-lost": Operation("登记邮件丢失", evaluation.ReportLost, ("dispatched",)),
    "follow-up": Operation("登记跟踪情况", evaluation.FollowUp, ("in_progress",)),
    "evaluate": Operation("评价", evaluation.Evaluate, ("completed",)),
    "verify-grade": Operation("核实差评", evaluation.VerifyBadGrade, ("completed",)),
    "rectify": Operation("整改差评", evaluation.RectifyBadGrade, ("completed",)),
    "revisit": Operation("回访", evaluation.Revisit, ("completed",)),
    "appraise": Operation("评议", evaluation.Appraise, (*OUT, "completed")),
}
SIGNED: Final[Mapping[str, tuple[str, ...]]] = {
    "mandate": ("awaiting_mandate", "suspended"),
    "completion": ("guided", "delivered"),
    "suspension": RUNNING,
    "termination": (*RUNNING, "suspended"),
}
"""Document -> where it is signed."""
DOCUMENTS: Final[Mapping[str, str]] = {
    "mandate": "委托协议",
    "completion": "办结单",
    "suspension": "中止单",
    "termination": "终止单",
}
DATES: Final = frozenset({"until", "first", "last", "authorisation"})
"""Fields that a part gives as working days from now."""


class ActPlay(Strict):
    """One act. Acts happen in the order of the file; each waits for the state in which it belongs."""

    do: str = Field(max_length=40, description="Operation of intake: revoke-mandate, suspend, resume, withdraw …")
    when: str | None = Field(default=None, max_length=40, description="State of the case; default: where the act belongs")
    after: float = Field(
        default=1, ge=0, le=LONGEST, description="working days after the act before it, and since the case stands there"
    )
    order: dict[str, Any] = Field(
        default={}, alias="with", description="Fields of the order besides the case; a day is so many working days from then"
    )
    refused: str | None = Field(default=None, max_length=100, description="It must be refused, for this field")

    @property
    def states(self) -> tuple[str, ...]:
        """Where it is done; empty: anywhere."""
        if self.when:
            return (self.when,)
        if self.do == "sign":
            return SIGNED.get(str(self.order.get("document")), ())
        return OPERATIONS[self.do].states

    def fits(self, state: str) -> bool:
        """Does it belong here?"""
        return not self.states or state in self.states


def order_of(play: ActPlay, case: str, agent: str, day: Callable[[int], date]) -> dict[str, Any]:
    """The act as it is sent: days made dates; an absence names the agent instead of the case."""
    order = {key: day(value).isoformat() if is_days(key, value) else value for key, value in play.order.items()}
    if play.do == "absence":
        return {"agent": agent, "first": day(0).isoformat(), **order}
    return {"case_number": case, **order}


def told_of(play: ActPlay) -> str:
    """The act in words, for whoever watches."""
    about = next((str(play.order[key]) for key in ("reason", "grade", "note") if play.order.get(key)), "")
    if play.do == "sign":
        return f"签署{DOCUMENTS.get(str(play.order.get('document')), '')}"
    return f"{OPERATIONS[play.do].said}{f'：{about}' if about else ''}"


def is_days(key: str, value: object) -> bool:
    """Is it a day that is given as so many working days from then?"""
    return key in DATES and isinstance(value, int) and not isinstance(value, bool)


def longest(plays: Iterable[ActPlay]) -> float:
    """Working days that pass before one of the acts."""
    return max((play.after for play in plays), default=0)
