"""The applicant and the window of one case in a rehearsal: from the application to the closed dossier."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from deploy.local.client import Client
from deploy.local.dossier import dossier_faults, fetch_dossier
from deploy.local.rehearsal.application_file import ApplicationFile
from deploy.local.rehearsal.findings import Findings
from deploy.local.rehearsal.report import DossierLine, Json
from deploy.local.rehearsal.scene import Scene
from deploy.local.rehearsal.script import AddPlay, EscalatePlay
from deploy.local.rehearsal.story import changes, standing
from deploy.local.rehearsal.watch import Watch
from shared.contracts.common import RESTRICTED_NAME, ItemState
from shared.contracts.matters import TRIGGERS
from shared.errors import Refused

POST_DAYS = 1  # working days a letter is on its way
POST = "代办员岗"  # who signs for the window


class Stuck(Exception):
    """The case made no progress for too long; the message says where it stands."""


class Applicant:
    """Plays one application file to its end through the services' own operations."""

    def __init__(self, client: Client, file: ApplicationFile, form: bytes, watch: Watch, scene: Scene) -> None:
        self.file = file
        self.case = ""
        self._client, self._form, self._watch, self._scene = client, form, watch, scene
        self._receipt: Json = {}
        self._route: Json = {}
        self._progress: asyncio.Timeout
        self._patience = 0.0
        self._routed: datetime | None = None
        self._plans: list[AddPlay | EscalatePlay] = [play for play in (file.add, file.escalate) if play]

    async def submit(self) -> None:
        """Hand the application in. Errors: Refused, with every fault."""
        self._receipt = await self._client.ask(self.file.centre, "intake", "submit", self._form)
        self.case = self._receipt["case_number"]
        project = self.file.project
        self._watch.begun(self.case, project.name if project else self.file.applicant.name)

    async def play(self, interval: float, patience: float) -> None:
        """Do everything the applicant and the window have to do until the dossier is closed.

        Looks every `interval` seconds. Errors: Stuck (nothing changed in `patience` seconds), Refused.
        """
        self._patience = patience
        try:
            async with asyncio.timeout(patience) as self._progress:
                await self._enter()
                closed = False
                while not closed:
                    await asyncio.sleep(interval)
                    await self._look()
                    await self._act()
                    closed = await self._closed()
        except TimeoutError as error:
            raise Stuck(f"停在“{self._receipt['state_name']}”，{patience:.0f} 秒没有进展") from error

    async def _enter(self) -> None:
        """Bring what is missing, then sign the mandate."""
        if missing := self._receipt["missing"]:
            names = "、".join(lack["material"] for lack in missing)
            self._watch.said(self.case, f"一次性告知：缺 {len(missing)} 项材料（{names}），申请人补齐")
            await self._do("supplement", {"materials": "all"})
        await self._do("sign", {"document": "mandate"})
        self._watch.said(self.case, f"委托协议已签，{self._receipt['agent']['title']}代办")

    async def _look(self) -> None:
        """Where the case stands now; every change is told, and is progress."""
        receipt = await self._ask("intake", "case")
        route: Json = self._route
        with suppress(Refused):  # not routed yet
            route = self._veiled(await self._ask("routing", "route"))
        tasks = route.get("tasks", [])
        for text in changes(self._route, route):
            self._watch.said(self.case, text)
        if (receipt, standing(route)) != (self._receipt, standing(self._route)):
            self._progress.reschedule(asyncio.get_running_loop().time() + self._patience)
            decided = sum(ItemState(task["state"]).ended for task in tasks)
            self._watch.moved(self.case, receipt["state_name"], decided, len(tasks))
        self._receipt, self._route = receipt, route
        if route:
            self._routed = self._routed or self._scene.now()
            self._scene.routes[self.case] = route

    def _veiled(self, route: Json) -> Json:
        """The route without the names of restricted items: a rehearsal is shown to anyone."""
        for task in route["tasks"]:
            if self._scene.restricted(self.file.centre, task["item"]):
                task |= {"item_name": RESTRICTED_NAME, "department_name": "主管部门", "reason": None, "decided_by": []}
        return route

    async def _act(self) -> None:
        """What the state of the case asks of the applicant and the window."""
        match self._receipt["state"]:
            case "in_progress" if corrections := self._receipt["corrections"]:
                self._watch.said(self.case, f"申请人提交补正：事项 {'、'.join(corrections)}")
                await self._do("supplement", {"corrections": [int(item) for item in corrections], "note": "已按要求逐条补正"})
            case "in_progress":
                await self._go_on()
            case "results_ready":
                await self._deliver()
            case "dispatched":
                await self._scene.days(POST_DAYS)
                await self._do("confirm-receipt", {"received_by": self.file.applicant.handler.name})
                self._watch.said(self.case, "邮件回执已签收")
            case "delivered":
                await self._scene.days(0)
                await self._do("sign", {"document": "completion"})
                self._watch.said(self.case, "办结单已签")

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
                await self._do("add-items", {"items": play.items, "materials": "all", "signed_by": signed})
            else:
                self._watch.said(self.case, f"{TRIGGERS[play.trigger]}，提请协调：{play.reason}")
                order = {"case_number": self.case, "signed_by": POST, **play.model_dump(exclude={"after"})}
                await self._client.ask(self.file.centre, "routing", "escalate", order)

    async def _deliver(self) -> None:
        for play in self._plans:
            what = "增办事项" if isinstance(play, AddPlay) else "提请协调"
            self._scene.trouble(self.case, f"未及{what}：办件在 {play.after:g} 个工作日内已经办完，请把 after 改小")
        self._plans.clear()
        await self._scene.days(0)
        if self.file.delivery.method == "post":
            await self._do("deliver", {"tracking_number": f"演练邮件-{self.case}"})
            self._watch.said(self.case, "结果已邮寄")
        else:
            await self._do("deliver", {"received_by": self.file.applicant.handler.name})
            self._watch.said(self.case, "结果已当面递交")

    async def _closed(self) -> bool:
        if self._receipt["state"] != "completed":
            return False
        try:
            await self._ask("archive", "dossier")
        except Refused:  # facts are still on their way
            return False
        self._watch.said(self.case, "一事一档已归档")
        self._watch.moved(self.case, "已归档", len(self._route["tasks"]), len(self._route["tasks"]))
        return True

    async def _do(self, operation: str, order: Mapping[str, Any]) -> None:
        self._receipt = await self._client.ask(self.file.centre, "intake", operation, {"case_number": self.case, **order})
        self._progress.reschedule(asyncio.get_running_loop().time() + self._patience)

    async def _ask(self, service: str, operation: str) -> Json:
        return await self._client.ask(self.file.centre, service, operation, {"case_number": self.case})

    async def findings(self) -> Findings:
        """What every service tells of the case now; a service that knows nothing of it leaves its part empty."""
        parts: dict[str, Any] = {}
        asked = {"route": "routing", "reviews": "joint_review", "inbox": "notify", "timeline": "archive"}
        for operation, service in asked.items():
            with suppress(Refused):
                parts[operation] = await self._ask(service, operation)
        if "route" in parts:
            self._veiled(parts["route"])
        return Findings(case=await self._ask("intake", "case"), dossier=await self._dossier(), **parts)

    async def _dossier(self) -> DossierLine | None:
        try:
            told, content = await fetch_dossier(self._client, self.file.centre, self.case)
        except Refused:
            return None
        return DossierLine(
            file=told["dossier"],
            sha256=told["sha256"],
            entries=told["entries"],
            events=told["events"],
            faults=tuple(dossier_faults(told, content)),
        )
