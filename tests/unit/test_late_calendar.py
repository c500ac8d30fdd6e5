"""Limits that pass into a year whose calendar is not published are reckoned anew when it is, once, and announced anew."""

import asyncio
from datetime import date, datetime

import pytest

from services.routing.domain.joint import settle
from services.routing.domain.lights import light
from services.routing.domain.moving import keep, moved
from shared.clock import CHINA, WorkCalendar
from shared.contracts.limits import DueMoved, LimitsMoved
from shared.late_calendar import LateCalendar, Provisional
from tests.fakes import facts, mails
from tests.unit.routing_world import CASE, SLJ, World, accepted
from tests.unit.test_route import TIMES, days, new_route, task

DECEMBER = datetime(2026, 12, 21, 9, 0, tzinfo=CHINA)
NEW_YEAR = {"2027": {"holidays": ["2027-01-01", "2027-01-04", "2027-01-05"], "workdays": ["2027-01-09"]}}
PUBLISHED = TIMES._replace(calendar=WorkCalendar.from_overlay(NEW_YEAR))
WATER, LAND = 15, 26


def begun(*tasks):
    route = new_route(*tasks)
    route.begin(None, DECEMBER, TIMES)
    settle(route, DECEMBER, TIMES)
    keep(route, TIMES)
    return route


def test_a_route_whose_limits_pass_into_an_unpublished_year_is_provisional_and_one_that_ends_before_is_not():
    short = task(5).model_copy(update={"legal": days(4)})

    assert begun(task(15)).provisional
    assert not begun(short).provisional


def test_a_published_calendar_moves_the_limits_tells_each_and_only_once():
    route = begun(task(15, permit=True), task(26, department="150622.zrzyj", permit=True))
    before = {key: one.limits for key, one in route.tasks.items()}

    said = moved(route, DECEMBER, PUBLISHED)

    told, *letters = said
    assert {(each.item, each.limit) for each in told.moved} == {(15, "legal"), (26, "legal"), (None, "joint")}
    assert [letter.subject for letter in letters] == ["task.150622.fgw.due-moved", "task.150622.zrzyj.due-moved"]
    assert all(one.limits["promised"] == before[key]["promised"] for key, one in route.tasks.items())
    keep(route, PUBLISHED)
    assert not route.provisional
    assert moved(route, DECEMBER, PUBLISHED) == []


def test_a_limit_that_turns_out_to_have_ended_earlier_is_lit_at_once():
    later = TIMES._replace(calendar=WorkCalendar.from_overlay({"2027": {"workdays": ["2027-01-02", "2027-01-03", "2027-01-09"]}}))
    route = begun(task(15))
    now = datetime(2027, 1, 14, 18, 0, tzinfo=CHINA)
    light(route, now)

    moved(route, now, later)

    assert route.next_alarm() <= now
    assert "overdue" in [each.light for each in light(route, now)]


def test_a_change_under_the_new_calendar_does_not_hide_that_other_limits_rest_on_the_old_one():
    route = begun(task(15), task(26))
    say_now = route.tasks[f"{route.id}/15"]
    say_now.pause(DECEMBER, "等待申请人补正", "行政许可法 第三十二条")
    say_now.resume(DECEMBER, PUBLISHED)
    keep(route, PUBLISHED)

    assert moved(route, DECEMBER, PUBLISHED)


def test_two_calendars_of_one_version_agree_and_another_day_is_another_version():
    one, same = (WorkCalendar.from_overlay(NEW_YEAR) for _ in range(2))
    local = WorkCalendar.from_overlay(NEW_YEAR, {date(2027, 1, 6): False})

    assert one.version == same.version
    assert len({one.version, local.version, WorkCalendar().version}) == 3


class Centre:
    def __init__(self, calendar):
        self.calendar = calendar


class Known:
    """Jurisdictions, as far as the background task asks them."""

    def __init__(self, calendar):
        self._calendar = calendar

    def centres(self):
        return ("150622",)

    def centre(self, _code):
        return Centre(self._calendar)


class Index:
    def __init__(self, routes):
        self._routes = routes

    async def presumed(self, centre, version, after, limit):
        found = [one for one in self._routes.all() if one.centre == centre and one.provisional and one.calendar != version]
        return sorted((one for one in found if one.id > after), key=lambda one: one.id)[:limit]


class LateWorld(World):
    """A world in December whose centres learn of a new calendar."""

    def __init__(self):
        super().__init__()
        self.clock.advance(DECEMBER - self.clock.now())

    def replica(self, ready):
        changes = self.handlers._desk._changes
        times = changes.times
        changes.times = lambda place: times(place)._replace(calendar=PUBLISHED.calendar, elsewhere=changes.times)
        kind = Provisional(Index(self.routes), lambda route, cause: changes.make(route.id, cause, moved))
        return LateCalendar(Known(PUBLISHED.calendar), ready, kind)


@pytest.fixture
async def late():
    world = LateWorld()
    await world.hear(accepted(WATER, LAND, area_ha=6))
    return world


async def ready():
    return True


async def test_two_replicas_that_start_with_the_new_calendar_tell_it_once(late):
    replicas = [late.replica(ready), late.replica(ready)]

    await asyncio.gather(*(one.go_through() for one in replicas))

    assert len(facts(late.sent, LimitsMoved)) == 1
    assert [letter.task_id for letter in mails(late.sent, DueMoved, "due-moved", SLJ)] == [f"{CASE}/{WATER}"]
    assert not (await late.route()).provisional


async def test_an_outage_at_the_start_is_waited_out_without_holding_up_anybody(late):
    tries = []

    async def at_last():
        tries.append(1)
        return len(tries) > 1

    replica = late.replica(at_last)
    replica.start()
    await asyncio.sleep(0.5)
    await replica.stop()

    assert len(tries) == 2
    assert len(facts(late.sent, LimitsMoved)) == 1
