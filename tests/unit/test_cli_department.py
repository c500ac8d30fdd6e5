"""A department at the prompt: a case that stands, promises, progress, and an approval that is taken back."""

from typing import Any

import pytest

from tests.unit.cli_world import CASE, LAND, Town, daiban, letter

TASK = f"{CASE}/26"
DONE = {"item_name": "建设用地规划许可", "state_name": "撤销"}
PROMISE = {"kind": "tolerance", "material": "用地红线图", "due": "2026-03-20T17:30:00+08:00"}


@pytest.mark.parametrize(
    ("verb", "more", "said", "settled"),
    [
        ("progress", ("--note", "已完成初审", "--percent", "60"), {"note": "已完成初审", "percent": 60}, False),
        ("revoked", ("--reason", "材料不实", "--ground", "行政许可法第六十九条"), {"ground": "行政许可法第六十九条"}, True),
        ("refused", ("--reason", "不符", "--reconsideration-to", "市政府"), {"reconsideration_to": "市政府"}, True),
    ],
)
def test_what_is_said_stands_where_routing_reads_it_and_only_what_ends_a_task_settles_its_letters(
    verb: str, more: tuple[str, ...], said: dict[str, Any], settled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(**{f"department.zrzyj.{verb}": DONE}).installed(monkeypatch)
    town.mail = [letter("promise-broken", 1, task_id=TASK)]

    daiban("department", "answer", LAND, verb, TASK, *more)

    ((_, _, body),) = town.asked
    assert body.items() >= said.items()
    assert town.mail[0].message.is_acked is settled


def test_news_of_a_task_is_shown_in_chinese_and_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    town = Town().installed(monkeypatch)
    due = {"promised": "2026-03-20T17:30:00+08:00", "legal": None}
    town.mail = [
        letter("suspended", 1, task_id=TASK, reason="规费未缴"),
        letter("resumed", 2, task_id=TASK, reason="规费已缴清", due=due),
        letter("supplement-received", 3, task_id=TASK, promise=PROMISE, reason=""),
        letter("promise-broken", 4, task_id=TASK, promise=PROMISE | {"kind": "commitment"}, reason="核查不实"),
        letter("prerequisite-revoked", 5, task_id=TASK, item=15, item_name="水土保持", reason="材料不实"),
    ]

    daiban("department", "tasks", LAND)

    shown = capsys.readouterr().out
    for words in ("办件中止", "规费已缴清", "容缺：用地红线图", "告知承诺：用地红线图：核查不实", "水土保持：材料不实"):
        assert words in "".join(shown.split())
    assert [one.message.is_acked for one in town.mail] == [True, True, True, False, False]
