import pytest

from shared.contracts.departments import Assignment
from shared.contracts.routing import ItemApproved
from tests.fakes import facts, mails
from tests.unit.routing_world import CASE, FGW, SLJ, ZJJ, ZRZYJ, World, accepted

FILING, WATER, BUILDING = 5, 15, 22


@pytest.fixture
def world():
    return World()


@pytest.fixture
async def begun(world):
    """备案 and 水土保持 are out, 施工许可 waits for the latter."""
    await world.hear(accepted(FILING, WATER, BUILDING, area_ha=6))
    return world


async def test_a_department_decides_by_post_and_the_next_is_assigned(begun):
    await begun.post_of(SLJ, "accepted", WATER)
    await begun.post_of(SLJ, "approved", WATER, document="准水许可〔2026〕3号")

    (approved,) = facts(begun.sent, ItemApproved)
    assert (approved.department_name, approved.document, approved.promised_met) == ("准格尔旗水利局", "准水许可〔2026〕3号", True)
    assert len(mails(begun.sent, Assignment, "assigned", ZJJ)) == 1


async def test_a_department_decides_on_the_line_and_sees_its_task_and_nothing_of_the_others(begun):
    task = await begun.ask_as(SLJ, "approved", WATER, document="准水许可〔2026〕3号")

    assert (task["task_id"], task["department"]) == (f"{CASE}/{WATER}", "slj")
    assert not {"tasks", "escalations", "transfers"} & {*task}
    assert (task["state_name"], task["document"], task["promised_met"]) == ("办结（通过）", "准水许可〔2026〕3号", True)


async def test_a_request_that_is_repeated_has_one_effect_and_the_same_answer(begun):
    first = await begun.ask_as(SLJ, "approved", WATER, request="17")
    again = await begun.ask_as(SLJ, "approved", WATER, request="17")

    assert again == first
    assert len(facts(begun.sent, ItemApproved)) == 1


async def test_an_answer_that_cannot_be_carried_out_comes_back_by_post_with_all_its_faults(begun):
    await begun.post_of(SLJ, "accepted", WATER)
    await begun.post_of(SLJ, "special-started", WATER, procedure="专家评审")

    await begun.post_of(SLJ, "refused", WATER)

    (told,) = begun.told_off(SLJ)
    assert (told.verb, told.answered) == ("refused", f"{CASE}/{WATER}")
    assert [fault["field"] for fault in told.faults] == ["reason", "task_id"]
    assert all(fault["message"] and fault["remedy"] for fault in told.faults)
    assert told.message_id


async def test_an_answer_of_the_wrong_shape_comes_back_with_every_field_that_is_wrong(begun):
    await begun.post_of(SLJ, "correction-needed", points="总平面图")

    (told,) = begun.told_off(SLJ)
    assert {fault["field"] for fault in told.faults} == {"task_id", "points"}


@pytest.mark.parametrize(
    ("task_id", "header"),
    [
        (f"{CASE}/99", CASE),
        ("150622-20260302-999999/15", "150622-20260302-999999"),
        ("x\r\nNats-Rollup: all/15", ""),
        ("150622-20260302\r\n-000001/15", CASE),
    ],
    ids=["no such task", "no such case", "a header of its own", "a broken number"],
)
async def test_nothing_that_a_department_names_gets_into_the_headers_of_the_reply(begun, task_id, header):
    await begun.post_of(SLJ, "approved", task_id=task_id)

    (message,) = begun.post.sent
    assert message.headers["ce-subject"] == header
    assert message.subject == f"task.{SLJ}.answer-refused"


async def test_a_refused_answer_that_is_delivered_again_is_told_off_with_the_same_id(begun):
    message = begun.message(f"dept.{SLJ}.approved", b'{"task_id": "nothing"}')

    for _ in range(2):
        await begun.handlers.on_answer(message)

    assert len(begun.post.sent) == 1


@pytest.mark.parametrize(
    ("department", "verb", "item", "field"),
    [
        (FGW, "approved", WATER, "task_id"),
        (SLJ, "approved", 99, "task_id"),
        (ZJJ, "approved", BUILDING, "task_id"),
        ("150602.slj", "approved", WATER, "task_id"),
        (SLJ, "refused", WATER, "reason"),
        (SLJ, "applauded", WATER, "verb"),
    ],
)
async def test_on_the_line_the_refusal_is_the_answer_and_nothing_changes(begun, department, verb, item, field):
    said = begun.said()

    faults = await begun.refusal_of(department, verb, item)

    assert [fault.field for fault in faults] == [field]
    assert begun.said() == said


async def test_an_acceptance_that_arrives_after_the_decision_it_came_before_is_no_fault(begun):
    await begun.post_of(SLJ, "approved", WATER, place=8)
    await begun.post_of(SLJ, "accepted", WATER, place=7)

    assert begun.told_off(SLJ) == []


async def test_one_department_does_not_answer_for_another_of_the_same_case(begun):
    await begun.post_of(ZRZYJ, "approved", WATER)

    assert len(begun.told_off(ZRZYJ)) == 1
    assert facts(begun.sent, ItemApproved) == []
