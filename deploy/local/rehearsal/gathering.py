"""One meeting over all cases of a file in a rehearsal (集中联动审批会商会): called once they are routed, watched to its end."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from deploy.local.client import Client
from deploy.local.rehearsal.review_script import POST, MeetingPlay
from deploy.local.rehearsal.scene import Scene
from deploy.local.rehearsal.seat import instant
from deploy.local.rehearsal.watch import Watch
from shared.errors import Refused

Json = dict[str, Any]
OVER = frozenset({"closed"})


class Gathering:
    """The centre's part in one meeting."""

    def __init__(self, client: Client, centre: str, play: MeetingPlay, watch: Watch, scene: Scene) -> None:
        self.meeting = ""
        self._client, self._centre, self._play, self._watch, self._scene = client, centre, play, watch, scene

    async def hold(self, numbers: tuple[str, ...], look: float) -> None:
        """Call it over these cases and watch it until nothing more follows of it, looking every `look` seconds.

        Errors: Refused.
        """
        await self._scene.days(self._play.after)
        told = await self._client.ask(self._centre, "routing", "call-meeting", order_of(self._play, numbers, self._scene))
        self.meeting = told["meeting_id"]
        self._scene.files[self.meeting] = self._scene.files[numbers[0]]  # who takes part in it plays as in its cases
        self._watch.begun(self.meeting, self._play.subject)
        self._watch.said(self.meeting, f"通知召集会议“{self._play.subject}”，{len(numbers)} 件上会")
        state = ""
        while state not in OVER:
            await asyncio.sleep(look)
            found = await self.told()
            state = found.get("state", "")
            agenda: list[Json] = found.get("agenda", [])
            done = sum(bool(point["outcome"]) for point in agenda)
            self._watch.moved(self.meeting, str(found.get("state_name", state)), done, len(agenda))

    async def told(self) -> Json:
        """The meeting with its agenda, outcomes and minutes; empty while joint_review does not know of it."""
        with suppress(Refused):
            return await self._client.ask(self._centre, "joint_review", "meeting", {"meeting_id": self.meeting})
        return {}


def order_of(play: MeetingPlay, cases: tuple[str, ...], scene: Scene) -> Json:
    """The call as it is sent: a point for every case, then the topics."""
    about: Mapping[str, Any] = play.model_dump(mode="json", include={"items", "mandatory"}, exclude_defaults=True)
    order = play.model_dump(
        mode="json", include={"kind", "subject", "convener", "limit_days", "form", "place"}, exclude_defaults=True
    )
    topics = [topic.model_dump(mode="json") for topic in play.topics]
    order |= {"agenda": [*({"case_number": case, **about} for case in cases), *topics], "signed_by": POST}
    if play.days is not None:
        order["at"] = instant(scene.day(play.days), play.time)
    return order
