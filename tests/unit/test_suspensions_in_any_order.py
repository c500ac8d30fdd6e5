"""中止 and 恢复 heard in any order, and more than once: the route ends as if each had been heard once and in turn."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts.departments import WorkSuspended
from tests.fakes import mails
from tests.unit.handover_world import CHEMICALS, FILING, WATER, Desks
from tests.unit.route_interruptions import resumed, suspended, terminated, withdrawn

PERMIT = 22


def story(pairs, standing, end):
    """Suspensions that are over, perhaps one that is not, perhaps an end or an item less: as intake said them."""
    told = [news for number in range(1, pairs + 1) for news in (suspended(number), resumed(number))]
    told += [suspended(pairs + 1)] if standing else []
    return told + {"": [], "terminated": [terminated()], "item": [withdrawn(WATER)], "whole": [withdrawn(whole=True)]}[end]


@st.composite
def stories(draw):
    """A story, and the same as it may be heard: in any order, each piece once or more."""
    told = story(draw(st.integers(0, 3)), draw(st.booleans()), draw(st.sampled_from(["", "terminated", "item", "whole"])))
    again = draw(st.lists(st.sampled_from(told), max_size=4)) if told else []
    return told, draw(st.permutations([*told, *again]))


async def after(news):
    """What has become of the route: where it stands, and every clock of it."""
    desks = await Desks().begin(FILING, WATER, PERMIT, CHEMICALS, area_ha=6)
    desks.later(hours=3)
    for each in news:
        await desks.hear(each)
    route = await desks.route()
    clocks = {
        task.task_id: (task.state, task.due, task.running, task.at_work, task.offered is None, task.limits)
        for task in route.tasks.values()
    }
    joint = route.joint and (route.joint.limit.due, route.joint.limit.met, route.joint.run.stands)
    return route.suspension, route.suspended_too, route.recall, route.next_alarm() is None, clocks, joint


@given(stories())
@settings(max_examples=60, deadline=None)
def test_any_order_ends_like_the_right_one(heard):
    told, shuffled = heard

    assert asyncio.run(after(shuffled)) == asyncio.run(after(told))


@pytest.mark.parametrize("end", ["", "item"])
def test_only_what_was_not_resumed_stands(end):
    standing = asyncio.run(after([*reversed(story(2, True, end))]))[0]

    assert standing.number.endswith("/S3")


async def test_a_suspension_heard_before_the_end_of_the_one_before_stands_on_and_departments_are_told_why():
    desks = await Desks().begin(FILING)
    await desks.hear(suspended(1))
    await desks.hear(suspended(2))
    await desks.hear(resumed(1))

    assert (await desks.route()).suspension.number.endswith("/S2")
    assert not (await desks.task(FILING)).running
    assert len(mails(desks.sent, WorkSuspended, "suspended")) == 2
