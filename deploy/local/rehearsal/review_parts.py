"""What is wrong with the parts of joint reviews: opinions without their ground, verbs that are none, items nobody applied for."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from deploy.local.rehearsal.review_script import MOMENTS, ReviewActPlay
from deploy.local.rehearsal.seat import answer_of
from shared.bus.envelope import faults_of
from shared.contracts.review_answers import ANSWERS
from shared.errors import Fault

SOME_DAY = date(2026, 3, 2)  # stands for a day that is so many working days away
REVIEW = {"call": {"review_id": "150622-20260302-000001/R1"}, "edition": 1}  # stands for the review, which is not called yet


def review_faults(form: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of what departments do in reviews, and of what is called; what is wrong with the shape is not told here."""
    for address, part in _mapping(form.get("departments")).items():
        field = f"departments.{address}"
        yield from _play_faults(f"{field}.review", _mapping(_mapping(part).get("review")))
        for number, act in enumerate(_list(_mapping(part).get("review_acts"))):
            yield from _act_faults(f"{field}.review_acts.{number}", _mapping(act))
    applied = form.get("items")
    if isinstance(applied, list):
        for part in ("files", "reviews"):
            for number, play in enumerate(_list(form.get(part))):
                yield from _item_faults(f"{part}.{number}", _mapping(play), applied)


def _play_faults(field: str, play: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _saying_faults(field, play)
    for number, saying in enumerate(_list(play.get("then"))):
        yield from _saying_faults(f"{field}.then.{number}", _mapping(saying))
    signing = _mapping(play.get("signing"))
    if signing.get("how") == "refuse" and not signing.get("ground"):
        yield Fault(field=f"{field}.signing.ground", message="拒绝会签须写明法律依据", remedy="请写 ground")
    if signing.get("how", "sign") != "sign" and signing.get("revoke"):
        yield Fault(field=f"{field}.signing.revoke", message="没有会签，无从撤回", remedy="请删去 how 或 revoke")
    deciding = _mapping(play.get("deciding"))
    if deciding.get("outcome") == "conditional" and not deciding.get("conditions"):
        yield Fault(field=f"{field}.deciding.conditions", message="附条件同意须写明条件", remedy="请写 conditions")


def _saying_faults(field: str, play: Mapping[str, Any]) -> Iterator[Fault]:
    if play.get("opinion") == "object" and not play.get("ground"):
        yield Fault(field=f"{field}.ground", message="不同意须写明法律依据", remedy="请写 ground")
    if play.get("opinion") == "conditional" and not play.get("conditions"):
        yield Fault(field=f"{field}.conditions", message="附条件同意须写明条件", remedy="请写 conditions")


def _act_faults(field: str, play: Mapping[str, Any]) -> Iterator[Fault]:
    verb, moment, order = play.get("do"), play.get("when"), play.get("with", {})
    if isinstance(verb, str) and verb not in ANSWERS:
        near = get_close_matches(verb, ANSWERS, 1, 0.5)
        yield Fault(field=f"{field}.do", message=f"会商中没有“{verb[:40]}”这一答复", remedy=f"可用：{'、'.join(near or ANSWERS)}")
    if isinstance(moment, str) and moment not in MOMENTS:
        yield Fault(field=f"{field}.when", message=f"会商没有“{moment[:40]}”这一状态", remedy=f"可用：{'、'.join(MOMENTS)}")
    if isinstance(verb, str) and verb in ANSWERS and isinstance(order, Mapping) and not play.get("refused"):
        yield from _order_faults(f"{field}.with", verb, order)


def _order_faults(field: str, verb: str, order: Mapping[str, Any]) -> Iterator[Fault]:
    """As joint_review itself would find them, and fields that it would pass over."""
    answer = answer_of(ReviewActPlay.model_validate({"do": verb, "with": dict(order)}), REVIEW, lambda _: SOME_DAY)
    for name in answer:
        if name not in ANSWERS[verb].model_fields:
            yield Fault(field=f"{field}.{name}", message="没有这一项", remedy=f"可用：{'、'.join(ANSWERS[verb].model_fields)}")
    try:
        ANSWERS[verb].model_validate(answer)
    except ValidationError as error:
        for fault in faults_of(error):
            yield fault.model_copy(update={"field": f"{field}.{fault.field}"})


def _item_faults(field: str, play: Mapping[str, Any], applied: Sequence[Any]) -> Iterator[Fault]:
    single = [] if play.get("item") is None else [play["item"]]
    for number in [*single, *_list(play.get("items"))]:
        if number not in applied:
            yield Fault(field=f"{field}.items", message=f"申请的事项中没有 {number}", remedy="请在 items 中加上，或删除此项")


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []
