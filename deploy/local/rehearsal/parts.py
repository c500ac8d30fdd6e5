"""What is wrong with the parts of an application file: they are for items nobody applied for, or contradict themselves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shared.errors import Fault


def part_faults(form: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of every part, whatever its shape; what is wrong with the shape is not told here."""
    applied = _applied(form)
    for address, part in _mapping(form.get("departments")).items():
        field = f"departments.{address}"
        yield from _rung_faults(f"{field}.rung", _mapping(_mapping(part).get("rung")), applied)
        yield from _items_faults(field, part, applied)
        for number, play in _mapping(_mapping(part).get("items")).items():
            yield from _item_faults(f"{field}.items.{number}", _mapping(play))
    for centre, part in _mapping(form.get("desks")).items():
        yield from _items_faults(f"desks.{centre}", part, applied)
        for number, play in _mapping(_mapping(part).get("items")).items():
            yield from _offer_faults(f"desks.{centre}.items.{number}", _mapping(play))
    yield from _window_faults(form, applied)


def _applied(form: Mapping[str, Any]) -> set[str] | None:
    """Numbers of all items, those that are added later included; None where the list is none."""
    items, added = form.get("items"), _mapping(form.get("add")).get("items")
    if not isinstance(items, list):
        return None
    later = [_mapping(_mapping(act).get("with")).get("items") for act in _list(form.get("acts")) if _adds(act)]
    return {str(item) for item in [*items, *_list(added), *(item for items in later for item in _list(items))]}


def _adds(act: object) -> bool:
    return _mapping(act).get("do") == "add-items"


def _items_faults(field: str, part: object, applied: set[str] | None) -> Iterator[Fault]:
    for number in _mapping(_mapping(part).get("items")):
        if applied is not None and str(number) not in applied:
            yield _not_applied(f"{field}.items.{number}", number)


def _item_faults(field: str, play: Mapping[str, Any]) -> Iterator[Fault]:
    if play.get("then") == "refuse" and not play.get("refuse"):
        yield Fault(field=f"{field}.refuse", message="不予批准须写明理由", remedy='请写 refuse: "理由"')
    if play.get("refuse") and play.get("revoke"):
        yield Fault(field=f"{field}.revoke", message="不予批准的决定无可撤销", remedy="请删去 refuse 或 revoke")
    if play.get("then") == "approve" and play.get("refuse"):
        yield Fault(field=f"{field}.then", message="同时写了准予（then: approve）和不予批准（refuse）", remedy="请删去其中一项")


def _rung_faults(field: str, play: Mapping[str, Any], applied: set[str] | None) -> Iterator[Fault]:
    if len([key for key in ("silent", "pass_on", "resolve") if play.get(key)]) > 1:
        yield Fault(field=field, message="silent、pass_on、resolve 只能写一项", remedy="请只保留一项")
    if play.get("resolve") and not play.get("measures"):
        yield Fault(field=f"{field}.measures", message="作出决定须列出议定事项", remedy="请写 measures：owner、act、days")
    if play.get("measures") and not play.get("resolve"):
        yield Fault(field=f"{field}.resolve", message="列出议定事项须写明决定内容", remedy='请写 resolve: "决定内容"')
    for number, order in enumerate(_list(play.get("measures"))):
        item = _mapping(order).get("item")
        place = f"{field}.measures.{number}.item"
        if item is None and _mapping(order).get("binding") in {"handle", "decide"}:
            yield Fault(field=place, message="确定承办部门、限期决定须写明事项", remedy="请写 item")
        if item is not None and applied is not None and str(item) not in applied:
            yield _not_applied(place, item)


def _offer_faults(field: str, play: Mapping[str, Any]) -> Iterator[Fault]:
    if play.get("ignore") and play.get("return"):
        yield Fault(field=field, message="同时写了退回（return）和不予理会（ignore）", remedy="请删去其中一项")


def _window_faults(form: Mapping[str, Any], applied: set[str] | None) -> Iterator[Fault]:
    item = _mapping(form.get("escalate")).get("item")
    if item is not None and applied is not None and str(item) not in applied:
        yield _not_applied("escalate.item", item)
    items, added = form.get("items"), _mapping(form.get("add")).get("items")
    if isinstance(items, list) and isinstance(added, list):
        twice = [str(number) for number in added if number in items]
        if twice:
            yield Fault(field="add.items", message=f"事项 {'、'.join(twice)} 已在申请中", remedy="请从 add 或 items 中删去")


def _not_applied(field: str, number: object) -> Fault:
    return Fault(field=field, message=f"申请的事项中没有 {number}", remedy="请在 items 中加上，或删除此项")


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []
