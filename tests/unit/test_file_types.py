from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.intake.domain.file_types import ACCEPTED, EXTENSIONS
from services.intake.domain.inspection import HEAD, TAIL, Inspection
from shared.errors import Refused
from tests.unit import documents as made

MEGABYTES = 3 * 1048576  # more than what is kept of a file, so that the middle is not


def inspected(name, content, size=262144):
    inspection = Inspection(name)
    for start in range(0, len(content), size):
        inspection.take(content[start : start + size])
    return inspection.verdict()


def refusal(name, content, **how):
    with pytest.raises(Refused) as refused:
        inspected(name, content, **how)
    [fault] = refused.value.faults
    assert fault.field == "filename"
    assert fault.remedy
    return fault.message


@pytest.mark.parametrize("name", made.ACCEPTED)
def test_a_file_that_is_what_its_name_says_is_taken(name):
    told = inspected(name, made.ACCEPTED[name])

    assert told == ("text/csv" if name.endswith(".csv") else EXTENSIONS["." + name.rpartition(".")[2].lower()].media_type)


def test_every_accepted_kind_has_a_reason_and_an_example():
    endings = {"." + name.rpartition(".")[2].lower() for name in made.ACCEPTED}

    assert all(kind.reason and kind.media_type and endings & set(kind.extensions) for kind in ACCEPTED.values())


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("节能报告.pdf", made.PROGRAM, "可执行程序"),
        ("节能报告.pdf", b"#!/bin/sh\nrm -rf /\n", "脚本"),
        ("节能报告.pdf", made.PNG, "PNG 图片"),
        ("节能报告.pdf", made.LOCKED_PDF, "加密或限制权限的 PDF"),
        ("节能报告.pdf", made.PDF[:-20], "不完整的PDF"),
        ("节能报告.pdf", b"\0\x01\x02\x03", "无法识别"),
        ("截图.png", made.PNG[:-8], "不完整的PNG"),
        ("截图.png", made.JPEG, "JPEG 图片"),
        ("说明.txt", made.HTML, "网页"),
        ("说明.txt", b"\xef\xbb\xbf \n" + made.SVG, "SVG"),
        ("说明.txt", b"\xff\xff text", "无法识别"),
        ("坐标.csv", made.TEXT + b"\0", "无法识别"),
        ("节能报告.docx", made.XLSX, "Excel 工作簿"),
        ("节能报告.docx", made.DOCM, "带宏"),
        ("节能报告.docx", made.HIDDEN_DOCM, "带宏"),
        ("节能报告.docx", made.ZIPPED, "ZIP 压缩包"),
        ("节能报告.docx", made.DOCX[:-30], "损坏"),
        ("节能报告.docx", made.locked(made.DOCX), "加密"),
        ("节能报告.docx", made.LOCKED_DOCX, "加密"),
        ("节能报告.docx", made.package(made.TYPES, "ppt/presentation.xml"), "其他 Office"),
        ("节能报告.doc", made.LOCKED_DOC, "加密"),
        ("节能报告.doc", made.MACRO_DOC, "带宏"),
        ("节能报告.doc", made.XLS, "Excel 97-2003"),
        ("节能报告.doc", made.SLIDES, "其他 Office"),
        ("投资概算.xls", made.LOCKED_XLS, "加密"),
        ("总平面图.dwg", b"AC10xx" + bytes(20), "无法识别"),
    ],
)
def test_anything_else_is_refused_with_what_the_name_says_and_what_it_is(name, content, found):
    message = refusal(name, content)

    assert name in message
    assert found in message


@pytest.mark.parametrize("content", [made.PDF, made.PNG], ids=["pdf", "png"])
def test_a_file_under_the_wrong_name_is_told_the_right_one(content):
    with pytest.raises(Refused) as refused:
        inspected("扫描件.tif", content)

    assert ".pdf" in refused.value.faults[0].remedy or ".png" in refused.value.faults[0].remedy


@pytest.mark.parametrize("size", [1000, 4096, 262144])
def test_marks_in_the_middle_of_a_large_file_are_seen_however_the_parts_fall(size):
    start, end = made.PDF.split(b"xref", 1)
    encrypted = start + b"%" + b"x" * MEGABYTES + b"\n/Encrypt 12 0 R\n" + b"%" + b"x" * MEGABYTES + b"\nxref" + end
    macros = made.compound("WordDocument", "_VBA_PROJECT", first=made.FIB, padding=MEGABYTES) + bytes(MEGABYTES)

    assert "加密" in refusal("节能报告.pdf", encrypted, size=size)
    assert "带宏" in refusal("节能报告.doc", macros, size=size)


@pytest.mark.parametrize("size", [1, 7, 60, 130])
def test_a_mark_that_two_parts_share_is_seen(size):
    assert "加密" in refusal("节能报告.pdf", made.LOCKED_PDF, size=size)
    assert "带宏" in refusal("节能报告.doc", made.MACRO_DOC, size=size)


def test_a_large_package_is_known_by_its_ends():
    large = made.package(made.TYPES, "word/document.xml", padding=MEGABYTES)
    assert len(large) > HEAD + TAIL

    assert inspected("节能报告.docx", large)


def test_a_macro_of_a_large_package_is_seen_in_its_directory():
    large = made.package(made.TYPES, "word/document.xml", "word/vbaProject.bin", padding=MEGABYTES)

    assert "带宏" in refusal("节能报告.docx", large)


def test_a_name_of_a_stream_in_running_text_is_no_stream():
    content = made.compound("WordDocument", first=made.FIB + b"\0" + "_VBA_PROJECT".encode("utf-16-le") + b"\0\0")

    assert inspected("节能报告.doc", content) == "application/msword"


def test_what_is_kept_of_a_file_stays_small():
    inspection = Inspection("节能报告.pdf")
    for _ in range(80):
        inspection.take(b"x" * 262144)

    assert len(inspection._head) + len(inspection._tail) < 4 * TAIL


starts = [b"", b"%PDF-", b"PK\x03\x04", made.ZIPPED[:40], bytes.fromhex("d0cf11e0a1b11ae1"), made.JPEG[:4], made.PNG[:16]]


@given(st.sampled_from(starts), st.binary(max_size=3000), st.sampled_from(sorted(EXTENSIONS)), st.integers(1, 700))
@example(b"PK\x03\x04", b"PK\x05\x06" + bytes(18), ".docx", 100)
def test_no_bytes_whatever_make_it_fail_or_pass_for_a_document(start, rest, ending, size):
    try:
        told = inspected(f"材料{ending}", start + rest, size)
    except Refused:
        return

    assert told in {"text/plain", "text/csv", "image/jpeg", "image/tiff", "image/vnd.dwg"}


@given(st.sampled_from(sorted(made.ACCEPTED)), st.data())
def test_a_file_that_breaks_off_or_is_garbled_never_makes_it_fail(name, data):
    content = bytearray(made.ACCEPTED[name])
    del content[data.draw(st.integers(1, len(content))) :]
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=5)):
        content[place] = data.draw(st.integers(0, 255))

    with suppress(Refused):
        assert inspected(name, bytes(content), 100)
