"""A department in joint reviews at the prompt, as participant and as convener: every answer is what its contract takes."""

import json
from typing import Any

import pytest

from deploy.local.cli.app import DEPARTMENT, run
from deploy.local.cli.failures import WRONG
from deploy.local.cli.review_words import DONE_BY
from shared.contracts.review_answers import ANSWERS
from shared.errors import Refused, refuse
from tests.unit.cli_review_told import MEETING, RESOLUTION, REVIEW, given
from tests.unit.cli_world import CASE, LAND, Town, daiban, letter

STANDS: dict[str, Any] = {
    "review_id": REVIEW,
    "state": "deliberating",
    "state_name": "征求意见",
    "you": {"role": "mandatory", "opinion": given(LAND, "object", ground="土地管理法第四十四条", mend="调整红线")},
    "next": [{"party": LAND, "act": "signed", "what": "会签", "due": "2026-04-08T17:30:00+08:00"}],
}
RESOLVE = f"owner={LAND},act=出具意见，并送代办窗口,due=2026-12-01,done_when=意见送达"
LINES: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    ("attend", (), {"attends": True, "delegate": ""}),
    ("attend", ("--delegate", "副局长"), {"attends": True, "delegate": "副局长"}),
    ("attend", ("--apology", "--reason", "防汛会议"), {"attends": False, "reason": "防汛会议"}),
    ("opinion", ("agree",), {"opinion": "agree", "edition": None}),
    (
        "opinion",
        ("object", "--ground", "土地管理法第四十四条", "--mend", "调整红线", "--edition", "2"),
        {"ground": "土地管理法第四十四条", "mend": "调整红线", "edition": 2},
    ),
    ("opinion", ("conditional", "--condition", "先补测绘", "--condition", "先公示"), {"conditions": ["先补测绘", "先公示"]}),
    ("sign", ("--by", "分管副局长", "--text", "3"), {"signed_by": "分管副局长", "text": 3}),
    ("refuse-signature", ("--ground", "土地管理法", "--mend", "无"), {"ground": "土地管理法", "mend": "无"}),
    ("revoke-signature", ("--reason", "漏写条件"), {"reason": "漏写条件"}),
    ("carried-out", ("--evidence", "已出具", "--document", "准自然资函〔2026〕3号", "--file-id", "F1"), {"evidence": "已出具"}),
    ("convene", (), {"form": None, "at": None, "place": ""}),
    (
        "convene",
        ("--form", "video", "--at", "2026-12-01 14:30", "--place", "视频会议室"),
        {"form": "video", "at": "2026-12-01T14:30:00+08:00", "place": "视频会议室"},
    ),
    ("papers-complete", ("--reason", "可后补"), {"reason": "可后补"}),
    ("add", ("150622.slj", "--signer", "--reason", "涉水"), {"party": "150622.slj", "role": "mandatory", "signer": True}),
    ("close-round", (), {}),
    ("conclude", ("conditional", "--condition", "先公示", "--reason", "依会议意见"), {"outcome": "conditional"}),
    ("cancel-review", ("--reason", "项目改址"), {"reason": "项目改址"}),
    (
        "resolve",
        ("--resolution", RESOLVE),
        {"resolutions": [{"owner": LAND, "act": "出具意见，并送代办窗口", "due": "2026-12-01", "done_when": "意见送达"}]},
    ),
    ("drop", ("--reason", "不再需要"), {"reason": "不再需要"}),
    ("sign-minutes", ("--by", "主任", "--remark", "属实"), {"signed_by": "主任", "remark": "属实"}),
]
VERB = {words.split()[0]: verb for verb, words in DONE_BY.items()}


@pytest.mark.parametrize(("command", "more", "said"), LINES)
def test_what_is_said_is_what_the_contract_of_the_answer_takes(
    command: str, more: tuple[str, ...], said: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    verb = VERB[command]
    town = Town(**{f"department.zrzyj.{verb}": STANDS}).installed(monkeypatch)
    about = RESOLUTION if command in {"carried-out", "drop"} else REVIEW

    daiban("department", command, LAND, about, *more)

    ((user, operation, body),) = town.asked
    contract = ANSWERS[verb]
    assert (user, operation) == (f"dept-{LAND}", f"department.zrzyj.{verb}")
    assert body.items() >= said.items()
    assert set(body) <= set(contract.model_fields)
    assert about in contract.model_validate(body).model_dump().values()
    shown = "".join(capsys.readouterr().out.split())
    assert "征求意见" in shown
    assert f"daibandepartmentreview{LAND}{REVIEW}" in shown


def test_every_answer_can_be_given_at_the_prompt() -> None:
    assert set(VERB) <= set(DEPARTMENT)
    assert {command for command, _, _ in LINES} == set(VERB)


def test_an_opinion_names_the_edition_of_the_last_letter_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(**{"department.zrzyj.opinion": STANDS}).installed(monkeypatch)
    town.mail = [
        letter("consulted", 1, review_id=REVIEW, edition=1),
        letter("discussion-opened", 5, review_id=REVIEW, edition=3),
        letter("consulted", 4, review_id=REVIEW, edition=2),
        letter("consulted", 6, review_id=f"{CASE}/R9", edition=7),
        letter("minutes-asked", 7, review_id=REVIEW),
    ]

    daiban("department", "opinion", LAND, REVIEW, "object", "--ground", "土地管理法", "--mend", "调整红线")

    said = capsys.readouterr().out
    assert town.asked[0][2]["edition"] == 3
    assert [one.message.is_acked for one in town.mail] == [True, True, True, False, False]
    for words in ("第 3 版（按来件中最近一封信）", "怎样改可以同意：调整红线", "必须参加", f"daiban department sign {LAND}"):
        assert words in said


def test_a_refused_opinion_leaves_the_letter_where_it_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(**{"department.zrzyj.opinion": refuse("edition", "材料已更换", "请看第 3 版")}).installed(monkeypatch)
    town.mail = [letter("consulted", 1, review_id=REVIEW, edition=2)]

    with pytest.raises(Refused, match="材料已更换"):
        daiban("department", "opinion", LAND, REVIEW, "agree")

    assert not town.mail[0].message.is_acked


def test_a_signature_names_the_text_of_the_last_letter(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(**{"department.zrzyj.signed": STANDS}).installed(monkeypatch)
    town.mail = [letter("signature-asked", 1, review_id=REVIEW, text=1), letter("signature-asked", 2, review_id=REVIEW, text=2)]

    daiban("department", "sign", LAND, REVIEW, "--by", "分管副局长", "--json")

    assert town.asked[0][2] == {"review_id": REVIEW, "text": 2, "signed_by": "分管副局长"}
    assert json.loads(capsys.readouterr().out)["text"] == 2
    assert all(one.message.is_acked for one in town.mail)


def test_nobody_signs_a_text_that_no_letter_has_brought(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town().installed(monkeypatch)

    with pytest.raises(Refused, match="来件中没有请会签"):
        daiban("department", "sign", LAND, REVIEW, "--by", "分管副局长")

    assert town.asked == []


@pytest.mark.parametrize(
    ("command", "about", "more"),
    [
        ("opinion", CASE, ("agree",)),
        ("convene", MEETING, ()),
        ("carried-out", REVIEW, ("--evidence", "已办")),
        ("drop", f"{CASE}/A1", ("--reason", "不再需要")),
        ("opinions", REVIEW, ("agree",)),
    ],
)
def test_what_names_nothing_that_can_be_answered_is_refused_before_anybody_is_asked(
    command: str, about: str, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town().installed(monkeypatch)

    with pytest.raises(Refused, match="编号"):
        daiban("department", command, LAND, about, *more)

    assert town.asked == []


def of_meeting(place: int, review: str, **more: Any) -> Any:
    return letter(
        "consulted", place, **{"review_id": review, "case_number": review[:22], "meeting_id": MEETING, "edition": 1} | more
    )


def test_one_opinion_answers_all_that_a_meeting_asks_but_what_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town = Town(**{"department.zrzyj.opinion": [STANDS, refuse("edition", "材料已更换", "请看第 3 版")]}).installed(monkeypatch)
    reviews = [f"150622-20260302-0000{number}/R1" for number in (17, 18, 19, 20, 21)]
    discussed = letter("discussion-opened", 5, review_id=reviews[4], case_number=CASE, edition=1)
    town.mail = [
        of_meeting(1, reviews[0]),
        of_meeting(2, reviews[0], edition=2),
        of_meeting(3, reviews[1]),
        of_meeting(4, reviews[2]),
        of_meeting(6, reviews[3], meeting_id=None),
        of_meeting(0, reviews[4]),
        discussed,
    ]

    code = run(["department", "opinions", LAND, MEETING, "agree", "--except", reviews[2], "--json"])

    done = json.loads(capsys.readouterr().out)
    assert code == WRONG  # one was refused
    assert [(body["review_id"], body["edition"]) for _, _, body in town.asked] == [(reviews[0], 2), (reviews[1], 1)]
    assert (done["given"], done["left"]) == ([reviews[0]], [reviews[2]])
    assert done["refused"][0]["faults"][0]["message"] == "材料已更换"
    assert [one.message.is_acked for one in town.mail] == [True, True, False, False, False, False, False]


def test_the_outcome_of_many_opinions_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    refused = refuse("edition", "材料已更换", "请看第 3 版")
    town = Town(**{"department.zrzyj.opinion": [STANDS, refused]}).installed(monkeypatch)
    town.mail = [
        of_meeting(1, f"{CASE}/R1"),
        of_meeting(2, "150622-20260302-000018/R1"),
        of_meeting(3, "150622-20260302-000019/R1"),
    ]

    code = run(["department", "opinions", LAND, MEETING, "not_concerned", "--except", "150622-20260302-000019"])

    said = capsys.readouterr().out
    assert code == WRONG
    for words in ("已对 1 件提出“不涉及”，除外 1 件", "材料已更换（请看第 3 版）", "150622-20260302-000018/R1"):
        assert words in said


@pytest.mark.parametrize(("without", "field"), [((), "会议编号"), (("--except", "150622-20260302-000099"), "--except")])
def test_a_meeting_that_asks_nothing_and_an_exception_that_is_none_are_refused(
    without: tuple[str, ...], field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town().installed(monkeypatch)
    town.mail = [of_meeting(1, f"{CASE}/R1")] if without else []

    with pytest.raises(Refused) as refused:
        daiban("department", "opinions", LAND, MEETING, "agree", *without)

    assert [fault.field for fault in refused.value.faults] == [field]
    assert town.asked == []


def test_one_answer_says_for_a_whole_meeting_that_the_department_comes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    over = refuse("review_id", "会商已有结论", "不必再办")
    town = Town(**{"department.zrzyj.attendance": [STANDS, over]}).installed(monkeypatch)
    reviews = [f"{CASE}/R1", "150622-20260302-000018/R1"]
    invited = letter("invited", 2, review_id=reviews[0], case_number=CASE)
    town.mail = [letter("meeting-called", 1, meeting_id=MEETING, reviews=reviews), invited]

    code = run(["department", "attend", LAND, MEETING, "--delegate", "规划岗"])

    said = "".join(capsys.readouterr().out.split())
    assert code == WRONG  # one was refused
    assert [body["review_id"] for _, _, body in town.asked] == reviews
    assert all(body["delegate"] == "规划岗" for _, _, body in town.asked)
    assert [one.message.is_acked for one in town.mail] == [False, True]
    for words in ("已答复到会（1件）", "会商已有结论（不必再办）"):
        assert words in said


def test_a_meeting_without_a_notice_in_the_mail_cannot_be_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town().installed(monkeypatch)

    with pytest.raises(Refused, match="没有会议"):
        daiban("department", "attend", LAND, MEETING)

    assert town.asked == []
