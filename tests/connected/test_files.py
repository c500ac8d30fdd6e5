"""Files in a real GridFS: whatever the order and however often parts come, a file is whole or not there."""

import asyncio
import hashlib

import pytest
from motor.motor_asyncio import AsyncIOMotorGridFSBucket

from shared.errors import Refused
from shared.store.files import CHUNK, Files

CONTENT = bytes(range(251)) * 3137  # a little more than three chunks, and no two of them alike
SIZE = len(CONTENT)
DIGEST = hashlib.sha256(CONTENT).hexdigest()
PARTS = [CONTENT[start : start + CHUNK] for start in range(0, SIZE, CHUNK)]


@pytest.fixture
async def files(mongo_database):
    made = Files(mongo_database, "materials")
    await made.prepare()
    return made


async def close(files, size=SIZE, digest=DIGEST):
    return await files.close("f1", "节能报告.pdf", size, digest, {"case": "150622-20260302-000001", "item": 4})


async def chunks(database):
    return await database["materials.chunks"].count_documents({})


async def test_parts_in_any_order_and_repeated_make_the_whole_file(files):
    for number in (2, 0, 3, 0, 1, 2):
        await files.write("f1", number, PARTS[number])

    stored = await close(files)

    assert (stored.filename, stored.size, stored.sha256) == ("节能报告.pdf", SIZE, DIGEST)
    assert await files.read("f1", 0, SIZE) == CONTENT
    assert await files.find("f1") == stored
    assert stored.metadata == {"case": "150622-20260302-000001", "item": 4}


async def test_the_same_part_sent_many_times_at_once_is_kept_once(files, mongo_database):
    await asyncio.gather(*(files.write("f1", number, PARTS[number]) for number in range(4) for _ in range(8)))

    assert await chunks(mongo_database) == 4
    assert (await close(files)).sha256 == DIGEST


async def test_a_file_is_not_there_before_it_is_closed(files):
    for number, part in enumerate(PARTS):
        await files.write("f1", number, part)

    assert await files.find("f1") is None


@pytest.mark.parametrize(
    ("parts", "size", "digest"),
    [
        (PARTS[:3], SIZE, DIGEST),
        ([*PARTS[:3], PARTS[3][::-1]], SIZE, DIGEST),
        (PARTS, SIZE, "0" * 64),
        (PARTS, SIZE - 1, DIGEST),
        ([], SIZE, DIGEST),
    ],
    ids=["a part is missing", "a part is wrong", "another file was announced", "another size was announced", "nothing came"],
)
async def test_what_is_not_what_was_announced_is_refused_and_dropped(files, mongo_database, parts, size, digest):
    for number, part in enumerate(parts):
        await files.write("f1", number, part)

    with pytest.raises(Refused, match="SHA-256"):
        await close(files, size, digest)

    assert await files.find("f1") is None
    assert await chunks(mongo_database) == 0


async def test_after_a_refusal_the_file_can_be_sent_again(files):
    await files.write("f1", 0, b"torn")
    with pytest.raises(Refused):
        await close(files)

    for number, part in enumerate(PARTS):
        await files.write("f1", number, part)

    assert (await close(files)).sha256 == DIGEST


async def test_a_closed_file_cannot_be_changed_by_anybody(files):
    stored = await files.put("f1", "节能报告.pdf", CONTENT, {})

    await files.write("f1", 0, b"x" * CHUNK)
    with pytest.raises(Refused):
        await close(files, 4, hashlib.sha256(b"else").hexdigest())
    with pytest.raises(Refused):
        await files.put("f1", "节能报告.pdf", b"else", {})

    assert await files.find("f1") == stored
    assert await files.read("f1", 0, SIZE) == CONTENT


async def test_closing_and_putting_again_change_nothing(files, mongo_database):
    first = await files.put("f1", "节能报告.pdf", CONTENT, {"case": "150622-20260302-000001", "item": 4})

    assert await files.put("f1", "节能报告.pdf", CONTENT, {}) == first
    assert await close(files) == first
    assert await mongo_database["materials.files"].count_documents({}) == 1


async def test_two_replicas_that_close_at_once_close_once(files, mongo_database):
    for number, part in enumerate(PARTS):
        await files.write("f1", number, part)

    closed = await asyncio.gather(*(close(files) for _ in range(4)))

    assert {one.sha256 for one in closed} == {DIGEST}
    assert await mongo_database["materials.files"].count_documents({}) == 1


@pytest.mark.parametrize(
    ("offset", "length"),
    [(0, 1), (0, 0), (CHUNK - 1, 2), (CHUNK, CHUNK), (100, 2 * CHUNK), (SIZE - 5, 100), (SIZE, 1), (10**9, 1)],
)
async def test_any_range_can_be_read(files, offset, length):
    await files.put("f1", "节能报告.pdf", CONTENT, {})

    assert await files.read("f1", offset, length) == CONTENT[offset : offset + length]


async def test_an_empty_file_is_a_file(files):
    stored = await files.put("f1", "空白.txt", b"", {})

    assert (stored.size, await files.read("f1", 0, 10)) == (0, b"")


async def test_any_driver_of_gridfs_reads_the_file(files, mongo_database):
    await files.put("f1", "节能报告.pdf", CONTENT, {"item": 4})

    stream = await AsyncIOMotorGridFSBucket(mongo_database, "materials").open_download_stream("f1")

    assert await stream.read() == CONTENT
    assert (stream.filename, stream.length, stream.metadata["sha256"]) == ("节能报告.pdf", SIZE, DIGEST)
