"""The facts of the case file in the words of its history: each in one line, with who did it and for whom."""

import pytest

from deploy.local.cli.telling import tell
from shared.contracts import duties, evaluation, intake, interruptions, mandate, materials
from shared.contracts.complaint import ComplaintAnswered, ComplaintAssigned, ComplaintReceived

AT, DUE = "2026-03-02T09:00:00+08:00", "2026-03-09T17:30:00+08:00"
AGENT = {"id": "zh1", "title": "综合代办员一号"}
OTHER = {"id": "zh2", "title": "综合代办员二号"}
SIGNED = {"party": "applicant", "who": "项目经办人", "how": "hand", "at": AT}
COUNTERSIGNED = {"party": "agent", "who": "综合代办员一号", "how": "hand", "at": AT}
LACK = {"item": 26, "item_name": "用地规划许可", "material": "用地红线图", "how_to": "请补坐标"}
PROMISE = {"promise_id": "P1", "kind": "tolerance", "item": 26, "item_name": "用地规划许可", "material": "用地红线图"}
TOLERANCE = PROMISE | {"due": DUE, "signature": SIGNED}
COMMITMENT = TOLERANCE | {"kind": "commitment"}
FORM = {"number": "S1", "signatures": [SIGNED, COUNTERSIGNED], "returned": ["节能报告"]}
FEES = {"ground": "fees_unpaid", "ground_name": "未能及时缴纳各类行政事业性规费"}
ACTING = {"by": "agent:zh1", "acting_for": "物流园项目申请单位"}
DOER = "代办员 zh1（代物流园项目申请单位）"
AILMENT = {"subject": "150622-20260302-000017", "invariant": "live_alarm", "what": "没有提醒"}
LOGISTICS = {"kind": "delay", "against": "agent:zh1", "at": AT}

LINES = [
    (intake.AgentAssigned, {"agent": AGENT, "reason": "本中心代办员"}, "政务服务中心", "指定综合代办员一号（zh1）：本中心代办员"),
    (
        intake.AgentAssigned,
        {"agent": OTHER, "before": AGENT, "cause": "absence", "reason": "培训", "by": "section_head"},
        "科室负责人",
        "因离岗由综合代办员一号改为综合代办员二号代办：培训",
    ),
    (
        intake.ResultDelivered,
        {"method": "door", "received_by": "项目经办人", "delivered_at": AT, "identity_checked": True},
        "项目经办人",
        "上门签收结果，身份证件已核对",
    ),
    (
        intake.ResultDispatched,
        {"tracking_number": "EX2", "address": "薛家湾镇", "attempt": 2},
        "代办员",
        "邮寄结果（第 2 次），邮件号 EX2",
    ),
    (intake.CaseClosed, {"outcome": "terminated", "closed_at": AT, "by": "clock"}, "系统（到期）", "结案（终止），未评价"),
    (
        materials.MaterialsChecked,
        {"round": 1, "complete": False, "missing": [LACK], "at": AT, "by": "window"},
        "窗口",
        "审核材料（第 1 轮）：缺少或不符 1 项：用地红线图（事项 26）",
    ),
    (materials.MaterialsChecked, {"round": 2, "complete": True, "at": AT} | ACTING, DOER, "审核材料（第 2 轮）：齐全，符合要求"),
    (
        materials.DeemedAccepted,
        {"received_at": AT, "due": DUE, "missing": [LACK], "at": DUE, "by": "clock"},
        "系统（到期）",
        (
            "至 2026-03-09 17:30 未告知须补正的内容，自 2026-03-02 09:00 收到材料之日起视为受理；"
            "受理前不得再要求：用地红线图（事项 26）"
        ),
    ),
    (
        materials.OriginalsReturned,
        {"materials": ["节能报告"], "received_by": "项目经办人", "at": AT, "by": "window"},
        "窗口",
        "退还原件：节能报告，项目经办人领取",
    ),
    (
        materials.PromiseMade,
        {"promise": TOLERANCE, "at": AT},
        "申请人",
        "书面承诺（项目经办人签字），容缺受理“用地红线图”（事项 26），2026-03-09 17:30 前补交",
    ),
    (
        materials.PromiseMade,
        {"promise": COMMITMENT, "at": AT},
        "申请人",
        "书面承诺（项目经办人签字），告知承诺“用地红线图”（事项 26），2026-03-09 17:30 前核查",
    ),
    (
        materials.PromiseKept,
        {"promise": COMMITMENT, "at": AT, "by": "window"},
        "窗口",
        "告知承诺“用地红线图”（事项 26），经核查属实",
    ),
    (
        materials.PromiseBroken,
        {"promise": TOLERANCE, "reason": "逾期未补交", "at": AT, "by": "clock"},
        "系统（到期）",
        "容缺受理“用地红线图”（事项 26），未履行承诺：逾期未补交",
    ),
    (
        mandate.MandateEnded,
        {"cause": "revoked", "reason": "自行办理", "at": AT, "by": "applicant"},
        "申请人",
        "委托方撤销委托：自行办理",
    ),
    (
        mandate.MandateRenewed,
        {"until": "2026-12-31", "signatures": [SIGNED], "at": AT},
        "申请人、代办员",
        "续签委托，至 2026-12-31 为止",
    ),
    (
        mandate.ContactChanged,
        {"contact": "新经办人", "phone": "139****0000", "before": "项目经办人", "at": AT},
        "申请人",
        "经办人由项目经办人变更为新经办人（139****0000）",
    ),
    (
        mandate.ChangeConfirmed,
        {"change": "agent", "who": "项目经办人", "at": AT, "by": "applicant"},
        "申请人",
        "项目经办人确认代办员变更",
    ),
    (
        interruptions.FormDrawn,
        FEES | {"document": "suspension", "number": "S1", "reason": "配套费未缴", "proposed_by": "agent", "due": DUE, "at": AT},
        "代办员提出",
        "填写中止单 S1（未能及时缴纳各类行政事业性规费）：配套费未缴；2026-03-09 17:30 前双方签署",
    ),
    (
        interruptions.FormCancelled,
        {"document": "termination", "number": "Z1", "reason": "填错"} | ACTING,
        DOER,
        "终止单 Z1 作废：填错",
    ),
    (
        interruptions.CaseSuspended,
        FEES | {"form": FORM, "ends": DUE, "at": AT} | ACTING,
        DOER,
        "中止（未能及时缴纳各类行政事业性规费），时限停止计算；2026-03-09 17:30 前未恢复的终止",
    ),
    (
        interruptions.CaseResumed,
        {"number": "S1", "reason": "已缴清", "at": AT, "by": "applicant"},
        "申请人",
        "恢复办理，时限继续计算：已缴清",
    ),
    (
        interruptions.CaseTerminated,
        {"ground": "falsehood", "ground_name": "弄虚作假", "form": FORM, "at": AT} | ACTING,
        DOER,
        "终止（弄虚作假）",
    ),
    (
        interruptions.ItemsWithdrawn,
        {"items": [24], "whole": False, "reason": "暂不建设", "signature": SIGNED, "at": AT},
        "申请人",
        "撤回事项 24（项目经办人签字）：暂不建设",
    ),
    (
        evaluation.ResultLost,
        {"tracking_number": "EX1", "reason": "查无下落", "at": AT, "by": "window"},
        "窗口",
        "邮件 EX1 丢失：查无下落，另行交付",
    ),
    (
        evaluation.ResultRevoked,
        {"item": 24, "item_name": "", "delivered": True, "reason": "隐瞒真实情况", "at": AT},
        "政务服务中心",
        "“（限制公开）”的结果因部门撤销而失效，已交付的证照须交回：隐瞒真实情况",
    ),
    (
        evaluation.GuidanceGiven,
        {"how": "video", "content": "讲解备案", "advice": ["备齐证照"], "finished": True, "at": AT, "by": "agent:zh1"},
        "代办员 zh1",
        "远程可视辅导：讲解备案；请准备：备齐证照；辅导完毕",
    ),
    (evaluation.ProgressFollowed, {"note": "已踏勘", "at": AT, "by": "agent:zh1"}, "代办员 zh1", "跟踪办理进度：已踏勘"),
    (evaluation.VisitMade, {"window": "综合受理窗口", "at": AT, "by": "agent:zh1"}, "代办员 zh1", "陪同申请人到综合受理窗口递交"),
    (
        evaluation.EvaluationInvited,
        {"grades": [1, 2, 4], "due": DUE, "reminder": True},
        "政务服务中心",
        "再次提醒申请人评价（非常满意、满意、不满意），2026-03-09 17:30 前",
    ),
    (
        evaluation.CaseEvaluated,
        {
            "evaluator": "applicant",
            "grade": 4,
            "grade_name": "不满意",
            "comment": "太慢",
            "bad": True,
            "at": AT,
            "by": "applicant",
        },
        "申请人",
        "业主评价：不满意：太慢；差评，待核实",
    ),
    (
        evaluation.BadGradeVerified,
        {"finding": "true", "note": "确有延误", "due": DUE, "at": AT, "by": "vice_head"},
        "分管领导",
        "差评核实：属实，确有延误；2026-03-09 17:30 前整改",
    ),
    (
        evaluation.BadGradeRectified,
        {"answer": "已增派人手", "in_time": False, "at": AT, "by": "section_head"},
        "科室负责人",
        "差评整改：已增派人手",
    ),
    (
        evaluation.ApplicantRevisited,
        {"satisfied": False, "note": "仍慢", "at": AT, "by": "section_head"},
        "科室负责人",
        "回访：申请人不接受答复，再次整改：仍慢",
    ),
    (
        evaluation.DepartmentsAppraised,
        {
            "appraisals": [{"subject": "150622.zrzyj", "grade": 2}, {"subject": "综合窗口", "grade": 1, "note": "一次办成"}],
            "at": AT,
        }
        | ACTING,
        DOER,
        "评议部门和窗口：准格尔旗自然资源局满意；综合窗口非常满意：一次办成",
    ),
    (
        duties.DutyLit,
        {
            "duty": "check1",
            "act": "check",
            "what": "审核材料",
            "actors": ["window", "agent"],
            "light": "red",
            "due": DUE,
            "times_asked": 2,
        },
        "电子监察",
        "待窗口、代办员：审核材料红灯（2026-03-09 17:30 届满，第 2 次）",
    ),
    (
        duties.DutyMoved,
        {"duty": "check1", "what": "审核材料", "before": AT, "due": DUE, "provisional": True},
        "电子监察",
        "放假安排公布，审核材料由 2026-03-02 09:00 改为 2026-03-09 17:30（仍为暂定）",
    ),
    (duties.CaseAiling, {"ailment": AILMENT, "at": AT}, "系统自查", "受理：没有提醒"),
    (duties.RouteAiling, {"ailment": AILMENT, "at": AT}, "系统自查", "派件：没有提醒"),
    (duties.ReviewAiling, {"ailment": AILMENT, "at": AT}, "系统自查", "会商：没有提醒"),
    (
        ComplaintReceived,
        LOGISTICS | {"channel": "hotline", "anonymous": True},
        "投诉人",
        "经12345热线匿名投诉代办员（zh1）：办理拖延",
    ),
    (
        ComplaintAssigned,
        LOGISTICS | {"handler": "vice_head", "before": "section_head", "cause": "overdue", "reason": "逾期未答复", "by": "clock"},
        "系统（到期）",
        "投诉由科室负责人转分管领导办理：逾期未答复",
    ),
    (
        ComplaintAnswered,
        LOGISTICS | {"finding": "upheld", "answer": "确有拖延", "measures": ["约谈"], "in_time": True, "by": "vice_head"},
        "分管领导",
        "答复投诉，属实：确有拖延；措施：约谈",
    ),
]


@pytest.mark.parametrize(("kind", "body", "who", "what"), LINES, ids=[what for *_, what in LINES])
def test_a_fact_is_told_in_one_line(kind, body, who, what):
    line = tell(kind.model_validate(body))

    assert line is not None
    assert line[:2] == (who, what)


def test_a_signed_form_is_the_ground_with_who_signed_and_what_went_back():
    line = tell(interruptions.CaseSuspended.model_validate(FEES | {"form": FORM, "ends": DUE, "at": AT}))

    assert line is not None
    assert line.why == "S1；项目经办人、综合代办员一号签字；退还：节能报告"


def test_a_form_without_a_partys_signature_says_why():
    unsigned = FORM | {"signatures": [SIGNED], "unsigned": "代办员逾期未签，自动生效"}

    line = tell(interruptions.CaseSuspended.model_validate(FEES | {"form": unsigned, "ends": DUE, "at": AT}))

    assert line is not None
    assert line.why == "S1；项目经办人签字；代办员逾期未签，自动生效；退还：节能报告"
