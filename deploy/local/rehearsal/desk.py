"""The desk of a centre (派件岗) in a rehearsal: reads the mail between centres, accepts or returns what is offered."""

import asyncio
from typing import Protocol

from nats.aio.msg import Msg

from deploy.local.client import Client, connected
from deploy.local.rehearsal.mail import UnderWay, deliver
from deploy.local.rehearsal.script import OfferPlay
from shared.bus import topology
from shared.contracts.transfers import OfferAnswered, OfferedItem
from shared.errors import Refused
from shared.settings import Settings

POST = "派件岗"  # who signs for a desk
WITHDRAWN = "已撤回"  # how an answer is refused that comes after a resolution has settled who handles the item


class Counter(Protocol):
    """What a desk knows of the rehearsal."""

    def offer(self, case: str, centre: str, item: int) -> OfferPlay:
        """Its part in an offer."""

    async def days(self, days: float) -> None:
        """Let so many working days pass."""

    def trouble(self, case: str, text: str) -> None:
        """Something went wrong that the desk cannot mend."""


class DeskSystem:
    """One centre's desk: answers every offer as the file says, at once in office hours where it says nothing."""

    def __init__(self, centre: str, stage: Counter) -> None:
        self._centre, self._stage = centre, stage
        self._under_way = UnderWay()
        self._client: Client
        self.ready = asyncio.Event()

    async def run(self, settings: Settings) -> None:
        """Work until cancelled."""
        async with connected(settings) as self._client:
            bus = self._client.connection.jetstream()
            mail = await bus.pull_subscribe_bind(topology.desk_durable(self._centre), stream=topology.TRANSFERS)
            self.ready.set()
            await deliver(mail, self._handle)

    async def _handle(self, message: Msg) -> None:
        match message.subject.rpartition(".")[2]:
            case "offered":
                offered = OfferedItem.model_validate_json(message.data)
                await self._under_way.do(offered.offer.transfer_id, self._answer(offered))
            case "withdrawn":
                self._under_way.give_up(OfferAnswered.model_validate_json(message.data).transfer_id)
            case _:
                pass  # what others answered, and what became of what was given on: for people to read

    async def _answer(self, offered: OfferedItem) -> None:
        play = self._stage.offer(offered.case_number, self._centre, offered.item)
        if play.ignore:
            return
        await self._stage.days(play.after)
        operation, order = answer_to(offered, play)
        try:
            await self._client.ask(self._centre, "routing", operation, order)
        except Refused as refused:
            if WITHDRAWN not in str(refused):
                self._stage.trouble(offered.case_number, f"{offered.offer.receiver_name}的答复 {operation} 被退回：{refused}")


def answer_to(offered: OfferedItem, play: OfferPlay) -> tuple[str, dict[str, str]]:
    """Operation and order: returned for as many times as the part has reasons, accepted after that."""
    order = {"transfer_id": offered.offer.transfer_id, "signed_by": POST}
    reasons = play.send_back[len(offered.returned_before) :]
    return ("return-transfer", order | {"reason": reasons[0]}) if reasons else ("accept-transfer", order)
