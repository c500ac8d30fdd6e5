"""Desks of centres (派件岗) as outsiders write them: they remember nothing, and answer before they acknowledge."""

import asyncio

import nats.errors
from nats.aio.msg import Msg

from deploy.local.client import Client, ServiceUnwell, connect
from deploy.local.rehearsal.desk import WITHDRAWN, answer_to
from deploy.local.rehearsal.scene import Scene
from shared.bus import topology
from shared.contracts.transfers import OfferedItem
from shared.errors import Refused, TransientError

AGAIN = 0.2  # seconds before the desk is opened again after a failure


class Desk:
    """One centre's desk. Its requests' ids follow from the offer, so that an offer that comes again does no harm."""

    def __init__(self, centre: str, scene: Scene) -> None:
        self._centre = centre
        self._scene = scene

    async def run(self, settings) -> None:
        """Work until cancelled; whatever fails is begun anew, because it was not acknowledged."""
        connection = await connect(settings)
        try:
            while True:
                try:
                    await self._work(Client(connection))
                except (nats.errors.Error, TimeoutError, OSError, TransientError, ServiceUnwell):
                    await asyncio.sleep(AGAIN)
        finally:
            await connection.close()

    async def _work(self, client: Client) -> None:
        js = client.connection.jetstream(timeout=2)
        mail = await js.pull_subscribe_bind(topology.desk_durable(self._centre), stream=topology.TRANSFERS)
        try:
            while True:
                try:
                    (message,) = await mail.fetch(1, 5)
                except TimeoutError:
                    continue
                if message.subject.endswith(".offered"):
                    await self._answer(client, message)
                await message.ack_sync()
        finally:
            await mail.unsubscribe()

    async def _answer(self, client: Client, message: Msg) -> None:
        offered = OfferedItem.model_validate_json(message.data)
        play = self._scene.offer(offered.case_number, self._centre, offered.item)
        if play.ignore:
            return
        operation, order = answer_to(offered, play)
        try:
            await client.ask(self._centre, "routing", operation, order, request=f"{operation}/{order['transfer_id']}")
        except Refused as refused:
            if WITHDRAWN in str(refused):  # an outage may outlast the day for an answer: the ladder has settled it
                return
            self._scene.trouble(offered.case_number, f"{self._centre} {operation} {refused}")
