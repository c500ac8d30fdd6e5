"""Who speaks in a joint review is heard by post and on the line, and whoever may not learns the reason and nothing else."""

from typing import Any

import pytest

from shared.contracts.departments import AnswerRefused
from shared.contracts.joint_review import OpinionGiven
from shared.contracts.review_answers import ANSWERS
from shared.errors import Refused
from tests.fakes import facts, mails
from tests.unit.joint_review_world import World, opinion
from tests.unit.review_hall import CASE, CITY_ECOLOGY, FIRST, LAND, WATER


@pytest.fixture
def world() -> World:
    return World()


async def test_who_speaks_is_read_from_the_subject_and_never_from_the_body(world: World) -> None:
    await world.convene()

    await world.say(WATER, "opinion", {"review_id": FIRST, "opinion": "agree", "party": LAND})

    assert [fact.given.party for fact in facts(world.sent, OpinionGiven)] == [WATER]


@pytest.mark.parametrize(
    ("body", "answered", "fields"),
    [
        (b"\xff\xfe", "", [""]),
        (b"[1]", "", [""]),
        (b"{}", "", ["review_id", "opinion"]),
        (b'{"review_id": 7, "opinion": "agree"}', "", ["review_id"]),
        (b'{"review_id": "' + b"R" * 5000 + b'", "opinion": "agree"}', "R" * 100, ["review_id"]),
        (b'{"review_id": "../../R1", "opinion": "agree"}', "../../R1", ["review_id"]),
        (FIRST.join(('{"review_id": "', '", "opinion": "yes"}')).encode(), FIRST, ["opinion"]),
        (FIRST.join(('{"review_id": "', '", "opinion": "object"}')).encode(), FIRST, ["ground", "mend"]),
    ],
)
async def test_what_cannot_count_is_answered_by_post_with_every_fault_and_put_on_record(
    world: World, body: bytes, answered: str, fields: list[str]
) -> None:
    await world.convene()
    await world.say(LAND, "opinion", body, "the opinion")
    await world.say(LAND, "opinion", body, "the opinion")

    [told] = mails(world.sent, AnswerRefused, "answer-refused", LAND)
    assert (told.verb, told.answered, told.message_id) == ("opinion", answered, "the opinion")
    assert [fault["field"] for fault in told.faults] == fields
    assert all(fault["remedy"] for fault in told.faults)
    assert {(who, act) for _, who, act, _ in world.refusals.noted} == {(LAND, "opinion")}
    assert facts(world.sent, OpinionGiven) == []


async def test_a_refusal_on_the_line_is_the_answer_and_put_on_record_with_its_case(world: World) -> None:
    await world.convene()

    with pytest.raises(Refused, match="没有这次会商，或者本部门不是参加部门"):
        await world.ask(CITY_ECOLOGY, "opinion", opinion())
    with pytest.raises(Refused, match="不认识的答复"):
        await world.ask(LAND, "approved", opinion())
    assert [(case, who, act) for case, who, act, _ in world.refusals.noted] == [
        (CASE, CITY_ECOLOGY, "opinion"),
        (CASE, LAND, "approved"),
    ]
    assert mails(world.sent, AnswerRefused, "answer-refused") == []


@pytest.mark.parametrize("verb", ANSWERS)
async def test_a_stranger_learns_of_no_review_by_any_verb(world: World, verb: str) -> None:
    await world.convene()
    usual: dict[str, Any] = {
        "review_id": FIRST,
        "resolution_id": f"{FIRST}/A1",
        "opinion": "agree",
        "attends": True,
        "text": 1,
        "signed_by": "局长岗",
        "ground": "土地管理法",
        "mend": "无",
        "reason": "原因",
        "evidence": "文件",
        "party": LAND,
        "outcome": "agreed",
        "resolutions": [{"owner": LAND, "act": "做", "due": "2026-03-10", "done_when": "完成"}],
    }
    about = {"review_id": f"{CASE}/R9", "resolution_id": f"{CASE}/R9/A1"}

    answers = []
    for body in (usual, usual | about, usual | {name: name_.replace("17/", "99/") for name, name_ in about.items()}):
        with pytest.raises(Refused) as refused:
            await world.ask("150622.yjj", verb, body)
        answers.append(refused.value.faults)
    assert answers[0] == answers[1]
    assert {fault.message for fault in answers[2]} <= {
        "没有这次会商，或者本部门不是参加部门",
        "没有这一议定事项，或者本部门不是责任部门",
    }
