"""Applicant, agent and window of a rehearsal at work on intake itself, with everything around it in memory."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast

import pytest

from deploy.local.client import Client
from deploy.local.rehearsal import Silent, application_of, read_application
from deploy.local.rehearsal.applicant import Applicant, Stuck
from deploy.local.rehearsal.scene import Scene, office_time
from shared.errors import Refused, refuse
from tests.unit.intake_world import CASE, CENTRE, World, form, jurisdictions

INTERVAL, PATIENCE = 0.001, 2.0  # seconds
CALENDAR = jurisdictions().calendar
COACHED = {"service": "coaching", "materials": []}
BAD = {"do": "evaluate", "after": 0, "with": {"grade": "不满意"}}
TWICE = {"do": "evaluate", "after": 0, "refused": "evaluator", "with": {"grade": "非常满意"}}
GIVEN_UP = {"do": "withdraw", "when": "awaiting_mandate", "after": 2, "with": {"reason": "项目停建"}}


class Centre:
    """A client of a world in memory: an hour passes whenever the case is looked at, and its dossier closes with it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked: list[str] = []

    async def ask(self, centre: str, service: str, operation: str, body: Mapping[str, Any] | bytes) -> dict[str, Any]:
        if (service, operation) == ("archive", "dossier"):
            return {}
        if service != "intake":
            raise refuse("case_number", "办件不存在", "请核对办件编号")
        if operation == "case":
            await self.world.pass_to(self.world.clock.now() + timedelta(hours=1))
        self.asked.append(operation)
        return await self.world.ask(operation, body, centre=centre)


class Stage:
    """A scene on the world's clock: whoever waits lets the time pass."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.files: dict[str, Any] = {}
        self.routes: dict[str, Any] = {}
        self.troubles: list[str] = []

    def now(self) -> datetime:
        return self.world.clock.now()

    def day(self, days: int) -> date:
        return CALENDAR.add(self.now().date(), days)

    def passed(self, days: float, since: datetime) -> bool:
        return office_time(since, days, CALENDAR) <= self.now()

    async def days(self, days: float) -> None:
        await self.world.pass_to(office_time(self.now(), days, CALENDAR))

    async def shut(self) -> None:
        return

    def seconds_until(self, when: datetime) -> float:
        return 0.0

    def trouble(self, case: str, text: str) -> None:
        self.troubles.append(text)


class Played:
    """One file played on a world of its own."""

    def __init__(self, **parts: Any) -> None:
        self.centre = Centre(World())
        self.stage = Stage(self.centre.world)
        made = form(**parts)
        self.applicant = Applicant(
            cast("Client", self.centre), read_application(made), application_of(made), Silent(), cast("Scene", self.stage)
        )

    async def play(self, patience: float = PATIENCE) -> "Played":
        await self.applicant.submit()
        await self.applicant.play(INTERVAL, patience)
        return self

    @property
    def acts(self) -> list[str]:
        return [operation for operation in self.centre.asked if operation != "case"]


async def test_what_goes_without_saying_brings_a_case_of_guidance_to_its_end() -> None:
    played = await Played(**COACHED).play()

    assert played.acts == ["submit", "guide", "sign", "evaluate"]
    assert played.stage.files == {CASE: played.applicant.file}
    assert played.stage.troubles == []


async def test_an_act_of_the_file_comes_before_what_goes_without_saying_and_a_refusal_is_as_it_should_be() -> None:
    played = await Played(**COACHED, acts=[BAD, TWICE]).play()

    assert played.acts[3:] == ["evaluate", "evaluate", "verify-grade", "rectify", "revisit"]
    assert played.stage.troubles == []


async def test_an_act_that_should_have_been_refused_is_trouble() -> None:
    played = await Played(**COACHED, acts=[BAD | {"refused": "grade"}]).play()

    assert played.stage.troubles == ["评价：不满意 应因 grade 被退回，却办成了"]


async def test_a_refusal_for_another_reason_is_trouble() -> None:
    played = await Played(**COACHED, acts=[BAD, TWICE | {"refused": "grade"}]).play()

    (trouble,) = played.stage.troubles
    assert trouble.startswith("评价：非常满意 应因 grade 被退回，实际：evaluator")


async def test_a_refusal_that_nobody_expects_ends_the_play() -> None:
    with pytest.raises(Refused, match="已经评价过"):
        await Played(**COACHED, acts=[BAD, TWICE | {"refused": None}]).play()


async def test_an_act_waits_for_its_day_and_nobody_does_the_usual_meanwhile() -> None:
    played = await Played(acts=[GIVEN_UP]).play()

    assert played.acts == ["submit", "withdraw"]
    assert played.stage.now().date() == date(2026, 3, 4)


async def test_an_act_for_which_there_was_no_time_is_trouble() -> None:
    played = await Played(**COACHED, acts=[{"do": "suspend", "with": {"ground": "fees_unpaid", "reason": "规费未缴"}}]).play()

    assert played.stage.troubles == ["未及填写中止单：规费未缴（suspend）：办件已结案，请改 when 或 after"]


async def test_who_keeps_silent_after_the_completion_is_reminded_and_the_clock_closes_the_case() -> None:
    played = await Played(**COACHED, silent=["completed"]).play()

    assert played.acts == ["submit", "guide", "sign"]
    assert played.centre.world.said().count("evaluation-invited") == 2


async def test_an_agent_who_is_away_is_replaced_and_the_applicant_confirms() -> None:
    away = {"do": "absence", "when": "guiding", "after": 0, "with": {"last": 5, "reason": "外出学习"}}
    played = await Played(**COACHED, acts=[away]).play()

    assert played.acts[:3] == ["submit", "absence", "guide"]
    assert played.centre.world.said().count("agent-assigned") == 2


async def test_a_case_that_nothing_moves_any_more_is_stuck_where_it_stands() -> None:
    played = Played(silent=["awaiting_mandate"])
    played.centre.world.pass_to = lambda when: asyncio.sleep(0)  # type: ignore[method-assign]  # time stands still

    with pytest.raises(Stuck, match="停在“待签委托协议”"):
        await played.play(patience=0.1)


async def test_what_comes_before_is_played_before_anything_is_handed_in() -> None:
    session = {"content": "讲解材料", "after": 0}
    played = Played(before={"guidance": {"service": "remote", "sessions": [session]}}, acts=[GIVEN_UP | {"after": 0}])

    await played.applicant.submit()
    assert played.acts == []
    await played.applicant.play(INTERVAL, PATIENCE)

    assert played.acts == ["submit", "guide", "sign", "evaluate", "apply", "withdraw"]
    assert played.applicant.case == f"{CENTRE}-20260302-000002"
