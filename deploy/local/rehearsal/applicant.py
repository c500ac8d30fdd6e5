"""Applicant, agent and window of one case in a rehearsal: from the application to the closed dossier."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from deploy.local.client import Client
from deploy.local.rehearsal.acts import ActPlay, order_of, told_of
from deploy.local.rehearsal.application_file import ApplicationFile
from deploy.local.rehearsal.asking import Asking
from deploy.local.rehearsal.before import Handed, Reception
from deploy.local.rehearsal.calling import Calling
from deploy.local.rehearsal.complaining import Complaint
from deploy.local.rehearsal.findings import Findings
from deploy.local.rehearsal.plays import BeforePlay
from deploy.local.rehearsal.report import Json
from deploy.local.rehearsal.scene import Scene
from deploy.local.rehearsal.script import AddPlay, EscalatePlay
from deploy.local.rehearsal.story import changes, standing
from deploy.local.rehearsal.usual import Usual, usual
from deploy.local.rehearsal.watch import Watch
from shared.contracts.common import RESTRICTED_NAME, ItemState
from shared.contracts.matters import TRIGGERS
from shared.errors import Refused

POST = "代办员岗"  # who signs for the window
LEFT_TO_THE_CLOCK = frozenset({"suspended"})
"""States that end by themselves, in their own time."""


class Stuck(Exception):
    """The case made no progress for too long; the message says where it stands."""


class Applicant:
    """Plays one application file to its end through the services' own operations."""

    def __init__(self, client: Client, file: ApplicationFile, form: bytes, watch: Watch, scene: Scene) -> None:
        self.file = file
        self.case = ""
        self.numbered, self.routed = asyncio.Event(), asyncio.Event()
        """The case has its number; it is known which departments handle its items."""
        self._client, self._form, self._watch, self._scene = client, form, watch, scene
        self._before = Reception(client, file, form, watch, scene)
        self._complaints = [Complaint(client, file.centre, watch, scene) for _ in file.complaints]
        self._receipt: Json = {"state": ""}
        self._route: Json = {}
        self._progress: asyncio.Timeout | None = None
        self._patience = 0.0
        self._routed: datetime | None = None
        self._plans: list[AddPlay | EscalatePlay] = [play for play in (file.add, file.escalate) if play]
        self._acts: list[ActPlay] = [*file.acts]
        self._since = scene.now()
        """When the case came to stand where it does, or the last act of the file was done."""
        self._progressing: list[asyncio.Task[None]] = []
        self._reviewed: list[asyncio.Task[None]] = []

    async def submit(self) -> None:
        """Hand the application in, unless something comes before it. Errors: Refused, with every fault."""
        if self.file.before == BeforePlay():
            await self._hand_in(Handed("submit", self._form))

    async def _hand_in(self, handed: Handed) -> None:
        self._receipt = await self._client.ask(self.file.centre, "intake", handed.operation, handed.order)
        self.case = self._receipt["case_number"]
        self._scene.files[self.case] = self.file
        self.numbered.set()
        self._since = self._scene.now()
        project = self.file.project
        self._watch.begun(self.case, project.name if project else self.file.applicant.name)

    async def play(self, interval: float, patience: float) -> None:
        """Do everything that applicant, agent and window have to do until the dossier is closed.

        Looks every `interval` seconds. Errors: Stuck (nothing changed in `patience` seconds), Refused.
        """
        self._patience = patience
        try:
            async with asyncio.timeout(patience) as self._progress:
                if not self.case:
                    handed = await self._before.play()
                    await self._scene.shut()
                    await self._hand_in(handed)
                async with asyncio.TaskGroup() as beside:
                    while not await self._closed():
                        await self._look()
                        self._complain(beside)
                        self._review(beside)
                        while await self._act():
                            await self._look()
                        await asyncio.sleep(interval)
        except TimeoutError as error:
            state = self._receipt.get("state_name", "受理之前")
            raise Stuck(f"停在“{state}”，{patience:.0f} 秒没有进展") from error
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None  # as if nothing had run beside it

    def _moved(self) -> None:
        """Something has happened: patience begins anew, for as long as what the clock itself ends may take."""
        assert self._progress is not None  # noqa: S101  for the type checker: only while it plays
        waits = [self._scene.seconds_until(datetime.fromisoformat(duty["due"])) for duty in self._receipt.get("waits_for", ())]
        spare = max([0.0, *waits]) if self._left_to_the_clock() else 0.0
        self._progress.reschedule(asyncio.get_running_loop().time() + self._patience + spare)

    def _left_to_the_clock(self) -> bool:
        return self._receipt["state"] in LEFT_TO_THE_CLOCK or self._receipt["state"] in self.file.silent

    def _standing(self) -> Json:
        """The receipt; without the dates by which somebody is asked again, unless it is these that go on."""
        if self._left_to_the_clock():
            return self._receipt
        asked = [{key: duty[key] for key in ("what", "act", "about")} for duty in self._receipt.get("waits_for", ())]
        return self._receipt | {"waits_for": asked}

    async def _look(self) -> None:
        """Where the case stands now; every change is told, and is progress."""
        receipt = await self._ask("intake", "case")
        route: Json = self._route
        with suppress(Refused):  # not routed yet
            route = self._veiled(await self._ask("routing", "route"))
        tasks = route.get("tasks", [])
        for text in changes(self._route, route):
            self._watch.said(self.case, text)
        before = (self._standing(), standing(self._route))
        if receipt["state"] != self._receipt["state"]:
            self._since = self._scene.now()
        self._receipt, self._route = receipt, route
        if (self._standing(), standing(route)) != before:
            self._moved()
            decided = sum(ItemState(task["state"]).ended for task in tasks)
            self._watch.moved(self.case, receipt["state_name"], decided, len(tasks))
        if route:
            self._routed = self._routed or self._scene.now()
            self._scene.routes[self.case] = route
            self.routed.set()

    def _veiled(self, route: Json) -> Json:
        """The route without the names of restricted items: a rehearsal is shown to anyone."""
        for task in route["tasks"]:
            if self._scene.restricted(self.file.centre, task["item"]):
                task |= {"item_name": RESTRICTED_NAME, "department_name": "主管部门", "reason": None, "decided_by": []}
        return route

    def _complain(self, group: asyncio.TaskGroup) -> None:
        """Complaints begin with the acceptance, each once."""
        if self._receipt["accepted_at"] and self._complaints and not self._progressing:
            by = self.file.applicant.handler
            for complaint, play in zip(self._complaints, self.file.complaints, strict=True):
                self._progressing.append(group.create_task(complaint.play(self.case, by, play, self._moved)))

    def _review(self, group: asyncio.TaskGroup) -> None:
        """Papers come and reviews are called once the case is routed, each once."""
        if not self.routed.is_set() or self._reviewed:
            return
        centre = Calling(self._client, self.file.centre, self._watch, self._scene)
        doing = [centre.hand_in(self.case, play, self._moved) for play in self.file.files]
        self._reviewed += map(group.create_task, [*doing, centre.call(self.case, self.file.reviews, self._moved)])

    async def _act(self) -> bool:
        """One act that the file names, or the usual one; False where nothing is to be done now."""
        if self._receipt["state"] == "in_progress":
            await self._go_on()
        play = self._acts[0] if self._acts else None
        if play and play.fits(self._receipt["state"]):
            if self._scene.passed(play.after, self._since):
                await self._perform(self._acts.pop(0))
                return True
            if self._receipt["state"] != "in_progress":
                return False
        act = usual(self._receipt, self.file)
        if act:
            await self._as_usual(act)
        return act is not None

    async def _as_usual(self, act: Usual) -> None:
        if act.operation == "deliver":
            self._too_late([*self._plans])
        if act.when == "shut":
            await self._scene.shut()
        elif act.when == "office":
            await self._scene.days(act.days)
        await self._do(act.operation, {"case_number": self.case, **act.order})
        self._watch.said(self.case, act.said)

    async def _perform(self, play: ActPlay) -> None:
        """An act of the file; one that has to be refused is, for the reason that the file says."""
        order = order_of(play, self.case, self._receipt["agent"]["id"], self._scene.day)
        try:
            await self._do(play.do, order)
        except Refused as refused:
            if play.refused is None:
                raise
            told = "；".join(fault.message for fault in refused.faults)
            self._watch.said(self.case, f"{told_of(play)}，被退回：{told}")
            if play.refused not in {fault.field for fault in refused.faults}:
                self._scene.trouble(self.case, f"{told_of(play)} 应因 {play.refused} 被退回，实际：{refused}")
        else:
            self._watch.said(self.case, told_of(play))
            if play.refused is not None:
                self._scene.trouble(self.case, f"{told_of(play)} 应因 {play.refused} 被退回，却办成了")
        self._since = self._scene.now()

    async def _go_on(self) -> None:
        """Add items, and report what cannot be settled, once the file says it is time."""
        for play in [*self._plans] if self._routed else ():
            if not self._scene.passed(play.after, self._routed or self._scene.now()):
                continue
            self._plans.remove(play)
            if isinstance(play, AddPlay):
                items = "、".join(map(str, play.items))
                self._watch.said(self.case, f"申请人增办事项 {items}")
                signed = self.file.applicant.handler.name
                order = {"items": play.items, "materials": "all", "signed_by": signed}
                await self._do("add-items", {"case_number": self.case, **order})
            else:
                self._watch.said(self.case, f"{TRIGGERS[play.trigger]}，提请协调：{play.reason}")
                order = {"case_number": self.case, "signed_by": POST, **play.model_dump(exclude={"after"})}
                await self._client.ask(self.file.centre, "routing", "escalate", order)

    def _too_late(self, plays: list[AddPlay | EscalatePlay]) -> None:
        for play in plays:
            what = "增办事项" if isinstance(play, AddPlay) else "提请协调"
            self._scene.trouble(self.case, f"未及{what}：办件在 {play.after:g} 个工作日内已经办完，请把 after 改小")
        self._plans.clear()

    async def _closed(self) -> bool:
        if self._receipt["state"] != "closed" or not all(task.done() for task in (*self._progressing, *self._reviewed)):
            return False
        try:
            await self._ask("archive", "dossier")
        except Refused:  # facts are still on their way
            return False
        for play in self._acts:
            self._scene.trouble(self.case, f"未及{told_of(play)}（{play.do}）：办件已结案，请改 when 或 after")
        tasks = len(self._route.get("tasks", ()))
        self._watch.said(self.case, "一事一档已归档")
        self._watch.moved(self.case, "已归档", tasks, tasks)
        return True

    async def _do(self, operation: str, order: Mapping[str, Any]) -> None:
        await self._client.ask(self.file.centre, "intake", operation, order)
        self._moved()

    async def _ask(self, service: str, operation: str) -> Json:
        return await self._client.ask(self.file.centre, service, operation, {"case_number": self.case})

    async def findings(self) -> Findings:
        """What every service tells of the case now; a service that knows nothing of it leaves its part empty."""
        asking = Asking(self._client, self.file.centre, self.case)
        found = await asking.findings(self._veiled)
        before = await asking.before(self._before.consultations, self._before.appointments, self._before.guided)
        complaints = [told for complaint in self._complaints if (told := await complaint.told())]
        return found.model_copy(update={**before, "complaints": complaints})
