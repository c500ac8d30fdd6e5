"""Department systems as outsiders write them: they remember nothing, and answer before they acknowledge."""

import asyncio
import json

import nats.errors
from nats.aio.msg import Msg
from nats.js import JetStreamContext

from deploy.local.client import connect
from deploy.local.rehearsal import rung, seat
from deploy.local.rehearsal.reviewing import LETTERS
from deploy.local.rehearsal.scene import Scene
from deploy.local.rehearsal.script import ItemPlay
from shared.bus import subjects, topology
from shared.contracts.matters import EscalatedMatter, MeasureAssigned
from shared.contracts.review_answers import ANSWERS, ReviewAnswer
from shared.contracts.review_letters import (
    Consultation,
    DecisionAsked,
    Discussion,
    MinutesAsked,
    ProposedReview,
    ResolutionAssigned,
    SignatureAsked,
)

ANSWERED_WITHIN = 2.0  # seconds; what the bus has not confirmed by then is said again
OUTLASTED = frozenset({*ANSWERS, "resolved", "passed-on"})  # answers that an outage may make too late, without harm
AGAIN = 0.2  # seconds before the system is started again after a failure


class Department:
    """One department. Its answers' ids follow from the task, so that a task that comes again does no harm."""

    def __init__(self, region: str, code: str, scene: Scene) -> None:
        self._name = topology.department_durable(region, code)
        self._address = f"{region}.{code}"
        self._scene = scene
        self._js: JetStreamContext

    async def run(self, settings) -> None:
        """Work until cancelled; whatever fails is begun anew, because it was not acknowledged."""
        connection = await connect(settings)
        self._js = connection.jetstream(timeout=ANSWERED_WITHIN)
        try:
            while True:
                try:
                    await self._work()
                except (nats.errors.Error, TimeoutError, OSError):
                    await asyncio.sleep(AGAIN)
        finally:
            await connection.close()

    async def _work(self) -> None:
        mail = await self._js.pull_subscribe_bind(self._name, stream=topology.TASKS)
        try:
            while True:
                try:
                    (message,) = await mail.fetch(1, 5)
                except TimeoutError:
                    continue
                await self._handle(message)
                await message.ack_sync()
        finally:
            await mail.unsubscribe()

    async def _handle(self, message: Msg) -> None:
        letter = json.loads(message.data)
        match message.subject.rpartition(".")[2]:
            case "assigned":
                await self._take(letter)
            case "correction-supplied":
                await self._say("approved", task_id=letter["task_id"], document=f"{self._address}-补正后")
            case "escalated":
                asked = EscalatedMatter.model_validate(letter)
                said = rung.spoken(asked, self._scene.part(asked.case_number, self._address).rung, self._scene)
                if said is not None:
                    await self._say(said[0], asked.round, **said[1].model_dump(mode="json"))
            case "measure-assigned":
                report = rung.done(MeasureAssigned.model_validate(letter))
                if report is not None:
                    await self._say("done", **report.model_dump(mode="json"))
            case "answer-refused":
                await self._refused(letter)
            case news if news in LETTERS and (answer := self._in_review(news, message.data)):
                verb, said = answer
                await self._say(verb, message.metadata.sequence.stream, **said.model_dump(mode="json"))

    def _in_review(self, news: str, content: bytes) -> tuple[str, ReviewAnswer] | None:
        """What a letter of a joint review is answered with, at once; None where nothing is."""
        letter = LETTERS[news].model_validate_json(content)
        play = self._scene.part(letter.review_id.partition("/")[0], self._address).review
        match letter:
            case ProposedReview():
                answer = "convened", seat.convened(letter, play, self._scene.day)
            case Consultation() | Discussion():
                heard = news != "invited"
                again = isinstance(letter, Discussion) or letter.edition > 1
                answer = "opinion", seat.spoken(letter, play, int(again)) if heard else None
            case SignatureAsked():
                return seat.signed(letter, play.signing)
            case DecisionAsked():
                answer = "concluded", seat.decided(letter, play)
            case MinutesAsked():
                answer = "minutes-signed", seat.minuted(letter, play)
            case ResolutionAssigned():
                answer = "carried-out", seat.carried_out(letter)
            case _:
                return None
        return answer if answer[1] else None

    async def _refused(self, letter: dict) -> None:
        if letter["verb"] == "returned":  # an outage outlasted the working day for objections: carry on, as the remedy says
            item = letter["answered"].rpartition("/")[2]
            await self._say("accepted", 2, task_id=letter["answered"])
            await self._say("approved", 2, task_id=letter["answered"], document=f"{self._address}-{item:0>2}")
        elif letter["verb"] not in OUTLASTED:
            self._scene.trouble(letter["answered"].partition("/")[0], f"{self._address} {json.dumps(letter, ensure_ascii=False)}")

    async def _take(self, task: dict) -> None:
        """Decide a task at once, the way the application file wants it."""
        play = self._scene.part(task["case_number"], self._address).items.get(task["item"]) or ItemPlay()
        number = task["round"]
        if play.send_back and number == 1:
            await self._say("returned", number, task_id=task["task_id"], reason=play.send_back)
            return
        await self._say("accepted", number, task_id=task["task_id"])
        if task["submit_to"]:
            await self._say("submitted", number, task_id=task["task_id"], document=f"{self._address}-转报-{task['item']:02}")
        if play.correction:
            await self._say("correction-needed", number, task_id=task["task_id"], points=play.correction)
        elif play.refuse:
            await self._say("refused", number, task_id=task["task_id"], reason=play.refuse)
        else:
            await self._say("approved", number, task_id=task["task_id"], document=f"{self._address}-{task['item']:02}")

    async def _say(self, verb: str, number: int = 1, **content: object) -> None:
        about = next(content[name] for name in ("task_id", "review_id", "resolution_id") if name in content)
        await self._js.publish(
            subjects.answer(self._address, verb),
            json.dumps(content, ensure_ascii=False).encode(),
            stream=topology.REPLIES,
            headers={"Nats-Msg-Id": f"{self._name}.{about}.{verb}.{number}"},
        )
