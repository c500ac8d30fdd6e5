"""Kinds of joint review as tests need them, whatever the shipped ones come to be."""

from pathlib import Path

import yaml

from tests.connected.chamber import CENTRE

DAYS = {f"{what}_working_days": 3 for what in ("opinion", "convene", "papers", "discussion", "decide", "sign", "minutes")}
HERE = {"convener": "zwj", "quorum_percent": 0, "silence": "consent", "minutes": True, "mark": "inferred", **DAYS}
TEMPLATES = {
    "joint_meeting": {
        "name": "联席会议",
        "convening": "by_convener",
        "form": "meeting",
        "conclusion": "unanimous",
        "rounds": 1,
        "signing": "ordered",
        "outcome": "会议纪要",
    },
    "coordination_meeting": {
        "name": "协调会议",
        "convening": "at_once",
        "form": "circulation",
        "conclusion": "convener_decides",
        "rounds": 0,
        "signing": "none",
        "outcome": "会议纪要",
    },
    "countersign": {
        "name": "会审会签",
        "convening": "at_once",
        "form": "circulation",
        "conclusion": "unanimous",
        "rounds": 0,
        "signing": "parallel",
        "outcome": "会签意见",
        "minutes": False,
    },
    "joint_assessment": {
        "name": "多评合一",
        "convening": "at_once",
        "form": "circulation",
        "conclusion": "majority",
        "rounds": 0,
        "signing": "none",
        "outcome": "多评合一意见",
        "minutes": False,
    },
    "mass_meeting": {
        "name": "集中联动审批会商会",
        "convening": "at_once",
        "form": "circulation",
        "conclusion": "unanimous",
        "rounds": 0,
        "signing": "none",
        "outcome": "会议纪要",
    },
}


def lay_down_templates(folder: Path) -> None:
    """Into a copy of the jurisdictions."""
    text = yaml.safe_dump({"reviews": {kind: {**HERE, **row} for kind, row in TEMPLATES.items()}}, allow_unicode=True)
    (folder / CENTRE / "reviews.yaml").write_text(text, "utf-8")
