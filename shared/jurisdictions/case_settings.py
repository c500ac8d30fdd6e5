"""What a centre sets for the steps of a case: how long each may take before somebody is reminded of it."""

from pydantic import Field

from shared.jurisdictions.marked import Frozen
from shared.jurisdictions.setting import Count, Days


class CaseSettings(Frozen):
    """Limits of a case, in the order of its life. Working days, unless it says otherwise."""

    mandate_sign_working_days: Days = Field(description="签订委托协议: both parties, from the application that is in order")
    supplement_working_days: Days = Field(description="补齐材料: the applicant, from the notice; asked for again and again")
    commitment_check_working_days: Days = Field(description="告知承诺: the later check, from acceptance")
    visit_working_days: Days = Field(description="帮办: the agent goes to the window with the applicant, from complete materials")
    follow_up_working_days: Days = Field(description="跟踪: the agent asks how it stands, from the last sign of life")
    correction_working_days: Days = Field(description="补正: the applicant, from the department's demand")
    form_sign_working_days: Days = Field(description="中止单、终止单: the other party signs, from the first signature")
    suspension_working_days: Days = Field(description="中止: somebody resumes or ends the case, from the suspension")
    receipt_working_days: Days = Field(description="邮件回执: from the dispatch until it counts as overdue")
    completion_sign_working_days: Days = Field(description="办结单: both parties sign, from the delivery")
    return_originals_working_days: Days = Field(description="退还原件: from the end of the case")
    confirm_working_days: Days = Field(description="变更代办员、经办人: the other party takes note, from the change")
    evaluation_working_days: Days = Field(description="评价: the applicant, from the invitation")
    evaluation_reminder_working_days: Days = Field(description="评价: one reminder, so long after the invitation")
    verify_grade_working_days: Days = Field(description="差评核实: from the grade; what follows is rectify_working_days")
    revisit_working_days: Days = Field(description="差评回访: from the answer to the applicant")
    appraisal_working_days: Days = Field(description="评议: the agent appraises departments and windows, from completion")
    agent_most_cases: Count = Field(description="Open cases of one agent from which on others are chosen first")
