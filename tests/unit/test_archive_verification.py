import io
import json
import zlib
from hashlib import sha256
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.archive.domain import opening
from services.archive.domain.enclosures import is_enclosure
from services.archive.domain.verification import verify_dossier
from tests.unit import archive_packing as packing
from tests.unit.archive_case import CASE, PERMIT, SECURITY, whole_case

SOUND = packing.ordinary(whole_case())
PUBLIC, APART = packing.ordinary(whole_case((PERMIT, SECURITY))), packing.restricted(whole_case((PERMIT, SECURITY)))
HISTORY = "事件/events.ndjson"


def opened(content=SOUND):
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents, how=ZIP_DEFLATED):
    target = io.BytesIO()
    with ZipFile(target, "w", how) as archive:
        for name, content in contents.items():
            archive.writestr(name, content, ZIP_STORED if is_enclosure(name) else how)
    return target.getvalue()


def forged(**changed):
    """A dossier whose manifest was made to fit the changed files."""
    contents = opened() | changed
    manifest = json.loads(contents["manifest.json"])
    for one in manifest["entries"]:
        one |= {"size": len(contents[one["name"]]), "sha256": sha256(contents[one["name"]]).hexdigest()}
    return packed(contents | {"manifest.json": json.dumps(manifest).encode()})


def history_without(place):
    lines = opened()[HISTORY].splitlines(keepends=True)
    return b"".join(lines[:place] + lines[place + 1 :])


def test_a_dossier_fresh_from_the_archive_is_sound():
    assert verify_dossier(SOUND) == []


def test_it_does_not_matter_who_packed_the_same_files():
    assert verify_dossier(packed(opened())) == []


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all", SOUND[:-40], SOUND[: len(SOUND) // 2]])
def test_what_does_not_open_is_told(content):
    faults = verify_dossier(content)

    assert faults[0].startswith("可用性：文件打不开")


def test_a_compression_that_not_everybody_can_read_is_told():
    assert verify_dossier(packed(opened(), ZIP_BZIP2)) == ["可用性：文件打不开，不是有效的 zip（ValueError）"]


def test_a_zip_that_would_fill_the_memory_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(opening, "MANIFEST_LIMIT", 1000)

    assert verify_dossier(SOUND) == ["可用性：文件打不开，不是有效的 zip（ValueError）"]


@pytest.mark.parametrize("name", sorted(opened().keys() - {"manifest.json"}))
def test_every_file_that_is_missing_is_told(name):
    contents = {path: content for path, content in opened().items() if path != name}

    assert f"完整性：缺 {name}" in verify_dossier(packed(contents))


@pytest.mark.parametrize("name", sorted(opened().keys() - {"manifest.json"}))
def test_every_file_that_was_altered_is_told(name):
    altered = opened()[name].replace(b" ", b"  ", 1) if b" " in opened()[name] else opened()[name] + b" "

    faults = verify_dossier(packed(opened() | {name: altered}))

    assert f"真实性：{name} 的大小或 SHA-256 与 manifest.json 不符" in faults


def test_a_file_too_many_is_told():
    faults = verify_dossier(packed(opened() | {"批文.json": b"{}"}))

    assert faults == ["完整性：批文.json 不在 manifest.json 目录中", "真实性：批文.json 与事件历史不一致"]


def test_a_name_that_occurs_twice_is_told():
    target = io.BytesIO(SOUND)
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(target, "a") as archive:
        archive.writestr("基本信息.json", b"{}")

    assert verify_dossier(target.getvalue()) == ["可用性：文件打不开，不是有效的 zip（ValueError）"]


def test_a_chapter_that_was_rewritten_together_with_the_manifest_is_told():
    name = "办理结果/22.json"
    rewritten = opened()[name].replace("准建许〔2026〕22号".encode(), "准建许〔2026〕23号".encode())

    assert verify_dossier(forged(**{name: rewritten})) == [f"真实性：{name} 与事件历史不一致"]


def test_an_event_that_was_left_out_together_with_the_manifest_is_told():
    faults = verify_dossier(forged(**{HISTORY: history_without(9)}))

    assert "完整性：joint_review 缺第 2 号事件" in faults
    assert "完整性：事件数目、首末编号或附件登记与 manifest.json 不符" in faults


def test_events_in_another_order_are_told():
    reversed_lines = b"".join(reversed(opened()[HISTORY].splitlines(keepends=True)))

    assert "完整性：事件历史的次序与说明不符" in verify_dossier(forged(**{HISTORY: reversed_lines}))


def test_an_event_of_another_case_is_told():
    line, rest = opened()[HISTORY].split(b"\n", 1)
    foreign = line.replace(CASE.encode(), b"150622-20260302-000018") + b"\n" + rest

    assert "真实性：事件历史中有不属于本件的事件" in verify_dossier(forged(**{HISTORY: foreign}))


def test_an_event_that_occurs_twice_is_told():
    line, _ = opened()[HISTORY].split(b"\n", 1)

    assert "真实性：事件历史中有重复的事件" in verify_dossier(forged(**{HISTORY: line + b"\n" + opened()[HISTORY]}))


def test_a_closing_time_that_the_facts_do_not_tell_is_told():
    contents = opened()
    manifest = json.loads(contents["manifest.json"]) | {"closed_at": "2027-01-01T00:00:00+08:00"}

    assert "真实性：归档时间与事件不符" in verify_dossier(packed(contents | {"manifest.json": json.dumps(manifest).encode()}))


@pytest.mark.parametrize("line", [b"", b"{}\n", b"not JSON\n", b'{"id": 1}\n', b"\xff\n", b"[" * 5000 + b"\n"])
def test_a_history_that_cannot_be_read_is_told(line):
    faults = verify_dossier(forged(**{HISTORY: line}))

    assert any(HISTORY in fault for fault in faults)


@pytest.mark.parametrize("manifest", [b"", b"{}", b"[]", b"\xff", b'{"entries": 1}'])
def test_a_manifest_that_cannot_be_read_is_told(manifest):
    assert verify_dossier(packed(opened() | {"manifest.json": manifest})) == ["可用性：缺 manifest.json，或其内容无法识别"]


def test_broken_json_is_told():
    assert "可用性：基本信息.json 不是有效的 JSON" in verify_dossier(forged(**{"基本信息.json": b"{"}))


def test_a_dossier_of_another_format_version_is_told_as_such():
    contents = opened()
    manifest = json.loads(contents["manifest.json"]) | {"schema_version": 5}

    faults = verify_dossier(packed(contents | {"manifest.json": json.dumps(manifest).encode()}))

    assert faults == ["可用性：档案格式版本为 5，本程序只能核验版本 1 至 4"]


def test_a_restricted_original_that_was_altered_is_told():
    contents = opened(APART)
    altered = packed(
        contents | {HISTORY: contents[HISTORY].replace("准建许〔2026〕29号".encode(), "准建许〔2026〕30号".encode())}
    )

    faults = verify_dossier(PUBLIC, altered)

    assert "完整性：routing 第 6 号事件的限制公开原件缺失或不一致" in faults
    assert any(fault.startswith("限制公开部分 真实性") for fault in faults)


def test_a_restricted_package_of_another_case_does_not_fit():
    other = packing.restricted(whole_case((PERMIT, SECURITY), "150622-20260302-000018"))

    assert verify_dossier(PUBLIC, other) != []


@given(st.integers(0, len(SOUND) - 1), st.integers(1, 255))
@settings(max_examples=60, deadline=None)
def test_no_damaged_byte_makes_the_check_fail_itself(place, flip):
    damaged = bytearray(SOUND)
    damaged[place] ^= flip

    faults = verify_dossier(bytes(damaged))

    assert all(isinstance(fault, str) for fault in faults)


@given(st.sampled_from(sorted(opened().keys() - {"manifest.json"})), st.data())
@settings(max_examples=60, deadline=None)
def test_no_altered_byte_of_any_file_goes_unnoticed(name, data):
    content = bytearray(opened()[name])
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))

    faults = verify_dossier(packed(opened() | {name: bytes(content)}))

    assert zlib.crc32(content) != zlib.crc32(opened()[name])
    assert faults != []
