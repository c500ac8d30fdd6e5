"""The doctor of intake before real servers: case files that are broken on purpose are mended once, or told of once."""

from datetime import UTC, datetime, timedelta

import pytest

from services.intake.domain.silence import ailments
from services.intake.moments import Moments
from services.intake.store import MongoCases
from shared.bus import Cause, alarms
from shared.bus.waiting import WaitingAlarms
from shared.clock import SystemClock
from shared.contracts.duties import CaseAiling
from shared.doctor import SKEW, Doctor, Ward
from shared.store.patients import MongoPatients
from tests.connected.clinic import Clinic
from tests.connected.desks import BANNER
from tests.connected.windows import Windows, decided

pytestmark = pytest.mark.usefixtures("empty_streams")

PLANNING, LATER = [5, 24], "日照/交通等专项"
AILING = f"evt.{BANNER}.intake.case-ailing"


@pytest.fixture
async def windows(settings_for, mongo_database, admin):
    opened = Windows(settings_for, mongo_database, admin)
    async with opened.stack:
        yield await opened.open()


@pytest.fixture
def clinic(windows):
    def doctor_of(replica):
        parts = replica.parts
        cases = MongoCases(parts.database, replica.outbox, windows.clock)
        ward = Ward(MongoPatients(cases), CaseAiling, ailments, Moments(parts.jurisdictions, windows.clock).settled)
        return Doctor("intake", [ward], WaitingAlarms(parts.bus, "intake"), windows.clock)

    return Clinic(windows, "intake", "cases", lambda **how: windows.ask("doctor", **how), doctor_of)


async def test_a_healthy_case_is_left_alone(windows, clinic):
    case = await windows.accepted()
    before = await windows.case(case)
    told = await clinic.look()

    assert (told["service"], told["looked_at"], told["alarms"], told["ailments"]) == ("intake", 1, 1, [])
    assert await windows.case(case) == before


async def test_an_alarm_that_is_lost_is_armed_again_once(windows, clinic):
    case = await windows.accepted()
    await clinic.settled(case)
    number = (await windows.case(case)).alarm_number
    await clinic.lose(f"{case}.{number}")
    await clinic.both_look()

    assert await clinic.alarms() == [f"{case}.{number + 1}"]
    assert await clinic.found() == []
    await windows.rings(case)
    assert (await windows.told(case))["duty-lit"] == 1


async def test_an_alarm_that_nobody_wants_is_taken_back(windows, clinic, admin):
    case = await windows.accepted()
    wanted = await clinic.alarms()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    made = alarms.arm(centre=BANNER, service="intake", case=case, number=99, when=tomorrow, cause=Cause(f"stray {case}"))
    await admin.js.publish(made.subject, made.body, headers=made.headers)

    assert len(await clinic.alarms()) == 2
    assert await clinic.found() == [("orphan_alarm", True)]
    assert await clinic.alarms() == wanted


async def test_a_case_whose_duties_are_gone_gets_them_back_and_its_alarm(windows, clinic):
    case = await windows.accepted(channel="site")
    before = await windows.case(case)
    await clinic.break_(case, **{"state.duties": ...})

    assert {each for told in [await clinic.found(repair=False)] for each in told} >= {("next_actor", False)}
    await clinic.both_look()
    after = await windows.case(case)
    assert (after.duties, after.version) == (before.duties, before.version + 1)
    assert after.alarm_at == before.alarm_at
    assert await clinic.found() == []
    assert (await windows.said(case))[AILING] == 0
    await windows.rings_until(case, "deemed-accepted")


async def test_a_promise_without_its_duty_is_found_and_gets_it_back(windows, clinic):
    whole = (await windows.case(await windows.submit(items=PLANNING))).materials
    case = await windows.submit(items=PLANNING, materials=[each.material for each in whole if each.material != LATER])
    await windows.act(case, "sign", document="mandate")
    await windows.act(case, "promise", kind="tolerance", item=24, materials=[LATER])
    before = await windows.case(case)
    await clinic.break_(case, **{"state.duties.P1": ...})
    found, *_ = (await clinic.look(repair=False))["ailments"]  # and that its next alarm is another now
    await clinic.both_look()

    assert (found["invariant"], found["subject"], found["repaired"]) == ("promise_without_alarm", case, False)
    assert "P1" in found["what"]
    assert (await windows.case(case)).duties == before.duties
    assert (await windows.said(case))[AILING] == 0
    assert (await windows.rings_until(case, "promise-broken"))["promise-broken"] == 1


async def test_what_no_settling_helps_is_told_once_by_two_replicas(windows, clinic):
    case = await windows.accepted()
    await windows.hears(case, decided(await windows.case(case)), times=1)
    await clinic.break_(case, **{"state.results_at": None, "state.duties": ...})
    await clinic.both_look()
    await clinic.both_look()
    said = await windows.said(case)
    (fact,) = await windows.bodies(AILING)

    assert said[AILING] == 1
    assert (fact["ailment"]["invariant"], fact["ailment"]["subject"]) == ("next_actor", case)
    assert ("next_actor", False) in await clinic.found()


async def test_a_lost_alarm_that_is_armed_again_goes_off(settings_for, mongo_database, admin):
    """By the real clock, the duty made to be due in a moment: it is purged, armed again, and lights."""
    windows = Windows(settings_for, mongo_database, admin)
    windows.clock = SystemClock()
    async with windows.stack:
        await windows.open(days=2)
        case = await windows.accepted()
        clinic = Clinic(windows, "intake", "cases", lambda **how: windows.ask("doctor", **how), None)
        soon = windows.clock.now() + SKEW + timedelta(seconds=4)
        duty = (await windows.case(case)).duties["follow"].model_copy(update={"lights": {"yellow": soon}})
        await clinic.break_(case, **{"state.duties.follow": duty.model_dump(mode="json")})
        armed = [await clinic.found() for _ in range(2)]
        (alarm,) = await clinic.alarms()
        await clinic.settled(case)
        await clinic.lose(alarm)
        again = await clinic.found()
        await windows.lit(case)

        assert (await windows.told(case))["duty-lit"] == 1
        assert windows.clock.now() >= soon
    assert armed == [[("promise_without_alarm", True)], []]
    assert again == [("live_alarm", True)]
