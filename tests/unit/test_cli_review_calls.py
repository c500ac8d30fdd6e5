"""A joint review is called at the prompt with all that its contract takes; what is wrong is told by the option at fault."""

from typing import get_args

import pytest

from deploy.local.cli import rule_words
from deploy.local.cli.review_words import KINDS, instant_of, kind_of
from shared.contracts.review_calls import CallReview, ReviewKind
from shared.errors import Refused, refuse
from tests.unit.cli_review_told import REVIEW
from tests.unit.cli_world import CASE, Town, daiban


def test_a_review_is_called_with_everything_that_the_contract_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(call_review={"review_id": REVIEW}).installed(monkeypatch)

    daiban(
        *("review", "call", CASE, "--kind", "联席会议", "--subject", "选址", "--by", "综合代办员"),
        *("--must", "zrzyj", "--must", "150600.slj", "--ask", "lcj", "--observe", "zwj", "--question", "是否压覆"),
        *("--item", 24, "--paper", "F1", "--needed", "水土保持方案", "--days", 3, "--convener", "fgw"),
        *("--form", "meeting", "--at", "2026-12-01 14:30", "--place", "三楼会商室"),
    )

    ((user, operation, body),) = town.asked
    order = CallReview.model_validate(body)
    assert (user, operation) == ("centre-150622", "call-review")
    assert (order.kind, order.mandatory, order.advisory) == ("joint_meeting", ("zrzyj", "150600.slj"), ("lcj",))
    assert (order.observers, order.questions, order.items) == (("zwj",), ("是否压覆",), (24,))
    assert (order.papers, order.needed, order.limit_days) == (("F1",), ("水土保持方案",), 3)
    assert (order.form, order.at, order.place) == ("meeting", "2026-12-01T14:30:00+08:00", "三楼会商室")
    assert (order.convener, order.signed_by) == ("fgw", "综合代办员")
    assert f"daiban review show {REVIEW}" in capsys.readouterr().out


def test_what_is_not_said_of_a_review_is_left_to_its_template(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(call_review={"review_id": REVIEW}).installed(monkeypatch)

    daiban("review", "call", CASE, "--kind", "countersign", "--subject", "选址", "--by", "综合代办员")

    order = CallReview.model_validate(town.asked[0][2])
    assert order == CallReview(case_number=CASE, kind="countersign", subject="选址", signed_by="综合代办员")


def test_every_kind_has_a_name_by_which_it_can_be_written() -> None:
    assert set(KINDS) == set(get_args(ReviewKind))
    assert {kind_of(name) for name in KINDS.values()} == set(KINDS)
    with pytest.raises(Refused, match="没有“茶话会”这种会商"):
        kind_of("茶话会")


def test_what_the_rules_ask_for_is_told_with_its_kind_and_everybody_who_takes_part() -> None:
    wanted = {"kind": "countersign", "convener": "the_lead", "mandatory": ["all_parties"], "advisory": [], "observers": ["zwj"]}

    assert rule_words.value(wanted) == "会审会签；召集：牵头部门；必须：全部承办部门；列席：zwj"
    assert all(rule_words.value({**wanted, "kind": kind}).startswith(KINDS[kind]) for kind in KINDS if kind != "reform_office")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-12-01T14:30", "2026-12-01T14:30:00+08:00"),
        ("2026-12-01T06:30+00:00", "2026-12-01T06:30:00+00:00"),
        (None, None),
    ],
)
def test_a_time_without_a_zone_is_chinas(written: str | None, read: str | None) -> None:
    assert instant_of(written) == read


def test_a_time_that_is_none_is_refused_before_anybody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town().installed(monkeypatch)

    with pytest.raises(Refused, match="不是时间"):
        daiban("review", "call", CASE, "--kind", "会审会签", "--subject", "选址", "--by", "代办员", "--at", "下周三")

    assert town.asked == []


def test_what_is_wrong_with_a_call_is_told_by_the_options_that_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Refused([*refuse("mandatory.1", "没有“xyz”这个部门", "…").faults, *refuse("case_number", "办件不存在", "…").faults])
    Town(**{"call-review": wrong}).installed(monkeypatch)

    with pytest.raises(Refused) as refused:
        daiban("review", "call", CASE, "--kind", "联席会议", "--subject", "选址", "--by", "岗", "--must", "slj", "--must", "xyz")

    assert [fault.field for fault in refused.value.faults] == ["--must（第 2 个）", "case_number"]
