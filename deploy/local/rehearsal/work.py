"""What a department does with one task in a rehearsal, in the order of its part."""

import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

from deploy.local.rehearsal.mail import Gates
from deploy.local.rehearsal.script import ItemPlay
from shared.contracts.departments import Answer, Assignment

Say = Callable[[str, Answer], Awaitable[None]]
Send = Callable[[Assignment, Path], Awaitable[None]]


class Office(Protocol):
    """How time passes for it."""

    def instant(self, task: Assignment) -> bool:
        """Is it to be decided on the spot (即办)?"""

    async def days(self, days: float) -> None:
        """Let so many working days pass."""


class Work:
    """One task; what it issues bears the name. `gates`: `correction/<task>` and `<promise>/<task>` open when that has come."""

    def __init__(self, task: Assignment, play: ItemPlay, name: str, office: Office, gates: Gates, say: Say, send: Send) -> None:
        self._task, self._play, self._name, self._office, self._gates = task, play, name, office, gates
        self._told, self._send = say, send

    async def play(self) -> None:
        """From the assignment to the decision, and its revocation."""
        task, play = self._task, self._play
        await self._office.days(play.accept_after)
        if play.send_back and task.round == 1:
            await self._say("returned", reason=play.send_back)
            return
        await self._say("accepted")
        if play.correction:
            await self._say("correction-needed", points=play.correction)
            await self._gates.opened(f"correction/{task.task_id}")
        await self._procedures()
        usual = 0.0 if self._office.instant(task) else 1.0
        await self._office.days(usual if play.after is None else play.after)
        await self._decide()

    async def _procedures(self) -> None:
        """Submission upward, a special procedure, reports, more time."""
        task, play = self._task, self._play
        if task.submit_to:
            await self._office.days(play.submit_after)
            await self._say("submitted", document=f"演练转报-{self._name}")
        if play.special:
            await self._say("special-started", procedure=play.special.procedure)
            await self._office.days(play.special.days)
            await self._say("special-ended", procedure=play.special.procedure)
        for place, note in enumerate(play.progress, 1):
            await self._say("progress", note=note, percent=100 * place // (len(play.progress) + 1))
            await self._office.days(0.5)
        if play.extend:
            more = play.extend
            await self._say("extended", reason=more.reason, approved_by=more.approved_by, days=more.days)

    async def _decide(self) -> None:
        play = self._play
        if play.refuse:
            await self._say("refused", reason=play.refuse)
            return
        for promise in self._task.promises:
            if promise.kind == "tolerance":  # 容缺: what is to follow comes before the decision
                await self._gates.opened(f"{promise.promise_id}/{self._task.task_id}")
        if play.file:
            await self._hand_in_file()
        await self._say("approved", document=f"演练-{self._name}")  # nobody should take it for a real one
        if play.revoke:
            await self._office.days(play.revoke.after)
            await self._say("revoked", reason=play.revoke.reason, ground=play.revoke.ground)

    async def _hand_in_file(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / f"演练-{self._name}.txt"
            file.write_text(f"演练用批复　{self._task.item_name}\n", encoding="utf-8")
            await self._send(self._task, file)

    async def _say(self, verb: str, **content: object) -> None:
        await self._told(verb, Answer.model_validate({"task_id": self._task.task_id, **content}))
