"""A department system as an outsider would write it: reads its own consumer, answers under its own subject."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from deploy.local.client import Client, connect
from deploy.local.file_transfer import Shelf
from deploy.local.rehearsal import rung
from deploy.local.rehearsal.mail import Gates, UnderWay, deliver
from deploy.local.rehearsal.reviewing import LETTERS, Reviewing
from deploy.local.rehearsal.script import DepartmentPlay, ItemPlay
from deploy.local.rehearsal.work import Work
from shared.bus import subjects, topology
from shared.contracts.departments import (
    Answer,
    AnswerRefused,
    Assignment,
    CorrectionReady,
    PromiseLetter,
    WorkResumed,
    WorkSuspended,
)
from shared.contracts.matters import EscalatedMatter, MatterOver, MeasureAssigned, TaskRecalled
from shared.contracts.review_answers import ReviewAnswer
from shared.contracts.review_calls import Paper
from shared.settings import Settings

RESULT = "办理结果"  # what a decision's file is called
SUSPENDED = "已中止代办"  # how an answer is refused while the case stands
TRIES = 5  # of one answer; JetStream drops what arrives twice


class Stage(Protocol):
    """What a department knows of the rehearsal."""

    def part(self, case: str, address: str) -> DepartmentPlay:
        """Its part in a case."""

    def instant(self, task: Assignment) -> bool:
        """Is it to be decided on the spot (即办)?"""

    def responsible(self, case: str, item: int) -> str | None:
        """`<region>.<department>` that the rules name for an item; None where nobody knows yet."""

    def day(self, days: int) -> date:
        """The day after so many working days."""

    async def days(self, days: float) -> None:
        """Let so many working days pass."""

    async def closing(self) -> None:
        """Wait until the offices close."""

    async def until(self, when: datetime) -> None:
        """Wait until then; not at all for what is over."""

    def trouble(self, case: str, text: str) -> None:
        """Something went wrong that the department cannot mend."""


class DepartmentSystem:
    """One department's system: takes every task in hand at once and plays the part that the file gives it."""

    def __init__(self, region: str, department: str, stage: Stage) -> None:
        self._region, self._department = region, department
        self._address = f"{region}.{department}"
        self._stage = stage
        self._gates = Gates()
        self._said: dict[str, tuple[str, Answer]] = {}
        self._under_way = UnderWay()
        self._reviewing = Reviewing(self._address, stage, self._under_way, self._answer, self._read)
        self._bus: JetStreamContext
        self._client: Client
        self.ready = asyncio.Event()

    async def run(self, settings: Settings) -> None:
        """Work until cancelled; whatever is being done then is dropped."""
        connection = await connect(settings)
        try:
            self._bus, self._client = connection.jetstream(), Client(connection)
            durable = topology.department_durable(self._region, self._department)
            mail = await self._bus.pull_subscribe_bind(durable, stream=topology.TASKS)
            self.ready.set()
            await deliver(mail, self._handle)
        finally:
            await connection.close()

    async def _handle(self, message: Msg) -> None:
        match message.subject.rpartition(".")[2]:
            case "assigned":
                task = Assignment.model_validate_json(message.data)
                await self._under_way.do(task.task_id, self._work(task))
            case "escalated":
                matter = EscalatedMatter.model_validate_json(message.data)
                await self._under_way.do(matter.task_id, self._settle(matter))
            case "measure-assigned":
                measure = MeasureAssigned.model_validate_json(message.data)
                await self._under_way.do(measure.task_id, self._carry_out(measure))
            case "recalled":
                self._under_way.give_up(TaskRecalled.model_validate_json(message.data).task_id)
            case "matter-over":
                self._under_way.give_up(MatterOver.model_validate_json(message.data).task_id)
            case "answer-refused":
                await self._refused(AnswerRefused.model_validate_json(message.data))
            case news if news in LETTERS:
                await self._reviewing.hear(news, message.data)
            case news:
                self._hear(news, message.data)

    def _hear(self, news: str, letter: bytes) -> None:
        """What somebody may be waiting for; anything else changes nothing in what this department does."""
        match news:
            case "correction-supplied":
                self._gates.open(f"correction/{CorrectionReady.model_validate_json(letter).task_id}")
            case "suspended":
                self._gates.shut(WorkSuspended.model_validate_json(letter).task_id)
            case "resumed":
                self._gates.open(WorkResumed.model_validate_json(letter).task_id)
            case "supplement-received":
                come = PromiseLetter.model_validate_json(letter)
                self._gates.open(f"{come.promise.promise_id}/{come.task_id}")

    async def _refused(self, refused: AnswerRefused) -> None:
        if self._reviewing.excused(refused) or self._under_way.over(refused.answered):
            return  # it was asked no more, and did not know it yet
        if refused.message_id in self._said and any(SUSPENDED in fault["message"] for fault in refused.faults):
            await self._gates.passed(refused.answered)  # said before the suspension was known: again, after it
            await self._answer(*self._said[refused.message_id])
            return
        faults = "；".join(f"{fault['message']}（{fault['remedy']}）" for fault in refused.faults)
        case = refused.answered.partition("/")[0]
        self._stage.trouble(case, f"{self._address} 的答复 {refused.verb} 被退回：{faults}")

    async def _work(self, task: Assignment) -> None:
        play = self._stage.part(task.case_number, self._address).items.get(task.item) or ItemPlay()
        name = f"{self._region}-{self._department}-{task.item}"
        await Work(task, play, name, self._stage, self._gates, self._answer, self._send).play()

    async def _send(self, task: Assignment, file: Path) -> None:
        """The decision as a file, to the case."""
        shelf = Shelf(self._client, self._region, self._department)
        await shelf.send(file, lambda _: None, case_number=task.case_number, item=task.item, material=RESULT)

    async def _read(self, case: str, paper: Paper) -> str:
        """SHA-256 of a paper of a review, as intake lets this department read it."""
        shelf = Shelf(self._client, self._region, self._department)
        told = await shelf.ask("read-file", case_number=case, file_id=paper.file_id, length=0)
        return str(told["sha256"])

    async def _settle(self, asked: EscalatedMatter) -> None:
        play = self._stage.part(asked.case_number, self._address).rung
        await self._stage.days(play.after)
        said = rung.spoken(asked, play, self._stage)
        if said is not None:
            await self._answer(*said)

    async def _carry_out(self, letter: MeasureAssigned) -> None:
        report = rung.done(letter)
        if report is not None:
            await self._stage.days(self._stage.part(letter.case_number, self._address).done_after)
            await self._answer("done", report)

    async def _answer(self, verb: str, content: Answer | ReviewAnswer) -> None:
        """Say it until the bus has it; the same id each time, so that it counts once. While the case stands it waits."""
        if isinstance(content, Answer):
            await self._gates.passed(content.task_id)
        identity = str(uuid.uuid4())
        if isinstance(content, Answer):
            self._said[identity] = (verb, content)
        headers = {"Nats-Msg-Id": identity, "content-type": "application/json"}
        body = content.model_dump_json().encode()

        async def publish() -> None:
            await self._bus.publish(subjects.answer(self._address, verb), body, stream=topology.REPLIES, headers=headers)

        await _persist(publish)


async def _persist(act: Callable[[], Awaitable[None]]) -> None:
    for attempt in range(TRIES):
        try:
            return await act()
        except (NatsError, TimeoutError):
            if attempt == TRIES - 1:
                raise
    return None
