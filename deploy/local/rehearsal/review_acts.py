"""What departments do in reviews of a rehearsal besides the usual: resolutions, one more participant, a word too much …"""

import asyncio
from datetime import datetime
from typing import Any

from deploy.local.client import Client
from deploy.local.rehearsal.calling import reviews_of
from deploy.local.rehearsal.review_script import ReviewActPlay
from deploy.local.rehearsal.scene import Scene
from deploy.local.rehearsal.seat import answer_of
from deploy.local.rehearsal.watch import Watch
from shared.clock import CHINA
from shared.errors import Refused

Json = dict[str, Any]
SAID = {
    "opinion": "提出意见",
    "attendance": "答复是否参会",
    "signed": "会签",
    "signature-refused": "拒绝会签",
    "signature-revoked": "撤回会签",
    "carried-out": "报告议定事项落实",
    "convened": "召集会商",
    "papers-complete": "决定不再等候材料",
    "participant-added": "增加参加部门",
    "round-closed": "结束讨论",
    "concluded": "作出决定",
    "cancelled": "取消会商",
    "resolutions": "列出议定事项",
    "resolution-dropped": "取消议定事项",
    "minutes-signed": "签发会议纪要",
}


class ReviewActs:
    """One department's acts in the reviews of one case, in their order."""

    def __init__(self, client: Client, address: str, plays: tuple[ReviewActPlay, ...], watch: Watch, scene: Scene) -> None:
        self._region, _, self._department = address.partition(".")
        self._client, self._plays, self._watch, self._scene = client, [*plays], watch, scene

    async def play(self, case: str, look: float) -> None:
        """Do every act when its moment has come, looking every `look` seconds. Errors: Refused."""
        while self._plays:
            if not await self._acted(case, self._plays[0]):
                await asyncio.sleep(look)
                continue
            self._plays.pop(0)

    def missed(self, case: str) -> None:
        """The case has come to its end: what was not done will not be done."""
        for play in self._plays:
            told = f"未及{SAID[play.do]}（{play.do}）：会商没有到“{play.moment}”，请改 when 或 after"
            self._scene.trouble(case, f"{self._region}.{self._department} {told}")

    async def _acted(self, case: str, play: ReviewActPlay) -> bool:
        number = f"{case}/R{play.review}"
        found = await reviews_of(self._client, self._region, case, self._department)
        review = next((one for one in found if one["call"]["review_id"] == number), None)
        if review is None or review["state"] != play.moment:
            return False
        if not self._scene.passed(play.after, datetime.fromisoformat(review["since"]).astimezone(CHINA)):
            return False
        await self._do(case, play, answer_of(play, review, self._scene.day))
        return True

    async def _do(self, case: str, play: ReviewActPlay, answer: Json) -> None:
        who = f"{self._region}.{self._department} {SAID[play.do]}"
        try:
            await self._client.ask(self._region, "joint_review", f"department.{self._department}.{play.do}", answer)
        except Refused as refused:
            if play.refused is None or play.refused not in {fault.field for fault in refused.faults}:
                self._scene.trouble(case, f"{who}，被退回：{refused}")
            told = "；".join(fault.message for fault in refused.faults)
            self._watch.said(case, f"{who}，被退回：{told}")
        else:
            self._watch.said(case, who)
            if play.refused is not None:
                self._scene.trouble(case, f"{who} 应因 {play.refused} 被退回，却办成了")
