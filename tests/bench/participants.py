"""All departments of a region in joint reviews, in a process of their own: `… tests.bench.participants DIRECTORY REGION`."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nats
import uvloop
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from deploy.local.running import Running
from shared.bus.connection import seed_of
from shared.bus.topology import TASKS, department_durable
from shared.jurisdictions import Jurisdictions

Letter = dict[str, Any]
ANSWERS: dict[str, tuple[str, Callable[[Letter], Letter]]] = {
    "review-proposed": ("convened", lambda letter: {"form": "circulation"}),
    "consulted": ("opinion", lambda letter: {"opinion": "agree", "edition": letter["edition"]}),
    "signature-asked": ("signed", lambda letter: {"text": letter["text"], "signed_by": "主要负责岗"}),
    "decision-asked": ("concluded", lambda letter: {"outcome": "agreed", "reason": "各部门均无异议"}),
    "minutes-asked": ("minutes-signed", lambda letter: {"signed_by": "分管负责岗"}),
}
"""Verb of a letter -> verb and words of the answer. Everything else, tasks too, is put aside: the cases stay open."""


async def department(running: Running, region: str, code: str) -> None:
    """Agree to whatever is asked, as fast as it comes."""
    settings = running.settings_for(f"dept-{region}-{code}")
    connection = await nats.connect(settings.nats_url, nkeys_seed_str=seed_of(settings), inbox_prefix=settings.nats_inbox)
    js = connection.jetstream()
    letters = await js.pull_subscribe_bind(
        durable=department_durable(region, code), stream=TASKS, inbox_prefix=f"{settings.nats_inbox}.".encode()
    )
    async with asyncio.TaskGroup() as answering:
        while True:
            try:
                (message,) = await letters.fetch(1, timeout=30)
            except nats.errors.TimeoutError:
                continue
            answering.create_task(answer(js, f"{region}.{code}", message))


async def answer(js: JetStreamContext, party: str, message: Msg) -> None:
    """Say what the letter asks for, once."""
    asked = message.subject.rpartition(".")[2]
    if asked in ANSWERS:
        verb, words = ANSWERS[asked]
        letter = json.loads(message.data)
        said = {"review_id": letter["review_id"], **words(letter)}
        identity = f"{letter['review_id']} {party} {verb} {letter.get('edition', 0)}"
        await js.publish(f"dept.{party}.{verb}", json.dumps(said, ensure_ascii=False).encode(), headers={"Nats-Msg-Id": identity})
    await message.ack()


async def main(directory: Path, region: str) -> None:
    """All of them until the process is ended."""
    running = Running.read(directory)
    known = Jurisdictions.load(running.settings_for("admin").jurisdictions)
    await asyncio.gather(*(department(running, region, code) for code in known.departments(region)))


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), sys.argv[2]))
