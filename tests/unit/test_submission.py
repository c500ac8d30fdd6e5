"""The printable letter to an authority above the bus: whole, honest about its basis, and never markup of others."""

from html.parser import HTMLParser
from typing import Any

from deploy.local.submission import BLANK, as_html, submission_of

CASE = "150622-20260302-000017"
RULE = {
    "rule": "underground_mine_design_goes_to_the_region",
    "name": "地下矿山安全设施设计由自治区（省）审查，不得下放",
    "basis": "矿安〔2022〕4号 不得委托下放的项目",
    "mark": "sourced",
}
TOLD: dict[str, Any] = {
    "title": "关于提请办理矿山建设项目安全设施设计审查的函",
    "number": f"{CASE}/28",
    "to": "150000",
    "to_name": "内蒙古自治区",
    "from_department": "150600.yjglj",
    "from_department_name": "鄂尔多斯市应急管理局",
    "centre_name": "准格尔旗政务服务中心",
    "applicant": "准格尔旗地下开采铁矿建设单位",
    "project": "准格尔旗地下开采铁矿",
    "project_code": "2603-150622-04-01-000091",
    "item": 28,
    "item_name": "矿山、金属冶炼建设项目和用于生产、储存危险物品的建设项目的安全设施设计审查",
    "state": "8",
    "authority_basis": [RULE, RULE],
    "files": [{"name": "安全设施设计.pdf", "sha256": "ab" * 32}],
    "case_number": CASE,
    "prepared_at": "2026-03-02T17:30:00Z",
    "submitted": None,
}


class Reader(HTMLParser):
    """What a browser would make of a page: its elements and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.words += data


def letter(**changed: Any) -> str:
    return as_html(submission_of(TOLD | changed))


def test_the_letter_names_everything_that_the_authority_needs() -> None:
    page = Reader(letter())

    for words in (
        TOLD["title"],
        "内蒙古自治区对口主管部门：",
        TOLD["applicant"],
        TOLD["project_code"],
        TOLD["item_name"],
        CASE,
        "ab" * 32,
        "鄂尔多斯市应急管理局（盖章）",
        "□ 准予",
    ):
        assert words in page.words


def test_the_letter_needs_nothing_but_itself_to_be_printed_on_a4() -> None:
    page = letter()

    assert Reader(page).links == []
    assert "script" not in Reader(page).elements
    assert "url(" not in page
    assert "@page { size: A4;" in page


def test_what_people_wrote_is_text_wherever_it_stands() -> None:
    evil = "<script>alert('&')</script>"
    plain = dict.fromkeys(("title", "to_name", "from_department_name", "centre_name", "applicant", "project"), evil)
    rule = RULE | {"name": evil, "basis": evil}
    submitted = {"document": evil, "at": TOLD["prepared_at"]}

    page = Reader(
        letter(
            **plain,
            item_name=evil,
            project_code=evil,
            authority_basis=[rule],
            files=[{"name": evil, "sha256": evil}],
            submitted=submitted,
        )
    )

    assert "script" not in page.elements
    assert page.words.count(evil) >= 12


def test_the_day_is_the_day_in_china() -> None:
    assert submission_of(TOLD).day == "2026年3月3日"


def test_the_number_of_the_letter_stays_blank_until_it_was_sent() -> None:
    sent = {"document": "鄂应急函〔2026〕12号", "at": "2026-03-04T09:00:00+08:00"}

    assert submission_of(TOLD).document == BLANK
    assert submission_of(TOLD | {"submitted": sent}).document == "鄂应急函〔2026〕12号"
    assert submission_of(TOLD | {"submitted": sent}).day == "2026年3月4日"


def test_each_rule_stands_once_and_an_inferred_one_says_so() -> None:
    made, inferred = submission_of(TOLD), submission_of(TOLD | {"authority_basis": [RULE | {"mark": "inferred"}]})

    assert made.grounds == ("矿安〔2022〕4号 不得委托下放的项目：地下矿山安全设施设计由自治区（省）审查，不得下放",)
    assert made.doubt == ""
    assert inferred.grounds == (f"{made.grounds[0]}（推断）",)
    assert "（推断）" in inferred.doubt


def test_a_named_authority_is_addressed_by_its_name() -> None:
    assert submission_of(TOLD | {"to_name": "国家矿山安全监察局"}).addressee == "国家矿山安全监察局"
    assert submission_of(TOLD | {"to": "黄河流域", "to_name": "黄河水利委员会"}).addressee == "黄河水利委员会"


def test_a_case_without_project_and_files_makes_a_whole_letter_too() -> None:
    page = Reader(letter(project=None, project_code=None, files=[], authority_basis=[]))

    assert "无电子材料" in page.words
    assert "依据\n" not in page.words
    assert "None" not in page.words
