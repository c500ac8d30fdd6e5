"""A complaint about a case in a rehearsal: made, accepted, answered, asked about, closed. Its text stays out of what is told."""

from collections.abc import Callable
from typing import Any

from deploy.local.client import Client
from deploy.local.rehearsal.plays import ComplaintPlay
from deploy.local.rehearsal.scene import Scene
from deploy.local.rehearsal.watch import Watch
from shared.contracts.application import Handler
from shared.contracts.complaint import FINDINGS

Json = dict[str, Any]


class Complaint:
    """One complaint. The query code is kept as the complainant would keep it."""

    def __init__(self, client: Client, centre: str, watch: Watch, scene: Scene) -> None:
        self._client, self._centre, self._watch, self._scene = client, centre, watch, scene
        self._number = self._code = ""

    async def play(self, case: str, by: Handler, play: ComplaintPlay, moved: Callable[[], None]) -> None:
        """From the complaint to its answer; `moved` is called at every step. Errors: Refused."""
        await self._scene.days(play.after)
        order = play.model_dump(include={"kind", "against", "channel", "content", "anonymous"}) | {"case_number": case}
        if not play.anonymous:
            order["complainant"] = {"name": by.name, "telephone": by.phone}
        found = await self._client.ask(self._centre, "intake", "complain", order)
        self._number, self._code = found["complaint_number"], found["query_code"]
        moved()
        who = "匿名" if play.anonymous else "实名"
        self._watch.said(case, f"{who}投诉{found['kind_name']}，编号 {self._number}，由{found['handler_name']}办理")
        if "." not in found["handler"]:
            await self._handle(case, found["handler"], play, moved)

    async def _handle(self, case: str, post: str, play: ComplaintPlay, moved: Callable[[], None]) -> None:
        """What the post of the centre does; what goes to a post above is left to it."""
        await self._act("accept-complaint", post)
        await self._scene.days(play.after)
        answer = {"finding": play.finding, "answer": play.answer, "measures": play.measures}
        await self._act("answer-complaint", post, **answer)
        moved()
        self._watch.said(case, f"投诉 {self._number} 已答复：{FINDINGS[play.finding]}")
        if not play.anonymous:
            await self._scene.days(1)
            await self._act("revisit-complaint", post, satisfied=play.satisfied, reached="phone")
            moved()

    async def _act(self, operation: str, post: str, **order: Any) -> None:
        order |= {"complaint_number": self._number, "by": post}
        await self._client.ask(self._centre, "intake", operation, order)

    async def told(self) -> Json:
        """Where it stands, as the complainant is told; empty where there was none. Errors: Refused."""
        if not self._number:
            return {}
        order = {"complaint_number": self._number, "query_code": self._code}
        return await self._client.ask(self._centre, "intake", "complaint", order)
