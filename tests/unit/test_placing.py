import shutil

import pytest

from services.routing.rules.loading import load_rulebook
from shared.contracts.common import RESTRICTED_NAME
from shared.contracts.departments import Assignment
from shared.contracts.routing import CaseRouted, TaskAssigned
from tests.fakes import facts, mails
from tests.unit.routing_world import CASE, World, accepted, books, jurisdictions, placing
from tests.unit.rules_world import SHIPPED, one_engine


def placed(*items, centre="150622", **how):
    """The route and the review of a case with these items."""
    return placing().place(CASE, centre, accepted(*items, centre=centre, **how), books().at(centre))


def tasks(*items, **how):
    route, _ = placed(*items, **how)
    return {task.plan.item: task for task in route.tasks.values()}


def called(*items, **how):
    _, review = placed(*items, **how)
    return review.call if review else None


@pytest.mark.parametrize(
    ("centre", "item", "address", "submit_to"),
    [
        ("150621", 27, "150600.yjj", None),  # 危险化学品安全条件: the city decides
        ("150622", 22, "150622.zjj", None),
        ("150600", 22, "150600.zjj", None),  # a project of the city itself
        ("150622", 9, "150600.jtysj", "150000"),  # the region decides, which the bus does not reach
        ("150600", 9, "150600.jtysj", "150000"),
        ("150422", 6, "150400.fgw", None),
        ("411325", 9, "411300.jtysj", "410000"),
    ],
)
def test_an_item_goes_to_whose_it_is_or_to_the_nearest_that_can_submit_it_there(centre, item, address, submit_to):
    task = tasks(item, centre=centre)[item]

    assert (task.address, task.submit_to) == (address, submit_to)


def test_a_threshold_moves_the_task_to_another_level():
    assert tasks(4, energy_tce=9999)[4].submit_to is None
    assert tasks(4, energy_tce=10000)[4].submit_to == "150000"


def test_an_item_waits_for_those_of_the_same_case_that_come_before_it():
    route = tasks(22, 24, 15, 5, area_ha=6)

    assert {item: task.plan.after for item, task in route.items()} == {5: (), 15: (), 24: (), 22: (15, 24)}
    assert list(route).index(22) > max(list(route).index(15), list(route).index(24))


def test_an_item_does_not_wait_for_one_that_the_facts_make_no_condition():
    assert tasks(22, 15, area_ha=0.2, earthwork_m3=20)[22].plan.after == ()
    assert tasks(22, 15)[22].plan.after == (15,)  # not known: waiting is lawful, starting without it may not be


def test_small_earthworks_need_no_permit_and_count_for_nothing_else():
    route, call = placed(15, 24, 5, key_project=True, area_ha=0.4, earthwork_m3=900)

    (water,) = (task for task in route.tasks.values() if task.plan.item == 15)
    assert "不需要编制水土保持方案" in water.plan.not_needed
    assert "small_earthworks_need_no_soil_conservation_plan" in {by.rule for by in water.decided_by}
    assert call is None  # two departments are left, a joint review takes three


def test_a_key_project_of_three_departments_is_reviewed_jointly():
    call = called(5, 24, 22, key_project=True)

    assert (call.kind, call.convener) == ("会商联审", "150622.zwj")
    assert call.mandatory == ("150622.fgw", "150622.zrzyj", "150622.zjj")
    assert (call.review_id, call.template, call.cause, call.items) == (f"{CASE}/R1", "joint_review", "rules", ())
    assert (call.limit_days, call.silence, call.rounds, call.form) == (None, None, None, None)  # the template says
    assert called(5, 24, key_project=True) is None
    assert called(5, 24, 22) is None


def test_what_government_assigned_is_settled_under_the_lead_department():
    route, review = placed(5, 15, flags={"assigned_by_government": True})
    call = review.call

    assert (call.kind, call.convener) == ("联席会议", route.lead)
    assert route.tracked


def test_what_no_agent_can_resolve_goes_to_an_office_that_only_the_city_has():
    call = called(27, 5, centre="150621", flags={"agent_cannot_resolve": True})

    assert call.convener == "150600.ldxzb"
    assert call.advisory == ("150621.zwj",)
    assert "150600.yjj" in call.mandatory


def test_the_department_of_a_restricted_item_takes_no_part_in_a_review_of_the_case():
    call = called(29, 5, flags={"agent_cannot_resolve": True})

    assert call.mandatory == ("150622.fgw",)
    assert called(29, flags={"agent_cannot_resolve": True}) is None


def test_where_the_law_asks_for_no_permit_there_is_nothing_to_discuss():
    assert called(15, area_ha=0.1, earthwork_m3=10, flags={"agent_cannot_resolve": True}) is None


@pytest.mark.parametrize(
    ("items", "lead"),
    [
        ((22,), "150622.zjj"),
        ((27,), "150600.yjj"),  # the only department is the city's, not its namesake in the banner
        ((5, 22), "150622.fgw"),
        ((4, 27), "150600.fgw"),  # the first stage's lead department takes part at the city only
        ((4, 5, 27), "150622.fgw"),  # of two with a part the nearer
        ((13, 15, 22), "150622.zjj"),
        ((29,), "150600.gaj"),  # hidden in notices by this very address
        ((31,), "150622.zwj"),
    ],
)
def test_the_case_is_led_by_a_department_that_has_a_part_in_it(items, lead):
    route, _ = placed(*items)

    assert route.lead == lead
    assert route.lead_name == jurisdictions().department(*lead.split(".")).name


def test_limits_are_the_catalogues_unless_a_rule_sets_them():
    filing, site = tasks(5)[5], tasks(25, traits=["crosses_counties"])[25]

    assert (filing.promised.days, filing.plan.instant) == (0, True)
    assert filing.promised.basis == "企业投资项目核准和备案管理条例 第十三条"
    assert (site.promised.days, site.legal.days) == (10, 20)
    assert site.promised.basis.endswith("盟市级用地预审、选址时限")
    assert tasks(25)[25].promised.basis == jurisdictions().item("150622", 25).promised.basis


def test_every_task_says_which_rules_decided_it_with_their_clauses():
    (water,) = tasks(15, area_ha=2, earthwork_m3=100).values()

    assert {by.rule for by in water.decided_by} == {
        "medium_earthworks_are_approved_at_once_on_commitment",
        "soil_conservation_is_approved_at_the_level_of_the_project",
        "the_ordos_catalogue_gives_items_13_to_18_to_water",
    }
    assert all(by.basis and by.mark for by in water.decided_by)


def test_a_case_is_pinned_to_the_version_of_the_rules_that_placed_it():
    route, _ = placed(5)

    assert route.rulebook == books().at("150622").version


@pytest.fixture(scope="module")
def banner_with_own_rules(tmp_path_factory):
    """准格尔旗 has written two rules of its own."""
    directory = tmp_path_factory.mktemp("jurisdictions") / "own"
    shutil.copytree(SHIPPED, directory)
    (directory / "150622" / "rulebook.yaml").write_text(
        """
rules:
  - id: our_water_bureau_has_seven_days
    name: 准格尔旗水土保持方案限时七日
    basis: {document: 准格尔旗承诺时限表, clause: 第十五项, mark: sourced}
    when: {item: 15}
    then: {limits: {promised_days: 7, legal_days: 9}}
  - id: our_mines_are_supervised_by_the_city
    name: 准格尔旗矿山由市矿山安全监管局审查
    basis: {document: 准格尔旗矿山监管委托书, clause: 第一条, mark: inferred}
    when: {item: 28}
    then: {department: ksaj}
    priority: 1
""",
        encoding="utf-8",
    )
    rulebook = load_rulebook(directory, "150622")
    one_engine().ensure(rulebook)
    return lambda *items: placing().place(CASE, "150622", accepted(*items), rulebook)


def test_a_limit_that_a_banner_sets_for_itself_takes_the_place_of_the_catalogues(banner_with_own_rules):
    route, _ = banner_with_own_rules(15)

    (task,) = route.tasks.values()
    assert (task.promised.days, task.legal.days, task.promised.unit) == (7, 9, "working")
    assert (task.plan.promised_days, task.plan.legal_days) == (7, 9)
    assert (task.promised.basis, task.promised.mark) == ("准格尔旗承诺时限表 第十五项", "sourced")
    assert tasks(15)[15].promised.days == 4


def test_a_department_that_only_the_city_has_takes_the_task_of_the_banner(banner_with_own_rules):
    route, _ = banner_with_own_rules(28)

    assert [task.address for task in route.tasks.values()] == ["150600.ksaj"]
    assert (route.lead, route.lead_name) == ("150600.ksaj", "鄂尔多斯市矿山安全监管局")


async def test_a_restricted_item_is_named_to_its_department_and_to_nobody_else():
    world = World()
    await world.hear(accepted(29, 5))
    await world.desk("150600", "accept-transfer", transfer_id=f"{CASE}/29/T1", signed_by="派件岗")

    (routed,) = facts(world.sent, CaseRouted)
    assert {planned.item: planned.item_name for planned in routed.plan} == {29: RESTRICTED_NAME, 5: "企业投资项目备案"}
    assert {fact.item: fact.item_name for fact in facts(world.sent, TaskAssigned)}[29] == RESTRICTED_NAME
    (assignment,) = mails(world.sent, Assignment, "assigned", "150600.gaj")
    assert assignment.item_name == "涉及国家安全事项的建设项目审批"
    facts_told = [message.body.decode() for message in world.sent if message.subject.startswith("evt.")]
    assert not any("涉及国家安全事项" in told for told in facts_told)
