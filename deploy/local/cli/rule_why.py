"""An explanation as people read it: facts, the rules that held and what they decided, those that did not and why."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Group, RenderableType

from deploy.local.cli import rule_words as words
from deploy.local.cli import screen

SCOPES = {"case": "整个办件", "item": "事项", "escalation": "难点问题"}


def explanation(found: Mapping[str, Any], *, every: bool) -> RenderableType:
    """All rulings; `every`: also the rules that are about other items only, one by one."""
    return Group(*(part for ruling in found["rulings"] for part in _ruling(ruling, every=every)))


def _ruling(ruling: Mapping[str, Any], *, every: bool) -> Iterator[RenderableType]:
    about = SCOPES[ruling["scope"]] if ruling["item"] is None else f"{SCOPES[ruling['scope']]} {ruling['item']}"
    yield screen.plain(f"══ {about}：按 {ruling['centre']} 的规则 {ruling['rulebook']} 裁定 ══")
    if ruling["as_recorded"] is None:
        yield "限制公开的事项，不予说明"
        return
    if not ruling["as_recorded"]:
        yield "注意：按记录的事实重新推演，起决定作用的规则与当时的记录不一致，请报告运维人员"
    told = [fact for fact in ruling["facts"] if fact["told"]]
    yield screen.table("事实（其余未报，按缺省）", ("事实", "值"), [(fact["label"], words.fact(fact)) for fact in told])
    centre = ruling["centre"]
    yield screen.facts("裁定", [(words.verdict(name), words.value(value, centre)) for name, value in ruling["verdicts"].items()])
    held = [rule for rule in ruling["rules"] if rule["outcome"] != "not_fired"]
    yield screen.table("成立的规则", ("规则", "依据", "结论", "结果"), [_held(rule, centre, ruling) for rule in held], lines=True)
    rest = [rule for rule in ruling["rules"] if rule["outcome"] == "not_fired" and (every or not rule["elsewhere"])]
    yield screen.table("不成立的规则", ("规则", "依据", "因为"), [_lacking(rule) for rule in rest], lines=True)
    if others := len(ruling["rules"]) - len(held) - len(rest):
        yield f"另有 {others} 条规则只涉及其他事项，不成立（全部列出请加 --all）"


def _held(rule: Mapping[str, Any], centre: str, ruling: Mapping[str, Any]) -> tuple[str, ...]:
    names = {each["id"]: each["name"] for each in ruling["rules"]}
    said = "\n".join(f"{words.verdict(name)}：{words.value(value, centre)}" for name, value in rule["verdicts"].items())
    over = [f"{words.verdict(name)}由“{names.get(by, by)}”决定" for name, by in rule["overruled"].items()]
    return _title(rule), _basis(rule), said, "\n".join([words.OUTCOMES[rule["outcome"]], *over])


def _lacking(rule: Mapping[str, Any]) -> tuple[str, ...]:
    return _title(rule), _basis(rule), "\n".join(map(_lack, rule["lacking"]))


def _lack(each: Mapping[str, Any]) -> str:
    wanted = "、".join(words.of_fact(one, each["unit"]) for one in each["wanted"])
    return f"{each['label']}应{each['op']}{wanted}，实为{words.fact(each)}"


def _title(rule: Mapping[str, Any]) -> str:
    return f"{rule['name']}\n{rule['id']}（{rule['region']}，优先级 {rule['priority']}）"


def _basis(rule: Mapping[str, Any]) -> str:
    return f"{rule['basis']}{words.MARKS[rule['mark']]}"
