"""What the desk of a centre (派件岗) does: accepts, returns and gives items on, and reports what it cannot settle."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from services.routing.changes import Changes, Decide, Shelf
from services.routing.domain import custody
from services.routing.domain.matter import Matter, Trouble
from services.routing.domain.route import Route, RouteState
from services.routing.domain.task import Task
from services.routing.domain.transfer import Transfer
from services.routing.seats import Seats
from shared.aggregate import Said
from shared.bus import Cause
from shared.clock import Clock, Times
from shared.contracts.matters import TRIGGERS, Escalate
from shared.contracts.transfers import AcceptTransfer, HandOver, ReturnTransfer
from shared.errors import Refused, refuse
from shared.store import Aggregates, Refusals, Unknown

UNKNOWN = ("办件不存在，或与本中心无关", "请核对办件编号；转给本中心的办件请用 transfers 查看")


class Index(Protocol):
    """Finds routes by the centres that items of theirs were handed between."""

    async def touching(self, centre: str, after: str, limit: int) -> list[Route]:
        """Routes in the order of their case numbers, from after that one."""


class Handed(NamedTuple):
    """A transfer with the task and the route it belongs to."""

    route: Route
    task: Task
    transfer: Transfer


class Desk:
    """The use cases of a centre's desk. Whatever is refused is recorded and changes nothing."""

    def __init__(
        self,
        routes: Aggregates[Route],
        changes: Changes,
        seats: Seats,
        shelf: Shelf,
        index: Index,
        refusals: Refusals,
        clock: Clock,
    ) -> None:
        self._routes = routes
        self._changes = changes
        self._seats = seats
        self._shelf = shelf
        self._index = index
        self._refusals = refusals
        self._clock = clock

    async def accept(self, centre: str, order: AcceptTransfer, cause: Cause) -> Handed:
        """Take what was offered: the accepting centre's own rules say which of its departments handles it."""
        rulebook = await self._shelf.current(centre)

        def decide(route: Route, now: datetime, times: Times) -> Sequence[Said]:
            task, _ = custody.asked(route, centre, order.transfer_id)
            placement = self._seats.accepted(route, task, centre, rulebook)
            return custody.accept(route, centre, order.transfer_id, placement, order.signed_by, now, times)

        route = await self._act(centre, order.transfer_id, "accept-transfer", decide, cause)
        return _handed(route, order.transfer_id)

    async def give_back(self, centre: str, order: ReturnTransfer, cause: Cause) -> Handed:
        """Return what was offered, with the reason."""

        def decide(route: Route, now: datetime, times: Times) -> Sequence[Said]:
            return custody.give_back(route, centre, order.transfer_id, order.reason, order.signed_by, now, times)

        route = await self._act(centre, order.transfer_id, "return-transfer", decide, cause)
        return _handed(route, order.transfer_id)

    async def hand_over(self, centre: str, order: HandOver, cause: Cause) -> Handed:
        """Give an item that this centre holds to another one."""

        def decide(route: Route, now: datetime, times: Times) -> Sequence[Said]:
            stop = self._seats.stop(centre, order.to)
            return custody.hand_over(route, centre, order.item, stop, order.reason, order.signed_by, now, times)

        route = await self._act(centre, f"{order.case_number}/{order.item}", "hand-over", decide, cause)
        task = route.task_of(order.item)
        assert task is not None  # noqa: S101  it was just handed over
        return Handed(route, task, task.transfers[-1])

    async def escalate(self, centre: str, order: Escalate, cause: Cause) -> tuple[Route, Matter]:
        """Put on the ladder what the centre can't settle itself, once per item and trigger while it is open."""
        cause_of = "/".join([order.trigger, *([str(order.item)] if order.item else [])])

        def decide(route: Route, _now: datetime, _times: Times) -> Sequence[Said]:
            if route.centre != centre:
                raise refuse("case_number", *UNKNOWN)
            if route.state is RouteState.CLOSED:
                raise refuse("case_number", "办件已办结归档", "办结后的问题请作为新的咨询或投诉提出")
            task = route.task_of(order.item)
            if order.item is not None and task is None:
                raise refuse("item", "本办件没有这一事项", "请核对事项序号，或不填")
            if task and task.state.ended and order.trigger == "agent_cannot_resolve":
                raise refuse("item", f"该事项已是“{task.state.label}”", "已办结的事项不再协调；投诉属实的，请用 complaint_upheld")
            earlier = [matter for matter in route.matters.values() if matter.cause.startswith(f"{cause_of}#")]
            if any(matter.state != "closed" for matter in earlier):
                raise refuse("trigger", f"“{TRIGGERS[order.trigger]}”已在协调中", "请用 daiban case 查看协调进展")
            subject = _subject(order, route, task)
            number, task_id = len(earlier) + 1, task.task_id if task else None
            route.trouble(Trouble(order.trigger, f"{cause_of}#{number}", subject, order.item, task_id))
            return []

        named = order.case_number if order.item is None else f"{order.case_number}/{order.item}"
        route = await self._act(centre, named, "escalate", decide, cause)
        found = [matter for matter in route.matters.values() if matter.cause.startswith(f"{cause_of}#")]
        if not found:
            raise refuse("trigger", "派件规则未为此类问题设置协调层级", "请由中心直接协调，或请规则管理岗补充规则")
        return route, found[-1]

    async def transfers(self, centre: str, after: str, limit: int) -> list[Route]:
        """Routes with items that were handed to this centre or by it, a page of them."""
        return await self._index.touching(centre, after, limit)

    async def submission(self, centre: str, case: str, item: int) -> tuple[Route, Task, str]:
        """An item that this centre's department has to submit to an authority above the bus, and the authority's name.

        Errors: Refused.
        """
        route = await self._routes.get(case)
        task = route.task_of(item) if route else None
        if route is None or task is None or centre not in {task.plan.region, route.centre}:
            raise refuse("case_number", *UNKNOWN)
        if task.submit_to is None:
            raise refuse("item", "该事项不需转报上级机关", "由上级机关决定的事项才有提请（转报）函")
        if task.stops:
            raise refuse("item", f"该事项尚未转到负责提请的中心，现等待转{task.stops[0].name}", "请待其接收后再打印")
        return route, task, self._seats.authority(task)

    async def _act(self, centre: str, named: str, act: str, decide: Decide, cause: Cause) -> Route:
        case = named.partition("/")[0]

        def checked(route: Route, now: datetime, times: Times) -> Sequence[Said]:
            if centre != route.centre and centre not in route.desks:
                raise refuse("case_number", *UNKNOWN)
            return decide(route, now, times)

        try:
            return await self._changes.make(case, cause, checked)
        except Unknown:
            refused = refuse("case_number", *UNKNOWN)
        except Refused as error:
            refused = error
        await self.misread(centre, named, act, refused)
        raise refused

    async def misread(self, centre: str, named: str, act: str, refused: Refused) -> None:
        """Record an order that was refused, be it before anything was read. `named`: the case, and what of it."""
        case, _, about = named.partition("/")
        await self._refusals.note(case, centre, act, refused.faults, self._clock.now(), about)


def _subject(order: Escalate, route: Route, task: Task | None) -> str:
    """What is put to a rung; of a restricted item not what was written about it."""
    if task is None or not task.restricted:
        return f"{order.signed_by}反映：{order.reason}"
    return f"{order.signed_by}反映“{route.name_of(task)}”须协调解决，情况限制公开，请向其当面了解。"


def _handed(route: Route, transfer_id: str) -> Handed:
    return next(
        Handed(route, task, transfer)
        for task in route.tasks.values()
        for transfer in task.transfers
        if transfer.offer.transfer_id == transfer_id
    )
