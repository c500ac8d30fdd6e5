"""The published catalogue of a centre (内乡指导意见 四（二）、附件2; 帮您办方案 二（一）): what may be shown to anyone.

Restricted items (国家安全) are not among what it is given, and nothing that others say of them is taken over: neither
prerequisites nor the compilers' notes and texts.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from shared.clock import Term
from shared.contracts import catalogue as say
from shared.contracts.catalogue import UNPUBLISHED
from shared.jurisdictions import Centre, Item
from shared.jurisdictions.agent import AgentKind
from shared.jurisdictions.item import Limit

POSTS: Final[Mapping[AgentKind, str]] = {
    "centre": "中心",
    "department": "部门",
    "park": "园区",
    "township": "苏木乡镇（街道）",
    "village": "嘎查村（社区）",
}
DOUBTFUL: Final = "{}尚未与本地实施清单核对"


def published_catalogue(
    centre: Centre, items: Mapping[int, Item], unit: Callable[[Item], str], version: str, today: date
) -> say.PublishedCatalogue:
    """What the centre publishes. `items`: those that may be shown; `unit` names the department that an item is with."""
    said = centre.publication
    return say.PublishedCatalogue(
        centre=centre.code,
        centre_name=centre.name,
        version=version,
        published_on=today,
        telephone=said.telephone or UNPUBLISHED,
        address=said.address or UNPUBLISHED,
        postal_address=said.postal_address or UNPUBLISHED,
        postal_receiver=said.postal_receiver or UNPUBLISHED,
        hours=f"工作日 {centre.hours.opens:%H:%M}–{centre.hours.closes:%H:%M}",
        staff=tuple(say.PublishedPost(title=agent.title, kind=POSTS[agent.kind]) for agent in centre.agents.values()),
        sections=tuple(section.name for section in centre.sections.values()),
        services=tuple(offer.name for offer in centre.services.values()),
        channels=tuple(offer.name for offer in centre.channels.values()),
        delivery=tuple(_with(way.name, way.offered_to) for way in centre.delivery.values()),
        items=tuple(_item(row, item, centre, unit(item)) for row, item in enumerate(items.values(), 1)),
    )


def kind_of(item: Item) -> str:
    """即办件 or 承诺件."""
    return "即办件" if item.instant else "承诺件"


def materials_of(item: Item) -> tuple[say.PublishedMaterial, ...]:
    """The complete list, each with how to come by it."""
    return tuple(say.PublishedMaterial(name=each.name, main=each.main, how_to=each.how_to) for each in item.materials.values())


def length_of(term: Term | None) -> str:
    """20个工作日, or that none is known."""
    return term.length if term else UNPUBLISHED


def _item(row: int, item: Item, centre: Centre, unit: str) -> say.PublishedItem:
    process = centre.process.get(item.case_type.value)
    return say.PublishedItem(
        row=row,
        item=item.number,
        unit=unit,
        name=item.name,
        coaching=f"{item.name}（{centre.services['coaching'].name}）" if "coaching" in centre.services else "",
        item_type=item.item_type,
        note=_note(item),
        kind=kind_of(item),
        services=tuple(offer.name for offer in centre.services.values()),
        levels=tuple(_with(level.word, level.condition) for level in item.levels.values()),
        promised=_limit(item.promised, item.promised_limit),
        legal=_limit(item.legal, item.legal_limit),
        materials=materials_of(item),
        special_steps=tuple(
            _with(step.name, "不计入办理时限" if step.stops_clock else "") for step in item.special_steps.values()
        ),
        tolerance=item.tolerance.text,
        commitment=item.commitment.text,
        process=process.text if process else "",
    )


def _limit(term: Term | None, limit: Limit) -> say.PublishedLimit:
    """With the document it rests on, where it rests on one: the compilers' remarks on a number are not published."""
    return say.PublishedLimit(length=length_of(term), basis=term.basis if term and limit.source else "", mark=limit.mark)


def _note(item: Item) -> str:
    """备注: what of this line is inferred, so that nobody takes it for the local 实施清单."""
    parts = {
        "办件类型": [item.case_type.mark],
        "行使层级": [level.mark for level in item.levels.values()],
        "时限": [item.legal_limit.mark, item.promised_limit.mark],
        "材料清单": [material.mark for material in item.materials.values()],
        "特殊环节": [step.mark for step in item.special_steps.values()],
        "容缺受理": [item.tolerance.mark],
        "告知承诺": [item.commitment.mark],
    }
    doubtful = [name for name, marks in parts.items() if "inferred" in marks]
    return DOUBTFUL.format("、".join(doubtful)) if doubtful else ""


def _with(name: str, remark: str) -> str:
    return f"{name}（{remark}）" if remark else name
