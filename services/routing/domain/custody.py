"""Handing an item from centre to centre: offered, accepted, returned, offered again, submitted above the bus."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.routing.domain import letters
from services.routing.domain.matter import MatterState, Trouble
from services.routing.domain.route import Route
from services.routing.domain.ruling import Ruling
from services.routing.domain.task import RETURNS, Task
from services.routing.domain.transfer import OfferState, Stop, Transfer
from shared.aggregate import Mail, Said
from shared.clock import Term, Times
from shared.contracts import transfers as say
from shared.contracts.common import ItemState
from shared.contracts.routing import PlannedItem
from shared.errors import refuse


class Placement(NamedTuple):
    """Where the rules of the accepting centre put an item."""

    plan: PlannedItem
    promised: Term | None
    legal: Term | None
    submit_to: str | None
    stops: tuple[Stop, ...]
    ruling: Ruling


def accept(
    route: Route, centre: str, transfer_id: str, placement: Placement, signed_by: str, now: datetime, times: Times
) -> Sequence[Said]:
    """The asked centre takes the item: from now on it alone arranges who decides. Errors: Refused."""
    task, transfer = asked(route, centre, transfer_id)
    offer = transfer.offer
    _answer(task, transfer, OfferState.ACCEPTED, now, signed_by)
    task.custody = task.custody.passed_to(centre, offer.receiver_name, now, signed_by=offer.signed_by)
    task.plan = placement.plan
    task.promised, task.legal = placement.promised, placement.legal
    task.submit_to, task.stops, task.detour_from = placement.submit_to, placement.stops, None
    task.rulings = (*task.rulings, placement.ruling)
    said: list[Said] = [say.TransferAccepted(**route.told(task, now), offer=offer, accepted_by=signed_by)]
    said.append(_answered(route, task, offer, offer.giver, "accepted", signed_by))
    if task.plan.not_needed:
        said += route.not_handled(task, ItemState.NOT_HANDLED, task.plan.not_needed, now)
    return [*said, *route.proceed(now, times)]


def give_back(
    route: Route, centre: str, transfer_id: str, reason: str, signed_by: str, now: datetime, times: Times
) -> Sequence[Said]:
    """The asked centre returns the item: the giver holds it on, and may act for one limit before it is offered again.

    The second return in a row is a trouble for the ladder. Errors: Refused.
    """
    task, transfer = asked(route, centre, transfer_id)
    offer = transfer.offer
    _answer(task, transfer, OfferState.RETURNED, now, signed_by, reason)
    told = route.told(task, now)
    said: list[Said] = [
        say.TransferReturned(**told, offer=offer, returned_by=signed_by, reason=reason, times=task.returned),
        _answered(route, task, offer, offer.giver, "returned", signed_by, reason),
    ]
    if task.returned < RETURNS:
        task.offer_again_at = times.at(offer.giver).due(task.stops[0].term, now)
        return [*said, *route.proceed(now, times)]  # what it waits for may have failed in between
    if not _being_settled(route, task):
        _refused_again(route, task, offer)
    return [*said, *route.proceed(now, times)]


def _being_settled(route: Route, task: Task) -> bool:
    """A rung is asked already who is to handle what was refused twice."""
    asked = (matter for matter in route.matters.values() if matter.state is MatterState.OPEN)
    return any(matter.trigger == "handover_refused_twice" and matter.task_id == task.task_id for matter in asked)


def _refused_again(route: Route, task: Task, offer: say.Offer) -> None:
    why = "；".join(each.reason for each in task.transfers if each.state is OfferState.RETURNED)
    route.trouble(
        Trouble(
            trigger="handover_refused_twice",
            cause=f"handover_refused_twice/{offer.transfer_id}",
            subject=f"“{route.name_of(task)}”由{offer.giver_name}转{offer.receiver_name}办理，已{task.returned}次被退回"
            f"{'' if task.restricted else f'，理由：{why}'}。请确定由谁承办。",
            item=task.plan.item,
            task_id=task.task_id,
        )
    )


def hand_over(
    route: Route, centre: str, item: int, stop: Stop, reason: str, signed_by: str, now: datetime, times: Times
) -> Sequence[Said]:
    """The holder's desk gives the item to another centre, ahead of the rules or after a return. Errors: Refused."""
    task = held(route, centre, item)
    if route.suspension:
        raise route.suspension.refusal("item")
    if task.state not in {ItemState.RECEIVED, ItemState.ACCEPTED}:
        remedy = "承办部门已开始办理的，由其办结；不应由其办理的，由其退回后会商确定"
        raise refuse("item", f"该事项已是“{task.state.label}”，不能再转办", remedy)
    if task.bound:
        raise refuse("item", "该事项的承办部门由议定事项确定，不能转办", "如有新情况，请用 escalate 提请协调")
    if task.objection:
        raise refuse("item", "该事项已由承办部门退回，正在会商或协调", "请待会商结论或协调结果")
    if task.offered:
        raise refuse("item", f"该事项正在等待{task.offered.offer.receiver_name}接收", "请待其接收或退回后再转办")
    said: list[Said] = []
    if task.assigned_at is not None:
        said.append(letters.recalled(route, task, f"转{stop.name}办理：{reason}"))
        task.recall()
        task.round += 1
    if task.detour_from is None:
        task.detour_from = task.stops
    task.stops = (stop,)
    return [*said, *route.offer(task, reason, signed_by, now, times)]


def due(route: Route, now: datetime, times: Times) -> Sequence[Said]:
    """Offers that were not answered in time are a trouble; what was returned and let lie is offered again."""
    said: list[Said] = []
    for task in route.tasks.values():
        waiting = task.offered
        if waiting and not waiting.overdue and waiting.due <= now:
            said += _overdue(route, task, waiting, now)
        elif task.offer_again_at and task.offer_again_at <= now:
            said += _go_on(route, task, now, times)
    return said


def _go_on(route: Route, task: Task, now: datetime, times: Times) -> Sequence[Said]:
    """Nobody acted after the return: the item goes the way of the rules, not again the one that a desk chose."""
    if task.detour_from is None:
        return route.offer(task, "退回后未另行处理，按派件规则再次转办", "派件规则", now, times)
    task.stops, task.detour_from, task.offer_again_at = task.detour_from, None, None
    return route.proceed(now, times)


def withdraw(route: Route, task: Task, reason: str, now: datetime) -> list[Said]:
    """The item goes nowhere any more: the hand-over that waits ends."""
    task.stops, task.detour_from = (), None
    task.offer_again_at = None
    return put_off(route, task, reason, now)


def put_off(route: Route, task: Task, reason: str, now: datetime) -> list[Said]:
    """The hand-over that waits is taken back; the item keeps its way, to be offered again later."""
    transfer = task.offered
    if transfer is None:
        return []
    offer = transfer.offer
    _answer(task, transfer, OfferState.WITHDRAWN, now, "", reason)
    fact = say.TransferWithdrawn(**route.told(task, now), offer=offer, reason=reason)
    return [fact, _answered(route, task, offer, offer.receiver, "withdrawn", "", reason)]


def asked(route: Route, centre: str, transfer_id: str) -> tuple[Task, Transfer]:
    """The offer that this centre is asked to answer. Errors: Refused."""
    for task in route.tasks.values():
        for transfer in task.transfers:
            if transfer.offer.transfer_id == transfer_id and transfer.offer.receiver == centre:
                if transfer.state is not OfferState.OFFERED:
                    state = {"accepted": "接收", "returned": "退回", "withdrawn": "撤回"}[transfer.state]
                    raise refuse("transfer_id", f"该转办件已{state}", "请用 transfers 查看现在等待接收的转办件")
                return task, transfer
    raise refuse("transfer_id", "没有转给本中心的这一转办件", "请用 transfers 查看等待本中心接收的转办件")


def held(route: Route, centre: str, item: int) -> Task:
    """An item that this centre holds and that has not ended. Errors: Refused, naming who holds it."""
    task = next((each for each in route.tasks.values() if each.plan.item == item), None)
    if task is None or not (task.custody.has_held(centre) or centre == route.centre):
        raise refuse("item", "本办件没有这一事项，或不由本中心经管", "请核对办件编号和事项序号")
    if task.state.ended:
        raise refuse("item", f"该事项已是“{task.state.label}”", "已办结的事项不再转办")
    if route.holder_of(task) != centre:
        name = task.custody.holdings[-1].name
        raise refuse("item", f"该事项已转{name}经管，本中心不能再办理", f"请与{name}联系；办理情况会报来")
    return task


def _answer(task: Task, transfer: Transfer, state: OfferState, now: datetime, by: str, reason: str = "") -> None:
    settled = transfer.model_copy(update={"state": state, "answered_at": now, "answered_by": by, "reason": reason})
    task.transfers = tuple(settled if each is transfer else each for each in task.transfers)


def _answered(route: Route, task: Task, offer: say.Offer, to: str, verb: str, by: str, reason: str = "") -> Mail:
    item = task.plan.item
    letter = say.OfferAnswered(transfer_id=offer.transfer_id, case_number=route.id, item=item, by=by, reason=reason)
    return Mail(f"xfer.{to}.{verb}", letter, key=offer.transfer_id)


def _overdue(route: Route, task: Task, transfer: Transfer, now: datetime) -> list[Said]:
    late = transfer.model_copy(update={"overdue": True})
    task.transfers = tuple(late if each is transfer else each for each in task.transfers)
    offer = transfer.offer
    route.trouble(
        Trouble(
            trigger="handover_overdue",
            cause=f"handover_overdue/{offer.transfer_id}",
            subject=f"“{route.name_of(task)}”由{offer.giver_name}转{offer.receiver_name}办理，"
            "逾期未接收也未退回。请督促接收，或确定由谁承办。",
            item=task.plan.item,
            task_id=task.task_id,
        )
    )
    letter = _answered(route, task, offer, offer.giver, "overdue", "派件规则")
    return [say.TransferOverdue(**route.told(task, now), offer=offer), letter]
