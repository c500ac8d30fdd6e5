"""意见: what a department's answer leaves unsaid that it owes, and the conditions that several opinions set together."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from shared.contracts.joint_review import GivenOpinion
from shared.errors import Fault

Named = Callable[[str], str]
"""`<region>.<department>` -> what people call it."""
REVIEW_ID: Final = re.compile(r"([0-9A-Za-z-]{1,50})/R[1-9][0-9]{0,5}")
NAMED: Final = re.compile(r"([0-9A-Za-z-]{1,50})(/R[1-9][0-9]{0,5}(/A[1-9][0-9]{0,5})?)?")


def case_of(review_id: str) -> str:
    """The case number in a review id, `<case number>/R<n>`; empty where the text is no review id."""
    shaped = REVIEW_ID.fullmatch(review_id)
    return shaped[1] if shaped else ""


def file_of(named: str) -> str:
    """办件编号 or 会议编号 in the id of a review, a resolution or a meeting; empty where the text is none of them."""
    shaped = NAMED.fullmatch(named)
    return shaped[1] if shaped else ""


OWED: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "signature-refused": (
        ("ground", "不同意会签文本，没有写明法律依据", "请写明所依据的法律条款和理由（ground）"),
        ("mend", "没有写明怎样修改才能同意", "请写明怎样修改后可以会签（mend）；没有办法补救的，写“无”"),
    ),
    "signature-revoked": (("reason", "没有写明撤回会签的原因", "请写明原因（reason）"),),
    "signed": (("signed_by", "没有写明由哪个岗位会签", "请写明岗位（signed_by）"),),
    "papers-complete": (("reason", "没有写明为什么不再等待所缺材料", "请写明原因（reason）"),),
    "concluded": (("reason", "没有写明作出决定的理由", "请写明理由（reason）"),),
    "cancelled": (("reason", "没有写明取消会商的原因", "请写明原因（reason）"),),
}
"""Verb -> texts that it owes in any case: field, what is wrong without it, what to do."""


def shortcomings(verb: str, form: Mapping[str, object]) -> list[Fault]:
    """What an answer leaves unsaid that it owes, whatever else is wrong with its form. Resolutions and minutes: see there."""
    owed = [Fault(field=field, message=what, remedy=way) for field, what, way in OWED.get(verb, ()) if _blank(form.get(field))]
    match verb:
        case "opinion":
            return [*owed, *_of_opinion(form)]
        case "attendance" if form.get("attends") is False:
            return [*owed, *_of_apology(form)]
        case "concluded" if form.get("outcome") == "conditional" and _blank(form.get("conditions")):
            remedy = "请逐条写明条件（conditions）；没有条件的，请将结论改为同意（agreed）"
            return [*owed, Fault(field="conditions", message="附条件同意的结论没有写明条件", remedy=remedy)]
    return owed


def _of_opinion(form: Mapping[str, object]) -> list[Fault]:
    faults = []
    word, conditions = form.get("opinion"), not _blank(form.get("conditions"))
    if word == "object" and _blank(form.get("ground")):
        remedy = "请写明所依据的法律条款和理由（ground）"
        faults.append(Fault(field="ground", message="不同意的意见没有写明法律依据", remedy=remedy))
    if word == "object" and _blank(form.get("mend")):
        remedy = "请写明怎样修改或补正后可以同意（mend）；没有办法补救的，写“无”"
        faults.append(Fault(field="mend", message="不同意的意见没有写明怎样才能同意", remedy=remedy))
    if word == "conditional" and not conditions:
        remedy = "请逐条写明条件（conditions）；没有条件的，请将意见改为同意（agree）"
        faults.append(Fault(field="conditions", message="附条件同意的意见没有写明条件", remedy=remedy))
    if word == "not_concerned" and conditions:
        remedy = "有条件的，请将意见改为附条件同意（conditional）；确不涉及的，请去掉条件（conditions）"
        faults.append(Fault(field="conditions", message="“不涉及”的意见不能附条件", remedy=remedy))
    return faults


def _of_apology(form: Mapping[str, object]) -> list[Fault]:
    faults = []
    if _blank(form.get("reason")):
        faults.append(Fault(field="reason", message="请假没有写明原因", remedy="请写明原因（reason）"))
    if not _blank(form.get("delegate")):
        remedy = "派人代为参加的，请改为参加（attends 填 true）；不派人的，请去掉代为参加的岗位（delegate）"
        faults.append(Fault(field="delegate", message="请假的同时又写明了代为参加的岗位", remedy=remedy))
    return faults


def _blank(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return all(_blank(part) for part in value) if isinstance(value, list | tuple) else not value


def gathered(opinions: Iterable[GivenOpinion], named: Named = str) -> tuple[str, ...]:
    """Every condition once, in the order of the opinions, with those who set it: `先补办水土保持方案（准格尔旗水利局）`."""
    setters: dict[str, list[str]] = {}
    for given in opinions:
        for condition in given.conditions:
            setters.setdefault(condition, []).append(named(given.party))
    return tuple(f"{condition}（{'、'.join(parties)}）" for condition, parties in setters.items())
