"""Files of a case through the real bus into a real GridFS: large, cut off, cleared, and read by whom they concern."""

import asyncio
import base64
import hashlib
import os
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from deploy.local.client import NobodyServes, OutcomeUnknown, connected
from deploy.local.file_transfer import Shelf
from services.intake.attachments import Attachments
from services.intake.clearing import Clearing
from services.intake.domain.case import Case
from services.intake.file_handlers import FileHandlers
from services.intake.uploads import MongoUploads
from shared.bus import Bus, Cause, connect
from shared.bus.envelope import fact_message
from shared.bus.permissions import centre_user, department_user
from shared.clock import SystemClock
from shared.contracts.files import AttachChunk, AttachFile, FilesQuery
from shared.contracts.joint_review import PapersShared
from shared.errors import Refused
from shared.store import MongoAggregates, Outbox
from tests.fakes import MemoryRefusals, MemorySender
from tests.unit import documents
from tests.unit.file_world import CENTRE, CITY, LAND, REFORM, WATER, announced, case_of

MEGABYTE = 1048576
CITY_WATER = "150600.slj"
"""Has no item of the case, and takes part in a review across regions."""


class Served:
    """The files of one case, served by replicas that can be killed, and the ends of those who ask."""

    def __init__(self, settings_for, database, case):
        self._settings_for = settings_for
        self.case = case
        self.uploads = MongoUploads(database, 24)
        self.cases = MongoAggregates(database["cases"], Case, Outbox(MemorySender()), "intake", SystemClock())

    async def prepare(self, jurisdictions, **changes):
        await self.uploads.prepare()
        await self.cases.prepare()
        await self.cases.add(case_of(id=self.case, **changes), Cause.new(), [])
        self.use = Attachments(self.cases, self.uploads, MemoryRefusals(), jurisdictions, SystemClock())
        return self

    @asynccontextmanager
    async def replica(self):
        settings = self._settings_for("intake")
        broker = connect(settings, "intake")
        FileHandlers(self.use).connect(Bus(broker, settings))
        await broker.start()
        yield broker
        await broker.stop()

    @asynccontextmanager
    async def shelf(self, asker):
        region, _, code = asker.partition(".")
        user = department_user(region, code) if code else centre_user(region)
        async with connected(self._settings_for(user)) as client:
            yield Shelf(client, region, code)


@pytest.fixture
async def served(settings_for, mongo_database, case, jurisdictions):
    return await Served(settings_for, mongo_database, case).prepare(jurisdictions)


def report(folder, megabytes, name="节能报告.pdf"):
    """A real file of that size which nothing could compress."""
    file = folder / name
    before, after = documents.PDF.split(b"xref", 1)
    with file.open("wb") as written:
        written.write(before + b"%")
        for _ in range(megabytes):
            written.write(os.urandom(MEGABYTE).translate(bytes.maketrans(b"/", b".")))
        written.write(b"\nxref" + after)
    return file


async def test_a_large_file_goes_in_through_the_window_and_out_to_its_department(served, tmp_path):
    file, moved = report(tmp_path, 30), []
    named = {"case_number": served.case, "item": 4, "material": "节能报告"}
    async with served.replica(), served.shelf(CENTRE) as window, served.shelf(LAND) as land:
        told = await window.send(file, moved.append, **named)
        got, saved = await land.fetch(served.case, told["file_id"], tmp_path / "收到.pdf", moved.append)

    assert told["media_type"] == "application/pdf"
    assert got["sha256"] == told["sha256"] == hashlib.sha256(saved.read_bytes()).hexdigest()
    assert sum(moved) == 2 * file.stat().st_size
    assert [known.file_id for known in (await served.cases.get(served.case)).files] == [told["file_id"]]


async def test_after_a_kill_the_rest_is_sent_to_another_replica(served, tmp_path):
    file, first, second = report(tmp_path, 4), [], []
    named = {"case_number": served.case, "item": 4, "material": "节能报告"}
    async with served.shelf(CENTRE) as window:
        async with served.replica() as replica:

            def cut(count):
                first.append(count)
                if sum(first) > MEGABYTE:
                    raise ConnectionAbortedError

            with pytest.raises(ExceptionGroup):
                await window.send(file, cut, **named)
            await replica.stop()
        with pytest.raises((NobodyServes, OutcomeUnknown)):
            await window.ask("files", case_number=served.case)
        async with served.replica():
            told = await window.send(file, second.append, **named)

    assert told["size"] == sum(second) == file.stat().st_size
    assert second[0] >= MEGABYTE  # what was there already counts at once


async def test_a_department_reads_what_is_its_own_and_cannot_tell_the_rest_from_nothing(served, tmp_path):
    (tmp_path / "节能报告.pdf").write_bytes(documents.PDF)
    (tmp_path / "备案表.pdf").write_bytes(documents.PDF)
    async with served.replica(), served.shelf(CENTRE) as window, served.shelf(LAND) as land, served.shelf(CITY) as city:
        ours, theirs = [
            await window.send(tmp_path / name, _nothing, case_number=served.case, item=item, material="材料")
            for item, name in ((4, "节能报告.pdf"), (5, "备案表.pdf"))
        ]
        seen = (await land.ask("files", case_number=served.case))["files"]
        answers = []
        for file_id in (theirs["file_id"], "nothing"):
            with pytest.raises(Refused) as refused:
                await land.ask("read-file", case_number=served.case, file_id=file_id)
            answers.append(refused.value.faults)
        above = (await city.ask("files", case_number=served.case))["files"]

    assert [file["file_id"] for file in seen] == [ours["file_id"]]
    assert answers[0] == answers[1]
    assert above == []


@asynccontextmanager
async def sharing(served):
    """Say as joint_review who reads which papers, and wait until intake has heard it."""
    settings = served._settings_for("joint_review")
    broker = connect(settings, "joint_review")
    await broker.start()

    async def share(sequence, *readers, files=()):
        fact = PapersShared(review_id=f"{served.case}/R1", readers=readers, file_ids=files)
        cause, now = Cause.new(), datetime.now(UTC)
        told = fact_message(fact, case=served.case, centre=CENTRE, sequence=sequence, cause=cause, time=now)
        await Bus(broker, settings).send(told)
        heard = None
        async with asyncio.timeout(10):
            while heard is None or heard.sequence < sequence:
                await asyncio.sleep(0.02)  # nothing tells when a consumer has acted
                heard = (await served.cases.get(served.case)).shared_papers.get(fact.review_id)

    yield share
    await broker.stop()


@pytest.mark.usefixtures("empty_streams")
async def test_a_participant_of_a_review_reads_its_papers_and_nothing_else_until_it_is_closed(served, tmp_path):
    for name in ("节能报告.pdf", "备案表.pdf"):
        (tmp_path / name).write_bytes(documents.PDF)
    async with (
        served.replica(),
        served.shelf(CENTRE) as window,
        served.shelf(CITY_WATER) as city,
        served.shelf(WATER) as banner,
        sharing(served) as share,
    ):
        paper, other = [
            await window.send(tmp_path / name, _nothing, case_number=served.case, item=item, material="材料")
            for item, name in ((4, "节能报告.pdf"), (5, "备案表.pdf"))
        ]
        before = await _refused(city, served.case, paper["file_id"])
        await share(1, CITY_WATER, files=(paper["file_id"],))
        listed = (await city.ask("files", case_number=served.case))["files"]
        _, saved = await city.fetch(served.case, paper["file_id"], tmp_path / "收到.pdf", _nothing)
        hidden, absent = [await _refused(city, served.case, file_id) for file_id in (other["file_id"], "nothing")]
        stranger = await _refused(banner, served.case, paper["file_id"])
        with pytest.raises(Refused, match="不能提交文件"):
            await city.send(tmp_path / "备案表.pdf", _nothing, case_number=served.case, item=4, material="材料")
        await share(2)
        after = await _refused(city, served.case, paper["file_id"])

    assert [file["file_id"] for file in listed] == [paper["file_id"]]
    assert saved.read_bytes() == documents.PDF
    assert hidden == absent
    assert before == stranger == after != hidden


async def _refused(shelf, case, file_id):
    with pytest.raises(Refused) as refused:
        await shelf.ask("read-file", case_number=case, file_id=file_id)
    return refused.value.faults


def _nothing(_count):
    pass


async def test_a_decision_comes_as_a_file_and_lies_with_the_case(served, tmp_path):
    (tmp_path / "批文.ofd").write_bytes(documents.OFD)
    async with served.replica(), served.shelf(LAND) as land, served.shelf(CENTRE) as window:
        told = await land.send(tmp_path / "批文.ofd", _nothing, case_number=served.case, item=4, material="办理结果")
        _, saved = await window.fetch(served.case, told["file_id"], tmp_path / "批文(1).ofd", _nothing)

    assert (told["by"], told["media_type"]) == (LAND, "application/ofd")
    assert saved.read_bytes() == documents.OFD


async def test_nothing_that_is_not_what_it_says_bears_the_files_name(served, tmp_path, mongo_database):
    (tmp_path / "批文.pdf").write_bytes(documents.PDF)
    async with served.replica(), served.shelf(CENTRE) as window:
        told = await window.send(tmp_path / "批文.pdf", _nothing, case_number=served.case, material="材料")
        await mongo_database["materials.chunks"].update_one({}, {"$set": {"data": documents.PDF[::-1]}})
        with pytest.raises(Refused, match="SHA-256"):
            await window.fetch(served.case, told["file_id"], tmp_path / "收到.pdf", _nothing)

    assert {file.name for file in tmp_path.iterdir()} == {"批文.pdf"}


async def test_the_service_clears_by_itself_what_was_abandoned(served, mongo_database):
    order = AttachFile.model_validate(announced(documents.PDF, case_number=served.case))
    upload, _ = await served.uploads.open(CENTRE, order)
    part = AttachChunk(upload_id=upload.upload_id, number=0, data=base64.b64encode(documents.PDF))
    await served.uploads.write(CENTRE, part)
    await mongo_database["uploads"].update_many({}, {"$set": {"opened_at": datetime.now(UTC) - timedelta(hours=30)}})
    cleared = asyncio.Event()

    async def clear():
        if await served.use.clear():
            cleared.set()

    clearing = Clearing(clear, every=0.05)
    clearing.start()
    await asyncio.wait_for(cleared.wait(), 10)
    await clearing.stop()

    assert await mongo_database["uploads"].count_documents({}) == 0
    assert await mongo_database["materials.chunks"].count_documents({}) == 0
    assert await served.use.files(REFORM, FilesQuery(case_number=served.case)) == []
