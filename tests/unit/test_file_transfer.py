"""The command line about files, against the real handlers over a case in memory."""

import asyncio
import unicodedata
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest

from deploy.local.cli import session
from deploy.local.cli.app import app
from deploy.local.cli.telling import tell
from shared.contracts.intake import FileAttached
from shared.errors import Refused
from tests.unit import documents
from tests.unit.file_world import CASE, CITY, LAND, FileWorld


def daiban(*arguments):
    app(args=[str(argument) for argument in arguments], standalone_mode=False)


@pytest.fixture
def world(monkeypatch, tmp_path):
    """The bus leads straight to the handlers; `broken` parts are lost on the way."""
    made = asyncio.run(FileWorld().begun())
    made.broken, made.parts = set(), []

    @asynccontextmanager
    async def opened(_directory, address):
        async def ask(region, _service, operation, body):
            code = address.partition(".")[2]
            assert region == address.partition(".")[0]
            assert operation.startswith(f"department.{code}.") == bool(code)
            if operation.endswith("attach-chunk"):
                made.parts.append(body["number"])
                if body["number"] in made.broken:
                    raise ConnectionAbortedError
            return await made.ask(address, operation.rpartition(".")[2], **body)

        yield SimpleNamespace(ask=ask)

    monkeypatch.setattr(session, "centre", opened)
    monkeypatch.setattr(session, "department", opened)
    monkeypatch.chdir(tmp_path)
    return made


def written(folder, name="节能报告.pdf", content=documents.PDF):
    (folder / name).write_bytes(content)
    return folder / name


def test_a_material_is_attached_listed_and_fetched_by_its_department(world, tmp_path, capsys):
    file = written(tmp_path)
    daiban("attach", CASE, file, "--material", "节能报告", "--item", 4)
    [file_id] = world.uploads.stored
    daiban("department", "files", LAND, CASE)
    daiban("department", "fetch", LAND, CASE, file_id, "-o", tmp_path / "收到.pdf")

    assert (tmp_path / "收到.pdf").read_bytes() == documents.PDF
    assert file_id in capsys.readouterr().out.replace("\n", "")


def test_after_a_cut_line_the_same_command_sends_only_what_is_missing(world, tmp_path):
    file = written(tmp_path, content=documents.PDF.replace(b"xref", b"%" + b"x" * 600_000 + b"\nxref", 1))
    world.broken = {1}
    with pytest.raises(ExceptionGroup):
        daiban("attach", CASE, file, "--material", "节能报告")
    there = set(world.parts) - {1}
    world.broken, world.parts = set(), []

    daiban("attach", CASE, file, "--material", "节能报告")

    assert 1 in world.parts
    assert not there & set(world.parts)
    assert len(world.uploads.stored) == 1


def test_a_department_hands_in_its_decision(world, tmp_path):
    daiban("department", "attach", LAND, CASE, written(tmp_path, "批文.pdf"), "--item", 4)

    [file] = asyncio.run(world.cases.get(CASE)).files
    assert (file.material, file.by, file.item) == ("办理结果", LAND, 4)


def test_a_name_as_a_mac_writes_it_is_sent_as_everybody_writes_it(world, tmp_path):
    file = written(tmp_path, unicodedata.normalize("NFD", "résumé.pdf"))

    daiban("attach", CASE, file, "--material", "简介")

    assert [stored.filename for stored in world.uploads.stored.values()] == [unicodedata.normalize("NFC", "résumé.pdf")]


def test_nothing_is_overwritten_unless_it_is_named(world, tmp_path):
    daiban("attach", CASE, written(tmp_path), "--material", "节能报告")
    [file_id] = world.uploads.stored

    with pytest.raises(Refused, match="已存在"):
        daiban("fetch", CASE, file_id)
    daiban("fetch", CASE, file_id, "-o", tmp_path / "节能报告.pdf")

    assert [file.name for file in tmp_path.iterdir()] == ["节能报告.pdf"]


def test_what_is_not_what_was_registered_is_not_kept(world, tmp_path):
    daiban("attach", CASE, written(tmp_path), "--material", "节能报告")
    [file_id] = world.uploads.stored
    world.uploads.parts[file_id][0] = documents.PDF[::-1]

    with pytest.raises(Refused, match="SHA-256"):
        daiban("fetch", CASE, file_id, "-o", tmp_path / "收到.pdf")

    assert [file.name for file in tmp_path.iterdir()] == ["节能报告.pdf"]


def test_another_centres_desk_looks_under_its_own_name(world, tmp_path, capsys):
    daiban("attach", CASE, written(tmp_path), "--material", "节能报告")
    daiban("files", CASE, "--centre", CITY, "--json")

    assert "节能报告.pdf" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_told_with_its_name(world, tmp_path):
    with pytest.raises(Refused, match="读不了"):
        daiban("attach", CASE, tmp_path / "没有.pdf", "--material", "节能报告")

    assert not world.uploads.stored


@pytest.mark.parametrize(("by", "who"), [("applicant", "申请人"), ("", "申请人"), (LAND, "准格尔旗自然资源局")])
def test_the_history_says_who_gave_a_file(by, who):
    file = FileAttached(file_id="f", material="办理结果", filename="批文.pdf", size=9, sha256="0" * 64, by=by)

    assert tell(file).who == who
