"""The centre, departments and meetings of a rehearsal at work: who is asked what, one after the other, and what goes wrong."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from deploy.local.client import Client
from deploy.local.rehearsal import Silent
from deploy.local.rehearsal.calling import Calling
from deploy.local.rehearsal.gathering import Gathering
from deploy.local.rehearsal.review_acts import ReviewActs
from deploy.local.rehearsal.review_script import CallPlay, MeetingPlay, ReviewActPlay
from deploy.local.rehearsal.scene import Scene
from shared.errors import Refused, refuse
from tests.unit.test_rehearsal_calls import CASE, scene

REVIEW: dict[str, Any] = {
    "call": {"review_id": f"{CASE}/R1"},
    "state": "deliberating",
    "since": "2026-03-02T09:00:00+08:00",
    "edition": 1,
    "conclusion": None,
    "cancelled": "",
}
OVER = REVIEW | {"state": "concluded", "conclusion": {"outcome": "agreed"}}


class Bus(Client):
    """A bus on which every operation has its answers in turn, the last of them for good; it writes down what was asked."""

    def __init__(self, **answers: list[dict[str, Any] | Refused]) -> None:
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self._answers = {name.replace("_", "-"): [*turns] for name, turns in answers.items()}

    async def ask(
        self, centre: str, service: str, operation: str, body: Mapping[str, Any] | bytes, *, request: str = ""
    ) -> dict[str, Any]:
        name = operation.rpartition(".")[2]
        if name not in {"reviews", "meeting"}:
            assert isinstance(body, Mapping)
            self.asked.append((operation, body))
        turns = self._answers.get(name, [{}])
        answer = turns.pop(0) if len(turns) > 1 else turns[0]
        if isinstance(answer, Refused):
            raise answer
        return answer

    @property
    def operations(self) -> list[str]:
        return [operation for operation, _ in self.asked]


class Timeless(Scene):
    """A rehearsal in which whatever is waited for has come."""

    async def days(self, days: float) -> None:
        await asyncio.sleep(0)

    def passed(self, days: float, since: datetime) -> bool:
        return True


def timeless() -> Timeless:
    return scene(Timeless)


def told(*reviews: dict[str, Any]) -> dict[str, Any]:
    return {"reviews": [*reviews]}


async def test_a_second_review_is_called_when_the_first_is_over() -> None:
    bus = Bus(call_review=[{"review_id": f"{CASE}/R1"}], reviews=[told(REVIEW), told(REVIEW), told(OVER)])
    steps: list[int] = []
    plays = (CallPlay(kind="joint_acceptance", subject="联合验收"), CallPlay(kind="joint_acceptance", subject="整改后联合验收"))

    await Calling(bus, "150600", Silent(), timeless()).call(CASE, plays, lambda: steps.append(len(bus.asked)))

    assert [order["subject"] for _, order in bus.asked] == ["联合验收", "整改后联合验收"]
    assert steps == [1, 2]


async def test_a_call_that_must_be_refused_is_a_trouble_where_it_is_not_or_for_another_reason() -> None:
    play = CallPlay(kind="countersign", subject="会签", refused="convener")
    why = refuse("convener", "无权召集", "请由牵头部门召集")
    found = []
    for answer in ({"review_id": f"{CASE}/R1"}, why, refuse("mandatory", "没有这个部门", "请核对")):
        hall = timeless()
        bus = Bus(call_review=[answer], reviews=[told(OVER)])
        await Calling(bus, "150600", Silent(), hall).call(CASE, (play,), lambda: None)
        found.append(len(hall.troubles.get(CASE, [])))

    assert found == [1, 0, 1]


async def test_a_call_that_is_refused_unexpectedly_ends_the_case() -> None:
    bus = Bus(call_review=[refuse("case_number", "办件已结案", "请核对")])

    with pytest.raises(Refused):
        await Calling(bus, "150600", Silent(), timeless()).call(
            CASE, (CallPlay(kind="countersign", subject="会签"),), lambda: None
        )


def acts(bus: Bus, hall: Scene, *plays: dict[str, Any]) -> ReviewActs:
    return ReviewActs(bus, "150600.slj", tuple(map(ReviewActPlay.model_validate, plays)), Silent(), hall)


CANCEL = {"do": "cancelled", "with": {"reason": "已无必要"}}


async def test_an_act_waits_for_its_review_and_for_the_state_in_which_it_belongs() -> None:
    proposed = REVIEW | {"state": "proposed"}
    bus = Bus(reviews=[refuse("case_number", "没有会商", "请核对"), told(proposed), told(REVIEW)])

    await acts(bus, timeless(), CANCEL).play(CASE, 0)

    assert bus.asked == [("department.slj.cancelled", {"review_id": f"{CASE}/R1", "reason": "已无必要"})]


async def test_acts_are_done_in_their_order_and_what_was_never_done_is_told() -> None:
    hall, bus = timeless(), Bus(reviews=[told(REVIEW)])
    deeds = acts(bus, hall, {"do": "round-closed"}, {"do": "minutes-signed", "with": {"signed_by": "会议召集人岗"}}, CANCEL)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(deeds.play(CASE, 0), 0.05)
    deeds.missed(CASE)

    assert bus.operations == ["department.slj.round-closed"]
    assert [text.partition("（")[0] for text in hall.troubles[CASE]] == ["150600.slj 未及签发会议纪要", "150600.slj 未及取消会商"]


@pytest.mark.parametrize(
    ("refused", "answer", "troubles"),
    [
        ("review_id", refuse("review_id", "贵部门不是召集部门", "请向召集部门提出"), 0),
        ("review_id", {}, 1),
        ("reason", refuse("review_id", "贵部门不是召集部门", "请向召集部门提出"), 1),
        (None, refuse("review_id", "贵部门不是召集部门", "请向召集部门提出"), 1),
        (None, {}, 0),
    ],
)
async def test_an_act_is_a_trouble_unless_it_ends_as_its_part_says(refused: Any, answer: Any, troubles: int) -> None:
    hall, bus = timeless(), Bus(reviews=[told(REVIEW)], cancelled=[answer])

    await acts(bus, hall, CANCEL | {"refused": refused}).play(CASE, 0)

    assert len(hall.troubles.get(CASE, [])) == troubles


async def test_a_meeting_is_called_over_all_cases_and_watched_until_it_is_closed() -> None:
    point = {"case_number": CASE, "outcome": ""}
    turns: list[dict[str, Any] | Refused] = [refuse("meeting_id", "没有这次会议", "请核对")]
    turns += [{"state": state, "agenda": [point]} for state in ("called", "convened", "concluded", "closed")]
    bus, hall = Bus(call_meeting=[{"meeting_id": "150600-H20260302-1"}], meeting=turns), timeless()
    hall.files[CASE] = file = object()  # type: ignore[assignment]  # whose parts play in the meeting, too
    meeting = Gathering(bus, "150600", MeetingPlay(subject="第一次会商会"), Silent(), hall)

    await meeting.hold((CASE,), 0)

    ((_, order),) = bus.asked
    assert [one["case_number"] for one in order["agenda"]] == [CASE]
    assert hall.files[meeting.meeting] is file
    assert (await meeting.told())["state"] == "closed"
