"""What is told of lights, duties, extensions, limits that moved, and decisions against the applicant."""

from pathlib import Path

import pytest

from services.notify.app import desks_of
from shared.contracts import routing
from shared.jurisdictions import Jurisdictions
from tests.unit.notify_file import FILED, duty
from tests.unit.notify_limits import LIMITED, REMEDIES
from tests.unit.notify_parts import CASE, SECRET, hidden, task
from tests.unit.notify_story import ROUTING, after


@pytest.mark.parametrize(
    ("light", "staff"),
    [("yellow", ["agent"]), ("red", ["agent", "section_head"]), ("overdue", ["agent", "section_head", "vice_head"])],
)
async def test_a_duty_lights_for_whom_the_centre_names(light: str, staff: list[str]) -> None:
    written = await after(duty(light, "check", act="check", what="审核材料", actors=("window",)))

    assert [notice.recipient for notice in written] == staff


async def test_whoever_of_the_staff_has_to_act_hears_of_every_light() -> None:
    written = await after(
        duty("yellow", "grade-verify", act="verify-grade", what="核实差评", actors=("section_head", "vice_head"))
    )

    assert [notice.recipient for notice in written] == ["agent", "section_head", "vice_head"]


async def test_an_applicant_is_reminded_once_each_time_and_never_with_inner_words() -> None:
    again = [duty(light, times=2, due="2026-03-24T17:30:00+08:00") for light in ("yellow", "overdue")]
    written = await after(duty("yellow"), duty("red"), duty("overdue"), *again)
    reminders = [notice for notice in written if notice.recipient == "applicant"]

    assert [notice.title for notice in reminders] == ["请您补齐材料", "请您补齐材料"]
    assert "这是第2次提醒" in reminders[1].text
    assert "委托方" not in "".join(notice.text for notice in reminders)
    assert "灯" not in "".join(notice.text + notice.title for notice in reminders)


async def test_a_duty_of_one_day_reminds_with_the_first_light_there_is() -> None:
    (reminder,) = [notice for notice in await after(duty("overdue")) if notice.recipient == "applicant"]

    assert reminder.title == "期限已到，请您补齐材料"


async def test_a_duty_about_an_item_calls_it_by_its_name_and_a_restricted_one_not_at_all() -> None:
    named = duty("yellow", "correct24", act="correct", about="事项 24")
    secret = duty("yellow", "correct29", act="correct", about=f"事项 29：{SECRET}")
    open_case = await after(named)
    closed_case = await after(secret, restricted=frozenset({29}))

    assert "（“建设工程规划许可证核发”）" in open_case[0].text
    assert {notice.reason.split(":")[1] for notice in closed_case} == {"correctno3"}
    assert "29" not in "".join(notice.text.replace(CASE, "") + notice.reason for notice in closed_case)


async def test_an_extension_is_told_to_the_applicant_with_its_reasons() -> None:
    extended = [notice for notice in await after(routed=(ROUTING[0], *LIMITED[2:5])) if "extended" in notice.template]

    assert [(notice.recipient, notice.reason) for notice in extended] == [
        ("applicant", "extended:24:1"),
        ("agent", "extended:24:1"),
        ("applicant", "extended:29:1"),
        ("agent", "extended:29:1"),
        ("applicant", "joint-extended"),
        ("agent", "joint-extended"),
    ]
    assert "经本机关负责人批准，延长 10 个工作日，至2026年3月30日" in extended[0].text
    assert "延长的理由：方案需要专家论证" in extended[0].text


async def test_limits_that_moved_are_announced_anew_to_an_applicant_only_those_told_before() -> None:
    applicant, agent = (await after(routed=(ROUTING[0], LIMITED[6])))[1:]

    assert "由2026年3月16日改为2026年3月30日" in applicant.text
    assert "接件时限" not in applicant.text
    assert "接件时限" in agent.text


async def test_a_refusal_names_the_remedies_that_the_department_has_named() -> None:
    refused = routing.ItemRefused.model_validate(task(reason="不符合规划", remedies=REMEDIES))
    notice = (await after(routed=(ROUTING[0], refused)))[-1]

    assert "1. 行政复议：自知道该决定之日起60日内，向准格尔旗人民政府提出（行政复议法 第二十条）" in notice.text
    assert "2. 行政诉讼" in notice.text


async def test_of_a_restricted_item_nothing_is_told_of_progress_extension_recall_or_revocation() -> None:
    facts = [fact for fact in LIMITED if "29" in fact.model_dump_json().replace(CASE, "")]
    refused = routing.ItemRefused.model_validate(hidden(reason=SECRET, remedies=({**REMEDIES[0].model_dump(), "to": SECRET},)))
    written = await after(*FILED, routed=(ROUTING[0], *facts, refused), restricted=frozenset({29}))

    assert len(facts) == 5
    assert SECRET not in "".join(notice.model_dump_json() for notice in written)
    assert not any(":29" in notice.reason for notice in written)


async def test_a_centre_s_own_settings_say_who_hears_of_lights_and_how_long_a_bad_grade_may_take() -> None:
    jurisdictions = Jurisdictions.load(Path(__file__).parents[2] / "deploy" / "jurisdictions")
    settings = jurisdictions.centre("150622").settings
    desk = desks_of(jurisdictions, mails=False)("150622")

    assert desk.light_recipients == settings.light_recipients.value.model_dump()
    assert desk.rectify_days == settings.rectify_working_days.value
