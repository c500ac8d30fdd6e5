"""The Gantt charts of an agency plan: on the terminal, as SVG, as a page; for any number of items, length and name."""

from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from deploy.local import gantt
from deploy.local.cli import plan as command
from deploy.local.plan_words import Axis, clean, summary
from services.routing.domain.plan import Plan, Step, plan
from services.routing.domain.planning import days_off
from shared.clock import CHINA
from shared.contracts.common import RESTRICTED_NAME
from shared.contracts.plan import PlanLine, PlanTold
from tests.unit.plan_world import MONDAY, TIMES, autumn, days

NAMES = {
    5: "企业投资项目备案",
    26: "建设用地规划许可证核发",
    4: "固定资产投资项目节能审查",
    24: "建设工程规划类许可证核发",
    22: "建筑工程施工许可证核发",
}
HOSTILE = "</text><script>alert('准格尔旗')</script>&amp;\"\x00\x1b[31m\u202e\ud800煤矸石"
OFFICE = "准格尔旗自然资源局"
SVG = "{http://www.w3.org/2000/svg}"


def answered(made: Plan, now: datetime = MONDAY, name: str | None = None) -> PlanTold:
    """The service's answer for a plan."""
    lines = tuple(
        PlanLine(
            **line.model_dump(),
            item_name=name or NAMES.get(line.item, RESTRICTED_NAME),
            department_name=name or "准格尔旗自然资源局",
        )
        for line in made.lines
    )
    off = days_off(min(now.date(), made.starts or now.date()), max([line.legal for line in lines] + [now.date()]), TIMES.calendar)
    return PlanTold.model_construct(
        **{key: getattr(made, key) for key in ("starts", "finish", "finish_legal", "finish_one_by_one", "saved_days")},
        critical_path=made.critical_path,
        provisional=made.provisional,
        case_number="150622-20260921-000001",
        project=name or "准格尔旗煤矸石综合利用项目",
        today=now.date(),
        lines=lines,
        days_off=off,
    )


def screen_of(answer: PlanTold, width: int = 140) -> str:
    console = Console(file=StringIO(), width=width, highlight=False)
    console.print(*(part() for part in command.parts(answer)), sep="\n")
    return console.file.getvalue()


def row(shown: str, name: str) -> str:
    return next(line for line in shown.splitlines() if name in line)


def chain(count: int, length: int) -> Plan:
    return plan(
        [Step(item=i, promised=days(length), after=(i - 1,) if i > 1 else ()) for i in range(1, count + 1)], MONDAY, TIMES
    )


def test_the_terminal_tells_order_dates_slack_and_what_is_saved() -> None:
    shown = screen_of(answered(plan(autumn(), MONDAY, TIMES)))

    assert "并联办理节省10个工作日" in shown
    assert "事项5 → 26 → 24 → 22" in shown
    assert "09-21 → 10-12" in row(shown, "4.固定资产投资项目节能审查")
    assert "5天" in row(shown, "4.固定资产投资项目节能审查")
    assert "法定 10-26" in shown


def test_critical_waiting_and_slack_differ_without_colour() -> None:
    shown = screen_of(answered(plan(autumn(), MONDAY, TIMES)))

    critical, free = row(shown, "26.建设用地"), row(shown, "4.固定资产")
    assert "★" in critical
    assert "▓" in critical
    assert "░" not in critical
    assert "★" not in free
    assert "░░" in free
    assert "···" in free


def test_done_running_and_paused_differ_without_colour() -> None:
    done = {"assigned_at": MONDAY, "decided_at": MONDAY + timedelta(days=1), "ended": True, "passed": True}
    now = MONDAY + timedelta(days=2)
    shown = screen_of(answered(plan(autumn(_5=done, _26={"assigned_at": MONDAY}), now, TIMES), now))

    assert "━" in row(shown, "5.企业")
    assert "█" in row(shown, "26.建设用地")
    assert "▼今天" in shown
    assert "已办结" in shown


def test_bars_lie_on_working_days_and_the_holiday_takes_no_room() -> None:
    axis = Axis(answered(plan(autumn(), MONDAY, TIMES)))

    assert len(axis.working) == TIMES.calendar.between(MONDAY.date(), date(2026, 10, 19)) + 1
    assert date(2026, 10, 1) not in axis.working
    assert date(2026, 10, 10) in axis.working


def test_items_that_wait_for_each_other_have_bars_that_meet_and_do_not_overlap() -> None:
    answer = answered(plan(autumn(), MONDAY, TIMES))
    axis = Axis(answer)
    bars = {line.item: axis.bar(line) for line in answer.lines}

    assert bars[24][0] == bars[26][1] + 1
    assert bars[22][0] == bars[24][1] + 1


@pytest.mark.parametrize("width", [60, 80, 140, 200])
@pytest.mark.parametrize(("count", "length"), [(1, 0), (1, 1), (31, 2), (10, 20)])
def test_the_chart_fits_the_screen_for_one_item_and_for_many(width: int, count: int, length: int) -> None:
    shown = screen_of(answered(chain(count, length)), width)

    assert max(map(cell_len, shown.splitlines())) <= width
    assert shown.count("★") > count
    assert "…" not in shown


@pytest.mark.parametrize(("count", "length"), [(1, 0), (1, 1), (31, 2), (10, 20)])
def test_the_drawing_holds_a_bar_for_every_item_within_its_frame(count: int, length: int) -> None:
    root = ET.fromstring(gantt.svg(answered(chain(count, length))))  # noqa: S314  our own

    bars = [
        bar for bar in root.iter(f"{SVG}rect") if bar.get("class", "").startswith("bar") and bar.find(f"{SVG}title") is not None
    ]
    assert len(bars) == count
    assert all(float(bar.get("x", 0)) >= gantt.LEFT - 1 for bar in bars)
    assert all(float(bar.get("x", 0)) + float(bar.get("width", 0)) <= gantt.WIDTH - gantt.RIGHT + 1 for bar in bars)


def test_hostile_names_stay_text() -> None:
    answer = answered(plan(autumn(), MONDAY, TIMES), name=HOSTILE)

    root = ET.fromstring(gantt.svg(answer).encode())  # noqa: S314  our own

    assert not [element for element in root.iter() if element.tag.lower().endswith("script")]
    assert "<script" not in gantt.page(answer)
    assert "\x1b" not in screen_of(answer)
    assert "\u202e" not in screen_of(answer)


@given(st.text(max_size=60))
def test_any_name_makes_a_drawing_that_parses(name: str) -> None:
    answer = answered(plan(autumn(), MONDAY, TIMES), name=name or "空")

    root = ET.fromstring(gantt.svg(answer).encode())  # noqa: S314  our own

    assert root.tag == f"{SVG}svg"
    assert "\n" not in clean(name)


def test_the_drawing_needs_nothing_from_elsewhere() -> None:
    drawn = gantt.page(answered(plan(autumn(), MONDAY, TIMES)))

    assert not any(word in drawn for word in ("href", "src=", "@import", "<script", "url(http"))
    assert drawn.count("http") == 1  # the name of the SVG namespace


def test_the_page_tells_every_line_under_the_drawing() -> None:
    page = gantt.page(answered(plan([*autumn(), Step(item=1)], MONDAY, TIMES)))

    assert page.index("<svg") < page.index("<table")
    assert page.count("<tr>") == 7
    assert "按行政许可法第四十二条的二十个工作日推定" in page
    assert "（推断）" in page


def test_a_restricted_item_appears_under_the_name_the_service_gives() -> None:
    answer = answered(plan([Step(item=29, promised=days(10))], MONDAY, TIMES))

    assert RESTRICTED_NAME in screen_of(answer)
    assert RESTRICTED_NAME in gantt.svg(answer)


def test_a_plan_into_another_year_shows_the_year() -> None:
    now = datetime(2026, 12, 14, 9, 0, tzinfo=CHINA)
    shown = screen_of(answered(plan([Step(item=4, promised=days(20), legal=days(20))], now, TIMES), now))

    assert "26-12-14 → 27-01-11＊" in shown
    assert "尚未公布" in shown


def test_a_case_with_nothing_to_do_says_so() -> None:
    answer = answered(Plan())

    assert summary(answer) == ["本办件没有需要办理的事项。"]
    assert "没有需要办理的事项" in screen_of(answer)
    assert "没有需要办理的事项" in gantt.page(answer)


def test_the_command_shows_the_plan_and_writes_both_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answered(plan(autumn(), MONDAY, TIMES)).model_dump(mode="json")
    monkeypatch.setattr(command.session, "ask_about", lambda *_asked: found)

    command.plan("150622-20260921-000001", tmp_path / "方案.svg", tmp_path / "方案.html", tmp_path, json=True)

    said = capsys.readouterr()
    assert PlanTold.model_validate_json(said.out).saved_days == 10
    assert "方案.svg" in said.err
    assert (tmp_path / "方案.svg").read_text(encoding="utf-8").startswith("<svg")
    assert "<table" in (tmp_path / "方案.html").read_text(encoding="utf-8")
