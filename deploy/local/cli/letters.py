"""The mail of a department as its people read it: what each letter is, what it says, and until when."""

from typing import Any

from rich.table import Table

from deploy.local.cli import letters_of_reviews, screen
from deploy.local.cli.mailbox import Letter
from deploy.local.cli.matters import binding
from deploy.local.cli.words import department_name, minute, region_name
from shared.contracts.departments import DISSENT
from shared.contracts.matters import TRIGGERS

VERBS = {
    "assigned": "派件",
    "correction-supplied": "补正已到",
    "answer-refused": "答复被退回",
    "escalated": "提请协调",
    "measure-assigned": "议定事项",
    "matter-over": "不再需要答复",
    "recalled": "任务收回",
    "due-moved": "时限变动",
    "suspended": "办件中止",
    "resumed": "恢复办理",
    "promise-made": "书面承诺",
    "supplement-received": "容缺材料已补交",
    "promise-broken": "承诺不实",
    "prerequisite-revoked": "前置批准已撤销",
    **letters_of_reviews.VERBS,
}


def letters_table(address: str, found: list[Letter]) -> Table:
    """One line per letter."""
    rows = [(VERBS.get(letter.verb, letter.verb), letter.matter, *_told(letter)) for letter in found]
    of_reviews = any(letter.verb in letters_of_reviews.WRITTEN for letter in found)
    made = screen.table(f"{address} 的来件", ("来件", "编号", "内容", "期限"), rows, lines=of_reviews)
    if any("→ " in row[2] for row in rows):
        made.caption = f"“→”后是 daiban department 的命令，“部门”填 {address}，“编号”填左列的编号"
    return made


def _told(letter: Letter) -> tuple[str, str]:
    """What it says, and until when."""
    body = letter.body
    if letter.verb in letters_of_reviews.WRITTEN:
        return letters_of_reviews.told(letter.verb, body)
    match letter.verb:
        case "promise-made" | "supplement-received" | "promise-broken":
            return _promise(body), minute(body["promise"]["due"])
        case "prerequisite-revoked":
            return f"{body['item']} {body['item_name']}：{body['reason']}", ""
        case "due-moved" | "resumed":
            return body["reason"], _due(body)
        case "matter-over" | "recalled" | "suspended":
            return body["reason"], ""
        case _:
            return _asked(letter)


def _asked(letter: Letter) -> tuple[str, str]:
    """The same of a letter that asks for something, or answers."""
    body = letter.body
    match letter.verb:
        case "assigned":
            return _assigned(body), _due(body)
        case "correction-supplied":
            return body["note"], _due(body)
        case "escalated":
            return _escalated(body), minute(body["due"])
        case "measure-assigned":
            return _measure(body), minute(body["measure"]["due"])
        case _:
            return "；".join(f"{fault['message']}（{fault['remedy']}）" for fault in body.get("faults", ())), ""


def _assigned(body: dict[str, Any]) -> str:
    """The item and whose it is; what the joint review asks; the authority above the bus, where that decides."""
    dissent = [each for each in body["conditions"] if each.startswith(DISSENT)]
    conditions = [each for each in body["conditions"] if each not in dissent]
    reviewed = "".join(("；会商条件：", "；".join(conditions))) if conditions else ""
    reviewed += "".join(f"；会商中的{each}（供参考，不是条件）" for each in dissent)
    above = body.get("submit_to")
    tolerated = "、".join(each["material"] for each in body.get("promises", ()) if each["kind"] == "tolerance")
    promised = f"；容缺待补：{tolerated}（补交前不能准予）" if tolerated else ""
    upward = f"；须转报{region_name(above)}（daiban submission），再答 submitted" if above else ""
    return f"{body['item']} {body['item_name']}（{body['project'] or body['applicant']}）{reviewed}{promised}{upward}"


def _promise(body: dict[str, Any]) -> str:
    """The material, and why the promise counts as broken."""
    kind = "容缺" if body["promise"]["kind"] == "tolerance" else "告知承诺"
    return "：".join(filter(None, (f"{kind}：{body['promise']['material']}", body["reason"])))


def _escalated(body: dict[str, Any]) -> str:
    """What is to be settled, what the rungs before did, and whom a resolution may bind."""
    again = f"第 {body['round'] - 1} 次催办　" if body["round"] > 1 else ""
    parties = "、".join(f"{department_name(party)}（{party}）" for party in body["parties"])
    lines = (
        f"{again}{body['rung_name']}；{TRIGGERS.get(body['trigger'], body['trigger'])}：{body['subject']}",
        *(f"此前：{_step(step)}" for step in body["history"]),
        f"议定事项可交：{parties}",
    )
    return "\n".join(lines)


def _step(told: str) -> str:
    """A rung and what it has done, which may begin with its name once more."""
    rung, _, done = told.partition("：")
    return f"{rung}：{done.removeprefix(rung)}" if done else told


def _measure(body: dict[str, Any]) -> str:
    measure = body["measure"]
    how = "落实后答 done" if measure["binding"] == "act" else f"{binding(measure)}，事项办结即为落实"
    return f"{body['resolved_by']}议定：{measure['act']}（{how}）\n决议：{body['resolution']}"


def _due(body: dict[str, Any]) -> str:
    return minute(body["due"]["promised"] or body["due"]["legal"])
