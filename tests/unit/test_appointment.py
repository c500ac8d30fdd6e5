"""Appointments: places that are given away once, reminders, and what becomes of those who do not come."""

import asyncio
from datetime import date, datetime

import pytest

from shared.bus import Cause
from shared.clock import CHINA
from shared.contracts.appointment import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentKept,
    AppointmentMissed,
    AppointmentRebooked,
)
from shared.contracts.duties import DutyLit
from shared.errors import Refused
from tests.fakes import facts
from tests.unit.intake_world import jurisdictions
from tests.unit.reception_world import CENTRE, DOOR, EVENING, MONDAY, TOWN, WINDOW, Y1, ReceptionWorld


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=CHINA)


@pytest.fixture
def world() -> ReceptionWorld:
    return ReceptionWorld()


async def act(world: ReceptionWorld, operation: str, **order):
    return await world.ask(f"appointment-{operation}", {"appointment": Y1, **order})


async def test_window_time_is_booked_by_telephone(world):
    told = await world.ask("appointment-book", WINDOW)

    assert (told["appointment"], told["state_name"], told["kind_name"]) == (Y1, "已预约", "窗口办理")
    assert told["phone"] == "138****0000"
    (booked,) = facts(world.sent, AppointmentBooked)
    assert (booked.visitor, booked.day, booked.time, booked.agent) == ("项目经办人", date(2026, 3, 4), "10:00", None)


async def test_no_fact_has_the_telephone_and_who_must_call_reads_it_in_the_record(world):
    await world.ask("appointment-book", DOOR)
    told = await world.ask("appointment", {"appointment": Y1, "contact": True})

    assert "13800000000" not in b"".join(message.body for message in world.sent).decode()
    assert facts(world.sent, AppointmentBooked)[0].phone == "138****0000"
    assert told["phone"] == "13800000000"
    assert (await world.ask("appointment", {"appointment": Y1}))["phone"] == "138****0000"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"day": "2026-03-07"}, "day", "2026-03-07 不是工作日"),
        ({"day": "2026-04-06"}, "day", "只能预约到 2026-03-30"),
        ({"day": "9999-12-31"}, "day", "只能预约到"),
        ({"day": "2026-02-27"}, "day", "已经过去"),
        ({"day": "2026-03-02", "time": "09:00"}, "day", "已经过去"),
        ({"time": "17:30"}, "time", "不在办公时间内"),
        ({"time": "08:29"}, "time", "不在办公时间内"),
        ({"time": "8:30"}, "time", "格式不符"),
        ({"kind": "extended", "reason": "急办"}, "time", "在办公时间内"),
        ({"kind": "extended", "time": "19:00"}, "reason", "延时服务须写明理由"),
        ({"kind": "door", "address": "薛家湾镇"}, "reason", "上门服务须写明理由"),
        ({"kind": "door", "reason": "行动不便", "address": " "}, "address", "上门服务须写明地址"),
        ({"phone": "12"}, "phone", ""),
        ({"agent": "zh1"}, "agent", "这类预约不指定代办员"),
        ({"kind": "door", "reason": "高龄", "address": "薛家湾镇", "agent": "zh9"}, "agent", "本中心没有代办员 zh9"),
        ({"items": [99]}, "items.0", "事项 99 不在本中心的事项目录内"),
    ],
)
async def test_a_booking_that_cannot_be_is_refused_with_a_remedy_and_put_on_record(world, changes, field, message):
    faults = await world.refusal("appointment-book", {**WINDOW, **changes})

    assert [fault.field for fault in faults] == [field]
    assert message in faults[0].message
    assert faults[0].remedy
    assert [act for _, _, act, _ in world.refusals.noted] == ["appointment-book"]


async def test_a_working_day_that_is_made_up_for_can_be_booked():
    world = ReceptionWorld(datetime(2026, 4, 29, 9, 0, tzinfo=CHINA))

    assert await world.booked(day="2026-05-09")
    assert (await world.refusal("appointment-book", WINDOW | {"day": "2026-05-04"}))[0].field == "day"


async def test_an_hour_has_four_places_and_the_fifth_is_told_what_is_free(world):
    for minute in ("00", "15", "30", "45"):
        await world.booked(time=f"10:{minute}")

    (fault,) = await world.refusal("appointment-book", WINDOW)

    assert fault.message == "2026-03-04 10 时段已约满"
    assert "08:30、09:00、11:00" in fault.remedy
    assert await world.booked(time="11:00")


async def test_of_many_who_want_the_last_place_at_once_one_gets_it(world):
    for minute in ("00", "15", "30"):
        await world.booked(time=f"10:{minute}")

    told = await asyncio.gather(*(world.booked() for _ in range(5)), return_exceptions=True)

    assert sum(isinstance(one, str) for one in told) == 1
    assert all("已约满" in str(one) for one in told if isinstance(one, Refused))
    assert len({one.place for one in world.appointments.all()}) == 4


async def test_the_same_request_is_the_same_appointment(world):
    numbers = {(await world.ask("appointment-book", WINDOW, request="17"))["appointment"] for _ in range(5)}

    assert numbers == {Y1}
    assert world.said() == ["appointment-booked"]


async def test_a_visit_at_the_door_has_an_agent_who_is_in_one_place_at_a_time(world):
    everybody = jurisdictions().centre(CENTRE).agents
    agents = [(await world.ask("appointment-book", DOOR))["agent"]["id"] for _ in everybody]

    assert set(agents) == set(everybody)
    assert "已约满" in (await world.refusal("appointment-book", DOOR))[0].message
    assert await world.booked()


async def test_a_named_agent_is_taken_at_his_word(world):
    told = await world.ask("appointment-book", DOOR | {"agent": "xz1"})

    assert told["agent"]["id"] == "xz1"
    assert "已约满" in (await world.refusal("appointment-book", DOOR | {"agent": "xz1"}))[0].message
    assert await world.booked(DOOR, agent="zh1")


async def test_the_green_channel_is_open_outside_hours_with_a_named_agent(world):
    told = await world.ask("appointment-book", EVENING)

    assert (told["kind_name"], told["time"]) == ("延时服务", "19:00")
    assert told["agent"]


async def test_a_changed_time_frees_the_place_before_and_keeps_the_agent(world):
    await world.booked(DOOR, agent="xz1")
    told = await act(world, "rebook", day="2026-03-05", time="15:00", reason="要去体检")

    assert (told["day"], told["time"], told["agent"]["id"]) == ("2026-03-05", "15:00", "xz1")
    (moved,) = facts(world.sent, AppointmentRebooked)
    assert (moved.day_before, moved.time_before, moved.day) == (date(2026, 3, 4), "10:00", date(2026, 3, 5))
    assert await world.booked(DOOR, agent="xz1")


async def test_another_minute_of_a_full_hour_keeps_its_place(world):
    for _ in range(4):
        await world.booked()

    assert (await act(world, "rebook", day="2026-03-04", time="10:40"))["time"] == "10:40"
    await world.booked(time="11:00")
    faults = await world.refusal(
        "appointment-rebook", {"appointment": "150622-Y20260302-000005", "day": "2026-03-04", "time": "10:00"}
    )
    assert "已约满" in faults[0].message


async def test_a_repeated_change_changes_nothing(world):
    await world.booked()
    for _ in range(3):
        await world.ask("appointment-rebook", {"appointment": Y1, "day": "2026-03-05", "time": "15:00"}, request="17")

    assert len(facts(world.sent, AppointmentRebooked)) == 1


async def test_a_cancelled_place_is_free_again(world):
    for _ in range(4):
        await world.booked()
    await act(world, "cancel", reason="不办了")

    assert facts(world.sent, AppointmentCancelled)[0].reason == "不办了"
    assert await world.booked()
    assert (
        "已取消"
        in (await world.refusal("appointment-rebook", {"appointment": Y1, "day": "2026-03-05", "time": "15:00"}))[0].message
    )
    assert (
        "已取消"
        in (await world.refusal("appointment-rebook", {"appointment": Y1, "day": "2026-03-04", "time": "10:00"}))[0].message
    )


async def test_both_sides_are_reminded_when_the_day_before_begins(world):
    await world.booked(DOOR)
    await world.until(at(3, 8, 29))
    early = facts(world.sent, DutyLit)
    await world.until(at(3, 8, 31))

    assert early == []
    (reminder,) = facts(world.sent, DutyLit)
    assert (reminder.light, reminder.actors, reminder.due) == ("yellow", ("applicant", "agent"), "2026-03-04T10:00:00+08:00")


async def test_who_books_for_today_is_not_reminded_of_yesterday(world):
    await world.booked(day="2026-03-02", time="15:00")
    await world.until(at(2, 16))

    assert facts(world.sent, DutyLit) == []


async def test_they_came(world):
    await world.booked()
    early = await world.refusal("appointment-keep", {"appointment": Y1})
    await world.until(at(4, 10, 5))
    told = await act(world, "keep", note="已递交备案材料")

    assert "尚未到期" in early[0].message
    assert (told["state"], told["note"]) == ("kept", "已递交备案材料")
    assert len(facts(world.sent, AppointmentKept)) == 1
    await world.until(at(9))
    assert facts(world.sent, AppointmentMissed) == []


async def test_who_is_not_noted_by_the_end_of_the_next_working_day_was_missed(world):
    await world.booked(day="2026-03-06")
    await world.until(at(9, 17, 29))
    warned = [fact.light for fact in facts(world.sent, DutyLit)]
    assert facts(world.sent, AppointmentMissed) == []
    await world.until(at(9, 17, 31))

    assert warned == ["yellow", "red"]
    (missed,) = facts(world.sent, AppointmentMissed)
    assert (missed.day, missed.by) == (date(2026, 3, 6), "clock")
    assert world.appointments.all()[0].alarm_at is None
    assert "未到" in (await world.refusal("appointment-keep", {"appointment": Y1}))[0].message


async def test_what_is_over_is_neither_changed_nor_cancelled(world):
    await world.booked()
    await world.until(at(4, 10, 1))

    assert "已过" in (await world.refusal("appointment-cancel", {"appointment": Y1, "reason": "来不了"}))[0].message
    assert (
        "已过"
        in (await world.refusal("appointment-rebook", {"appointment": Y1, "day": "2026-03-05", "time": "15:00"}))[0].message
    )


async def test_a_day_is_listed_in_the_order_of_its_times_with_what_is_free(world):
    for time in ("15:00", "10:30", "09:00"):
        await world.booked(time=time)
    await world.booked(DOOR)
    await world.booked(day="2026-03-05")
    await world.ask("appointment-book", WINDOW, centre=TOWN)

    told = await world.ask("appointments", {"day": "2026-03-04", "limit": 3})
    rest = await world.ask("appointments", {"day": "2026-03-04", "limit": 3, "after": told["next"]})
    doors = await world.ask("appointments", {"day": "2026-03-04", "kind": "door"})

    assert [one["time"] for one in told["appointments"]] == ["09:00", "10:00", "10:30"]
    assert [one["time"] for one in rest["appointments"]] == ["15:00"]
    assert rest["next"] is None
    assert [one["kind"] for one in doors["appointments"]] == ["door"]
    assert (told["free"]["10:00"], told["free"]["11:00"]) == (3, 4)
    assert (await world.ask("appointments", {"day": "2026-03-07"}))["free"] == {}


async def test_another_centre_does_not_see_it(world):
    await world.booked()

    faults = await world.refusal("appointment", {"appointment": Y1}, centre="150602")

    assert [fault.message for fault in faults] == ["预约不存在"]
    assert (await world.ask("appointment", {"appointment": Y1}))["appointment"] == Y1


async def test_an_alarm_that_is_not_wanted_any_more_changes_nothing(world):
    await world.booked()
    await act(world, "cancel", reason="不办了")
    before = world.said()

    await world.reception.due(Y1, 1, Cause("迟到的闹钟"))

    assert world.said() == before
    assert world.clock.now() == MONDAY
