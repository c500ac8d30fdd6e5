"""What a rulebook as a whole is found to be wrong in, in words: each fault with its file, its line and how to mend it."""

from collections.abc import Callable, Iterator

from services.routing.domain.conditions import possible
from services.routing.domain.grounds import CATALOGUED, Ground, Vain
from services.routing.domain.rules import Rule, Rulebook
from services.routing.domain.soundness import clashes, never, unclimbed, unled, unplaced
from services.routing.domain.verdicts import departments_of, rung_of
from services.routing.rules.compilation import RulebookTooWide, compiled
from services.routing.rules.files import RULEBOOK
from shared.errors import Fault

Places = dict[str, str]
"""Rule id -> the file and the line on which the rule stands."""


def unknown_departments(rulebook: Rulebook, known: frozenset[str], places: Places) -> Iterator[Fault]:
    """Rules that name a department which the region does not have."""
    for rule in rulebook.rules:
        for code in sorted(departments_of(rule.then) - known):
            message = f"{rule.id} 所指的部门“{code}”在 {rulebook.region} 的 departments.yaml 中没有"
            yield Fault(field=places[rule.id], message=message, remedy="改正部门代码；或在 departments.yaml 中补上；或停用本规则")


def unknown_rungs(rulebook: Rulebook, ladder: tuple[str, ...], places: Places) -> Iterator[Fault]:
    """Rules that send a trouble to a rung which the region's ladder does not have."""
    for rule in rulebook.rules:
        if (rung := rung_of(rule.then)) and rung not in ladder:
            message = f"{rule.id} 所指的“{rung}”在 {rulebook.region} 的 centre.yaml 的 escalation 中没有"
            remedy = f"改为 none、next{''.join(f'、{each}' for each in ladder)} 之一；或在 escalation 中补上这一级"
            yield Fault(field=places[rule.id], message=message, remedy=remedy)


def unsound(rulebook: Rulebook, places: Places, ground_of: Callable[[str], Ground]) -> Iterator[Fault]:
    """Rules that never fire, contradictions, and what the engine cannot hold. `ground_of`: a layer's."""
    for rule in never(rulebook.rules):
        yield Fault(field=places[rule.id], message=f"{rule.id} 的条件互相矛盾，永远不会成立", remedy="改正 when 或有效期")
    for rule in rulebook.rules:
        yield from _groundless(rule, ground_of(rule.region), places[rule.id])
    for clash in clashes(rulebook):
        yield Fault(
            field=places[clash.other.id],
            message=f"{clash.other.id} 与 {clash.one.id}（{places[clash.one.id]}）可能同时成立，而 {clash.verdict} 不同",
            remedy="把应当优先的一条的 priority 调高，或使条件互不重叠",
        )
    try:
        compiled(rulebook)
    except RulebookTooWide as wide:
        yield Fault(field=f"{rulebook.region}/{RULEBOOK}", message=str(wide), remedy="合并规则")


def gaps(rulebook: Rulebook) -> Iterator[Fault]:
    """Items, stages and troubles for which there is no rule that always holds."""
    field = f"{rulebook.region}/{RULEBOOK}"
    for item, verdict in unplaced(rulebook.rules):
        remedy = f"补一条只以 item: {item} 为条件的规则"
        yield Fault(field=field, message=f"没有规则在任何情况下都为事项{item}定出 {verdict}", remedy=remedy)
    for verdict in unled(rulebook.rules):
        remedy = "补一条 scope: case 的规则，除该阶段外不带其他条件"
        yield Fault(field=field, message=f"没有规则在任何情况下都为办件定出 {verdict}", remedy=remedy)
    for trigger in unclimbed(rulebook.rules):
        remedy = f"补一条 scope: escalation 的规则，只以 trigger: {trigger} 为条件；不上会的写 rung: none"
        yield Fault(field=field, message=f"没有规则在任何情况下都为难点问题 {trigger} 定出 rung", remedy=remedy)


def _groundless(rule: Rule, ground: Ground, place: str) -> Iterator[Fault]:
    """Conditions that nothing can meet where the rule holds."""
    if not ground.jurisdictions:  # a directory that is no region: told of already
        return
    vain = list(ground.vain(rule))
    for each in vain:
        yield Fault(field=place, message=f"{rule.id} 的条件 {_why(each, ground)}，永远不会成立", remedy=_mend(each, ground))
    ways = [way for way in rule.alternatives if possible(way)]
    if vain or not ways:  # told above
        return
    match ground.at_odds(rule, ways):
        case "item":
            message = f"{rule.id} 的 item 与 item_stage 不符：事项目录中没有这样的事项，永远不会成立"
            yield Fault(field=place, message=message, remedy=f"改正事项序号或阶段。{_stages(rule, ground)}".rstrip("。"))
        case "place":
            message = f"{rule.id} 的 centre、city、centre_level 不能同时符合：使用 {ground.layer} 规则的中心没有这样的"
            yield Fault(field=place, message=f"{message}，永远不会成立", remedy="改正其中的代码或层级，或删去多余的一个")


def _why(vain: Vain, ground: Ground) -> str:
    match vain.fact:
        case "item":
            return f"item: {vain.value}：事项目录中没有这个事项"
        case "item_stage":
            return f"item_stage: {vain.value or '（空）'}：事项目录中没有这个阶段的事项"
        case "centre":
            return f"centre: {vain.value}：它不是使用 {ground.layer} 规则的中心"
        case "city":
            return f"city: {vain.value or '（空）'}：使用 {ground.layer} 规则的中心没有在那里的"
    return f"{vain.fact}: {vain.value}：使用 {ground.layer} 规则的中心没有这一层级的"


def _mend(vain: Vain, ground: Ground) -> str:
    if vain.fact in CATALOGUED:
        return "按 catalogue.yaml 改正；事项为 1 至 31，难点问题可写 0（整个办件）"
    return f"改正 {vain.fact}；或把规则写到它所属地区的 rulebook.yaml 中（本规则写在 {ground.layer}）"


def _stages(rule: Rule, ground: Ground) -> str:
    """What stage the items are of that the rule names: so that one sees which of the two is wrong."""
    asked = (each for way in rule.alternatives for each in way if each.fact == "item")
    named = {value for each in asked for value in (each.value if isinstance(each.value, tuple) else (each.value,))}
    told = (f"事项{item} 属于 {'、'.join(sorted(stages))}" for item, stages in sorted(ground.stages.items()) if item in named)
    return "；".join(told)
