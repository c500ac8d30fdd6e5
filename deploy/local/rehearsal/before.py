"""What comes before an application: a question and its answer, an agreed time, guidance; told with the numbers they have."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from deploy.local.client import Client
from deploy.local.rehearsal.application_file import ApplicationFile
from deploy.local.rehearsal.plays import AppointmentPlay, ConsultationPlay, GuidancePlay
from deploy.local.rehearsal.scene import Scene
from deploy.local.rehearsal.usual import GRADE
from deploy.local.rehearsal.watch import Watch

Json = dict[str, Any]


class Handed(NamedTuple):
    """What is handed in after all that came before: an operation of intake, and its order."""

    operation: str
    order: Mapping[str, Any] | bytes


class Reception:
    """Plays what comes before one application. Errors of every act: Refused."""

    def __init__(self, client: Client, file: ApplicationFile, form: bytes, watch: Watch, scene: Scene) -> None:
        self._client, self._file, self._form, self._watch, self._scene = client, file, form, watch, scene
        self.consultations: list[str] = []
        self.appointments: list[str] = []
        self.guided: list[str] = []
        """Numbers of the cases in which there was guidance."""

    async def play(self) -> Handed:
        """Everything in its order."""
        before, handed = self._file.before, Handed("submit", self._form)
        if before.consultation:
            handed = await self._consult(before.consultation)
        for appointment in before.appointments:
            await self._meet(appointment)
        if before.guidance:
            handed = await self._guide(before.guidance)
        return handed

    async def _consult(self, play: ConsultationPlay) -> Handed:
        application = json.loads(self._form)
        applicant, handler = application["applicant"], application["applicant"]["handler"]
        asker = {"kind": applicant["kind"], "name": handler["name"], "phone": handler["phone"], "unit": applicant["name"]}
        question = {"question": play.question, "channel": self._file.channel, "items": application["items"]}
        found = await self._ask("consult", {"asker": asker, "project": application.get("project"), **question})
        number = found["consultation"]
        self.consultations.append(number)
        self._watch.said(number, f"咨询：{play.question}；首问责任人{found['agent']['title']}")
        if play.refer:
            await self._ask("consult-refer", {"consultation": number, "to": [*play.refer], "note": "请提出意见"})
            self._watch.said(number, f"转{len(play.refer)}个科室、部门集中研究")
        await self._scene.days(play.after)
        for section, said in play.refer.items():
            if said:
                await self._ask("consult-contribute", {"consultation": number, "section": section, "answer": said})
        await self._ask("consult-answer", {"consultation": number, "answer": play.answer})
        self._watch.said(number, f"答复：{play.answer}")
        filled = await self._ask("consult-apply", {"consultation": number, "application": application})
        form = {key: value for key, value in filled["application"].items() if value is not None}
        return Handed("submit", json.dumps(form, ensure_ascii=False).encode())

    async def _meet(self, play: AppointmentPlay) -> None:
        handler = self._file.applicant.handler
        day = self._scene.day(play.days)
        order = play.model_dump(include={"kind", "time", "reason", "address"}) | {"items": self._file.items}
        found = await self._ask(
            "appointment-book", {"name": handler.name, "phone": handler.phone, "day": day.isoformat(), **order}
        )
        number = found["appointment"]
        self.appointments.append(number)
        self._watch.said(number, f"预约{found['kind_name']}：{day} {play.time}")
        await self._scene.days(play.days + 2 if play.missed else play.days + 0.5)
        if not play.missed:
            await self._ask("appointment-keep", {"appointment": number, "note": "已按约办理"})
        self._watch.said(number, "爽约" if play.missed else "已按约到场")

    async def _guide(self, play: GuidancePlay) -> Handed:
        """A case of its own: guided, signed, evaluated; then its form is applied with, nothing being typed twice."""
        guided = await self._ask("submit", {**json.loads(self._form), "service": play.service, "materials": []})
        number = guided["case_number"]
        self.guided.append(number)
        for place, session in enumerate(play.sessions, 1):
            await self._scene.days(session.after)
            told = session.model_dump(mode="json", include={"how", "content", "advice"})
            await self._ask("guide", {"case_number": number, **told, "finished": place == len(play.sessions)})
            self._watch.said(number, f"{guided['agent']['title']}辅导：{session.content}")
        await self._ask("sign", {"case_number": number, "document": "completion"})
        await self._ask("evaluate", {"case_number": number, "grade": GRADE})
        self._watch.said(number, "辅导结束，申请人评价后转为申请")
        file = self._file
        return Handed("apply", {"case_number": number, "service": file.service, "materials": file.materials})

    async def _ask(self, operation: str, order: Mapping[str, Any]) -> Json:
        return await self._client.ask(self._file.centre, "intake", operation, order)
