"""What every search of cases must do: run against the hand-written one (unit) and the one in MongoDB (connected)."""

from typing import Any

import pytest

from services.intake.cards import card, plain, shown
from services.intake.domain.case import Case
from services.intake.domain.states import CaseState
from shared.contracts.application import Application
from shared.contracts.intake import Agent, CasesQuery
from shared.errors import Refused
from shared.identifiers import complete_uscc
from tests.unit.intake_world import CENTRE, MONDAY, OTHER_CENTRE, USCC, applicant

DAIRY = complete_uscc("91150622MA0NDA1R")
WATER = f"{CENTRE}.slj"
ID_NUMBER = "152722198001010011"


def case(running: int, centre: str = CENTRE, *, name: str = "煤矸石综合利用项目申请单位", uscc: str = USCC, **how: Any) -> Case:
    """A case of that running number; `project` is the name of its project."""
    form = applicant(name=name, uscc=uscc) | {"centre": centre}
    form["project"] = form["project"] | {"name": how.pop("project", "准格尔旗煤矸石综合利用项目")}
    return Case(
        **{
            "id": number(running, centre),
            "centre": centre,
            "request": number(running, centre),
            "application": Application.model_validate(form),
            "submitted_at": MONDAY.isoformat(),
            "received_at": MONDAY,
            "agent": Agent(id="zh1", title="综合代办员一号"),
        }
        | how
    )


def number(running: int, centre: str = CENTRE) -> str:
    return f"{centre}-20260302-{running:06}"


def numbers(found: list[dict[str, Any]]) -> list[int]:
    return [int(each["case_number"].rpartition("-")[2]) for each in found]


class SearchSuite:
    """Subclasses provide the fixtures `cards` and `keep`, which stores a case, with other fields of its card if wished."""

    async def found(self, cards, centre=CENTRE, **query):
        return numbers(await cards.find(centre, CasesQuery(**query)))

    async def test_a_centre_sees_its_own_cases_the_newest_first(self, cards, keep):
        for each in (case(2), case(1), case(3), case(4, OTHER_CENTRE)):
            await keep(each)

        assert await self.found(cards) == [3, 2, 1]
        assert await self.found(cards, OTHER_CENTRE) == [4]
        assert await self.found(cards, "150626") == []

    async def test_pages_are_stable_while_cases_come_in(self, cards, keep):
        for running in range(1, 6):
            await keep(case(running))
        first = await self.found(cards, limit=2)
        await keep(case(6))
        second = await self.found(cards, limit=2, after=number(first[-1]))
        third = await self.found(cards, limit=2, after=number(second[-1]))

        assert [first, second, third] == [[5, 4], [3, 2], [1]]
        assert await self.found(cards, after=number(1)) == []

    async def test_open_is_every_state_but_the_last(self, cards, keep):
        await keep(case(1, state=CaseState.IN_PROGRESS))
        await keep(case(2, state=CaseState.CLOSED))
        await keep(case(3, state=CaseState.AWAITING_MANDATE))

        assert await self.found(cards, state="open") == [3, 1]
        assert await self.found(cards, state="closed") == [2]
        assert await self.found(cards, state="in_progress") == [1]
        assert await self.found(cards, state="no_such_state") == []

    async def test_a_change_is_seen_by_the_next_read(self, cards, keep):
        await keep(case(1, state=CaseState.IN_PROGRESS))
        assert await self.found(cards, state="open") == [1]
        await keep(case(1, state=CaseState.CLOSED))

        assert await self.found(cards, state="open") == []

    async def test_an_applicant_is_found_by_the_whole_number_however_it_is_typed(self, cards, keep):
        person = applicant(kind="person", name="个体申请人", uscc=None, id_number=ID_NUMBER)
        await keep(case(1))
        await keep(case(2, uscc=DAIRY))
        await keep(case(3, application=Application.model_validate(person)))

        assert await self.found(cards, applicant=DAIRY) == [2]
        assert await self.found(cards, applicant=f" {DAIRY[:8].lower()} {DAIRY[8:].lower()}") == [2]
        assert await self.found(cards, applicant=ID_NUMBER) == [3]
        assert await self.found(cards, applicant=ID_NUMBER[:17]) == []

    async def test_departments_lights_and_agents_find_their_cases(self, cards, keep):
        await keep(case(1), departments=[WATER, f"{CENTRE}.zrzyj"], light="red")
        await keep(case(2), departments=[f"{CENTRE}.zrzyj"], light="overdue")
        await keep(case(3, agent=Agent(id="zh2", title="综合代办员二号")))

        assert await self.found(cards, department=WATER) == [1]
        assert await self.found(cards, department=f"{CENTRE}.zrzyj") == [2, 1]
        assert await self.found(cards, light="red") == [1]
        assert await self.found(cards, light="yellow") == []
        assert await self.found(cards, agent="zh2") == [3]

    async def test_a_text_is_found_anywhere_in_either_name(self, cards, keep):
        await keep(case(1, name="内蒙古蒙牛乳业（准格尔旗）有限公司", project="奶牛养殖场"))
        await keep(case(2, name="某能源有限公司", project="准格尔旗200MW光伏发电项目"))
        await keep(case(3, name="光合农业合作社", project="伏牛山种植"))

        assert await self.found(cards, text="准格尔旗") == [2, 1]
        assert await self.found(cards, text="光伏发电") == [2]
        assert await self.found(cards, text="光伏") == [2]
        assert await self.found(cards, text="２００ｍｗ 光伏") == [2]
        assert await self.found(cards, text="(准格尔旗)有限") == [1]
        assert await self.found(cards, text="蒙牛能源") == []
        assert await self.found(cards, text="公司准格") == []

    async def test_all_its_pairs_in_another_order_are_not_the_text(self, cards, keep):
        await keep(case(1, project="甲乙丙丁，乙丙甲乙"))
        await keep(case(2, project="乙丙，丙丁，甲乙"))

        assert await self.found(cards, text="甲乙丙丁") == [1]

    async def test_filters_are_met_all_together(self, cards, keep):
        await keep(case(1, project="准格尔旗光伏发电项目", state=CaseState.IN_PROGRESS), light="red", departments=[WATER])
        await keep(case(2, project="准格尔旗光伏发电项目", state=CaseState.CLOSED), light="red", departments=[WATER])
        await keep(case(3, project="准格尔旗光伏发电项目", state=CaseState.IN_PROGRESS), light="red")

        together = {"state": "open", "light": "red", "department": WATER, "agent": "zh1", "applicant": USCC, "text": "光伏发电"}
        assert await self.found(cards, **together) == [1]

    @pytest.mark.parametrize("text", ["", "准", "（准）", "  ", "。。。"])
    async def test_a_text_that_is_too_short_is_refused_with_a_remedy(self, cards, text):
        with pytest.raises(Refused) as refused:
            await cards.find(CENTRE, CasesQuery(text=text))

        (fault,) = refused.value.faults
        assert fault.field == "text"
        assert "2 个字" in fault.remedy

    @pytest.mark.parametrize("text", [".*", "^准", "$where", "准\x00格", "(((", "a|b"])
    async def test_signs_mean_nothing_but_themselves(self, cards, keep, text):
        await keep(case(1))

        if len(plain(text)) < 2:
            with pytest.raises(Refused):
                await cards.find(CENTRE, CasesQuery(text=text))
        else:
            assert await self.found(cards, text=text) == ([1] if plain(text) in "准格尔旗煤矸石综合利用项目" else [])

    async def test_a_card_shows_no_number_of_a_person(self, cards, keep):
        person = applicant(kind="person", name="个体申请人", uscc=None, id_number=ID_NUMBER)
        await keep(case(1, application=Application.model_validate(person)))
        (found,) = await cards.find(CENTRE, CasesQuery())

        assert ID_NUMBER not in str(found)
        assert found == shown(card(case(1, application=Application.model_validate(person))))
        assert {"case_number", "state", "applicant", "project", "items", "agent", "light", "due"} <= found.keys()
