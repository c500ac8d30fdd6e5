"""Tells every replica of routing at once that centres run other rules now, and hears from each which rules it runs."""

import asyncio
from collections.abc import Sequence
from typing import Final

from faststream.nats import NatsBroker
from nats.aio.msg import Msg

from services.routing.rules.rulebooks import Rulebooks
from shared.bus import Received
from shared.bus.discipline import receive
from shared.contracts.rulebook import ReplicaReport, RulesChanged
from shared.log import log

PATIENCE: Final = 2.0
"""Seconds in which every replica has to have reloaded and said so; one that is silent longer is told as silent."""


class Announcements:
    """Core NATS: nothing depends on it, for a replica reads the edition before it places a case. It only saves waiting."""

    def __init__(self, broker: NatsBroker, rulebooks: Rulebooks) -> None:
        self._broker = broker
        self._rulebooks = rulebooks

    def connect(self) -> None:
        """Hear `rule.<region>.changed`; without a queue group, so that every replica does."""
        self._broker.subscriber("rule.*.changed", decoder=receive, title="rules.changed")(self.on_changed)

    async def on_changed(self, message: Received) -> bytes:
        """rule.<region>.changed"""
        report = await self._rulebooks.reload(message.read(RulesChanged).centres)
        return report.model_dump_json().encode()

    async def tell(self, region: str, centres: Sequence[str]) -> tuple[ReplicaReport, ...]:
        """Every replica's report; those that were known and did not answer within PATIENCE are marked as silent."""
        expected = await self._rulebooks.store.replicas()
        heard: dict[str, ReplicaReport] = {}
        everyone = asyncio.Event()

        async def hear(answer: Msg) -> None:
            report = ReplicaReport.model_validate_json(answer.data)
            heard[report.replica] = report
            if expected.keys() <= heard.keys():
                everyone.set()

        connection = self._broker.connection
        inbox = connection.new_inbox()
        listening = await connection.subscribe(inbox, cb=hear)
        body = RulesChanged(centres=tuple(centres)).model_dump_json().encode()
        await connection.publish(f"rule.{region}.changed", body, reply=inbox)
        try:
            async with asyncio.timeout(PATIENCE):
                await everyone.wait()
        except TimeoutError:
            log.warning("rulebook.unheard", region=region, replicas=sorted(expected.keys() - heard.keys()))
        finally:
            await listening.unsubscribe()
        silent = [report for name, report in expected.items() if name not in heard]
        for report in silent:
            await self._rulebooks.store.forget(report.replica)
        return (*heard.values(), *(report.model_copy(update={"answered": "no"}) for report in silent))
