"""The present at a centre: its clock and the limits that count there, by the names that the domain asks for."""

from typing import Final

from services.intake.domain.moment import Moment
from services.intake.domain.record import Record
from shared.clock import Clock, Times
from shared.clock.statutes import STATUTES
from shared.contracts.base import Event
from shared.duties import Terms
from shared.jurisdictions import Centre, Jurisdictions

TERMS: Final = {
    "notify": ("notify_missing_working_days", "一次性告知缺少的材料"),
    "check": ("check_working_days", "审核材料"),
    "submit": ("submit_working_days", "提交受理申请"),
    "supplement": ("supplement_working_days", "补齐材料"),
    "sign_mandate": ("mandate_sign_working_days", "签订委托协议"),
    "visit": ("visit_working_days", "陪同申请人到窗口递交"),
    "guide": ("visit_working_days", "辅导、远程指导"),
    "follow_up": ("follow_up_working_days", "跟踪办理进度"),
    "correction": ("correction_working_days", "提交补正"),
    "commitment_check": ("commitment_check_working_days", "核查告知承诺"),
    "sign_form": ("form_sign_working_days", "签署中止单、终止单"),
    "suspension": ("suspension_working_days", "恢复办理，逾期自动终止"),
    "delivery": ("delivery_working_days", "交付办理结果"),
    "receipt": ("receipt_working_days", "确认邮件回执"),
    "sign_completion": ("completion_sign_working_days", "签署办结单"),
    "return_originals": ("return_originals_working_days", "退还原件"),
    "confirm": ("confirm_working_days", "确认代办员、经办人变更"),
    "evaluation": ("evaluation_working_days", "评价代办服务"),
    "evaluation_reminder": ("evaluation_reminder_working_days", "提醒评价"),
    "verify_grade": ("verify_grade_working_days", "核实差评"),
    "rectify": ("rectify_working_days", "整改差评并答复"),
    "revisit": ("revisit_working_days", "差评回访"),
    "revoking": ("commitment_check_working_days", "核实告知承诺不实的决定是否撤销"),
    "appraisal": ("appraisal_working_days", "评议部门和窗口"),
    "consultation": ("consultation_working_days", "答复咨询"),
    "contribution": ("consultation_working_days", "对咨询提出意见"),
    "consultation_kept": ("consultation_kept_working_days", "结束已答复的咨询"),
    "appointment": ("appointment_missed_working_days", "登记预约是否到场"),
    "appointment_ahead": ("appointment_ahead_working_days", "预约最多提前"),
    "complaint_accept": ("complaint_accept_working_days", "答复是否受理投诉"),
    "complaint": ("complaint_working_days", "办理并答复投诉"),
    "complaint_revisit": ("complaint_revisit_working_days", "回访投诉人"),
}
"""Name of a limit -> the centre's setting, and what has to be done."""


def terms_of(centre: Centre) -> Terms:
    """The limits of case files and records at a centre: the law's, and the centre's own."""
    return STATUTES | {name: getattr(centre.settings, setting).term(what) for name, (setting, what) in TERMS.items()}


class Moments:
    """What time it is, and what counts, at each centre."""

    def __init__(self, jurisdictions: Jurisdictions, clock: Clock) -> None:
        self._jurisdictions = jurisdictions
        self._clock = clock

    def at(self, centre: str) -> Moment:
        """The present at a centre."""
        found = self._jurisdictions.centre(centre)
        times = Times(found.calendar, found.hours.opens, found.hours.closes, found.settings.yellow_at.value)
        return Moment(self._clock.now(), times, terms_of(found))

    def settled(self, record: Record) -> list[Event]:
        """Decides nothing: the duties become those that its state asks for now, by the limits and the calendar of now."""
        return record.settled(self.at(record.centre), ())
