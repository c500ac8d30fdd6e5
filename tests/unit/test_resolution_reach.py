"""How far a resolution reaches: the law, the rung's level, and what was resolved before."""

from tests.unit.handover_world import BANNER, CHEMICALS, CITY, FILING, MINE, SECURITY, WATER, YJJ, Desks
from tests.unit.resolving import faults, handle, measure, party, resolves
from tests.unit.routing_world import FGW, SLJ


async def test_a_resolution_leaves_the_level_that_a_document_sets_as_it_is():
    desks = await Desks().begin(CHEMICALS, FILING)
    await desks.says(FGW, "approved", FILING)
    await desks.accepts(CITY, CHEMICALS)
    await desks.reports(BANNER)
    before = await desks.unchanged()

    (lower,) = await faults(desks, handle("150622.fgw", CHEMICALS))

    assert "依规定事项27由盟市办理" in lower.message
    assert await desks.unchanged() == before


async def test_what_is_with_the_authority_above_the_bus_is_taken_from_it_by_nobody():
    desks = await Desks().begin(MINE, mine="underground")
    await desks.accepts(CITY, MINE)
    await desks.says(YJJ, "submitted", MINE, document="鄂应急字〔2026〕12号")
    await desks.reports(BANNER, item=MINE)

    (refused,) = await faults(desks, handle(YJJ, MINE))

    assert refused.message == "事项28已转报上级机关，由其决定"


async def test_only_its_own_kind_of_department_is_given_a_restricted_item():
    desks = await Desks().begin(SECURITY, WATER, area_ha=6)
    await desks.accepts(CITY, SECURITY)
    await desks.reports(BANNER, item=SECURITY)

    (refused,) = await faults(desks, handle(SLJ, SECURITY))

    assert refused.message == "事项29只能由其主管部门承办"


async def test_a_rung_binds_nobody_above_it_but_the_last_one_may():
    desks = await Desks().begin(CHEMICALS, FILING)
    await desks.says(FGW, "approved", FILING)
    await desks.accepts(CITY, CHEMICALS)
    await desks.reports(BANNER, "complaint_upheld")
    first = await party(desks)

    (refused,) = await faults(desks, measure(YJJ))
    await desks.says(first, "passed-on", "E1", reason="涉及市级部门")
    await desks.says(await party(desks), "passed-on", "E1", reason="涉及市级部门")
    await resolves(desks, measure(YJJ))

    assert first == FGW
    assert "不能为上级部门 150600.yjj 议定事项" in refused.message
    assert (await desks.route()).matters[f"{desks.case}/E1"].state == "resolved"


async def test_a_later_resolution_about_an_item_takes_the_place_of_the_earlier_one():
    desks = await Desks().begin(WATER, FILING, area_ha=6)
    await desks.reports(BANNER, item=WATER)
    await resolves(desks, handle(SLJ, WATER), measure(FGW))
    await desks.reports(BANNER)
    await resolves(desks, handle(FGW, WATER), number=2)
    first, second = (await desks.route()).matters.values()

    assert [each.state for each in first.measures] == ["over", "open"]
    assert [each.state for each in second.measures] == ["open"]
    assert (await desks.task(WATER)).address == FGW


async def test_what_the_applicant_supplies_after_an_item_has_changed_hands_goes_to_whoever_has_it_now():
    desks = await Desks().begin(WATER, FILING, area_ha=6)
    await desks.says(SLJ, "correction-needed", WATER, points=["弃土场位置未标注"])
    await desks.reports(BANNER, item=WATER)
    await resolves(desks, handle(FGW, WATER))
    await desks.hear_correction(WATER)

    assert [letter["note"] for letter in desks.post_to(f"task.{FGW}.correction-supplied")] == ["已补正"]
