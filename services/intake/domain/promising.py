"""Written promises: 容缺受理 of secondary materials, and 告知承诺 in place of proofs (domain-facts 8.5)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from services.intake.domain import accepting
from services.intake.domain.case import Case, Promised
from services.intake.domain.closing import close_when_over
from services.intake.domain.materials import Held
from services.intake.domain.moment import Moment
from services.intake.domain.watching import agreed
from shared.clock import Term
from shared.contracts.base import Event
from shared.contracts.common import RESTRICTED_NAME
from shared.contracts.intake import Promise
from shared.contracts.materials import KeepPromise, MakePromise, PromiseBroken, PromiseKept, PromiseMade
from shared.errors import Fault, Refused, refuse

KINDS = {"tolerance": "容缺受理", "commitment": "告知承诺"}


class Allowed(NamedTuple):
    """What the catalogue says of promises for an item."""

    instant: bool
    """即办件: decided on the spot, so nothing can follow."""
    commitment: bool
    """告知承诺 is possible."""
    longest: Term | None
    """容缺 no longer than this: the item's 承诺时限, else its 法定时限; None: no limit is known."""


def make(case: Case, order: MakePromise, allowed: Allowed, broken: Sequence[str], moment: Moment) -> Sequence[Event]:
    """The applicant promises in writing, of his own will. Errors: Refused (all faults), WrongState.

    `broken` are the cases of the same applicant in which an earlier promise was not kept.
    """
    case.may("promise")
    wanted = [each for each in case.materials if each.item == order.item and each.material in order.materials]
    latest = moment.due(allowed.longest) if allowed.longest else None
    faults = [*_faults(case, order, allowed, broken), *_material_faults(order, wanted), *_date_faults(order, latest, moment)]
    if faults:
        raise Refused(faults)
    signature = case.signature(order.signed_by, order.method, order.file_id, moment)
    due = _due(order, latest, moment)
    made = [
        Promised(
            promise=Promise(
                promise_id=f"P{len(case.promises) + place}",
                kind=order.kind,
                item=each.item,
                item_name=each.item_name,
                material=each.material,
                due=due.isoformat(),
                signature=signature,
            ),
            made_at=moment.now,
        )
        for place, each in enumerate(wanted, 1)
    ]
    case.promises = (*case.promises, *made)
    names = {each.material for each in wanted}
    case.materials = tuple(
        each.model_copy(update={"state": "promised"}) if each.item == order.item and each.material in names else each
        for each in case.materials
    )
    facts = case.said("applicant", *(PromiseMade(promise=each.promise, at=moment.iso) for each in made))
    return [*facts, *(accepting.go_on(case, "promise", moment) if not case.missing else ())]


def _faults(case: Case, order: MakePromise, allowed: Allowed, broken: Sequence[str]) -> Iterator[Fault]:
    if order.item not in case.application.items:
        own = "、".join(map(str, case.application.items))
        yield Fault(field="item", message=f"本件没有事项 {order.item}", remedy=f"本件的事项：{own}")
    if order.kind == "tolerance" and allowed.instant:
        yield Fault(field="item", message="即办件当场决定，不适用容缺受理", remedy="请补齐材料（supplement）")
    if order.kind == "commitment" and not allowed.commitment:
        remedy = "请补齐材料（supplement），次要材料可容缺受理（tolerance）"
        yield Fault(field="kind", message="该事项不实行告知承诺", remedy=remedy)
    if unkept := [*broken, *(each.promise.promise_id for each in case.promises if each.state == "broken")]:
        message = f"申请人有未履行的承诺（{'、'.join(unkept[:3])}），修复前不适用{KINDS[order.kind]}"
        yield Fault(field="case_number", message=message, remedy="请补齐材料（supplement）")


def _material_faults(order: MakePromise, wanted: Sequence[Held]) -> Iterator[Fault]:
    found = {each.material: each for each in wanted}
    for place, name in enumerate(order.materials):
        each = found.get(name)
        field = f"materials.{place}"
        if each is None:
            yield Fault(field=field, message=f"事项 {order.item} 没有材料“{name[:100]}”", remedy="请按材料清单填写")
        elif not each.lacking:
            yield Fault(field=field, message=f"“{name}”不缺，不必承诺", remedy="请删去")
        elif each.main:
            message = f"“{name}”是主件，不能{KINDS[order.kind]}"
            yield Fault(field=field, message=message, remedy=f"请补齐：{each.how_to}")


def _date_faults(order: MakePromise, latest: datetime | None, moment: Moment) -> Iterator[Fault]:
    if order.until is None:
        return
    if order.kind == "commitment":
        yield Fault(field="until", message="告知承诺不约定补交日期", remedy="请删去 until")
    elif order.until < moment.now.date():
        yield Fault(field="until", message=f"补交日期 {order.until} 已过", remedy="请填写今天或以后的日期")
    elif latest and order.until > latest.date():
        message = f"补交日期 {order.until} 超过该事项的承诺时限（{latest.date()}）"
        yield Fault(field="until", message=message, remedy=f"最迟 {latest.date()}")


def _due(order: MakePromise, latest: datetime | None, moment: Moment) -> datetime:
    if order.kind == "commitment":
        return moment.due(moment.terms["commitment_check"])
    if order.until:
        return moment.due(agreed(order.until.isoformat(), moment.now))
    return latest or moment.due(moment.terms["submit"])


def keep(case: Case, order: KeepPromise, moment: Moment) -> Sequence[Event]:
    """What was promised has come, or was looked at; or it is not what was promised. Errors: Refused, WrongState."""
    case.may("keep-promise")
    found = next((each for each in case.promises if each.promise.promise_id == order.promise_id), None)
    waiting = (each.promise for each in case.promises if each.state == "open")
    open_ones = "、".join(f"{promise.promise_id}（事项 {promise.item}）" for promise in waiting)
    if found is None or found.state != "open":
        raise refuse("promise_id", f"{order.promise_id} 不是待履行的承诺", f"待履行的承诺：{open_ones or '无'}")
    if found.promise.item != order.item:
        message = f"{order.promise_id} 是事项 {found.promise.item} 的承诺，不是事项 {order.item} 的"
        raise refuse("item", message, f"待履行的承诺：{open_ones}")
    if not order.kept and not order.note:
        raise refuse("note", "认定未履行须写明理由", "请填写 note")
    return _settled(case, found, order.note if not order.kept else "", "window", moment)


def overdue(case: Case, promise_id: str, moment: Moment) -> Sequence[Event]:
    """容缺: what was promised has not come within the limit. A check of ours that is late breaks nobody's promise."""
    found = next((each for each in case.promises if each.promise.promise_id == promise_id and each.state == "open"), None)
    if found is None or found.promise.kind == "commitment":
        return []
    what = "材料" if found.promise.item_name == RESTRICTED_NAME else f"“{found.promise.material}”"
    return _settled(case, found, f"逾期未补交{what}", "clock", moment)


def _unkept(case: Case, promise: Promise, moment: Moment) -> Sequence[Event]:
    """Before acceptance the material is missing again; a decision that rests on it is for its department to look at."""
    if promise.kind == "commitment" and promise.item in case.decided and not case.ended:
        case.revoking = case.revoking | {str(promise.item): moment.now}
        return []
    if not case.accepted_at:
        again = {"state": "missing", "form": ""}
        case.materials = tuple(
            each.model_copy(update=again) if (each.item, each.material) == (promise.item, promise.material) else each
            for each in case.materials
        )
    return accepting.lacks_again(case, moment)


def _settled(case: Case, found: Promised, broken: str, by: str, moment: Moment) -> Sequence[Event]:
    state = "broken" if broken else "kept"
    case.promises = tuple(each.model_copy(update={"state": state}) if each is found else each for each in case.promises)
    if broken:
        told = case.said(by, PromiseBroken(promise=found.promise, reason=broken, at=moment.iso))
        return [*told, *_unkept(case, found.promise, moment), *close_when_over(case, by, moment)]
    promise = found.promise
    came = {"state": "received", "received_at": moment.iso, "form": "original" if promise.material in case.originals else "copy"}
    if promise.kind == "tolerance":
        case.materials = tuple(
            each.model_copy(update=came) if (each.item, each.material) == (promise.item, promise.material) else each
            for each in case.materials
        )
    return [*case.said(by, PromiseKept(promise=promise, at=moment.iso)), *close_when_over(case, by, moment)]
