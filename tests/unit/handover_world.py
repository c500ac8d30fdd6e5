"""Routing as the desks of several centres see it: any case, any desk, any department, and the mail between them."""

import json
from datetime import datetime
from typing import Any

import pytest

from services.routing.domain.route import Route
from services.routing.domain.task import Task
from shared.bus.alarms import Alarm
from shared.contracts.intake import CorrectionSubmitted
from shared.contracts.joint_review import GivenOpinion, ReviewClosed, ReviewConcluded
from shared.errors import Fault, Refused
from tests.unit.routing_world import CASE, World, accepted

BANNER, CITY, REGION, TOWNSHIP = "150622", "150600", "150000", "150622100"
CHEMICALS, MINE, WATER, FILING, PERMIT, SECURITY = 27, 28, 15, 5, 22, 29
WINDOW = "派件岗"
YJJ = "150600.yjj"  # 鄂尔多斯市应急管理局


class Desks(World):
    """A world around one case."""

    def __init__(self, case: str = CASE) -> None:
        super().__init__()
        self.case = case
        self.owner = case.partition("-")[0]

    async def begin(self, *items: int, flags: dict[str, Any] | None = None, **project: Any) -> "Desks":
        await self.hear(accepted(*items, centre=self.owner, flags=flags, **project), case=self.case)
        return self

    async def route(self) -> Route:
        stored = await self.routes.get(self.case)
        assert stored is not None
        return stored

    async def task(self, item: int) -> Task:
        return (await self.route()).tasks[f"{self.case}/{item}"]

    async def says(self, department: str, verb: str, about: int | str, **said: Any) -> dict[str, Any]:
        """What a department answers on the line: about an item, or a matter (`E1`), or a measure (`E1/M1`)."""
        region, _, code = department.partition(".")
        content = json.dumps({"task_id": f"{self.case}/{about}", **said}, ensure_ascii=False).encode()
        return await self.handlers.department(self.message(f"svc.{region}.routing.department.{code}.{verb}", content))

    async def refuses(self, department: str, verb: str, about: int | str, **said: Any) -> list[Fault]:
        with pytest.raises(Refused) as refused:
            await self.says(department, verb, about, **said)
        return list(refused.value.faults)

    async def accepts(self, centre: str, item: int, number: int = 1, request: str = "") -> dict[str, Any]:
        identity = f"{self.case}/{item}/T{number}"
        return await self.desk(centre, "accept-transfer", transfer_id=identity, signed_by=WINDOW, request=request)

    async def returns(self, centre: str, item: int, number: int = 1, reason: str = "不属本级权限") -> dict[str, Any]:
        identity = f"{self.case}/{item}/T{number}"
        return await self.desk(centre, "return-transfer", transfer_id=identity, reason=reason, signed_by=WINDOW)

    async def gives(self, centre: str, item: int, to: str, reason: str = "请协助办理") -> dict[str, Any]:
        order = {"case_number": self.case, "item": item, "to": to, "reason": reason, "signed_by": WINDOW}
        return await self.desk(centre, "hand-over", **order)

    async def reports(self, centre: str, trigger: str = "agent_cannot_resolve", item: int | None = None, **more: Any) -> Any:
        order = {
            "case_number": self.case,
            "trigger": trigger,
            "item": item,
            "reason": "多次协调未果",
            "signed_by": "综合代办员一号",
        }
        return await self.desk(centre, "escalate", **(order | more))

    async def concludes(self, outcome: str, item: int | None = None, review: int = 1, opinion: str = "object") -> None:
        given = GivenOpinion(party="150622.slj", role="mandatory", opinion=opinion, ground="职责不符")
        await self.hear(
            ReviewConcluded(
                review_id=f"{self.case}/R{review}",
                cause="rules" if item is None else "objection",
                task_id=None if item is None else f"{self.case}/{item}",
                outcome=outcome,
                opinions=(given,),
                concluded_at=self.clock.now().isoformat(),
            ),
            case=self.case,
        )

    async def closes(self, review: int = 1, outcome: str = "agreed") -> None:
        """Nothing more follows of that review."""
        await self.hear(ReviewClosed(review_id=f"{self.case}/R{review}", outcome=outcome), case=self.case)

    async def hear_correction(self, item: int) -> None:
        """The applicant supplies what was missing."""
        await self.hear(CorrectionSubmitted(items=(item,), note="已补正"), case=self.case)

    async def ring_due(self) -> None:
        """Whatever is due next becomes due."""
        route = await self.route()
        self.clock.advance(
            max(datetime.fromisoformat(route.alarm_at or "") - self.clock.now(), self.clock.now() - self.clock.now())
        )
        alarm = Alarm(case_number=self.case, number=route.alarm_number)
        await self.handlers.on_due(self.message(f"due.{self.owner}.routing.alarm", alarm.model_dump_json().encode()))

    async def ring_until(self, verb: str, limit: int = 60) -> None:
        """Alarms go off until that has been said once more."""
        before = self.said().count(verb)
        for _ in range(limit):
            await self.ring_due()
            if self.said().count(verb) > before:
                return
        raise AssertionError(f"{verb} was never said")

    def post_to(self, subject: str) -> list[dict[str, Any]]:
        """What was written to that subject, in order."""
        return [json.loads(message.body) for message in self.sent if message.subject == subject]

    async def unchanged(self) -> tuple[str, int]:
        """The route as it stands, and how much has been said: equal before and after what was refused."""
        return (await self.route()).model_dump_json(), len(self.routes.sent)


def messages(faults: list[Fault]) -> str:
    return "；".join(fault.message for fault in faults)
