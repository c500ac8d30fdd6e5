"""The agent has a review held (call-review): who takes part, on which papers, and what is refused with the way out."""

import pytest

from shared.contracts.departments import ConditionsSet, HoldLifted
from shared.contracts.intake import AttachedFile, CaseCompleted, FileAttached, ItemsAdded
from shared.contracts.joint_review import ReviewClosed, ReviewConcluded
from shared.contracts.review_calls import PapersPinned, ReviewRequested, ReviewWithdrawn
from shared.errors import Fault, Refused, TransientError
from tests.fakes import facts, mails
from tests.unit.route_interruptions import terminated
from tests.unit.routing_world import CASE, CENTRE, FGW, SLJ, ZJJ, ZRZYJ, World, accepted

FILING, WATER, BUILDING, SECURITY, FILLING = 5, 15, 22, 29, 14
AGENT = "综合代办员一号"
LATER = "2026-03-10T09:30:00+08:00"


def stored(file_id, material="总平面图", item=None):
    return AttachedFile(file_id=file_id, material=material, item=item, filename="图.pdf", size=9, sha256="0" * 64)


def attached(file_id, *about, accepted=True):
    return FileAttached(**stored(file_id, *about).model_dump(exclude={"by"}), accepted=accepted)


@pytest.fixture
async def world():
    world = World()
    news = accepted(FILING, WATER, BUILDING, SECURITY, area_ha=6)
    files = (stored("all"), stored("report", "水土保持方案", WATER), stored("secret", "涉密", SECURITY))
    await world.hear(news.model_copy(update={"files": files}))
    return world


def order(**more):
    return {"case_number": CASE, "kind": "joint_drawing_review", "subject": "图纸联审", "signed_by": AGENT} | more


async def call(world, centre=CENTRE, request="", **more):
    return await world.desk(centre, "call-review", request=request, **order(**more))


async def refused(world, centre=CENTRE, **more):
    return await world.desk_refused(centre, "call-review", **order(**more))


def fields(faults: list[Fault]):
    return [fault.field for fault in faults]


def asked(world):
    return facts(world.sent, ReviewRequested)[-1].call


async def test_what_is_left_open_the_template_says(world):
    shown = await call(world)
    review = asked(world)

    assert (review.review_id, review.kind, review.cause) == (f"{CASE}/R1", "多图联审", "agent")
    assert review.template == "joint_drawing_review"
    assert (review.convener, review.mandatory) == (f"{CENTRE}.zwj", (FGW, SLJ, ZJJ))
    assert (review.limit_days, review.silence, review.rounds, review.form) == (None, None, None, None)
    assert [paper.file_id for paper in review.papers] == ["all", "report"]
    assert (shown["state"], shown["state_name"], shown["called_by"]) == ("open", "会商中", AGENT)


async def test_the_departments_of_the_named_items_take_part_on_their_papers(world):
    await call(world, items=[WATER], papers=None, questions=["弃土场是否可行"], limit_days=2)
    review = asked(world)

    assert (review.mandatory, review.items, review.questions, review.limit_days) == ((SLJ,), (WATER,), ("弃土场是否可行",), 2)


async def test_departments_of_other_levels_and_regions_take_part_by_the_hand_over_rules(world):
    await call(world, mandatory=["slj", "ldxzb", "150600.slj", "all_parties"], advisory=["150602.fgw", "slj"], observers=["zwj"])
    review = asked(world)

    assert review.mandatory == (SLJ, "150600.ldxzb", "150600.slj", FGW, ZJJ)
    assert (review.advisory, review.observers) == (("150602.fgw",), (f"{CENTRE}.zwj",))


async def test_nobody_of_another_province_takes_part_for_no_item_could_be_handed_there(world):
    faults = await refused(world, mandatory=["411325.zjj", "150622100.bmfw"], observers=["411325.slj"])

    assert fields(faults) == ["mandatory.0", "observers.0"]
    assert "不在本自治区（省）" in faults[0].message


async def test_whoever_is_entitled_may_convene_and_no_other(world):
    await call(world, convener="zjj")
    lead = (await world.route()).lead
    await call(world, kind="joint_meeting")
    assert [each.call.convener for each in facts(world.sent, ReviewRequested)] == [ZJJ, lead]

    (fault,) = await refused(world, convener="slj")
    assert fault.field == "convener"
    assert f"{SLJ} 无权召集多图联审" in fault.message
    assert all(who in fault.remedy for who in (f"{CENTRE}.zwj", ZJJ, lead))


async def test_a_reform_office_is_the_citys_as_the_template_says(world):
    await call(world, kind="reform_office")

    assert asked(world).convener == "150600.ldxzb"


@pytest.mark.parametrize("case", [CASE.replace("000001", "000099"), CASE])
async def test_of_a_case_of_nobody_or_of_another_centre_all_that_can_be_told_is_told_at_once(world, case):
    centre = CENTRE if case != CASE else "150621"
    faults = await refused(world, centre, case_number=case, mandatory=["nobody"], at="2020-01-01T09:00:00+08:00")

    assert fields(faults) == ["case_number", "at", "mandatory.0"]
    assert world.refusals.noted[-1][:3] == (case, centre, "call-review")


async def test_every_fault_is_told_at_once_and_nothing_happens(world):
    before = (await world.route()).model_dump()
    faults = await refused(
        world,
        items=[WATER, 99, SECURITY],
        papers=["all", "nothing", "secret"],
        needed=["总平面图", "勘测报告"],
        mandatory=["nobody", "150699.slj", "150622.nobody"],
        observers=["not a code"],
        convener="nobody",
        at="下周一",
    )

    assert fields(faults) == [
        "at",
        "items.1",
        "items.2",
        "papers.1",
        "papers.2",
        "needed.0",
        "convener",
        "mandatory.0",
        "mandatory.1",
        "mandatory.2",
        "observers.0",
    ]
    assert all(fault.remedy for fault in faults)
    assert (await world.route()).model_dump() == before
    assert world.refusals.noted[-1][:3] == (CASE, CENTRE, "call-review")


@pytest.mark.parametrize("at", ["2026-03-01T09:00:00+08:00", "2026-03-10T09:30:00", "2026-13-01", "9999-12-31T23:00:00-08:00"])
async def test_a_meeting_is_in_the_future_at_an_instant_that_everybody_reads_alike(world, at):
    assert fields(await refused(world, at=at)) == ["at"]
    await call(world, at=LATER, form="video", place="第一会议室")

    assert (asked(world).at, asked(world).form, asked(world).place) == (LATER, "video", "第一会议室")


async def test_where_only_a_restricted_item_is_left_there_is_nobody_to_ask():
    world = World()
    await world.hear(accepted(SECURITY))
    faults = await refused(world, convener="zwj")

    assert fields(faults) == ["mandatory"]


async def test_nothing_is_discussed_about_a_case_that_is_over(world):
    await world.hear(CaseCompleted(outcome="approved", completed_at=LATER))
    faults = await refused(world)

    assert fields(faults) == ["case_number"]


async def test_a_joint_acceptance_is_about_what_is_open_and_holds_it(world):
    await world.ask_as(FGW, "approved", FILING, document="备案证")
    assert fields(await refused(world, kind="joint_acceptance", items=[FILING])) == ["items.0"]
    shown = await call(world, kind="joint_acceptance")
    assert (shown["items"], shown["holds"], shown["mandatory"]) == ([WATER, BUILDING], [WATER, BUILDING], [SLJ, ZJJ])
    (fault,) = await world.refusal_of(SLJ, "approved", WATER)
    assert "联合验收" in fault.message

    twice = await refused(world, kind="joint_acceptance", items=[WATER])
    assert "正在进行" in twice[0].message


async def test_an_approval_by_post_that_overtakes_the_conclusion_comes_again(world):
    await call(world, kind="joint_acceptance", items=[WATER])

    with pytest.raises(TransientError):
        await world.post_of(SLJ, "approved", WATER)


async def test_the_same_request_again_is_the_same_review(world):
    first = await call(world, request="one")
    await call(world, request="two")
    again = await call(world, request="one")

    assert again == first
    assert len(facts(world.sent, ReviewRequested)) == 2
    assert world.refusals.noted == []


async def test_a_misspelt_word_is_refused_and_on_record(world):
    faults = await refused(world, convenor="zwj")

    assert fields(faults) == ["convenor"]
    assert world.refusals.noted[-1][:3] == (CASE, CENTRE, "call-review")


async def test_a_new_version_of_a_paper_makes_a_new_edition_and_a_file_is_known_once(world):
    await call(world)
    await world.hear(attached("all-2"), request="one")
    await world.hear(attached("all-2"), request="again")
    (pinned,) = facts(world.sent, PapersPinned)
    shown = (await world.query())["reviews"][0]

    assert (pinned.edition, pinned.changed) == (2, ("总平面图",))
    assert (shown["edition"], [paper["file_id"] for paper in shown["papers"]]) == (2, ["report", "all-2"])
    assert [file.file_id for file in (await world.route()).files] == ["all", "report", "secret", "all-2"]


async def test_a_file_of_a_case_that_is_not_there_yet_waits_if_it_came_after_the_acceptance():
    world = World()
    await world.hear(attached("early", accepted=False))
    with pytest.raises(TransientError):
        await world.hear(attached("late"))

    assert world.sent == []


async def test_files_that_came_in_between_are_not_lost_with_the_addition_of_items(world):
    await world.hear(attached("late"))
    route, whole = await world.route(), accepted(FILING, WATER, BUILDING, SECURITY, 24, area_ha=6).application
    await world.hear(ItemsAdded(items=(24,), application=whole, files=route.files[:3], signed_by="项目经办人", at=LATER))

    assert [file.file_id for file in (await world.route()).files] == ["all", "report", "secret", "late"]


async def test_conditions_reach_who_has_a_task_and_the_end_of_the_case_withdraws_what_is_still_held(world):
    await call(world)
    await call(world)
    told = {"cause": "agent", "opinions": (), "concluded_at": LATER}
    await world.hear(ReviewConcluded(review_id=f"{CASE}/R1", outcome="conditional", conditions=("先办用地",), **told))
    await world.hear(ReviewClosed(review_id=f"{CASE}/R1", outcome="conditional"))
    await world.hear(terminated())

    assert {each.task_id for each in mails(world.sent, ConditionsSet, "conditions-set")} == {
        f"{CASE}/{FILING}",
        f"{CASE}/{WATER}",
    }
    assert [each.review_id for each in facts(world.sent, ReviewWithdrawn)] == [f"{CASE}/R2"]


async def test_departments_are_told_once_when_nothing_holds_back_their_approval_any_more(world):
    await call(world, kind="joint_acceptance", items=[FILING, WATER])
    told = {"cause": "agent", "opinions": (), "concluded_at": LATER, "all_or_nothing": True}
    for _ in range(2):
        await world.hear(ReviewConcluded(review_id=f"{CASE}/R1", outcome="agreed", **told), request="the conclusion")

    assert [each.task_id for each in mails(world.sent, HoldLifted, "hold-lifted")] == [f"{CASE}/{FILING}", f"{CASE}/{WATER}"]


async def test_what_is_told_names_nothing_of_the_restricted_item(world):
    shown = await call(world)
    told = f"{shown}{asked(world)}"

    assert not any(secret in told for secret in ("gaj", "涉密", "国家安全", "secret"))


async def test_news_of_a_topic_of_a_meeting_concern_no_case(world):
    sent = len(world.sent)
    await world.hear(ReviewClosed(review_id="150622-H20260302-000001/R1", outcome="agreed"), case="150622-H20260302-000001")

    assert len(world.sent) == sent


async def test_a_review_of_the_rules_rests_on_the_papers_of_the_case():
    world = World()
    news = accepted(FILING, 24, BUILDING, key_project=True)
    await world.hear(news.model_copy(update={"files": (stored("all"), stored("other", "别的", WATER))}))
    review = asked(world)

    assert ([paper.file_id for paper in review.papers], review.observers) == (["all"], ())
    assert ZRZYJ in review.mandatory
    with pytest.raises(Refused):
        await world.ask_as(FGW, "approved", FILING)


async def test_a_new_version_that_comes_with_added_items_is_pinned_too(world):
    await call(world)
    changed, water = stored("all-2"), stored("report", "水土保持方案", WATER)
    application = accepted(FILING, WATER, BUILDING, SECURITY, FILLING, area_ha=6).application
    added = ItemsAdded(
        items=(FILLING,), application=application, files=(stored("all"), water, changed), signed_by="项目经办人", at=LATER
    )
    await world.hear(added)
    await world.hear(attached("all-2"))
    (pinned,) = facts(world.sent, PapersPinned)

    assert (pinned.edition, pinned.changed) == (2, ("总平面图",))
    assert {paper.file_id for paper in pinned.papers} == {"all-2", "report"}
