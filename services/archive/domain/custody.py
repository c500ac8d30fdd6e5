"""交接记录: which centre held which item from when to when, and who signed it over; drawn from the facts of hand-over."""

from collections.abc import Iterable
from typing import Any

from services.archive.domain.completeness import INTAKE, ROUTING
from services.archive.domain.entry import JournalEntry, Json

HANDED_OVER = {
    "transfer-offered",
    "transfer-accepted",
    "transfer-returned",
    "transfer-overdue",
    "transfer-withdrawn",
    "item-submitted-upward",
}
DECIDED = {"item-approved", "item-refused", "item-not-handled", "item-recalled"}


def custody(history: Iterable[JournalEntry]) -> list[Json]:
    """`[{事项序号, 事项名称, 经管: […], 交接: [fact …]}]`, by item; an item that never left its centre is not in it.

    A span of 经管 ends where the next begins, so that there is neither a gap nor an overlap. The first begins with the
    acceptance of the case, the last ends with the item's decision. What is merely offered changes no holder;
    a resolution can.
    """
    found: dict[int, Json] = {}
    began = ""
    for entry in history:
        item = entry.body.get("item")
        if (entry.owner, entry.name) == (INTAKE, "case-accepted"):
            began = _text(entry.body, "accepted_at")
        if entry.owner != ROUTING:
            continue
        if entry.name == "matter-resolved":
            _resolve(found, entry, began)
        elif entry.name in HANDED_OVER and type(item) is int:
            told = found.setdefault(item, _opened(item, entry, began))
            told["交接"].append(entry.fact())
            _pass_on(told["经管"], _holding(entry))
        elif entry.name in DECIDED and type(item) is int and item in found:
            found[item]["经管"][-1]["至"] = _text(entry.body, "at")
    return [found[item] for item in sorted(found)]


def _opened(item: int, entry: JournalEntry, began: str) -> Json:
    """The record of an item with the first fact of hand-over; only an offer tells the first holder's name."""
    offer = entry.body.get("offer")
    first = {"经管": _text(offer, "giver") or entry.centre, "名称": _text(offer, "giver_name"), "自": began}
    return {"事项序号": item, "事项名称": _text(entry.body, "item_name"), "经管": [first], "交接": []}


def _pass_on(spans: list[Json], holding: Json | None) -> None:
    """The next holding begins where the one before ends."""
    if holding:
        spans[-1]["至"] = holding["自"]
        spans.append(holding)


def _holding(entry: JournalEntry) -> Json | None:
    """The holding that this fact of hand-over begins, if it does."""
    body, offer, at = entry.body, entry.body.get("offer"), _text(entry.body, "at")
    match entry.name:
        case "transfer-accepted":
            holder = {"经管": _text(offer, "receiver"), "名称": _text(offer, "receiver_name"), "自": at}
            signed = {"移交人": _text(offer, "signed_by"), "接收人": _text(body, "accepted_by"), "理由": _text(offer, "reason")}
        case "item-submitted-upward":
            holder = {"经管": _text(body, "authority"), "名称": _text(body, "authority_name"), "自": at}
            signed = {"移交人": _text(body, "department_name"), "文号": _text(body, "document")}
        case _:
            return None
    return holder | signed


def _resolve(found: dict[int, Json], entry: JournalEntry, began: str) -> None:
    """A resolution that binds a department elsewhere to handle an item (binding `handle`) passes the item to its region."""
    measures = entry.body.get("measures")
    for measure in measures if isinstance(measures, list) else ():
        item = measure.get("item") if isinstance(measure, dict) else None
        if type(item) is not int or _text(measure, "binding") != "handle":
            continue
        region = _text(measure, "owner").partition(".")[0]
        held_by = found[item]["经管"][-1]["经管"] if item in found else entry.centre
        if region and region != held_by:
            told = found.setdefault(item, _opened(item, entry, began))
            told["交接"].append(entry.fact())
            holder = {"经管": region, "名称": _text(measure, "owner_name"), "自": _text(entry.body, "at")}
            signed = {"移交人": _text(entry.body, "rung_name"), "文号": _text(entry.body, "document")}
            _pass_on(told["经管"], holder | signed)


def _text(part: Any, field: str) -> str:
    """A field of a fact that anybody may have written; empty where there is no such text."""
    value = part.get(field) if isinstance(part, dict) else None
    return value if isinstance(value, str) else ""
