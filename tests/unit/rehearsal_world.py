"""A case of 达拉特旗 as the services tell it to a rehearsal, and the report of what was found about it."""

from typing import Any

from deploy.local.rehearsal.findings import Findings, report_of
from deploy.local.rehearsal.report import CaseReport

MORNING = "2026-03-05T01:00:00Z"
CASE = {
    "case_number": "150621-20260302-000001",
    "centre": "150621",
    "state": "closed",
    "agent": {"id": "zh1", "title": "综合代办员一号"},
}
PLACED = {
    "rule": "planning_permits_are_issued_by_natural_resources",
    "name": "…",
    "basis": "城乡规划法 第四十条",
    "mark": "sourced",
}
TASK: dict[str, Any] = {
    "task_id": "150621-20260302-000001/24",
    "item": 24,
    "item_name": "建设工程规划类许可证核发",
    "region": "150621",
    "department": "zrzyj",
    "state": "11",
    "assigned_at": "2026-03-03T09:00:00+08:00",
    "decided_at": "2026-03-05T09:00:00+08:00",
    "promised": "2026-03-12T17:30:00+08:00",
    "promised_met": True,
    "legal": "2026-03-31T17:30:00+08:00",
    "legal_met": True,
    "decided_by": [PLACED],
}
OFFER: dict[str, Any] = {
    "transfer_id": "150621-20260302-000001/27/T1",
    "giver": "150621",
    "giver_name": "达拉特旗政务服务中心",
    "receiver": "150600",
    "receiver_name": "鄂尔多斯市政务服务中心",
    "direction": "up",
    "reason": "按派件规则由鄂尔多斯市政务服务中心办理",
    "signed_by": "派件规则",
    "offered_at": "2026-03-03T09:00:00+08:00",
    "due": "2026-03-04T17:30:00+08:00",
    "item": 27,
    "item_name": "危险化学品安全条件审查",
    "state": "returned",
    "overdue": False,
    "answered_at": "2026-03-04T10:00:00+08:00",
    "returned_reason": "未附储存规模说明",
}
CLIMB: dict[str, Any] = {
    "rung": "r1",
    "rung_name": "牵头部门联席会议",
    "party": "150621.fgw",
    "party_name": "达拉特旗发展和改革委员会",
    "asked_at": "2026-03-05T09:00:00+08:00",
    "due": "2026-03-12T17:30:00+08:00",
    "left_at": "2026-03-12T17:30:00+08:00",
    "outcome": "silent",
    "reason": "",
}
MEASURE: dict[str, Any] = {
    "measure_id": "150621-20260302-000001/E1/M1",
    "owner": "150600.yjj",
    "owner_name": "鄂尔多斯市应急管理局",
    "act": "承办危险化学品安全条件审查",
    "binding": "handle",
    "item": 27,
    "due": "2026-04-01T17:30:00+08:00",
    "state": "done",
    "overdue": False,
    "done_at": "2026-03-30T10:00:00+08:00",
    "evidence": "事项已办结（通过）",
}
MATTER: dict[str, Any] = {
    "matter_id": "150621-20260302-000001/E1",
    "trigger": "handover_refused_twice",
    "item": 27,
    "subject": "请确定由谁承办",
    "state": "closed",
    "settled": False,
    "climbs": [CLIMB, CLIMB | {"rung": "r2", "outcome": "resolved", "left_at": "2026-03-12T10:00:00+08:00"}],
    "reminders": 0,
    "resolution": "由市应急管理局承办",
    "document": "演练会签〔2026〕2号",
    "measures": [MEASURE],
    "decided_by": [{"rule": "handovers_refused_twice_climb_one_rung", "name": "…", "basis": "附件1", "mark": "inferred"}],
}
ROUTE = {
    "lead_department": "150621.fgw",
    "decided_by": [{"rule": "the_only_department_leads_its_case", "name": "…", "basis": "附件3 第1项", "mark": "sourced"}],
    "tasks": [TASK],
    "transfers": [],
    "escalations": [],
}
CALL = {"review_id": "150621-20260302-000001/R1", "kind": "会商联审", "cause": "rules", "convener": "150621.zwj"}
SAID = {"party": "150621.slj", "role": "mandatory", "opinion": "agree", "conditions": [], "ground": "", "at": None}


def found(**parts: Any) -> CaseReport:
    return report_of(Findings(case=CASE, **parts))


SEATS = [
    {"party": "150621.slj", "name": "…", "role": "mandatory", "signer": True, "due": None, "before": [SAID]}
    | {"attended": {"party": "150621.slj", "attends": True, "delegate": "值班科长岗"}}
    | {"opinion": SAID | {"opinion": "conditional", "conditions": ["先批水保"], "edition": 2}},
    {"party": "150621.sthjj", "name": "…", "role": "observer", "signer": False, "due": None, "before": []}
    | {"attended": None, "opinion": None},
]
RESOLVED = {
    "resolution": {"owner": "150621.slj", "owner_name": "达拉特旗水利局", "act": "复核", "due": "2026-03-09T17:30:00+08:00"},
    "state": "done",
    "overdue": True,
    "evidence": "复核记录",
}
CONCLUDED = {
    "outcome": "conditional",
    "conditions": ["先批水保"],
    "opinions": [SAID],
    "concluded_at": "2026-03-04T17:30:00+08:00",
    "signatures": [{"party": "150621.slj", "signed_by": "部门负责人岗", "deemed": False, "text": 2, "at": MORNING}],
    "reason": "",
}
HELD = {
    "call": CALL | {"meeting_id": "150600-H20260302-1"},
    "state": "concluded",
    "form": "meeting",
    "at": "2026-03-04T09:00:00+08:00",
    "place": "旗政务服务中心",
    "edition": 2,
    "round": 1,
    "participants": SEATS,
    "opinions": [SAID],
    "signing": None,
    "conclusion": CONCLUDED,
    "resolutions": [RESOLVED],
    "minutes": {"number": "150621-JY2026-0001"},
    "cancelled": "",
    "closed": True,
}
