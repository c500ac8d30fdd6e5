"""What every record of refused acts must do: run against the hand-written one (unit) and the one in MongoDB (connected)."""

from datetime import timedelta

from shared.errors import Fault
from shared.store import Refusals, RefusedAct
from tests.unit.intake_world import CASE, MONDAY

SECOND = "150622-20260302-000018"
FAULT = Fault(field="agent", message="委托协议尚未签订，代办员不能交付结果", remedy="请先签订委托协议")


class RefusalsSuite:
    """Subclasses provide the fixture `refusals`."""

    async def test_a_refused_act_comes_back_as_it_was_noted(self, refusals: Refusals):
        await refusals.note(CASE, "150622", "deliver", [FAULT, FAULT], MONDAY, "results")

        assert await refusals.of(CASE, 10) == [RefusedAct("150622", "deliver", "results", (FAULT, FAULT), MONDAY)]

    async def test_the_last_ones_of_a_case_come_back_the_oldest_first(self, refusals: Refusals):
        for hour in range(4):
            await refusals.note(CASE, "150622", f"act {hour}", [FAULT], MONDAY + timedelta(hours=hour))
        await refusals.note(SECOND, "150622", "other", [FAULT], MONDAY)

        assert [act.act for act in await refusals.of(CASE, 3)] == ["act 1", "act 2", "act 3"]
        assert [act.act for act in await refusals.of(SECOND, 3)] == ["other"]
        assert await refusals.of("150622-20260302-000019", 3) == []

    async def test_acts_of_one_instant_keep_their_order(self, refusals: Refusals):
        for number in range(3):
            await refusals.note(CASE, "150622", f"act {number}", [FAULT], MONDAY)

        assert [act.act for act in await refusals.of(CASE, 3)] == ["act 0", "act 1", "act 2"]

    async def test_what_a_stranger_writes_is_kept_in_bounds(self, refusals: Refusals):
        stranger = FAULT.model_copy(update={"field": "长" * 500})
        await refusals.note(CASE, "长" * 500, "长" * 500, [stranger] * 500, MONDAY, "长" * 500)
        (act,) = await refusals.of(CASE, 1)

        assert (len(act.who), len(act.act), len(act.about)) == (60, 60, 60)
        assert len(act.faults) == 50
        assert len(act.faults[0].field) == 60
