"""The agency plan by hand over 国庆 2026, what every state contributes, and what people are told of it."""

import json
from datetime import date, datetime, timedelta

from deploy.local.cli.timeline import told_parts
from services.archive.domain.entry import JournalEntry
from services.archive.domain.restriction import Restriction
from services.routing.domain.plan import PRESUMED, Plan, Step, changed, plan
from services.routing.domain.planning import revised, step_of, told
from services.routing.domain.task import Task
from shared.clock import CHINA, Pause
from shared.contracts.common import RESTRICTED_NAME, ItemState
from shared.contracts.plan import PlanRevised
from shared.contracts.routing import PlannedItem
from tests.unit.plan_world import MONDAY, TIMES, autumn, days, lines


def test_five_items_over_the_national_day_as_reckoned_by_hand() -> None:
    made = plan(autumn(), MONDAY, TIMES)

    assert [(line.item, f"{line.starts:%m-%d}", f"{line.promised:%m-%d}", line.slack_days, line.rank) for line in made.lines] == [
        (5, "09-21", "09-21", 0, 1),
        (26, "09-21", "09-29", 0, 2),  # 22 23 24 28 29: 中秋 is off from 25 to 27 September
        (4, "09-21", "10-12", 5, 2),  # 22 23 24 28 29 30, 8 9 10 12 October
        (24, "09-29", "10-14", 0, 3),
        (22, "10-14", "10-19", 0, 4),
    ]
    assert made.critical_path.items == (5, 26, 24, 22)
    assert (made.finish, made.finish_one_by_one, made.saved_days) == (date(2026, 10, 19), date(2026, 11, 2), 10)


def test_with_every_legal_limit_used_up_it_ends_when_the_law_lets_it() -> None:
    made = plan(autumn(), MONDAY, TIMES)

    assert lines(made)[26].legal == date(2026, 10, 26)
    assert made.finish_legal == date(2026, 12, 2)


def test_calendar_days_run_through_the_holiday_and_end_on_a_working_day() -> None:
    made = plan([Step(item=27, legal=days(11, "calendar"))], MONDAY, TIMES)

    assert made.finish == date(2026, 10, 8)  # 2 October is off


def test_a_decision_before_its_time_brings_the_rest_forward() -> None:
    decided = datetime(2026, 9, 23, 11, 0, tzinfo=CHINA)
    before = plan(autumn(), MONDAY, TIMES)

    done = {"assigned_at": MONDAY, "decided_at": decided, "ended": True, "passed": True}
    after = plan(autumn(_5=done | {"decided_at": MONDAY}, _26=done), decided, TIMES)

    assert lines(after)[24].starts == date(2026, 9, 23)
    assert lines(after)[24].promised == date(2026, 10, 10)  # 24 28 29 30 September, 8 9 10 October
    assert {(move.item, move.what) for move in changed(before, after)} >= {(24, "starts"), (22, "promised"), (None, "finish")}


def test_a_paused_task_counts_as_if_its_clock_ran_again_today() -> None:
    pause = Pause(start=datetime(2026, 9, 22, 9, 0, tzinfo=CHINA), reason="等待申请人补正", basis="行政许可法 第三十二条")
    running = {"assigned_at": MONDAY}
    steps = autumn(_5=running | {"decided_at": MONDAY, "ended": True, "passed": True}, _26=running | {"pauses": (pause,)})

    made = plan(steps, datetime(2026, 9, 29, 9, 0, tzinfo=CHINA), TIMES)

    assert lines(made)[26].state == "paused"
    assert lines(made)[26].promised == date(2026, 10, 10)  # one day used on the 22nd; 30 September, 8 9 10 October
    assert lines(made)[26].provisional
    assert lines(made)[22].provisional


def test_the_limit_that_a_task_had_before_its_pause_holds_no_more() -> None:
    pause = Pause(start=datetime(2026, 9, 22, 9, 0, tzinfo=CHINA), reason="专家评审", basis="行政许可法 第四十五条")
    paused = autumn(
        _5={"assigned_at": MONDAY, "promised": days(5), "promised_due": MONDAY + timedelta(days=8), "pauses": (pause,)}
    )

    made = plan(paused, datetime(2026, 9, 29, 9, 0, tzinfo=CHINA), TIMES)

    assert lines(made)[5].promised == date(2026, 10, 10)
    assert not lines(made)[5].late


def test_what_nobody_has_yet_starts_today_at_the_earliest() -> None:
    done = {"assigned_at": MONDAY, "decided_at": MONDAY, "ended": True, "passed": True}

    made = plan(autumn(_5=done), MONDAY + timedelta(days=7), TIMES)

    assert lines(made)[26].starts == date(2026, 9, 28)


def test_an_overdue_task_ends_today_at_the_earliest() -> None:
    late = autumn(_5={"assigned_at": MONDAY, "promised_due": MONDAY + timedelta(hours=8)})

    made = plan(late, datetime(2026, 9, 24, 10, 0, tzinfo=CHINA), TIMES)

    assert lines(made)[5].late
    assert lines(made)[5].promised == date(2026, 9, 24)


def test_without_a_permit_needed_the_item_drops_out_and_holds_nobody_up() -> None:
    made = plan(autumn(_26={"ended": True, "passed": True}), MONDAY, TIMES)

    assert 26 not in lines(made)
    assert lines(made)[24].starts == date(2026, 9, 21)


def test_what_waits_for_a_refused_item_drops_out_with_all_that_follows() -> None:
    refused = {"assigned_at": MONDAY, "decided_at": MONDAY + timedelta(days=1), "ended": True}

    made = plan(autumn(_26=refused), MONDAY + timedelta(days=1), TIMES)

    assert set(lines(made)) == {5, 26, 4}


def test_nothing_to_do_is_a_plan_without_lines_and_dates() -> None:
    made = plan([Step(item=15, ended=True, passed=True)], MONDAY, TIMES)

    assert made == Plan()


def test_an_item_without_limits_gets_the_twenty_days_of_article_42_and_says_so() -> None:
    line = plan([Step(item=1)], MONDAY, TIMES).lines[0]

    assert (line.term, line.mark, line.basis) == ("20个工作日", "inferred", PRESUMED.basis)
    assert line.promised == date(2026, 10, 26)
    assert line.provisional
    assert "第四十二条" in line.note


def test_a_hand_over_takes_its_day_before_the_department_can_start() -> None:
    offered = datetime(2026, 9, 18, 16, 0, tzinfo=CHINA)

    assert plan([Step(item=27, promised=days(20), lead_in_days=1)], MONDAY, TIMES).lines[0].starts == date(2026, 9, 22)
    begun = Step(item=27, promised=days(20), lead_in_days=2, offered_at=offered)
    assert plan([begun], MONDAY, TIMES).lines[0].starts == date(2026, 9, 21)  # the 20th is worked


def test_dates_in_a_year_without_published_holidays_are_marked() -> None:
    made = plan([Step(item=4, promised=days(20), legal=days(20))], datetime(2026, 12, 14, 9, 0, tzinfo=CHINA), TIMES)

    assert made.provisional
    assert "尚未公布" in made.lines[0].note


def test_what_is_decided_at_closing_is_followed_on_the_spot_the_next_day() -> None:
    made = plan([Step(item=4, promised=days(1)), Step(item=5, promised=days(0), after=(4,))], MONDAY, TIMES)

    assert lines(made)[5].promised == date(2026, 9, 23)


def test_a_ring_of_prerequisites_does_not_run_for_ever() -> None:
    ring = [Step(item=1, after=(2,), promised=days(5)), Step(item=2, after=(1,), promised=days(5))]

    assert set(lines(plan(ring, MONDAY, TIMES))) == {1, 2}


def test_a_first_plan_is_news_and_the_same_plan_again_is_none() -> None:
    made = plan(autumn(), MONDAY, TIMES)

    assert {move.what for move in changed(None, made)} == {"added", "finish"}
    assert changed(made, plan(autumn(), MONDAY, TIMES)) == ()


def test_an_item_that_goes_and_a_path_that_moves_are_told() -> None:
    before = plan(autumn(), MONDAY, TIMES)
    after = plan(autumn(_4={"promised": days(30)}, _22={"ended": True}), MONDAY, TIMES)

    found = {(move.item, move.what) for move in changed(before, after)}

    assert {(22, "dropped"), (4, "critical"), (26, "critical"), (4, "promised"), (None, "finish")} <= found


def test_a_plan_survives_being_stored() -> None:
    made = plan(autumn(), MONDAY, TIMES)

    assert Plan.model_validate(made.model_dump(mode="json")) == made


def task(item: int, *, restricted: bool = False) -> Task:
    placed = PlannedItem(
        item=item, item_name="涉及国家安全事项的建设项目审批", region="150600", department="gaj", department_name="国家安全局",
        level="city", after=(),
    )  # fmt: skip
    made = Task(plan=placed, task_id=f"150622-20260921-000001/{item}", restricted=restricted, promised=days(10), legal=days(20))
    made.start(MONDAY, TIMES)
    return made


def test_a_task_tells_its_limits_as_they_stand() -> None:
    running = task(4)

    step = step_of(running)

    assert step.state == "running"
    assert step.promised_due == running.limits["promised"].due
    running.end(ItemState.APPROVED, MONDAY + timedelta(days=1))
    assert step_of(running).state == "ended"


def test_a_restricted_item_shows_its_dates_and_nothing_else() -> None:
    secret = task(29, restricted=True)
    secret.pause(MONDAY, "国家安全技术评估", "保密规定")
    made = plan([step_of(secret)], MONDAY, TIMES)

    answer = told(made, [secret], "150622-20260921-000001", "准格尔旗煤矸石综合利用项目", MONDAY, TIMES.calendar)
    news = revised(None, made, [secret], "方案首次编制")

    assert answer.lines[0].item_name == RESTRICTED_NAME
    assert answer.lines[0].department_name == "主管部门"
    assert news is not None
    for body in (answer.model_dump_json(), news.model_dump_json()):
        assert not any(word in body for word in ("国家安全", "gaj", "保密"))


def test_the_archive_finds_a_restricted_item_wherever_the_plan_names_it() -> None:
    placed, secret = task(5), task(29, restricted=True)
    made = plan([step_of(placed), step_of(secret).model_copy(update={"after": (5,)})], MONDAY, TIMES)
    news = revised(None, made, [placed, secret], "方案首次编制")
    assert news is not None
    body = news.model_dump(mode="json")
    fact = JournalEntry("1", "150622-20260921-000001", "150622", "routing", "plan-revised", 1, "", "", "", body)

    (shown,) = Restriction(items=frozenset({29})).apply([fact])

    named = {name: part for name, part in shown.body.items() if name in ("lines", "moved", "critical_path")}
    assert "29" not in json.dumps(named)
    assert PlanRevised.model_validate(told_parts(shown.body)).lines[0].item == 5


def test_news_comes_only_of_what_moved() -> None:
    placed = task(4)
    made = plan([step_of(placed)], MONDAY, TIMES)

    assert revised(made, made, [placed], "部门提前办结") is None


def test_the_answer_names_the_days_off_that_a_drawing_needs() -> None:
    answer = told(plan([step_of(task(4))], MONDAY, TIMES), [task(4)], "150622-20260921-000001", "", MONDAY, TIMES.calendar)

    assert date(2026, 10, 1) in answer.days_off
    assert date(2026, 10, 10) not in answer.days_off
