"""One matter as routing tells it: through two rungs, resolved, its measure done."""

from typing import Any

from tests.unit.cli_world import MATTER, OFFICE, ORDER

DONE = {"state": "done", "overdue": True, "done_at": "2026-03-23T09:00:00+08:00", "evidence": "地字1号"}
RULE = {
    "rule": "the_office_settles_what_meetings_did_not",
    "name": "提交领导小组办公室",
    "basis": "服务规定 三",
    "mark": "sourced",
}
CLIMB = {
    "asked_at": "2026-03-03T09:00:00+08:00",
    "due": "2026-03-06T17:30:00+08:00",
    "left_at": None,
    "outcome": None,
    "reason": "",
}
TOLD: dict[str, Any] = {
    "matter_id": MATTER,
    "trigger": "departments_disagree",
    "trigger_name": "部门意见不一致",
    "item": 26,
    "subject": "选址与矿区压覆",
    "state": "resolved",
    "settled": False,
    "opened_at": "2026-03-03T09:00:00+08:00",
    "rung": "r3",
    "rung_name": "领导小组办公室",
    "party": OFFICE,
    "party_name": "鄂尔多斯市领导小组办公室",
    "due": "2026-03-10T17:30:00+08:00",
    "climbs": [
        CLIMB | {"rung_name": "牵头部门联席会议", "party_name": "准格尔旗自然资源局", "outcome": "silent"},
        CLIMB | {"rung_name": "领导小组办公室", "party_name": "鄂尔多斯市领导小组办公室"},
    ],
    "reminders": 1,
    "resolution": "调整红线后办理",
    "document": "鄂领办〔2026〕3号",
    "measures": [ORDER | DONE],
    "decided_by": [RULE],
    "closed_reason": "",
}
