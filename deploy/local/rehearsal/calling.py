"""What a centre does for the joint reviews of one case: it has them held, and hands in the papers that come meanwhile."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from deploy.local.client import Client
from deploy.local.file_transfer import Shelf
from deploy.local.rehearsal.review_script import POST, CallPlay, FilePlay
from deploy.local.rehearsal.scene import Scene
from deploy.local.rehearsal.seat import instant
from deploy.local.rehearsal.watch import Watch
from shared.errors import Refused

Json = dict[str, Any]
Moved = Callable[[], None]

LOOK = 0.25  # working days between two looks at a review
TIMES = {"days", "time", "after", "refused"}
"""What a part says of times; the order has them as instants."""


class Calling:
    """The centre's part in the reviews of one case. `moved` is called at every step of it."""

    def __init__(self, client: Client, centre: str, watch: Watch, scene: Scene) -> None:
        self._client, self._centre, self._watch, self._scene = client, centre, watch, scene

    async def hand_in(self, case: str, play: FilePlay, moved: Moved) -> None:
        """One file through the window, when its time has come; at once, where it has none. Errors: Refused."""
        if play.after:
            await self._scene.days(play.after)
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / f"{play.material}.txt"
            file.write_text(f"演练用材料　{play.material}　{self._scene.now().isoformat()}\n", encoding="utf-8")
            where = {} if play.item is None else {"item": play.item}
            shelf = Shelf(self._client, self._centre)
            await shelf.send(file, lambda _: None, case_number=case, material=play.material, **where)
        self._watch.said(case, f"申请人提交材料：{play.material}")
        moved()

    async def call(self, case: str, plays: tuple[CallPlay, ...], moved: Moved) -> None:
        """Have one review held after the other. Errors: Refused, unless the part says so."""
        for play in plays:
            await self._scene.days(play.after)
            review = await self._called(case, play)
            moved()
            while review and not await self._is_over(case, review):
                await self._scene.days(LOOK)

    async def _called(self, case: str, play: CallPlay) -> str:
        """The number of the review; empty where the call was refused, as it had to be."""
        order = {"case_number": case, "signed_by": POST, **order_of(play, self._scene)}
        try:
            told = await self._client.ask(self._centre, "routing", "call-review", order)
        except Refused as refused:
            if play.refused is None:
                raise
            if play.refused not in {fault.field for fault in refused.faults}:
                self._scene.trouble(case, f"通知召集会商 应因 {play.refused} 被退回，实际：{refused}")
            self._watch.said(case, f"通知召集会商“{play.subject}”，被退回：{refused}")
            return ""
        if play.refused is not None:
            self._scene.trouble(case, f"通知召集会商 应因 {play.refused} 被退回，却办成了")
        self._watch.said(case, f"通知召集会商“{play.subject}”")
        review: str = told["review_id"]
        return review

    async def _is_over(self, case: str, review: str) -> bool:
        found = await reviews_of(self._client, self._centre, case)
        return any(one["call"]["review_id"] == review and (one["conclusion"] or one["cancelled"]) for one in found)


def order_of(play: CallPlay, scene: Scene) -> Json:
    """The call as it is sent, without the case: what the part leaves open is left open, days are instants."""
    order = play.model_dump(mode="json", exclude=TIMES, exclude_defaults=True)
    if play.days is not None:
        order["at"] = instant(scene.day(play.days), play.time)
    return order


async def reviews_of(client: Client, region: str, case: str, department: str = "") -> list[Json]:
    """The reviews of a case as its centre, or with `department` one of its participants, is told; none yet: empty."""
    asked = f"department.{department}.reviews" if department else "reviews"
    with suppress(Refused):
        told = await client.ask(region, "joint_review", asked, {"case_number": case})
        found: list[Json] = told["reviews"]
        return found
    return []
