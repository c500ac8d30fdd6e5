"""Files that a department reads because it takes part in a joint review: these, no others, and no longer than it lasts."""

import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.access import concerned, may_read
from services.intake.domain.sharing import SharedPapers, shared
from services.intake.domain.states import CaseState
from shared.bus import Received, Subject
from shared.contracts.intake import AttachedFile, FileAttached
from shared.contracts.joint_review import PapersShared, ReviewClosed
from shared.errors import PermanentError
from shared.store.aggregates import Unknown
from tests.fakes import facts
from tests.unit import documents
from tests.unit.file_world import CASE, CENTRE, CITY, LAND, MONDAY, REFORM, SECURITY, WATER, FileWorld, announced, case_of

RESTRICTED = {29}
REVIEW, OTHER_REVIEW = f"{CASE}/R1", f"{CASE}/R2"
CITY_WATER = "150600.slj"
"""Takes part across regions, and has no item of the case."""
EVERYBODY = (CENTRE, CITY, REFORM, LAND, WATER, CITY_WATER, SECURITY)


def file(file_id, item):
    return AttachedFile(file_id=file_id, material="材料", filename="材料.pdf", size=1, sha256="0" * 64, item=item)


PLAN, FILING, FORM, SECRET = file("plan", 4), file("filing", 5), file("form", None), file("secret", 29)
FILES = (PLAN, FILING, FORM, SECRET)


def papers(*readers, files=(PLAN,), sequence=1):
    return SharedPapers(readers=readers, file_ids=tuple(each.file_id for each in files), sequence=sequence)


def read_by(address, state=CaseState.IN_PROGRESS, **reviews):
    case = case_of(state=state, shared_papers=reviews)
    return {each.file_id for each in FILES if may_read(case, address, each, RESTRICTED)}


def fact(*readers, review=REVIEW, files=("plan",)):
    return PapersShared(review_id=review, readers=readers, file_ids=files)


async def tell(world, said, sequence, case=CASE):
    subject = f"evt.{CENTRE}.joint_review.{said.name}"
    await world.handlers.on_review_news(
        Received(
            id=f"{said.review_id} {sequence}",
            subject=Subject.parse(subject),
            body=said.model_dump_json().encode(),
            case=case,
            kind=f"joint_review.{said.name}",
            sequence=sequence,
        )
    )


@pytest.fixture
async def world():
    return await FileWorld().begun()


def test_a_participant_reads_the_papers_of_its_review_and_nothing_else_of_the_case():
    assert read_by(CITY_WATER) == set()
    assert read_by(CITY_WATER, R1=papers(CITY_WATER, LAND)) == {"plan"}
    assert read_by(WATER, R1=papers(CITY_WATER, LAND)) == set(), "the same department of the banner takes no part"


def test_who_has_an_item_reads_the_papers_besides_its_own_files():
    assert read_by(REFORM, R1=papers(REFORM)) == {"plan", "filing", "form"}


def test_two_reviews_of_one_case_are_not_taken_for_one_another():
    reviews = {"R1": papers(CITY_WATER), "R2": papers(WATER, files=(FORM,))}

    assert read_by(CITY_WATER, **reviews) == {"plan"}
    assert read_by(WATER, **reviews) == {"form"}


def test_a_paper_of_a_restricted_item_is_read_by_its_own_department_only_whoever_names_it():
    reviews = {"R1": papers(CITY_WATER, SECURITY, LAND, files=FILES)}

    assert read_by(CITY_WATER, **reviews) == {"plan", "filing", "form"}
    assert read_by(SECURITY, **reviews) == {"plan", "filing", "form", "secret"}


def test_nobody_reads_on_when_the_review_or_the_case_is_closed():
    assert read_by(CITY_WATER, R1=papers()) == set()
    assert read_by(CITY_WATER, state=CaseState.CLOSED, R1=papers(CITY_WATER)) == set()
    assert not concerned(case_of(state=CaseState.CLOSED, shared_papers={"R1": papers(CITY_WATER)}), CITY_WATER)
    assert not concerned(case_of(shared_papers={"R1": papers()}), CITY_WATER)


@given(
    st.dictionaries(
        st.sampled_from(["R1", "R2"]),
        st.builds(
            lambda readers, files: papers(*readers, files=files),
            st.sets(st.sampled_from(EVERYBODY[2:])),
            st.sets(st.sampled_from(FILES)),
        ),
    ),
    st.sampled_from(EVERYBODY),
    st.sampled_from(FILES),
    st.sampled_from(list(CaseState)),
)
def test_a_review_gives_its_readers_exactly_its_papers(reviews, address, one, state):
    bare, reviewed = case_of(state=state), case_of(state=state, shared_papers=reviews)
    named = any(address in each.readers and one.file_id in each.file_ids for each in reviews.values())
    gained = named and state is not CaseState.CLOSED and one is not SECRET

    assert may_read(reviewed, address, one, RESTRICTED) == (may_read(bare, address, one, RESTRICTED) or gained)
    assert concerned(reviewed, address) or not may_read(reviewed, address, one, RESTRICTED)


def test_in_whatever_order_the_facts_come_the_latest_holds():
    said = [
        (fact(LAND), 3),
        (fact(LAND, CITY_WATER, files=("plan", "form")), 7),
        (fact(WATER, review=OTHER_REVIEW), 5),
        (fact(), 9),
    ]
    ends = set()
    for order in permutations(said):
        known = {}
        for each, sequence in order:
            known = shared(known, each, sequence)
        ends.add(json.dumps({key: value.model_dump() for key, value in sorted(known.items())}))

    assert len(ends) == 1
    assert known[REVIEW] == SharedPapers(readers=(), file_ids=(), sequence=9)
    assert known[OTHER_REVIEW].readers == (WATER,)


async def test_a_participant_across_regions_lists_and_reads_its_papers_until_the_review_is_closed(world):
    plan, filing = await world.attached(CENTRE), await world.attached(CENTRE, name="备案表.pdf", item=5)
    await tell(world, fact(CITY_WATER, files=(plan["file_id"],)), 4)

    [listed] = (await world.ask(CITY_WATER, "files"))["files"]
    assert listed["file_id"] == plan["file_id"]
    assert (await world.ask(CITY_WATER, "read-file", file_id=plan["file_id"]))["data"]
    hidden = await world.refusal(CITY_WATER, "read-file", file_id=filing["file_id"])
    assert hidden == await world.refusal(CITY_WATER, "read-file", file_id="nothing")

    await tell(world, fact(files=()), 6)
    await tell(world, fact(CITY_WATER, files=(plan["file_id"],)), 5)

    after = await world.refusal(CITY_WATER, "read-file", file_id=plan["file_id"])
    assert after == await world.refusal(WATER, "files"), "as if there were no such case"


async def test_a_participant_hands_in_nothing_and_is_told_the_way(world):
    await tell(world, fact(CITY_WATER), 4)

    [refused] = await world.refusal(CITY_WATER, "attach-open", **announced(documents.PDF))
    assert refused.field == "case_number"
    assert "会商意见" in refused.remedy
    assert [(who, act) for _, who, act, _ in world.refusals.noted] == [(CITY_WATER, "attach-open")]
    assert world.uploads.parts == {}


async def test_who_takes_part_and_has_an_item_still_hands_in_for_its_own_item_only(world):
    await tell(world, fact(LAND), 4)

    assert (await world.attached(LAND, material="办理结果"))["by"] == LAND
    assert [fault.field for fault in await world.refusal(LAND, "attach-open", **announced(documents.PDF, item=5))] == ["item"]


async def test_a_topic_of_a_meeting_concerns_no_case(world):
    meeting = "150622-H20260302-000001"

    await tell(world, fact(LAND, review=f"{meeting}/R1", files=()), 1, case=meeting)

    assert (await world.cases.get(CASE)).shared_papers == {}


async def test_a_case_that_is_not_there_and_another_fact_are_faults(world):
    with pytest.raises(Unknown):
        await tell(world, fact(LAND), 1, case="150622-20260302-000099")
    with pytest.raises(PermanentError):
        await tell(world, ReviewClosed(review_id=REVIEW, outcome="agreed"), 2)


async def test_a_file_says_whether_it_came_after_the_acceptance():
    before = await FileWorld().begun(state=CaseState.AWAITING_MATERIALS, departments={}, holders={})
    after = await FileWorld().begun(accepted_at=MONDAY.isoformat())
    for world in (before, after):
        await world.attached(CENTRE)

    assert [said.accepted for said in facts(before.cases.sent, FileAttached)] == [False]
    assert [said.accepted for said in facts(after.cases.sent, FileAttached)] == [True]
