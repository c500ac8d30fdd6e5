"""Two replicas of intake at once: races lose loudly, requests count once, reads see what was just acknowledged anywhere."""

import asyncio

import pytest

from deploy.local.client import new_request
from services.intake.search import MongoCaseCards
from shared.contracts.common import ItemState
from shared.contracts.intake import CasesQuery
from shared.contracts.routing import CaseRouted, CorrectionRequested, DeadlineLit, ItemApproved, TaskAssigned
from shared.contracts.transfers import Offer, TransferAccepted
from tests.connected.desks import BANNER, all_of
from tests.connected.windows import APPLICANT, Windows, decided
from tests.unit.intake_world import form

pytestmark = pytest.mark.usefixtures("empty_streams")

FILING, ENERGY = 5, 4
MORNING, NOON = "2026-03-05T09:00:00+08:00", "2026-03-05T12:00:00+08:00"


@pytest.fixture
async def windows(settings_for, mongo_database, admin):
    opened = Windows(settings_for, mongo_database, admin)
    async with opened.stack:
        yield await opened.open()


def task(case, item=ENERGY, region="150600", at=MORNING, **more):
    """What every fact of a task says."""
    told = {"task_id": f"{case}/{item}", "item": item, "item_name": "", "region": region, "department": "fgw"}
    return told | {"department_name": "发展和改革委员会", "at": at, "state": ItemState.RECEIVED} | more


def offer(case):
    """The banner hands the item up to the city."""
    names = {"giver_name": "准格尔旗政务服务中心", "receiver_name": "鄂尔多斯市政务服务中心", "reason": "市级权限"}
    ends = {"giver": BANNER, "receiver": "150600", "direction": "up", "signed_by": "派件岗"}
    return Offer(transfer_id=f"{case}/{ENERGY}/T1", offered_at=MORNING, due=NOON, **ends, **names)


async def test_an_application_sent_eight_times_at_once_is_one_case(windows):
    request = new_request()
    numbers = await asyncio.gather(*(windows.submit(request) for _ in range(8)))
    (case,) = set(numbers)
    said = await windows.told(case)

    assert (said["case-submitted"], said["agent-assigned"]) == (1, 1)
    assert await windows.database["cases"].count_documents({}) == 1


async def test_what_is_refused_is_on_record_with_the_case_and_changes_nothing(windows):
    case = await windows.submit()
    before = await windows.case(case)
    faults = await windows.refused(case, "deliver", received_by=APPLICANT, agent="zh9")
    told = await windows.act(case, "case")

    assert [(one["who"], one["act"], one["faults"]) for one in told["refusals"]] == [
        ("zh9", "deliver", [fault.model_dump() for fault in faults])
    ]
    assert await windows.case(case) == before
    assert (await windows.told(case))["case-submitted"] == 1


async def test_an_absence_moves_every_open_case_once_however_often_it_is_said(windows):
    cases = [await windows.accepted() for _ in range(6)]
    agent = (await windows.case(cases[0])).agent.id
    theirs = [case for case in cases if (await windows.case(case)).agent.id == agent]
    today = windows.clock.now().date().isoformat()
    order = {"agent": agent, "first": today, "last": today, "reason": "培训"}
    request = new_request()
    again = [windows.ask("absence", request, **order) for _ in range(3)]
    anew = [windows.ask("absence", **order) for _ in range(3)]
    await asyncio.gather(*again, *anew)
    now = [await windows.case(case) for case in cases]
    said = [(await windows.told(case))["agent-assigned"] for case in cases]

    assert len(theirs) > 1
    assert agent not in {case.agent.id for case in now}
    assert said == [2 if case in theirs else 1 for case in cases]
    assert (await windows.ask("absence", **order))["changed"] == []


@pytest.mark.parametrize("attempt", range(5))
async def test_a_revocation_and_an_act_of_the_agent_at_once_end_one_way_or_the_other(windows, attempt):
    case = await windows.accepted()
    await windows.hears(case, CorrectionRequested(**task(case), points=("缺少附图",)), times=1)
    correct = windows.act(case, "supplement", corrections=[ENERGY], by="agent", note="已补")
    revoke = windows.act(case, "revoke-mandate", reason="自行办理")
    done, refused = await all_of(*((correct, revoke) if attempt % 2 else (revoke, correct)))
    after, said = await windows.case(case), await windows.told(case)

    assert len(done) == 2 - len(refused)
    assert (after.state, said["mandate-ended"], said["case-suspended"]) == ("suspended", 1, 1)
    assert said["correction-submitted"] == len(done) - 1
    assert bool(after.corrections) == bool(refused)
    told = (await windows.act(case, "case"))["refusals"]
    assert [one["act"] for one in told] == ["supplement"] * len(refused)


async def test_a_list_sees_what_was_just_acknowledged_whichever_replica_is_asked(windows):
    elsewhere = [MongoCaseCards(replica.parts.database["cases"]) for replica in windows.replicas]
    for _ in range(20):
        case = (await windows.ask("submit", **form()))["case_number"]
        listed = [await cards.find(BANNER, CasesQuery(state="awaiting_mandate", limit=1)) for cards in elsewhere]
        asked = (await windows.ask("cases", limit=1))["cases"]
        await windows.act(case, "sign", document="mandate")
        gone = [await cards.find(BANNER, CasesQuery(state="awaiting_mandate", limit=1)) for cards in elsewhere]

        assert [[card["case_number"] for card in page] for page in (*listed, asked)] == [[case]] * 3
        assert gone == [[], []]


async def test_news_in_any_order_and_thrice_leaves_the_case_as_news_in_order_does(windows):
    first, second = await windows.accepted(), await windows.accepted()

    def news(case):
        return [
            CaseRouted(rulebook="v1", lead_department=f"{BANNER}.fgw", lead_department_name="发改委", decided_by=(), plan=()),
            TaskAssigned(**task(case, region=BANNER, at=MORNING)),
            TransferAccepted(**task(case), offer=offer(case), accepted_by="市派件岗"),
            TaskAssigned(**task(case, at=NOON)),
            DeadlineLit(**task(case, at=MORNING), limit="legal", light="yellow", due=NOON),
            DeadlineLit(**task(case, at=NOON), limit="legal", light="red", due=NOON),
            CorrectionRequested(**task(case, FILING, BANNER), points=("缺少附图",)),
            ItemApproved(**task(case, FILING, BANNER)),
        ]

    await windows.hears(first, *news(first))
    await windows.hears(second, *reversed(news(second)))
    one, other = await windows.case(first), await windows.case(second)

    assert one.departments == other.departments == {str(ENERGY): "150600.fgw"}
    assert one.holders == other.holders == {str(ENERGY): "150600"}
    assert one.lights == other.lights == {f"{ENERGY}/legal": "red"}
    assert one.corrections == other.corrections == {}
    assert set(one.duties) == set(other.duties) == {"follow"}


async def test_results_told_thrice_before_the_case_knows_of_the_decisions_are_gathered_once(windows):
    case = await windows.accepted()
    items = [ItemApproved(**task(case, item)) for item in (FILING, ENERGY)]
    await windows.hears(case, decided(await windows.case(case)), *items, decided(await windows.case(case)))
    said = await windows.told(case)

    assert said["results-gathered"] == 1
    assert (await windows.case(case)).state == "results_ready"
