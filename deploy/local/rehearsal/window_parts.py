"""What is wrong with the parts of applicant, agent and window: acts that no operation is, orders that no service would read."""

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from deploy.local.rehearsal.acts import OPERATIONS, STATES, is_days
from shared.bus.envelope import faults_of
from shared.errors import Fault

SOME_DAY = date(2026, 3, 2).isoformat()  # stands for a day that is so many working days away
CASE = "150622-20260302-000001"  # stands for the case, which has no number yet


def window_faults(form: Mapping[str, Any]) -> Iterator[Fault]:
    """Every fault of the acts, the silences, what comes before, and the complaints; the shape is not told here."""
    acts = form.get("acts")
    for number, play in enumerate(acts if isinstance(acts, list) else []):
        if isinstance(play, Mapping):
            yield from _act_faults(f"acts.{number}", play)
    silent = form.get("silent")
    for number, state in enumerate(silent if isinstance(silent, list) else []):
        yield from _state_faults(f"silent.{number}", state)
    before = form.get("before")
    if isinstance(before, Mapping) and before.get("consultation") and before.get("guidance"):
        remedy = "请只保留一项：辅导的申请表与咨询转成的申请表不能同时使用"
        yield Fault(field="before.guidance", message="同时写了咨询转申请（consultation）和辅导转申请（guidance）", remedy=remedy)
    yield from _complaint_faults(form)


def _act_faults(field: str, play: Mapping[str, Any]) -> Iterator[Fault]:
    name = play.get("do")
    if isinstance(name, str) and name not in OPERATIONS:
        near = get_close_matches(name, OPERATIONS, 1, 0.5)
        yield Fault(field=f"{field}.do", message=f"没有“{name[:40]}”这一操作", remedy=f"可用：{'、'.join(near or OPERATIONS)}")
    yield from _state_faults(f"{field}.when", play.get("when"))
    order = play.get("with", {})
    if isinstance(name, str) and name in OPERATIONS and isinstance(order, Mapping) and not play.get("refused"):
        yield from _order_faults(f"{field}.with", name, order)


def _order_faults(field: str, name: str, order: Mapping[str, Any]) -> Iterator[Fault]:
    """As the service itself would find them: with the case, and days in place of working days."""
    days = {key: SOME_DAY if is_days(key, value) else value for key, value in order.items()}
    whole = {"agent": "zh1", "first": SOME_DAY} if name == "absence" else {"case_number": CASE}
    try:
        OPERATIONS[name].order.model_validate({**whole, **days})
    except ValidationError as error:
        for fault in faults_of(error):
            yield fault.model_copy(update={"field": f"{field}.{fault.field}"})


def _state_faults(field: str, state: object) -> Iterator[Fault]:
    if isinstance(state, str) and state not in STATES:
        yield Fault(field=field, message=f"没有“{state[:40]}”这一状态", remedy=f"可用：{'、'.join(STATES)}")


def _complaint_faults(form: Mapping[str, Any]) -> Iterator[Fault]:
    complaints = form.get("complaints")
    for number, play in enumerate(complaints if isinstance(complaints, list) else []):
        if isinstance(play, Mapping) and play.get("finding", "upheld") != "not_upheld" and not play.get("measures"):
            yield Fault(field=f"complaints.{number}.measures", message="投诉属实的须写明处理措施", remedy="请写 measures")
