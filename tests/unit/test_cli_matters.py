"""Hard cases at the prompt: reported by a centre, resolved by a rung, carried out by those whom the resolution binds."""

import json
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from rich.console import Console

from deploy.local.cli.matters import hard_cases, measures_of
from deploy.local.cli.words import BINDINGS, CLIMBS, MATTER_STATES, MEASURE_STATES, TRANSFER_STATES
from services.routing.domain.matter import Climb, Followed, Left, Matter, MatterState, MeasureState, Rung
from services.routing.domain.transfer import OfferState
from services.routing.shown import matter as shown_matter
from shared.clock import CHINA, Term
from shared.contracts import matters
from shared.errors import Refused
from tests.unit.cli_world import BANNER, CASE, LAND, MATTER, MEASURE, OFFICE, ORDER, Town, daiban, letter
from tests.unit.matter_told import TOLD
from tests.unit.route_walk import new_route

ESCALATED: dict[str, Any] = {
    "task_id": MATTER,
    "case_number": CASE,
    "centre": BANNER,
    "trigger": "departments_disagree",
    "subject": "选址与矿区压覆",
    "rung_name": "领导小组办公室",
    "history": ["牵头部门联席会议逾期未答复"],
    "parties": [LAND],
    "item": 26,
    "due": "2026-03-10T17:30:00+08:00",
    "round": 2,
}


def shown(part: Any) -> str:
    console = Console(width=240)
    with console.capture() as capture:
        console.print(part)
    return capture.get()


def test_a_centre_reports_what_it_cannot_settle(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    town = Town(escalate=TOLD).installed(monkeypatch)

    daiban(
        *(
            "escalate",
            CASE,
            "--trigger",
            "agent_cannot_resolve",
            "--reason",
            "多次协调未果",
            "--signed-by",
            "代办员",
            "--item",
            26,
        )
    )

    said = {"trigger": "agent_cannot_resolve", "reason": "多次协调未果", "signed_by": "代办员", "item": 26}
    assert town.asked == [("centre-150622", "escalate", {"case_number": CASE} | said)]
    assert MATTER in capsys.readouterr().out


def test_a_case_shows_every_rung_and_how_far_its_resolution_is() -> None:
    said = shown(hard_cases({"escalations": [TOLD]}))

    for words in ("逾期未答复", "待答复", "催办", "鄂领办〔2026〕3号", "限期决定，事项 26", "（逾期）", "地字1号", "服务规定 三"):
        assert words in said
    assert hard_cases({"escalations": []}) == ""


def test_a_matter_as_routing_tells_it_can_be_shown() -> None:
    due = datetime(2026, 3, 6, 17, 30, tzinfo=CHINA)
    term = Term(what="答复", days=3, unit="working", basis="服务规定 三", mark="inferred")
    rung = Rung(key="r1", kind="联席会议", name="牵头部门联席会议", party=LAND, party_name="准格尔旗自然资源局", term=term)
    climb = Climb(rung=rung, asked_at=due - timedelta(days=3), due=due, left_at=due, outcome=Left.SILENT, reason="逾期未答复")
    matter = Matter(
        matter_id=MATTER,
        cause="departments_disagree/26",
        trigger="departments_disagree",
        subject="选址与矿区压覆",
        opened_at=climb.asked_at,
        climbs=(climb, climb.model_copy(update={"left_at": None, "outcome": None})),
        measures=(Followed(measure=matters.Measure.model_validate(ORDER), overdue=True),),
    )

    said = shown(hard_cases({"escalations": [shown_matter(new_route({5}), matter)]}))

    assert "逾期未答复：" not in said
    for words in ("逾期未答复", "待答复", "协调中", "落实中", "（逾期）"):
        assert words in said


def test_every_state_has_its_word() -> None:
    assert set(TRANSFER_STATES) == set(OfferState)
    assert set(MATTER_STATES) == set(MatterState)
    assert set(MEASURE_STATES) == set(MeasureState)
    assert set(CLIMBS) == set(Left)
    assert set(BINDINGS) == set(get_args(matters.Binding))


def test_a_rung_resolves_with_measures(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    town = Town(**{"department.ldxzb.resolved": TOLD}).installed(monkeypatch)
    town.mail = [letter("escalated", 1, **ESCALATED), letter("escalated", 2, **ESCALATED | {"task_id": f"{CASE}/E2"})]
    measure = f"owner={LAND},act=核发许可，同时退还旧证,due=2026-03-20,binding=decide,item=26"

    daiban(
        *("department", "answer", OFFICE, "resolved", MATTER),
        *("--note", "调整红线后办理", "--measure", measure, "--document", "鄂领办〔2026〕3号", "--json"),
    )

    ((user, _, body),) = town.asked
    (order,) = body["measures"]
    assert user == f"dept-{OFFICE}"
    assert order == {"owner": LAND, "act": "核发许可，同时退还旧证", "due": "2026-03-20", "binding": "decide", "item": "26"}
    assert (body["note"], body["document"]) == ("调整红线后办理", "鄂领办〔2026〕3号")
    assert json.loads(capsys.readouterr().out)["matter_id"] == MATTER
    assert [one.message.is_acked for one in town.mail] == [True, False]


@pytest.mark.parametrize(
    ("verb", "task", "more", "field", "said"),
    [
        ("resolved", MATTER, ("--reason", "维持原意见"), "note", "维持原意见"),
        ("passed-on", MATTER, ("--reason", "超出本级权限"), "reason", "超出本级权限"),
        ("done", MEASURE, ("--note", "地字1号"), "note", "地字1号"),
        ("submitted", f"{CASE}/28", ("--document", "鄂应急函〔2026〕12号"), "document", "鄂应急函〔2026〕12号"),
    ],
)
def test_what_a_department_says_stands_where_routing_reads_it(
    verb: str, task: str, more: tuple[str, ...], field: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(**{f"department.ldxzb.{verb}": TOLD}).installed(monkeypatch)
    town.mail = [letter("assigned", 1, task_id=task)]

    daiban("department", "answer", OFFICE, verb, task, *more)

    ((_, _, body),) = town.asked
    assert (body["task_id"], body[field]) == (task, said)
    assert town.mail[0].message.is_acked is (verb != "submitted")


@pytest.mark.parametrize(
    ("measure", "messages"),
    [
        ("尽快办理", ["“尽快办理”不是 名称=内容 的形式"]),
        (f"owner={LAND},act=办理", ["缺少 due"]),
        ("act=", ["缺少 owner", "缺少 act", "缺少 due"]),
        (f"owner={LAND},act=办理,until=2026-03-20", ["没有 until 这一栏"]),
        (f"owner={LAND},act=办理,due=2026-03-20,act=复核", ["act 写了不止一次"]),
        (f"责任={LAND},act=办理,due=2026-03-20", [f"“责任={LAND},act=办理,due=2026-03-20”不是 名称=内容 的形式"]),
    ],
)
def test_a_measure_that_is_written_wrongly_is_told_once_for_each_fault(measure: str, messages: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        measures_of([f"owner={LAND},act=办理,due=2026-03-20", measure])

    assert [fault.message for fault in refused.value.faults] == messages
    assert {fault.field for fault in refused.value.faults} == {"--measure 2"}


def test_measures_belong_to_a_resolution_only(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town().installed(monkeypatch)

    with pytest.raises(Refused, match="--measure"):
        daiban("department", "answer", LAND, "done", MEASURE, "--measure", f"owner={LAND},act=办理,due=2026-03-20")

    assert town.asked == []
