"""Templates: layered by region, refused at load with file and remedy, never half a text."""

from pathlib import Path
from shutil import copytree

import pytest

from services.notify.domain.draft import Exact, tell
from services.notify.domain.values import VALUES
from services.notify.templates import TemplateFailed, Templates, TemplatesFaulty
from tests.unit.notify_story import CASE

BASE = Path(__file__).parents[2] / "deploy" / "jurisdictions" / "templates" / "notices"
COMMON = {"case_number": CASE, "centre": "准格尔旗政务服务中心", "record": "办件"}
COMMON |= {"applicant": "蒙泰能源", "handler": "乌兰图雅", "project": ""}
MANDATE = tell("applicant", "mandate", signed_at="2026-03-03T10:00:00+08:00", agent="投资项目代办员一号", items=1, until=None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copytree(BASE, tmp_path / "templates" / "notices")
    return tmp_path


def write(folder: Path, code: str, text: str) -> None:
    (folder / code / "templates").mkdir(parents=True, exist_ok=True)
    (folder / code / "templates" / "notices.yaml").write_text(text, encoding="utf-8")


def mandate(title: str) -> str:
    return f"applicant:\n  notices:\n    mandate:\n      title: {title}\n"


def title_at(templates: Templates, centre: str) -> str:
    return templates.words(centre, MANDATE, COMMON).title


def faults(folder: Path) -> str:
    with pytest.raises(TemplatesFaulty) as caught:
        Templates.load(folder)
    return str(caught.value)


def test_a_centre_speaks_with_its_own_words_else_its_city_s_else_the_base(folder: Path) -> None:
    write(folder, "150600", mandate("鄂尔多斯的说法"))
    write(folder, "150622", mandate("准格尔旗的说法"))
    templates = Templates.load(folder)

    assert title_at(templates, "150622") == "准格尔旗的说法"
    assert title_at(templates, "150621") == "鄂尔多斯的说法"
    assert title_at(templates, "411325") == title_at(templates, "150422") == "委托协议已签订，由投资项目代办员一号为您代办"


def test_what_an_override_leaves_out_comes_from_above(folder: Path) -> None:
    write(folder, "150622", mandate("准格尔旗的说法"))
    words = Templates.load(folder).words("150622", MANDATE, COMMON)

    assert words.title == "准格尔旗的说法"
    assert "委托协议已于2026年3月3日签订" in words.text


def test_a_frame_can_be_overridden_as_well(folder: Path) -> None:
    write(folder, "150422", "applicant:\n  closing: 请慢走。\n")

    assert Templates.load(folder).words("150422", MANDATE, COMMON).text.endswith("\n请慢走。")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (mandate('"{{ agent "'), "150622/templates/notices.yaml：applicant.notices.mandate.title：模板语法有误"),
        (mandate('"{{ agnet }}"'), "没有 agnet 这个值。可用的值：agent、"),
        (mandate('"{{ agent | daay }}"'), "模板语法有误"),
        (mandate("[1]"), "应为一段文字"),
        (mandate("''"), "应为一段文字"),
        (mandate("好").replace("mandate", "mandat"), "applicant.notices.mandat.title：没有这样的通知"),
        ("neighbour:\n  opening: 您好\n", "neighbour.opening：没有这样的通知"),
        ("applicant: [", "不是 UTF-8 编码的 YAML"),
    ],
)
def test_a_broken_template_is_refused_with_its_place_and_the_remedy(folder: Path, text: str, told: str) -> None:
    write(folder, "150622", text)

    assert told in faults(folder)


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    write(folder, "150600", mandate('"{{ agnet }}"'))
    write(folder, "150622", mandate('"{{"'))

    assert "通知模板有 2 处错误" in faults(folder)


def test_the_base_must_have_every_notice(tmp_path: Path) -> None:
    recipients = {name.partition(".")[0] for name in VALUES}

    assert f"通知模板有 {2 * len(VALUES) + 2 * len(recipients)} 处错误" in faults(tmp_path)


def test_a_layer_may_stand_in_several_files_but_a_key_in_one_only(folder: Path) -> None:
    (folder / "150622" / "templates" / "notices").mkdir(parents=True)
    (folder / "150622" / "templates" / "notices" / "own.yaml").write_text(mandate("准格尔旗的说法"), encoding="utf-8")
    once = title_at(Templates.load(folder), "150622")
    write(folder, "150622", mandate("另一种说法"))
    told = faults(folder)

    assert once == "准格尔旗的说法"
    assert "150622/templates/notices/own.yaml：applicant.notices.mandate.title：这一条已经写在另一个文件里" in told
    assert "另一处是 150622/templates/notices.yaml" in told


@pytest.mark.parametrize("title", ['"{{ agent.telephone }}"', '"{{ items / 0 }}"', "\"{{ '' }}\""])
def test_a_template_that_fails_gives_no_text_at_all_and_names_its_place(folder: Path, title: str) -> None:
    write(folder, "150622", mandate(title))
    templates = Templates.load(folder)

    with pytest.raises(TemplateFailed, match=r"150622/templates/notices.yaml：applicant.notices.mandate.title: .*; correct"):
        templates.words("150622", MANDATE, COMMON)


def test_a_template_cannot_reach_into_the_program(folder: Path) -> None:
    write(folder, "150622", mandate('"{{ agent.__class__.__mro__ }}"'))

    with pytest.raises(TemplateFailed, match="SecurityError"):
        Templates.load(folder).words("150622", MANDATE, COMMON)


def test_persons_numbers_are_masked_wherever_they_come_from_and_exact_ones_are_not(folder: Path) -> None:
    write(folder, "150622", mandate('"{{ agent }} {{ case_number }}"'))
    draft = tell("applicant", "mandate", agent="身份证11010519491231002X，电话13812345678", signed_at="", items=1, until=None)
    write(folder, "150600", "applicant:\n  notices:\n    mandate:\n      text: 略\n")
    title = Templates.load(folder).words("150622", draft, COMMON | {"case_number": Exact("150622202603020101")}).title

    assert title == "身份证110***********002X，电话138****5678 150622202603020101"


def test_the_readme_lists_every_notice_with_its_values() -> None:
    readme = (Path(__file__).parents[2] / "services" / "notify" / "README.md").read_text(encoding="utf-8")

    for name, values in VALUES.items():
        assert f"| `{name}` | {' '.join(f'`{value}`' for value in sorted(values))} |" in readme
