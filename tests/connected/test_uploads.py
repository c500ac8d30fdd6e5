"""Uploads into a real GridFS, and the hand-written fake that promises the same: repeated, torn, refused, abandoned."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from services.intake.uploads import BeingCleared, MongoUploads
from shared.contracts.files import AttachChunk, AttachFile
from shared.errors import Refused
from shared.store.files import CHUNK
from tests.unit import documents
from tests.unit.file_world import CENTRE, LAND, OTHER_CENTRE, MemoryUploads, announced

LARGE = documents.PDF.replace(b"xref", b"%" + bytes(range(32, 127)) * (3 * CHUNK // 95) + b"\nxref", 1)
PARTS = -(-len(LARGE) // CHUNK)


class RealTime:
    """The real time and what a test adds to it."""

    def __init__(self):
        self.ahead = timedelta()

    def __call__(self):
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def now():
    return RealTime()


@pytest.fixture(params=["real", "fake"])
async def uploads(request, mongo_database, now):
    if request.param == "fake":
        return MemoryUploads(24, now)
    made = MongoUploads(mongo_database, 24, now)
    await made.prepare()
    return made


def order(content=LARGE, **changes):
    return AttachFile.model_validate(announced(content, **changes))


def part(upload, number, content=LARGE):
    data = base64.b64encode(content[number * CHUNK : (number + 1) * CHUNK])
    return AttachChunk(upload_id=upload.upload_id, number=number, data=data)


async def sent(uploads, content=LARGE, **changes):
    upload, _ = await uploads.open(CENTRE, order(content, **changes))
    for number in range(-(-len(content) // CHUNK)):
        await uploads.write(CENTRE, part(upload, number, content))
    return upload


async def close(uploads, upload, by=CENTRE):
    return await uploads.store(upload.upload_id, await uploads.closing(by, upload.upload_id))


async def test_parts_in_any_order_and_repeated_make_a_file_that_is_closed_once(uploads):
    upload, _ = await uploads.open(CENTRE, order())
    for number in (*reversed(range(PARTS)), 0, 1):
        await uploads.write(CENTRE, part(upload, number))

    closed = [await close(uploads, upload) for _ in range(2)]

    assert closed[0] == closed[1]
    assert closed[0].metadata["media_type"] == "application/pdf"
    assert await uploads.read(upload.upload_id, CHUNK - 5, 10) == LARGE[CHUNK - 5 : CHUNK + 5]


async def test_the_same_file_announced_again_is_the_same_upload_with_the_parts_that_are_there(uploads):
    upload, received = await uploads.open(CENTRE, order())
    await uploads.write(CENTRE, part(upload, 2))

    again, there = await uploads.open(CENTRE, order())

    assert again.upload_id == upload.upload_id
    assert (received, there) == ([], [2])


@pytest.mark.parametrize(("number", "size"), [(PARTS, 1), (0, CHUNK - 1), (PARTS - 1, CHUNK)])
async def test_a_part_that_was_not_announced_so_is_refused(uploads, number, size):
    upload, _ = await uploads.open(CENTRE, order())

    with pytest.raises(Refused, match=f"第 {number} 部分"):
        await uploads.write(CENTRE, AttachChunk(upload_id=upload.upload_id, number=number, data=base64.b64encode(b"x" * size)))


async def test_nobody_else_sends_or_closes_an_upload(uploads):
    upload = await sent(uploads)

    for stranger in (OTHER_CENTRE, LAND):
        with pytest.raises(Refused, match="没有这次上传"):
            await uploads.write(stranger, part(upload, 0))
        with pytest.raises(Refused, match="没有这次上传"):
            await close(uploads, upload, stranger)


@pytest.mark.parametrize(
    ("content", "changes"),
    [(LARGE, {"sha256": "0" * 64}), (documents.PROGRAM, {}), (documents.LOCKED_PDF, {})],
    ids=["another hash", "a program", "encrypted"],
)
async def test_what_is_refused_at_the_end_leaves_no_part_behind(uploads, content, changes):
    upload = await sent(uploads, content, **changes)

    with pytest.raises(Refused):
        await close(uploads, upload)

    assert (await uploads.open(CENTRE, order(content, **changes)))[1] == []


async def test_a_file_that_arrived_torn_can_be_sent_again(uploads):
    upload, _ = await uploads.open(CENTRE, order())
    for number in range(PARTS):
        await uploads.write(CENTRE, part(upload, number, LARGE[::-1]))
    with pytest.raises(Refused, match="SHA-256"):
        await close(uploads, upload)

    await sent(uploads)

    assert (await close(uploads, upload)).size == len(LARGE)


async def test_an_upload_past_its_time_takes_nothing_until_it_is_announced_anew(uploads, now):
    upload = await sent(uploads)
    now.ahead = timedelta(hours=24, minutes=1)

    with pytest.raises(Refused, match="已过期"):
        await uploads.write(CENTRE, part(upload, 0))
    with pytest.raises(Refused, match="已过期"):
        await close(uploads, upload)

    assert (await uploads.open(CENTRE, order()))[1] == list(range(PARTS))
    assert (await close(uploads, upload)).size == len(LARGE)


async def test_an_abandoned_upload_is_dropped_and_one_that_goes_on_is_not(uploads, now):
    left, kept = await sent(uploads), await sent(uploads, name="留下.pdf")
    settled = await sent(uploads, documents.PDF)
    await close(uploads, settled)
    await uploads.settle(settled.upload_id)
    now.ahead = timedelta(hours=26)
    stale = {upload.upload_id for upload in await uploads.abandoned()}
    await uploads.open(CENTRE, order(name="留下.pdf"))
    for upload in stale:
        await uploads.drop(upload)

    assert stale == {left.upload_id, kept.upload_id}
    assert (await uploads.open(CENTRE, order()))[1] == []
    assert (await uploads.open(CENTRE, order(name="留下.pdf")))[1] == list(range(PARTS))
    assert await uploads.read(settled.upload_id, 0, 100) == documents.PDF[:100]


async def test_a_crash_between_claiming_and_dropping_leaves_nothing_behind(mongo_database, now):
    uploads = MongoUploads(mongo_database, 24, now)
    await uploads.prepare()
    upload = await sent(uploads)
    now.ahead = timedelta(hours=26)
    await mongo_database["uploads"].update_one({"_id": upload.upload_id}, {"$set": {"dropping": True}})

    with pytest.raises(BeingCleared):
        await uploads.open(CENTRE, order())
    for abandoned in await uploads.abandoned():
        await uploads.drop(abandoned.upload_id)

    assert [await mongo_database[name].count_documents({}) for name in ("uploads", "materials.chunks")] == [0, 0]
