"""Searches of cases against MongoDB: the suite, and that no search reads more than it must."""

import pytest

from services.intake.cards import card
from services.intake.domain.case import Case
from services.intake.domain.states import CaseState
from services.intake.search import MongoCaseCards, selection
from shared.bus import Cause
from shared.clock import FixedClock
from shared.contracts.intake import CasesQuery
from shared.store import MongoAggregates, Outbox
from tests.fakes import MemorySender
from tests.unit.intake_world import CENTRE, MONDAY, USCC
from tests.unit.search_suite import WATER, SearchSuite, case

SEARCHES = {
    "everything": {},
    "open": {"state": "open"},
    "a state": {"state": "in_progress"},
    "a department": {"department": WATER},
    "an applicant": {"applicant": USCC},
    "a light": {"light": "red"},
    "an agent": {"agent": "zh1"},
    "everything at once": {"state": "open", "department": WATER, "light": "red", "agent": "zh1", "applicant": USCC},
}


@pytest.fixture
def collection(mongo_database):
    return mongo_database["cases"]


@pytest.fixture
async def found(collection):
    made = MongoCaseCards(collection)
    await made.prepare()
    return made


@pytest.fixture
def keep(collection):
    """Stores a case as intake does, the card in the same write; other fields of the card are put in afterwards."""
    store = MongoAggregates(collection, Case, Outbox(MemorySender()), "intake", FixedClock(MONDAY), card=card)

    async def keep(case, **fields):
        def become(stored):
            stored.state = case.state
            return []

        await store.change(case.id, Cause.new(), become, lambda: case)
        if fields:
            await collection.update_one({"_id": case.id}, {"$set": {f"card.{name}": value for name, value in fields.items()}})

    return keep


class TestMongoSearch(SearchSuite):
    @pytest.fixture
    def cards(self, found):
        return found


def stages(plan):
    """Every stage of a plan, inner ones included."""
    yield plan["stage"]
    for inner in [*plan.get("inputStages", []), *([plan["inputStage"]] if "inputStage" in plan else [])]:
        yield from stages(inner)


async def planned(collection, wanted):
    explained = await collection.find(wanted).sort("_id", -1).limit(50).explain()
    return set(stages(explained["queryPlanner"]["winningPlan"])), explained["executionStats"]


@pytest.mark.parametrize("after", [None, f"{CENTRE}-20260302-000150"])
@pytest.mark.parametrize("query", SEARCHES.values(), ids=SEARCHES)
async def test_no_search_reads_a_whole_collection_or_sorts(found, keep, collection, query, after):
    for running in range(1, 21):
        state = CaseState.IN_PROGRESS if running % 2 else CaseState.CLOSED
        await keep(case(running, state=state), light="red", departments=[WATER])
    chosen, _ = await planned(collection, selection(CENTRE, CasesQuery(**query, after=after)))

    assert not chosen & {"COLLSCAN", "SORT"}
    assert "IXSCAN" in chosen


@pytest.mark.parametrize("text", ["光伏", "光伏发电项目"])
async def test_neither_does_a_search_for_text(found, keep, collection, text):
    await keep(case(1, project="准格尔旗光伏发电项目"))
    word = await found._rarest(CENTRE, [text[at : at + 2] for at in range(len(text) - 1)])
    wanted = selection(CENTRE, CasesQuery()) | {"card.words": word, "card.names": {"$regex": text}}
    chosen, _ = await planned(collection, wanted)

    assert not chosen & {"COLLSCAN", "SORT"}


async def test_open_cases_are_found_among_closed_ones_without_reading_these(found, keep, collection):
    for running in range(1, 101):
        await keep(case(running, state=CaseState.IN_PROGRESS if running == 7 else CaseState.CLOSED))
    _, read = await planned(collection, selection(CENTRE, CasesQuery(state="open")))

    assert (read["nReturned"], read["totalDocsExamined"], read["totalKeysExamined"]) == (1, 1, 1)


async def test_a_text_is_looked_for_by_its_rarest_pair(found, keep):
    for running in range(1, 31):
        await keep(case(running, project="准格尔旗煤矿项目"))
    await keep(case(31, project="准格尔旗光伏项目"))

    assert await found._rarest(CENTRE, ["准格", "格尔", "尔旗", "旗光"]) == "旗光"
