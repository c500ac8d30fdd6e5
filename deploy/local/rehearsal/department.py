"""A department system as an outsider would write it: reads its own consumer, answers under its own subject."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Protocol

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from pydantic import BaseModel

from deploy.local.client import connect
from deploy.local.rehearsal.script import DepartmentPlay, ItemPlay
from shared.bus import subjects, topology
from shared.contracts.departments import Answer, AnswerRefused, Assignment, Consultation, CorrectionReady
from shared.settings import Settings

PATIENCE = 5.0  # seconds a pull waits for a message before it is made anew
TRIES = 5  # of one answer; JetStream drops what arrives twice


class Stage(Protocol):
    """What a department knows of the rehearsal."""

    def part(self, case: str, address: str) -> DepartmentPlay:
        """Its part in a case."""

    def instant(self, task: Assignment) -> bool:
        """Is it to be decided on the spot (即办)?"""

    async def days(self, days: float) -> None:
        """Let so many working days pass."""

    async def closing(self) -> None:
        """Wait until the offices close."""

    def trouble(self, case: str, text: str) -> None:
        """Something went wrong that the department cannot mend."""


class DepartmentSystem:
    """One department's system: takes every task in hand at once and plays the part that the file gives it."""

    def __init__(self, region: str, department: str, stage: Stage) -> None:
        self._region, self._department = region, department
        self._address = f"{region}.{department}"
        self._stage = stage
        self._corrected: dict[str, asyncio.Event] = {}
        self._bus: JetStreamContext
        self.ready = asyncio.Event()

    async def run(self, settings: Settings) -> None:
        """Work until cancelled; whatever is being done then is dropped."""
        connection = await connect(settings)
        try:
            self._bus = connection.jetstream()
            durable = topology.department_durable(self._region, self._department)
            mail = await self._bus.pull_subscribe_bind(durable, stream=topology.TASKS)
            self.ready.set()
            async with asyncio.TaskGroup() as work:
                while True:
                    for message in await fetch(mail):
                        work.create_task(self._handle(message))
        finally:
            await connection.close()

    async def _handle(self, message: Msg) -> None:
        """One message; it is acknowledged as soon as it is in hand, as a system with a memory of its own would."""
        await message.ack()
        match message.subject.rpartition(".")[2]:
            case "assigned":
                await self._work(Assignment.model_validate_json(message.data))
            case "correction-supplied":
                self._awaited(CorrectionReady.model_validate_json(message.data).task_id).set()
            case "consulted":
                await self._speak(Consultation.model_validate_json(message.data))
            case "answer-refused":
                refused = AnswerRefused.model_validate_json(message.data)
                faults = "；".join(f"{fault['message']}（{fault['remedy']}）" for fault in refused.faults)
                case = refused.answered.partition("/")[0]
                if refused.verb == "opinion":
                    return  # the others concluded first: an advisory party may come too late, and nothing is lost by it
                self._stage.trouble(case, f"{self._address} 的答复 {refused.verb} 被退回：{faults}")
            case _:
                pass  # what came out of a review changes nothing in what this department does

    async def _work(self, task: Assignment) -> None:
        play = self._stage.part(task.case_number, self._address).items.get(task.item) or ItemPlay()
        await self._stage.days(0)
        if play.send_back and task.round == 1:
            await self._answer("returned", Answer(task_id=task.task_id, reason=play.send_back))
            return
        await self._answer("accepted", Answer(task_id=task.task_id))
        if play.correction:
            await self._answer("correction-needed", Answer(task_id=task.task_id, points=play.correction))
            await self._awaited(task.task_id).wait()
        if play.special:
            procedure = play.special.procedure
            await self._answer("special-started", Answer(task_id=task.task_id, procedure=procedure))
            await self._stage.days(play.special.days)
            await self._answer("special-ended", Answer(task_id=task.task_id, procedure=procedure))
        usual = 0.0 if self._stage.instant(task) else 1.0
        await self._stage.days(usual if play.after is None else play.after)
        await self._decide(task, play)

    async def _decide(self, task: Assignment, play: ItemPlay) -> None:
        if play.refuse:
            await self._answer("refused", Answer(task_id=task.task_id, reason=play.refuse))
            return
        document = f"演练-{self._region}-{self._department}-{task.item}"  # nobody should take it for a real one
        await self._answer("approved", Answer(task_id=task.task_id, document=document))

    async def _speak(self, asked: Consultation) -> None:
        play = self._stage.part(asked.case_number, self._address).review
        opinion = play.spoken(asked.review_id)
        await self._stage.days(play.after)
        await self._stage.closing()  # at the end of the day: see Scene.closing for what follows from it
        if opinion is not None:
            await self._answer("opinion", opinion)

    def _awaited(self, task_id: str) -> asyncio.Event:
        return self._corrected.setdefault(task_id, asyncio.Event())

    async def _answer(self, verb: str, content: BaseModel) -> None:
        """Say it until the bus has it; the same id each time, so that it counts once."""
        headers = {"Nats-Msg-Id": str(uuid.uuid4()), "content-type": "application/json"}
        body = content.model_dump_json().encode()

        async def publish() -> None:
            await self._bus.publish(subjects.answer(self._address, verb), body, stream=topology.REPLIES, headers=headers)

        await _persist(publish)


async def fetch(mail: JetStreamContext.PullSubscription) -> list[Msg]:
    """The next message, or none if nothing came in a while. One by one: a larger pull waits until it is full."""
    try:
        return await mail.fetch(1, PATIENCE)
    except TimeoutError:  # nats-py raises its own kind of it, and at times the plain one
        return []


async def _persist(act: Callable[[], Awaitable[None]]) -> None:
    for attempt in range(TRIES):
        try:
            return await act()
        except (NatsError, TimeoutError):
            if attempt == TRIES - 1:
                raise
    return None
