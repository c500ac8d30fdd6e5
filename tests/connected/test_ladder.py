"""The ladder between two replicas and repeats: a matter is put to a rung once, resolved once, and followed to its end."""

import pytest

from shared.bus import topology
from tests.connected.desks import BANNER, OFFICE, SLJ, WATER, Hall, all_of

pytestmark = pytest.mark.usefixtures("empty_streams")


@pytest.fixture
async def hall(settings_for, mongo_database, admin, say):
    opened = Hall(settings_for, mongo_database, admin, say)
    async with opened.stack:
        yield await opened.open()


@pytest.fixture
async def hard(hall, case):
    """The agent can't resolve the water bureau's item: the leading-group office is asked."""
    await hall.begin(case, WATER, area_ha=6)
    await hall.escalates(case, WATER)
    return hall


def measure(hall, **more):
    return {"owner": SLJ, "act": "出具书面意见", "due": hall.in_days(5), **more}


async def test_a_difficulty_that_several_report_at_once_is_put_to_the_office_once(hall, case):
    await hall.begin(case, WATER, area_ha=6)
    done, refused = await all_of(*(hall.escalates(case, WATER) for _ in range(5)))
    said = await hall.said(case)

    assert (len(done), len(refused)) == (1, 4)
    assert done[0]["party"] == OFFICE
    assert said[f"evt.{BANNER}.routing.matter-escalated"] == said[f"task.{OFFICE}.escalated"] == 1


async def test_a_resolution_that_comes_three_times_binds_once(hard, case):
    await hard.posts_thrice(OFFICE, "resolved", task_id=f"{case}/E1", note="限期出具意见", measures=[measure(hard)])
    said = await hard.said(case)

    assert said[f"evt.{BANNER}.routing.matter-resolved"] == said[f"task.{SLJ}.measure-assigned"] == 1
    assert said[f"task.{OFFICE}.answer-refused"] == 0  # a repeat of one letter is no second answer


async def test_of_two_resolutions_at_once_one_binds_and_the_other_is_told(hard, case):
    for number in range(2):
        said = {"task_id": f"{case}/E1", "note": f"第{number}稿", "measures": [measure(hard)]}
        await hard.posts(OFFICE, "resolved", f"{case} draft {number}", said)
    await hard.all_done("routing-on-answer")
    heard = await hard.said(case)

    assert heard[f"evt.{BANNER}.routing.matter-resolved"] == heard[f"task.{OFFICE}.answer-refused"] == 1


async def test_a_resolution_with_faults_goes_back_whole_and_changes_nothing(hard, case, mongo_database):
    before = (await hard.route(case)).model_dump_json()
    wrong = [measure(hard, owner="150622.nyj"), measure(hard, due="2020-01-01")]
    await hard.posts_thrice(OFFICE, "resolved", task_id=f"{case}/E1", note="", measures=wrong)
    (letter,) = await hard.bodies(f"task.{OFFICE}.answer-refused")

    assert [fault["field"] for fault in letter["faults"]] == ["note", "measures.0.owner", "measures.1.due"]
    assert (await hard.route(case)).model_dump_json() == before
    assert await mongo_database["refusals"].count_documents({"case": case, "act": "resolved"}) >= 1


async def test_a_matter_is_followed_over_repeats_until_its_measure_is_done(hard, case):
    await hard.posts_thrice(OFFICE, "resolved", task_id=f"{case}/E1", note="限期出具意见", measures=[measure(hard)])
    await hard.posts_thrice(SLJ, "done", task_id=f"{case}/E1/M1", note="准水函〔2026〕7号")
    said = await hard.said(case, topology.EVENTS)

    assert said[f"evt.{BANNER}.routing.measure-done"] == said[f"evt.{BANNER}.routing.matter-closed"] == 1
    assert (await hard.route(case)).matters[f"{case}/E1"].state == "closed"


async def test_a_last_rung_that_keeps_silent_is_reminded_once_per_limit(hard, case):
    before = (await hard.route(case)).matters[f"{case}/E1"].now_at.due
    while (await hard.route(case)).matters[f"{case}/E1"].reminders == 0:
        await hard.rings(case, times=3)
    said = await hard.said(case)
    matter = (await hard.route(case)).matters[f"{case}/E1"]

    assert (matter.reminders, matter.now_at.rung.key) == (1, "r3")
    assert matter.now_at.due > before
    assert said[f"task.{OFFICE}.escalated"] == 2
    assert said[f"evt.{BANNER}.routing.rung-reminded"] == 1
