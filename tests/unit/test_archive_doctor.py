"""No dossier waits in silence, and none is closed without the files that belong into it."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from services.archive.binder import FileUnavailable
from services.archive.closing import LARGE, Limits
from services.archive.domain.enclosures import Enclosed, attachments
from services.archive.domain.verification import verify_dossier
from services.archive.keeper import IntakeKeeper
from shared.bus import BusAway
from shared.contracts.archive import DossierClosed
from shared.errors import refuse
from tests.fakes import facts
from tests.unit import archive_packing as packing
from tests.unit.archive_case import CASE, CENTRE, FILES, OTHER_CENTRE, PERMIT, SECURITY, entries, whole_case, without
from tests.unit.archive_file import KEPT, consulted, full_case
from tests.unit.archive_world import World

FILE = Enclosed("申请材料/附件/001-22.pdf", "file-22", len(FILES["file-22"]), "0" * 64)


@pytest.fixture
def world():
    return World()


async def an_hour_later(world):
    world.real.advance(timedelta(minutes=61))
    return await world.doctor.look(CENTRE)


# What waits


async def test_a_dossier_that_waits_too_long_is_told_with_what_it_waits_for(world):
    await world.hear(*without(whole_case(), "routing", 4)[0])
    at_once = await world.doctor.look(CENTRE)

    told = await an_hour_later(world)

    assert (at_once.looked_at, at_once.ailments) == (1, ())
    assert [(one.subject, one.repaired) for one in told.ailments] == [(CASE, False)]
    assert told.ailments[0].what == "结案已 61 分钟，尚未归档：routing 缺第 4 号事件"


async def test_another_centre_hears_nothing_of_it(world):
    await world.hear(*without(whole_case(), "routing", 4)[0])
    world.real.advance(timedelta(hours=2))

    told = await world.doctor.look(OTHER_CENTRE)

    assert (told.looked_at, told.ailments) == (0, ())


async def test_a_case_whose_route_outlasts_it_waits_rightly(world):
    await world.hear(*whole_case()[:-2])

    told = await an_hour_later(world)

    assert (told.looked_at, told.ailments) == (1, ())


async def test_an_end_that_never_arrived_is_missed_because_the_route_was_closed(world):
    await world.hear(*(one for one in whole_case() if one.subject.verb != "case-closed"))

    told = await an_hour_later(world)

    assert "intake 尚无结案事件" in told.ailments[0].what


async def test_what_is_whole_after_all_is_closed_by_the_next_round(world):
    world.keeper.away = True
    await world.hear(*whole_case())
    before = list(world.dossiers.sent)
    world.keeper.away = False

    told = await an_hour_later(world)

    assert before == []
    assert [one.repaired for one in told.ailments] == [True]
    assert verify_dossier(await world.zip()) == []
    assert (await world.doctor.look(CENTRE)).looked_at == 0


async def test_without_repair_nothing_is_done(world):
    world.keeper.away = True
    await world.hear(*whole_case())
    world.keeper.away = False
    world.real.advance(timedelta(minutes=61))

    told = await world.doctor.look(CENTRE, repair=False)

    assert [(one.repaired, one.what) for one in told.ailments] == [(False, "结案已 61 分钟，各项齐全而尚未归档")]
    assert world.dossiers.sent == []


async def test_a_fact_of_the_consultation_that_comes_last_closes_the_case(world):
    world.keeper.files = dict(KEPT)
    *asked, became, notice = consulted()
    await world.hear(*asked, *full_case(), notice)
    before = list(world.dossiers.sent)

    await world.hear(became)

    assert before == []
    assert len(facts(world.dossiers.sent, DossierClosed)) == 1
    assert verify_dossier(await world.zip()) == []


# Files


async def test_a_file_that_cannot_be_had_keeps_the_dossier_open_and_is_told(world):
    world.keeper.away = True

    failed = await world.hear(*whole_case())

    assert failed == {}
    assert world.journal.awaited == {CASE}
    assert "申请材料/附件/001-22.pdf（file-22）暂时调取不到" in (await an_hour_later(world)).ailments[0].what


@pytest.mark.parametrize("content", [FILES["file-22"][:-1], FILES["file-22"] + b"x", b"x" * len(FILES["file-22"]), b""])
async def test_a_file_that_is_not_the_one_that_was_attached_is_not_bound(world, content):
    world.keeper.files["file-22"] = content

    await world.hear(*whole_case())

    assert (world.shelf.files, world.journal.awaited) == ({}, {CASE})


async def test_files_beyond_the_limit_are_named_and_stay_with_intake(world):
    world.limits = Limits(enclosed=len(FILES["file-22"]) - 1, patience=world.limits.patience)
    world.handlers = world.replica()

    await world.hear(*whole_case())

    manifest = json.loads(packing.files(await world.zip())["manifest.json"])
    assert [(one["file_id"], one["path"]) for one in manifest["attachments"]] == [("file-22", None)]
    assert verify_dossier(await world.zip()) == []
    assert world.keeper.asked == []


async def test_much_to_bind_is_bound_beside_the_messages(world, monkeypatch):
    monkeypatch.setattr("services.archive.closing.AT_HAND", 10)

    failed = await world.hear(*whole_case())
    left = await world.closing.close(CASE)
    before = list(world.dossiers.sent)
    for _ in range(200):  # turns of the loop, of which binding in memory takes a few dozen
        await asyncio.sleep(0)

    assert (failed, left, before) == ({}, [LARGE], [])
    assert world.keeper.asked == ["file-22"]
    assert len(facts(world.dossiers.sent, DossierClosed)) == 1
    assert verify_dossier(await world.zip()) == []


async def test_a_service_that_stops_leaves_the_binding_to_the_next_round(world, monkeypatch):
    monkeypatch.setattr("services.archive.closing.AT_HAND", 10)
    await world.hear(*whole_case())
    await world.closing.stop()
    monkeypatch.setattr("services.archive.closing.AT_HAND", 10**6)

    told = await world.doctor.look(CENTRE)

    assert told.looked_at == 1
    assert verify_dossier(await world.zip()) == []


async def test_files_of_the_restricted_item_lie_in_the_package_kept_apart_only(world):
    await world.hear(*whole_case((PERMIT, SECURITY)))
    dossier = await world.dossier()
    ordinary, apart = world.shelf.files[dossier.file_id], world.restricted.files[dossier.restricted_file_id]

    assert [name for name in packing.files(ordinary) if "附件" in name] == ["申请材料/附件/001-22.pdf"]
    assert packing.files(apart)["申请材料/附件/001-29.pdf"] == FILES["file-29"].decode()
    assert FILES["file-29"] not in ordinary
    assert verify_dossier(ordinary, apart) == []


async def test_a_file_that_was_exchanged_in_the_dossier_is_told(world):
    await world.hear(*whole_case())
    path = "申请材料/附件/001-22.pdf"
    read = packing.files(await world.zip())

    exchanged = verify_dossier(packing.zipped(read | {path: "另一份"}))
    more = verify_dossier(packing.zipped(read | {"申请材料/附件/002-x.pdf": "多一份"}))
    less = verify_dossier(packing.zipped({name: text for name, text in read.items() if name != path}))

    assert f"真实性：{path} 与提交时登记的大小或 SHA-256 不符" in exchanged
    assert "真实性：申请材料/附件/002-x.pdf 不是本件登记的附件" in more
    assert f"完整性：缺 {path}" in less


@pytest.mark.parametrize(
    ("filename", "path"),
    [
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("a\x00b\n.pdf", "a_b_.pdf"),
        ("图" * 100 + ".pdf", "图" * 78 + ".pdf"),
        ("", "file"),
        (None, "file"),
        ("..", "file"),
    ],
)
def test_no_name_of_a_file_becomes_a_path(filename, path):
    history = [one for one in entries(whole_case()) if one.name == "file-attached"]
    history[0].body["filename"] = filename

    (told,) = attachments(history, 10**6)

    assert told["path"] == f"申请材料/附件/001-{path}"


# Over the bus


class Asked:
    """The bus as the keeper asks it."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.questions: list[tuple[str, Any]] = []

    async def ask(self, subject: str, body: dict[str, Any]) -> dict[str, Any]:
        self.questions.append((subject, body))
        if isinstance(self.answer, Exception):
            raise self.answer
        part = self.answer[body["offset"] : body["offset"] + body["length"]] if isinstance(self.answer, bytes) else b""
        return {"data": base64.b64encode(part).decode()} if isinstance(self.answer, bytes) else self.answer


async def all_of(parts: AsyncIterator[bytes]) -> list[bytes]:
    return [part async for part in parts]


async def test_a_file_is_asked_of_intake_part_by_part_as_the_cases_own_centre():
    content = b"x" * 300_000
    bus = Asked(content)

    parts = await all_of(IntakeKeeper(bus).parts(CENTRE, CASE, Enclosed("a", "file-22", len(content), "")))

    assert [len(part) for part in parts] == [262_144, 37_856]
    assert {subject for subject, _ in bus.questions} == {f"svc.{CENTRE}.intake.read-file"}
    assert bus.questions[1][1] == {"case_number": CASE, "file_id": "file-22", "offset": 262_144, "length": 262_144}


@pytest.mark.parametrize(
    "answer",
    [refuse("file_id", "没有这个文件", "请核对"), BusAway("nobody"), {}, {"data": "*"}],
    ids=["refused", "away", "without", "garbled"],
)
async def test_whatever_goes_wrong_the_file_is_unavailable_and_the_dossier_waits(answer):
    with pytest.raises(FileUnavailable, match="file-22"):
        await all_of(IntakeKeeper(Asked(answer)).parts(CENTRE, CASE, FILE))
