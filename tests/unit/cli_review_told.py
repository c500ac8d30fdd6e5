"""A joint review as joint_review tells it: 准格尔旗's 煤矸石 project, its papers changed once, its text half signed."""

from typing import Any

from tests.unit.cli_world import BANNER, CASE, LAND

REVIEW, RESOLUTION = f"{CASE}/R2", f"{CASE}/R2/A1"
MEETING = "150622-H20260326-000001"
WATER, LEAD = "150622.slj", "150622.fgw"
PAPER: dict[str, Any] = {
    "file_id": "0c2b8f64-6a5e-5d6b-8f0e-7f2b1d9a4c33",
    "material": "总平面图",
    "item": 24,
    "filename": "总平面图（改）.pdf",
    "size": 512004,
    "sha256": "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
    "at": "2026-04-02T09:31:40+08:00",
}


def given(party: str, opinion: str, **more: Any) -> dict[str, Any]:
    """An opinion as it counted."""
    return {
        "party": party,
        "role": "mandatory",
        "opinion": opinion,
        "conditions": [],
        "ground": "",
        "mend": "",
        "edition": 2,
        "round": 0,
        "at": "2026-04-03T15:40:00+08:00",
    } | more


OBJECTION = given(WATER, "object", ground="水土保持法第二十六条", mend="先取得水土保持方案批复", edition=1)
CONDITION = given(LAND, "conditional", conditions=["用地预审批复前不得开工"])
RESOLVED: dict[str, Any] = {
    "resolution": {
        "resolution_id": RESOLUTION,
        "owner": WATER,
        "owner_name": "准格尔旗水利局",
        "act": "批复水土保持方案",
        "done_when": "批复送达代办窗口",
        "due": "2026-04-21T17:30:00+08:00",
    },
    "state": "open",
    "overdue": True,
    "evidence": "",
    "document": "",
    "file_id": "",
}


def seat(party: str, name: str, **more: Any) -> dict[str, Any]:
    """A participant."""
    return {
        "party": party,
        "name": name,
        "role": "mandatory",
        "signer": True,
        "due": "2026-04-10T17:30:00+08:00",
        "attended": None,
        "opinion": None,
        "before": [],
    } | more


def told(**changed: Any) -> dict[str, Any]:
    """The review, in the middle of its countersigning."""
    signed = {"party": LAND, "signed_by": "分管副局长", "deemed": False, "text": 1, "at": "2026-04-04T10:00:00+08:00"}
    attends = {"party": WATER, "attends": True, "delegate": "水保站负责人", "reason": ""}
    return {
        "call": {
            "review_id": REVIEW,
            "kind": "联席会议",
            "cause": "agent",
            "subject": "场地和水土保持",
            "questions": ["场地是否占用基本草原"],
            "items": [24],
            "meeting_id": None,
        },
        "terms": {
            "template": "joint_meeting",
            "form": "meeting",
            "silence": "consent",
            "conclusion": "unanimous",
            "dissent": "deadlock",
            "quorum": 2,
            "rounds": 1,
            "signing": "ordered",
            "minutes": True,
            "opinion_days": 5,
            "basis": "服务规定 三",
            "mark": "inferred",
        },
        "state": "signing",
        "state_name": "会签",
        "since": "2026-04-04T09:00:00+08:00",
        "form": "meeting",
        "at": "2026-04-03T15:00:00+08:00",
        "place": "三楼会商室",
        "convener": LEAD,
        "convener_name": "准格尔旗发展和改革委员会",
        "edition": 2,
        "papers": [PAPER],
        "missing": [],
        "round": 0,
        "participants": [
            seat(LAND, "准格尔旗自然资源局", opinion=CONDITION),
            seat(WATER, "准格尔旗水利局", opinion=given(WATER, "agree"), before=[OBJECTION], attended=attends),
        ],
        "opinions": [CONDITION, given(WATER, "agree")],
        "signing": {
            "text": 1,
            "outcome": "conditional",
            "conditions": [f"用地预审批复前不得开工（{LAND}）"],
            "signers": [LAND, WATER],
            "signatures": [signed],
            "asked": {WATER: "2026-04-04T10:00:00+08:00"},
        },
        "conclusion": None,
        "resolutions": [RESOLVED],
        "minutes": None,
        "cancelled": "",
        "closed": False,
        "next": [{"party": WATER, "act": "signed", "what": "会签", "due": "2026-04-08T17:30:00+08:00"}],
    } | changed


MINUTES: dict[str, Any] = {
    "number": f"{BANNER}-JY2026-0003",
    "title": "场地和水土保持联席会议纪要",
    "kind": "联席会议",
    "convener": LEAD,
    "convener_name": "准格尔旗发展和改革委员会",
    "form": "meeting",
    "at": "2026-04-03T15:00:00+08:00",
    "place": "三楼会商室",
    "concluded_at": "2026-04-08T10:00:00+08:00",
    "participants": [
        {"party": LAND, "name": "准格尔旗自然资源局", "role": "mandatory", "due": None},
        {"party": "150622.zwj", "name": "准格尔旗政务服务局", "role": "observer", "due": None},
    ],
    "attendance": [{"party": LAND, "attends": False, "delegate": "", "reason": "防汛会议"}],
    "points": [
        {
            "review_id": REVIEW,
            "case_number": CASE,
            "subject": "场地和水土保持",
            "outcome": "deadlocked",
            "conditions": [],
            "opinions": [OBJECTION],
            "signatures": [],
            "resolutions": [RESOLVED["resolution"]],
            "papers": [PAPER],
            "reason": "水利局不同意",
        }
    ],
    "signed_by": "主任",
    "signed_at": "2026-04-09T10:00:00+08:00",
    "remark": "请水利局提前介入",
}
HELD: dict[str, Any] = {
    "meeting_id": MEETING,
    "kind": "集中联动审批会商会",
    "subject": "第一次会商会",
    "convener": "150622.zwj",
    "convener_name": "准格尔旗政务服务局",
    "form": "meeting",
    "at": "2026-03-27T09:00:00+08:00",
    "place": "一楼会议室",
    "state": "concluded",
    "state_name": "待签发纪要",
    "agenda": [
        {"number": 1, "case_number": CASE, "subject": "审批安排", "review_id": REVIEW, "outcome": "agreed", "reason": ""},
        {"number": 2, "case_number": CASE, "subject": "取水", "review_id": "", "outcome": "declined", "reason": "办件已撤回"},
    ],
    "participants": [{"party": LAND, "name": "准格尔旗自然资源局", "role": "mandatory"}],
    "minutes": None,
    "next": [{"party": "150622.zwj", "act": "minutes-signed", "what": "签发会议纪要", "due": "2026-04-15T17:30:00+08:00"}],
    "sequence": 7,
}
CARD: dict[str, Any] = {name: HELD[name] for name in ("meeting_id", "kind", "subject", "convener", "form", "at", "place")} | {
    "state": "concluded",
    "state_name": "待签发纪要",
    "points": 40,
    "open_points": 2,
    "minutes": "",
}
