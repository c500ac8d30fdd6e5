"""联合办理: one clock for the permits of several departments that run together."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.routing.domain.clock_told import told
from services.routing.domain.interruption import Suspension
from services.routing.domain.joint import joint_of, settle
from services.routing.domain.limits import Extension, Run
from shared.clock import Pause
from shared.clock.statutes import STATUTES
from shared.contracts.common import ItemState
from shared.contracts.intake import ItemsAdded
from shared.contracts.limits import JointDeadlineLit, JointLimitExtended
from tests.fakes import facts
from tests.unit.routing_world import CASE, MONDAY, SLJ, World, accepted
from tests.unit.test_route import TIMES, new_route, task

WATER, LAND, SITE = 15, 26, 25
GOVERNMENT = "本级人民政府负责人"


async def begun(*items):
    world = World()
    await world.hear(accepted(*items, area_ha=6))
    return world


async def test_permits_of_two_departments_that_run_together_have_one_clock_from_the_acceptance():
    world = await begun(WATER, LAND)

    told = (await world.query())["joint"]

    assert told["started_at"] == MONDAY.isoformat()
    assert datetime.fromisoformat(told["due"]).date().isoformat() == "2026-05-08"  # 45 working days, 清明 and 劳动节 between


async def test_one_department_alone_has_none():
    world = await begun(WATER)

    assert (await world.query())["joint"] is None


async def test_the_clock_is_lit_and_stops_when_the_last_of_its_items_is_decided():
    world = await begun(WATER, LAND)
    while not facts(world.sent, JointDeadlineLit):
        await world.ring()
    for member in (await world.route()).joint.members:
        one = (await world.route()).tasks[member]
        await world.ask_as(one.address, "approved", one.plan.item)

    assert [lit.light for lit in facts(world.sent, JointDeadlineLit)] == ["yellow"]
    assert (await world.query())["joint"]["met"] is True


async def test_the_government_extends_it_once_by_fifteen_days_and_the_departments_keep_their_limits():
    world = await begun(WATER, LAND)
    before = await world.route()

    told = await world.ask_as(before.lead, "extended", "J", approved_by=GOVERNMENT, reason="用地与水保方案需一并研究")

    after = await world.route()
    (fact,) = facts(world.sent, JointLimitExtended)
    assert (fact.days, told["extended"]["approved_by"]) == (15, GOVERNMENT)
    assert after.joint.limit.due > before.joint.limit.due
    assert {key: one.limits for key, one in after.tasks.items()} == {key: one.limits for key, one in before.tasks.items()}


async def test_nobody_else_extends_it_and_all_faults_are_told():
    world = await begun(WATER, LAND)
    lead = (await world.route()).lead

    stranger = await world.refusal_of("150622.qxj", "extended", "J", approved_by=GOVERNMENT, reason="需一并研究")
    faults = await world.refusal_of(lead, "extended", "J", approved_by="本机关负责人", days=20)
    await world.ask_as(lead, "extended", "J", approved_by=GOVERNMENT, reason="需一并研究")
    again = await world.refusal_of(lead, "extended", "J", approved_by=GOVERNMENT, reason="需一并研究")

    assert [fault.field for fault in stranger] == ["task_id"]
    assert [fault.field for fault in faults] == ["reason", "approved_by", "days"]
    assert "已延长一次" in again[0].message


async def test_a_correction_of_one_item_does_not_stop_it():
    world = await begun(WATER, LAND)
    due = (await world.route()).joint.limit.due
    await world.post_of(SLJ, "correction-needed", WATER, points=["弃土场位置未标注"])
    world.later(days=7)
    await world.ring((await world.route()).alarm_number)

    assert (await world.route()).joint.limit.due == due


pauses = st.tuples(st.integers(0, 40), st.integers(0, 20)).map(
    lambda days: Pause(
        start=MONDAY + timedelta(days=days[0]),
        end=MONDAY + timedelta(days=sum(days)),
        reason="中止代办",
        basis="服务规定 四（三）",
    )
)


@given(st.lists(pauses, max_size=3), st.integers(1, 60), st.integers(1, 40))
def test_an_extension_never_makes_a_deadline_earlier_and_unpaused_it_adds_all_its_days(stops, days, more):
    term = STATUTES["decision"].model_copy(update={"days": days})
    most = STATUTES["decision_extension"].model_copy(update={"days": more})
    longer = Extension(term=most, approved_by="本机关负责人", reason="需再次论证", at=MONDAY).of(term)

    before = Run(term, MONDAY, tuple(stops)).deadline(MONDAY, TIMES).due
    after = Run(longer, MONDAY, tuple(stops)).deadline(MONDAY, TIMES).due

    assert after >= before
    if not stops:
        assert TIMES.calendar.between(before.date(), after.date()) == more


@given(st.lists(pauses, max_size=3))
def test_a_suspension_never_brings_the_joint_limit_forward(stops):
    found = joint_of([task(15, permit=True), task(26, department="150622.zrzyj", permit=True)], MONDAY, MONDAY, TIMES)

    assert found.altered(MONDAY, TIMES, pauses=tuple(stops)).limit.due >= found.limit.due


@given(st.integers(0, 2000))
def test_while_a_case_is_suspended_all_its_days_are_left(hours):
    found = joint_of([task(15, permit=True), task(26, department="150622.zrzyj", permit=True)], MONDAY, MONDAY, TIMES)
    stopped = Pause(start=MONDAY, reason="中止代办", basis="服务规定 四（三）")
    standing = found.altered(MONDAY, TIMES, pauses=(stopped,))

    assert standing.stands
    assert standing.next_light() is None
    later = MONDAY + timedelta(hours=hours)
    due = standing.altered(later, TIMES).limit.due
    assert TIMES.calendar.between(later.date(), due.date()) == TIMES.calendar.between(MONDAY.date(), found.limit.due.date())


def test_it_stands_while_the_whole_case_is_suspended_and_then_ends_so_much_later():
    route = new_route(task(15, permit=True), task(26, department="150622.zrzyj", permit=True))
    route.begin(None, MONDAY, TIMES)
    due = route.joint.limit.due
    route.suspension = Suspension(number="1", since=MONDAY, reason="申请人要求暂停", ends="2026-06-01T17:30:00+08:00")
    settle(route, MONDAY, TIMES)
    standing = route.joint
    route.suspension = None
    settle(route, MONDAY + timedelta(days=7), TIMES)

    assert (standing.stands, route.joint.stands) == (True, False)
    assert TIMES.calendar.between(due.date(), route.joint.limit.due.date()) == 5
    assert "申请人要求暂停" in route.joint.pauses[0].reason


def test_what_waits_for_another_item_does_not_run_together_with_it():
    together = [task(15, permit=True), task(22, after=(15,), department="150622.zjj", permit=True)]

    assert joint_of(together, MONDAY, MONDAY, TIMES) is None


def permit(item, department="150622.zrzyj"):
    return task(item, department=department, permit=True)


def begun_with(*tasks):
    route = new_route(*tasks)
    route.accepted_at = MONDAY
    route.begin(None, MONDAY, TIMES)
    return route


def test_an_added_permit_that_can_be_decided_in_time_joins_the_clock_and_moves_nothing_of_it():
    route = begun_with(permit(15, "150622.slj"), permit(26))
    before = route.joint
    route.add([permit(24), task(5)], MONDAY + timedelta(days=7), TIMES)

    assert route.joint.members == (*before.members, f"{route.id}/24")
    assert (route.joint.started_at, route.joint.limit) == (before.started_at, before.limit)


def test_an_added_permit_that_cannot_be_decided_within_the_clock_is_handled_by_itself():
    route = begun_with(permit(15, "150622.slj"), permit(26))
    route.add([permit(24)], MONDAY + timedelta(days=42), TIMES)

    assert f"{route.id}/24" not in route.joint.members


def test_where_no_clock_runs_it_begins_with_the_addition_that_makes_the_handling_a_joint_one():
    route = begun_with(permit(15, "150622.slj"))
    added = MONDAY + timedelta(days=7)
    route.add([permit(26)], added, TIMES)

    assert route.joint.started_at == added
    assert set(route.joint.members) == set(route.tasks)
    assert TIMES.calendar.between(added.date(), route.joint.limit.due.date()) == 45


def test_a_clock_that_is_over_stays_told_beside_the_one_of_what_was_added():
    route = begun_with(permit(15, "150622.slj"), permit(26))
    for one in route.tasks.values():
        one.end(ItemState.APPROVED, MONDAY)
    settle(route, MONDAY, TIMES)
    over = route.joint
    added = MONDAY + timedelta(days=7)
    route.add([permit(24), permit(22, "150622.zjj")], added, TIMES)

    assert route.joint.members == (f"{route.id}/24", f"{route.id}/22")
    assert route.joint.before == over
    assert [each.met for each in told(route, lambda _: TIMES, added) if each.what == "联合办理时限"] == [None, True]


async def test_items_that_intake_adds_join_the_clock_of_the_case():
    world = await begun(WATER, LAND)
    form = accepted(WATER, LAND, SITE, area_ha=6).application
    added = ItemsAdded(items=(SITE,), application=form, signed_by="经办人", at=MONDAY.isoformat())
    await world.hear(added)

    assert f"{CASE}/{SITE}" in (await world.route()).tasks
    assert f"{CASE}/{SITE}" in (await world.route()).joint.members
