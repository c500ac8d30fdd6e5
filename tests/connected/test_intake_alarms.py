"""What follows when nobody acts: once, whatever number of times two replicas are told that the time has come."""

from datetime import timedelta

import pytest

from shared.bus import topology
from shared.contracts.common import ItemState
from tests.connected.windows import APPLICANT, Windows, decided

pytestmark = pytest.mark.usefixtures("empty_streams")

PLANNING, LATER = [5, 24], "日照/交通等专项"


@pytest.fixture
async def windows(settings_for, mongo_database, admin):
    opened = Windows(settings_for, mongo_database, admin)
    async with opened.stack:
        yield await opened.open()


@pytest.fixture
async def parked(admin):
    """How many messages nobody could handle."""

    async def count():
        return (await admin.js.stream_info(topology.DEAD)).state.messages

    return count


async def test_nobody_told_in_time_what_is_missing_so_the_case_is_deemed_accepted_once(windows, parked):
    case = await windows.accepted(channel="site")
    received = (await windows.case(case)).received_at
    said = await windows.rings_until(case, "deemed-accepted")
    after = await windows.case(case)

    assert (said["deemed-accepted"], said["case-accepted"], after.state) == (1, 1, "in_progress")
    assert after.accepted_at == received.isoformat()
    assert said["duty-lit"] >= 3
    assert await parked() == 0


async def test_a_promise_that_is_not_kept_is_broken_once_and_bars_the_next_one(windows, parked):
    whole = (await windows.case(await windows.submit(items=PLANNING))).materials
    brought = [each.material for each in whole if each.material != LATER]
    case = await windows.submit(items=PLANNING, materials=brought)
    await windows.act(case, "sign", document="mandate")
    await windows.act(case, "promise", kind="tolerance", item=24, materials=[LATER])
    said = await windows.rings_until(case, "promise-broken")
    again = await windows.submit(items=PLANNING, materials=brought)
    await windows.refused(again, "promise", kind="tolerance", item=24, materials=[LATER])

    assert (said["promise-made"], said["promise-broken"]) == (1, 1)
    (refusal,) = (await windows.act(again, "case"))["refusals"]
    assert case in refusal["faults"][0]["message"]
    assert await parked() == 0


async def test_a_suspension_that_nobody_resumes_ends_the_case_once(windows, parked):
    case = await windows.accepted()
    await windows.act(case, "suspend", ground="applicant_pauses", by="applicant", reason="资金未到位")
    await windows.act(case, "sign", document="suspension")
    said = await windows.rings_until(case, "case-terminated")
    await windows.hears(case, decided(await windows.case(case), ItemState.RECALLED))
    after, said = await windows.case(case), await windows.told(case)

    assert (said["case-suspended"], said["case-terminated"], said["case-closed"]) == (1, 1, 1)
    assert (after.state, after.alarm_at) == ("closed", None)
    assert await parked() == 0


async def test_a_mandate_lapses_once_and_a_new_one_lets_the_case_go_on(windows, parked):
    case = await windows.submit()
    until = windows.clock.now().date() + timedelta(days=7)
    await windows.act(case, "sign", document="mandate", until=until.isoformat())
    said = await windows.rings_until(case, "mandate-ended")
    state = (await windows.case(case)).state
    await windows.act(case, "sign", document="mandate", until=(until + timedelta(days=60)).isoformat())
    after = await windows.told(case)

    assert (said["mandate-ended"], said["case-suspended"], state) == (1, 1, "suspended")
    assert (after["mandate-signed"], after["case-resumed"], after["case-accepted"]) == (2, 1, 1)
    assert (await windows.case(case)).state == "in_progress"
    assert await parked() == 0


async def test_an_evaluation_is_asked_for_twice_and_then_the_file_is_closed_without_it(windows, parked):
    case = await windows.completed()
    said = await windows.rings_until(case, "case-closed")
    after = await windows.case(case)

    assert (said["evaluation-invited"], said["case-closed"], said["case-evaluated"]) == (2, 1, 0)
    assert (after.state, after.alarm_at, after.duties) == ("closed", None, {})
    assert await parked() == 0


async def test_the_applicants_own_form_takes_effect_once_although_nobody_signs_it(windows, parked):
    case = await windows.accepted()
    await windows.act(case, "terminate", ground="applicant_ends", by="applicant", reason="项目取消")
    await windows.act(case, "sign", document="termination", party="applicant", signed_by=APPLICANT)
    said = await windows.rings_until(case, "case-terminated")

    assert (said["form-drawn"], said["case-terminated"]) == (1, 1)
    assert (await windows.case(case)).state == "terminated"
    assert await parked() == 0


async def test_an_alarm_that_comes_after_it_was_taken_back_changes_nothing(windows, parked):
    case = await windows.accepted(channel="site")
    early = await windows.case(case)
    await windows.act(case, "check")
    before = await windows.case(case)
    await windows.rings_as(early)

    assert before.alarm_number > early.alarm_number
    assert (await windows.case(case)).duties == before.duties
    assert (await windows.told(case))["duty-lit"] == 0
    assert await parked() == 0
