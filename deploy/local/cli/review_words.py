"""Joint reviews (会商) in the words that people read, and the command by which each act in them is done."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from deploy.local.cli.words import department_name, minute
from shared.clock import CHINA
from shared.contracts.joint_review import OPINIONS, OUTCOMES
from shared.contracts.review_calls import FORMS
from shared.errors import refuse

Told = Mapping[str, Any]
KINDS: Final[Mapping[str, str]] = {
    "joint_meeting": "联席会议",
    "countersign": "会审会签",
    "joint_review": "会商联审",
    "pre_review": "联办预审",
    "joint_assessment": "多评合一",
    "joint_drawing_review": "多图联审",
    "joint_survey": "联合勘验",
    "joint_acceptance": "联合验收",
    "coordination_meeting": "协调会议",
    "mass_meeting": "集中联动审批会商会",
    "reform_office": "提交改革领导小组办公室",
}
"""Every kind of review: its code, and its name; people may write either."""
LISTED: Final = "、".join(f"{code} {name}" for code, name in KINDS.items())
SILENCES: Final = {"consent": "逾期不答复，视为同意", "objection": "逾期不答复，不能形成结论，提交上一级协调"}
CONCLUSIONS: Final = {
    "unanimous": "必须参加的部门一致同意",
    "majority": "必须参加的部门过半数",
    "convener_decides": "听取意见后由召集部门决定",
}
SIGNINGS: Final = {"none": "", "parallel": "同时会签", "ordered": "依次会签"}
OPINIONS_WRITTEN: Final = "agree 同意、conditional 附条件同意、object 不同意、not_concerned 不涉及"
RESOLUTION_STATES: Final = {"drafted": "已拟，结论形成后生效", "open": "落实中", "done": "已完成", "dropped": "不再要求"}
ENDS: Final[Mapping[str, str]] = OUTCOMES | {"cancelled": "已取消", "declined": "未能上会", "": "未结束"}
DONE_BY: Final[Mapping[str, str]] = {
    "attendance": "attend 部门 编号 [--delegate 岗位 | --apology --reason 理由]",
    "opinion": "opinion 部门 编号 意见",
    "signed": "sign 部门 编号 --by 岗位",
    "signature-refused": "refuse-signature 部门 编号 --ground 依据 --mend 办法",
    "signature-revoked": "revoke-signature 部门 编号 --reason 理由",
    "carried-out": "carried-out 部门 编号 --evidence 落实情况",
    "convened": "convene 部门 编号 [--form 形式 --at 时间 --place 地点]",
    "papers-complete": "papers-complete 部门 编号 --reason 理由",
    "participant-added": "add 部门 编号 单位",
    "round-closed": "close-round 部门 编号",
    "concluded": "conclude 部门 编号 结论 --reason 理由",
    "cancelled": "cancel-review 部门 编号 --reason 理由",
    "resolutions": "resolve 部门 编号 --resolution …",
    "resolution-dropped": "drop 部门 编号 --reason 理由",
    "minutes-signed": "sign-minutes 部门 编号 --by 岗位",
}
"""Verb of an answer -> the command of `daiban department` by which it is given."""

ACTS: Final[Mapping[str, str]] = {
    "call-review": "提请会商",
    "call-meeting": "召集会议",
    "attendance": "答复到会",
    "opinion": "提出意见",
    "signed": "会签",
    "signature-refused": "不予会签",
    "signature-revoked": "撤回会签",
    "carried-out": "报告会商议定事项完成",
    "convened": "召集会商",
    "papers-complete": "按现有材料会商",
    "participant-added": "增加参加部门",
    "round-closed": "结束讨论",
    "concluded": "作出会商决定",
    "cancelled": "取消会商",
    "resolutions": "写明议定事项",
    "resolution-dropped": "不再要求议定事项",
    "minutes-signed": "签发会议纪要",
}
"""What is done about a review, where it is told that it was refused."""

SETTER: Final = re.compile(r"（(\d{6,9}\.[a-z0-9]+)）")


def kind_of(written: str) -> str:
    """The code of a kind that was written as its code or by its name. Errors: Refused."""
    found = next((code for code, name in KINDS.items() if written.strip() in {code, name}), None)
    if found is None:
        raise refuse("--kind", f"没有“{written[:40]}”这种会商", f"请填写代码或名称之一：{LISTED}")
    return found


def instant_of(written: str | None) -> str | None:
    """A time as people write it (`2026-12-01 14:30`, China's where no zone is named), ISO 8601 with zone. Errors: Refused."""
    if written is None:
        return None
    try:
        read = datetime.fromisoformat(written.strip())
    except ValueError as unreadable:
        raise refuse("--at", f"“{written[:40]}”不是时间", "请写成 2026-12-01T14:30，或 '2026-12-01 14:30'") from unreadable
    return (read if read.tzinfo else read.replace(tzinfo=CHINA)).isoformat()


def named(party: str) -> str:
    """A department with its address: what people read, and what they type."""
    name = department_name(party)
    return party if name == party else f"{name}（{party}）"


def names(parties: Iterable[str]) -> str:
    """Departments in a row, without their addresses."""
    return "、".join(map(department_name, parties))


def meets(told: Told) -> str:
    """How it is held: by circulation, or when and where it meets."""
    form = FORMS.get(told["form"], told["form"])
    return "，".join(filter(None, (form, minute(told["at"]), told["place"])))


def opinion_told(given: Told) -> str:
    """What one department has said, with everything that it said for it."""
    more = (
        *given["conditions"],
        f"依据：{given['ground']}" if given["ground"] else "",
        f"怎样改可以同意：{given['mend']}" if given.get("mend") else "",
    )
    told = "；".join(filter(None, more))
    return f"{OPINIONS.get(given['opinion'], given['opinion'])}{f'（{told}）' if told else ''}"


def opinions_told(given: Iterable[Told]) -> str:
    """One line for each department."""
    return "\n".join(f"{department_name(one['party'])}：{opinion_told(one)}" for one in given)


def resolution_told(resolution: Told) -> str:
    """What is to be done, by whom, by when, and what counts as done."""
    done_when = f"，以{resolution['done_when']}为完成"
    return f"{resolution['owner_name']} {minute(resolution['due'])} 前：{resolution['act']}{done_when}"


def next_told(act: str) -> str:
    """The command by which an act is done, for a line of its own; empty where no command does it."""
    return f"→ {DONE_BY[act]}" if act in DONE_BY else ""


def command_of(act: str, party: str, about: str) -> str:
    """The whole command of an act of that department; of one about a resolution its number is left open."""
    told = f"daiban department {DONE_BY[act]}".replace(" 部门 ", f" {party} ", 1) if act in DONE_BY else ""
    return told if act in {"carried-out", "resolution-dropped"} else told.replace(" 编号", f" {about}", 1)


def set_by(conditions: Iterable[str]) -> tuple[str, ...]:
    """Conditions with the names of those who set them, where their addresses stand."""
    return tuple(SETTER.sub(lambda found: f"（{department_name(found[1])}）", condition) for condition in conditions)
