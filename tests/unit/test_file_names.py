import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.file_names import extension, name_faults


@pytest.mark.parametrize(
    "name",
    ["节能报告.pdf", "节能报告（修订 2）.v3.PDF", "准格尔旗—总平面图_1.dwg", "᠐ ᠮᠣᠩᠭᠣᠯ.pdf", "a.exe.pdf", "console.txt"],
)
def test_an_ordinary_name_is_taken_as_it_is(name):
    assert name_faults(name) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../../etc/passwd.pdf", "路径"),
        ("C:\\材料\\报告.pdf", "路径"),
        ("报告\n.pdf", "U+000A"),
        ("报告\0.pdf", "U+0000"),
        ("报告\u202efdp.exe.pdf", "U+202E"),
        ("报告\u200b.pdf", "U+200B"),
        ("报告?.pdf", "不能保存"),
        ("报告.pdf:隐藏.pdf", "不能保存"),
        ("CON.pdf", "保留名称"),
        ("lpt1 .tar.pdf", "保留名称"),
        (" 报告.pdf", "首尾"),
        ("报告.pdf.", "首尾"),
        ("节" * 80 + ".pdf", "过长"),
        (unicodedata.normalize("NFD", "résumé.pdf"), "NFC"),
        ("报告", "没有扩展名"),
        (".pdf", "没有扩展名"),
        ("报告.pdf.exe", ".exe"),
        ("报告.docm", ".docm"),
    ],
)
def test_a_name_that_deceives_or_cannot_be_saved_is_refused_with_a_remedy(name, said):
    faults = name_faults(name)

    assert any(said in fault.message for fault in faults)
    assert all(fault.field == "filename" and fault.remedy for fault in faults)


def test_every_fault_is_told_at_once():
    assert len(name_faults(" ../\u202enul?.exe.")) >= 5


@given(st.text(max_size=300))
def test_whatever_is_taken_can_be_saved_under_its_name_and_nowhere_else(name):
    if not name_faults(name):
        assert "/" not in name
        assert "\\" not in name
        assert name not in {".", ".."}
        assert len(name.encode()) < 255
        assert name == unicodedata.normalize("NFC", name)
        assert extension(name)
