"""What people read in the letters of joint reviews: what each is about, what it asks for, and by which command."""

import pytest

from deploy.local.cli.letters import VERBS
from deploy.local.cli.letters_of_reviews import WRITTEN, told
from deploy.local.cli.settling import ASKED_BY, QUESTIONS, REPLACED_BY, SETTLES
from shared.contracts.review_answers import ANSWERS
from tests.unit.cli_letters_world import golden
from tests.unit.cli_review_told import REVIEW
from tests.unit.cli_world import CASE

SAYS: list[tuple[str, str, tuple[str, ...]]] = [
    ("review-proposed", "proposed-review", ("请召集", "参加：", "按传签进行", "→ convene 部门 编号")),
    ("invited", "consultation", ("请参加联席会议", "必须参加", "会商室", "→ attend 部门 编号")),
    (
        "consulted",
        "consultation",
        (
            "必须参加；逾期不答复，视为同意",
            "材料有更新：总平面图；此前提出过意见的，不再作数",
            "问：场地是否占用基本草原",
            "会议，2026-04-03 15:00，准格尔旗政务服务中心三楼会商室",
            "材料第 3 版，2 份：papers 部门 编号",
            "→ attend 部门 编号",
            "→ opinion 部门 编号 意见（agree 同意、",
        ),
    ),
    (
        "discussion-opened",
        "discussion",
        (
            "第 1 轮讨论",
            "不答复的，原意见不变",
            "准格尔旗水利局：不同意（依据：水土保持法 第二十六条",
            "怎样改可以同意：",
            "→ opinion 部门 编号 意见（agree 同意、",
        ),
    ),
    (
        "signature-asked",
        "signature-asked",
        (
            "请会签第 1 稿：附条件同意；用地预审批复前不得开工（准格尔旗自然资源局）",
            "撤回了签字",
            "议定：准格尔旗水利局",
            "已会签：",
            "→ sign",
        ),
    ),
    ("decision-asked", "decision-asked", ("请作出决定", "→ conclude 部门 编号 结论")),
    ("review-concluded", "review-outcome", ("同意",)),
    ("review-cancelled", "review-over", ("项目改址，不再需要",)),
    ("minutes-asked", "minutes-asked", ("联席会议纪要", "→ minutes 部门 编号", "→ sign-minutes 部门 编号")),
    ("resolution-assigned", "resolution-assigned", ("议定：", "为完成", "→ carried-out 部门 编号")),
    ("resolution-over", "review-over", ("项目改址",)),
    ("review-reminder", "review-reminder", ("超期：落实会商议定事项", "→ carried-out")),
    ("review-news", "review-news", ()),
    (
        "meeting-called",
        "meeting-letter",
        (
            "集中联动审批会商会",
            "1. 150622-20260326-000001 施工许可前的审批安排（150622-20260326-000001/R2）",
            "→ attend 部门 编号",
            "→ opinions 部门 编号 意见",
        ),
    ),
]


@pytest.mark.parametrize(("verb", "name", "words"), SAYS)
def test_a_letter_says_what_it_is_about_and_what_to_do(verb: str, name: str, words: tuple[str, ...]) -> None:
    said, _ = told(verb, golden(name))

    assert said
    for each in words:
        assert each in said


@pytest.mark.parametrize("name", [name for _, name, _ in SAYS if name not in {"minutes-asked", "meeting-letter"}])
def test_a_letter_names_the_kind_and_the_subject_of_its_review_once(name: str) -> None:
    subject = "“准格尔旗煤矸石综合利用项目”的场地和水土保持"
    for verb in (verb for verb, of, _ in SAYS if of == name):
        said, _ = told(verb, golden(name))

        assert (said.count("联席会议"), said.count(subject)) == (1, 1)


def test_a_letter_of_before_letters_named_their_subject_can_be_read() -> None:
    old = {name: value for name, value in golden("review-news").items() if name not in {"kind", "subject"}}

    assert told("review-news", old)[0].startswith("准格尔旗水利局请假")


def test_every_letter_has_words() -> None:
    assert {verb for verb, _, _ in SAYS} | {"conditions-set", "hold-lifted"} == set(WRITTEN)
    assert set(WRITTEN) <= set(VERBS)
    assert set(REPLACED_BY) | set(ASKED_BY.values()) | QUESTIONS <= set(WRITTEN)
    assert set(SETTLES) == set(ANSWERS)
    assert set(ASKED_BY) <= set(ANSWERS)


def test_an_observer_is_asked_for_nothing() -> None:
    said, due = told("invited", golden("consultation") | {"role": "observer", "due": None, "changed": []})

    assert "列席联席会议" in said
    assert "attend" not in said
    assert due == ""


def test_a_question_of_before_papers_were_pinned_can_be_read() -> None:
    old = {
        "review_id": REVIEW,
        "case_number": CASE,
        "centre": "150622",
        "kind": "联席会议",
        "subject": "选址",
        "role": "mandatory",
        "due": "2026-03-09T17:30:00+08:00",
        "silence": "consent",
    }

    said, due = told("consulted", old)

    assert "联席会议：选址" in said
    assert "attend" not in said  # nobody meets
    assert due == "2026-03-09 17:30"


def test_a_long_agenda_is_cut_and_says_how_long_it_is() -> None:
    called = golden("meeting-letter")
    point = called["agenda"][0]

    said, _ = told("meeting-called", called | {"agenda": [point] * 40, "reviews": [REVIEW] * 40})

    assert said.count("\n") < 15
    assert "共 40 件" in said
