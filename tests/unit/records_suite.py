"""What every store of case files must do: run against the hand-written one (unit) and the one in MongoDB (connected)."""

import asyncio
from datetime import date, datetime

from services.intake.domain import accepting, mandating
from services.intake.domain.case import Case
from services.intake.domain.states import CaseState
from services.intake.moments import Moments
from shared.bus import Cause
from shared.clock import CHINA, FixedClock
from shared.contracts.common import Signature
from shared.contracts.intake import Agent, CaseSubmitted, Promise
from shared.contracts.mandate import ChangeAgent
from shared.identifiers import complete_uscc
from tests.fakes import facts
from tests.unit.intake_world import CENTRE, MONDAY, OTHER_CENTRE, USCC, jurisdictions
from tests.unit.search_suite import case, number

DECEMBER = datetime(2026, 12, 28, 9, 0, tzinfo=CHINA)
ANOTHER = complete_uscc("91150622MA0NDA1R")
VERSION = jurisdictions().centre(CENTRE).calendar.version


def moment(when: datetime = MONDAY):
    return Moments(jurisdictions(), FixedClock(when)).at(CENTRE)


def promised(state: str) -> dict:
    at = MONDAY.isoformat()
    signed = Signature(party="applicant", who="项目经办人", how="hand", at=at)
    what = {"item": 5, "item_name": "备案", "material": "申请表"}
    promise = Promise(promise_id="P1", kind="tolerance", **what, due=at, signature=signed)
    return {"promise": promise, "made_at": MONDAY, "state": state}


class RecordsSuite:
    """Subclasses provide the fixtures `cases`, the store, and `sent`, what it has said."""

    async def add(self, cases, running: int, request: str = "", *, when: datetime = MONDAY, **how) -> Case:
        made = case(running, **how, **({"request": request} if request else {}))
        told = made.settled(moment(when), accepting.submitted(made, "演练", moment(when)))
        return await cases.add_once(made, Cause(made.request), told)

    async def close(self, cases, running: int) -> None:
        def decide(one: Case):
            one.state = CaseState.CLOSED
            return one.settled(moment(), ())

        await cases.change(number(running), Cause(f"close {running}"), decide)

    async def test_a_request_becomes_one_case_however_often_it_is_added(self, cases, sent):
        first = await self.add(cases, 1, "17")
        again = await self.add(cases, 2, "17")

        assert again.id == first.id
        assert (await cases.submitted("17")).id == first.id
        assert await cases.submitted("18") is None
        assert len(facts(sent, CaseSubmitted)) == 1

    async def test_a_request_that_comes_eight_times_at_once_becomes_one_case(self, cases, sent):
        added = await asyncio.gather(*(self.add(cases, running, "17") for running in range(1, 9)))

        assert len({each.id for each in added}) == 1
        assert len(facts(sent, CaseSubmitted)) == 1

    async def test_what_is_stored_comes_back_whole(self, cases):
        added = await self.add(cases, 1)
        stored = await cases.get(added.id)

        assert stored == added
        assert stored.received_at == MONDAY
        assert stored.duties["mandate"].lights

    async def test_open_cases_are_counted_by_agent_and_centre(self, cases):
        for running in (1, 2, 3):
            await self.add(cases, running)
        await self.add(cases, 4, agent=Agent(id="zh2", title="综合代办员二号"))
        await self.add(cases, 5, centre=OTHER_CENTRE)
        await self.close(cases, 3)

        assert await cases.loads(CENTRE) == {"zh1": 2, "zh2": 1}
        assert await cases.loads("150626") == {}
        assert await cases.of_agent(CENTRE, "zh1") == [number(1), number(2)]
        assert await cases.of_agent(OTHER_CENTRE, "zh2") == []

    async def test_a_case_that_changes_hands_counts_with_its_new_agent_at_once(self, cases):
        await self.add(cases, 1)
        order = ChangeAgent(case_number=number(1), reason="岗位调整")
        two = Agent(id="zh2", title="综合代办员二号")
        await cases.change(number(1), Cause("change"), lambda one: mandating.change_agent(one, two, order, moment()))

        assert await cases.loads(CENTRE) == {"zh2": 1}
        assert (await cases.of_agent(CENTRE, "zh1"), await cases.of_agent(CENTRE, "zh2")) == ([], [number(1)])

    async def test_broken_promises_are_found_by_whoever_made_them_at_any_centre_and_after_the_end(self, cases):
        await self.add(cases, 1, promises=[promised("broken")])
        await self.add(cases, 2, promises=[promised("kept")])
        await self.add(cases, 3, promises=[promised("broken")], uscc=ANOTHER)
        await self.add(cases, 4, centre=OTHER_CENTRE, promises=[promised("broken")])
        await self.close(cases, 1)

        assert await cases.broken_promises(USCC) == sorted([number(1), number(4, OTHER_CENTRE)])
        assert await cases.broken_promises(ANOTHER) == [number(3)]
        assert await cases.broken_promises("150622199001010018") == []

    async def test_cases_that_rest_on_a_presumed_year_are_found_until_they_rest_on_this_calendar(self, cases):
        for running in (1, 2, 3):
            await self.add(cases, running, when=DECEMBER, received_at=DECEMBER)
        await self.add(cases, 4)
        await self.add(cases, 5, when=DECEMBER, received_at=DECEMBER, centre=OTHER_CENTRE)
        await self.close(cases, 3)

        found = await cases.presumed(CENTRE, "another", "", 10)
        assert [each.id for each in found] == [number(1), number(2)]
        assert [each.id for each in await cases.presumed(CENTRE, "another", number(1), 10)] == [number(2)]
        assert [each.id for each in await cases.presumed(CENTRE, "another", "", 1)] == [number(1)]
        assert await cases.presumed(CENTRE, VERSION, "", 10) == []


class NumbersSuite:
    """Subclasses provide the fixture `numbers`."""

    async def test_no_number_is_ever_given_twice(self, numbers):
        given = await asyncio.gather(*(numbers.next(CENTRE, MONDAY.date()) for _ in range(50)))

        assert sorted(given) == [number(running) for running in range(1, 51)]

    async def test_every_centre_every_day_and_every_letter_counts_from_one(self, numbers):
        await numbers.next(CENTRE, MONDAY.date())

        assert await numbers.next(OTHER_CENTRE, MONDAY.date()) == "150602-20260302-000001"
        assert await numbers.next(CENTRE, date(2026, 3, 3)) == "150622-20260303-000001"
        assert await numbers.next(CENTRE, MONDAY.date(), "Z") == "150622-Z20260302-000001"
