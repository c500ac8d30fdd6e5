import base64
from datetime import timedelta

import pytest

from services.intake.domain.attaching import result_files
from services.intake.domain.states import CaseState
from shared.contracts.intake import FileAttached
from shared.errors import Refused
from shared.store.files import CHUNK
from tests.fakes import facts
from tests.unit import documents
from tests.unit.file_world import (
    CASE,
    CENTRE,
    CITY,
    LAND,
    OTHER_CENTRE,
    REFORM,
    SECURITY,
    WATER,
    FileWorld,
    announced,
    jurisdictions,
)

LARGE = documents.PDF.replace(b"xref", b"%" + b"x" * (2 * CHUNK) + b"\nxref", 1)


@pytest.fixture
async def world():
    return await FileWorld().begun()


async def test_a_material_counts_with_its_case_and_says_what_it_is(world):
    told = await world.attached(CENTRE)

    assert (told["media_type"], told["by"], told["item"]) == ("application/pdf", "applicant", 4)
    [fact] = facts(world.cases.sent, FileAttached)
    assert (fact.file_id, fact.media_type, fact.by) == (told["file_id"], "application/pdf", "applicant")


async def test_a_file_that_is_closed_twice_counts_once(world):
    upload = (await world.ask(CENTRE, "attach-open", **announced(documents.PDF)))["upload_id"]
    first = await world.sent(CENTRE, upload, documents.PDF)

    assert await world.end(CENTRE, upload) == first
    assert len(facts(world.cases.sent, FileAttached)) == 1


async def test_everything_wrong_with_a_file_is_told_before_it_is_sent(world):
    limit = jurisdictions().centre(CENTRE).settings.material_limit_bytes.value

    faults = await world.refusal(CENTRE, "attach-open", **announced(b"x", "../CON.exe", item=22, size=limit + 1))

    assert {fault.field for fault in faults} == {"filename", "item", "size"}
    assert len(faults) == 4
    assert all(fault.remedy for fault in faults)


async def test_a_file_as_large_as_the_centre_takes_may_be_sent(world):
    limit = jurisdictions().centre(CENTRE).settings.material_limit_bytes.value

    assert limit == 100 * 1024 * 1024
    assert await world.ask(CENTRE, "attach-open", **announced(b"x", size=limit))


async def test_a_file_that_is_not_what_its_name_says_is_refused_and_dropped(world):
    upload = (await world.ask(CENTRE, "attach-open", **announced(documents.PROGRAM)))["upload_id"]

    with pytest.raises(Refused, match="可执行程序"):
        await world.sent(CENTRE, upload, documents.PROGRAM)

    assert facts(world.cases.sent, FileAttached) == []
    assert (await world.ask(CENTRE, "attach-open", **announced(documents.PROGRAM)))["received"] == []


async def test_a_cut_line_is_taken_up_where_it_broke(world):
    upload = await world.ask(CENTRE, "attach-open", **announced(LARGE))
    await world.send(CENTRE, upload["upload_id"], LARGE, 1)

    again = await world.ask(CENTRE, "attach-open", **announced(LARGE))
    for number in {0, 1, 2} - set(again["received"]):
        await world.send(CENTRE, again["upload_id"], LARGE, number)

    assert (upload["received"], again["received"]) == ([], [1])
    assert again["upload_id"] == upload["upload_id"]
    assert (await world.end(CENTRE, again["upload_id"]))["size"] == len(LARGE)


async def test_the_same_file_for_another_item_or_by_another_giver_is_another_upload(world):
    named = announced(documents.PDF)
    asked = [
        await world.ask(CENTRE, "attach-open", **named),
        await world.ask(CENTRE, "attach-open", **named | {"item": 5}),
        await world.ask(LAND, "attach-open", **named),
    ]

    assert len({upload["upload_id"] for upload in asked}) == 3


async def test_a_department_hands_in_its_decision_as_a_file(world):
    await world.attached(CENTRE)
    told = await world.attached(LAND, material="办理结果", name="批文.pdf")
    await world.attached(LAND, material="专家评审意见", name="意见.pdf")

    case = await world.cases.get(CASE)
    assert [file.file_id for file in result_files(case, 4)] == [told["file_id"]]
    assert facts(world.cases.sent, FileAttached)[1].by == told["by"] == LAND


@pytest.mark.parametrize("item", [None, 5, 22])
async def test_a_department_hands_in_files_of_its_own_items_only(world, item):
    [fault] = await world.refusal(LAND, "attach-open", **announced(documents.PDF, item=item))

    assert fault.field == "item"
    assert "4" in fault.remedy


async def test_only_the_owner_takes_in_the_applicants_files(world):
    [fault] = await world.refusal(CITY, "attach-open", **announced(documents.PDF, item=29))

    assert fault.field == "case_number"


async def test_nothing_joins_a_closed_case():
    world = await FileWorld().begun(state=CaseState.CLOSED)

    [fault] = await world.refusal(CENTRE, "attach-open", **announced(documents.PDF))

    assert "已结案" in fault.message


async def test_everybody_is_shown_what_he_may_read_and_no_more(world):
    names = {}
    for item in (None, 5, 4, 29):
        names[item] = (await world.attached(CENTRE, item=item, name=f"材料{item}.pdf"))["filename"]

    async def seen(asker):
        return {file["filename"] for file in (await world.ask(asker, "files"))["files"]}

    assert await seen(CENTRE) == set(names.values())
    assert await seen(REFORM) == {names[None], names[5]}
    assert await seen(LAND) == {names[None], names[4]}
    assert await seen(SECURITY) == {names[None], names[29]}
    assert await seen(CITY) == {names[None]}


async def test_a_file_is_read_in_parts(world):
    told = await world.attached(CENTRE, LARGE)

    parts = [
        await world.ask(LAND, "read-file", file_id=told["file_id"], offset=offset, length=CHUNK)
        for offset in range(0, len(LARGE), CHUNK)
    ]

    assert b"".join(base64.b64decode(part["data"]) for part in parts) == LARGE
    assert {(part["size"], part["sha256"], part["filename"], part["material"]) for part in parts} == {
        (len(LARGE), told["sha256"], "节能报告.pdf", "节能报告")
    }


async def test_a_file_that_one_may_not_read_is_answered_as_one_that_is_not_there(world):
    told = await world.attached(CENTRE)

    hidden = await world.refusal(REFORM, "read-file", file_id=told["file_id"])
    absent = await world.refusal(REFORM, "read-file", file_id="nothing")

    assert hidden == absent


@pytest.mark.parametrize("asker", [WATER, OTHER_CENTRE, "150600.zrzyj"])
@pytest.mark.parametrize("operation", ["files", "read-file", "attach-open"])
async def test_a_case_that_does_not_concern_the_asker_is_answered_as_one_that_is_not_there(world, asker, operation):
    file = (await world.attached(CENTRE))["file_id"]
    order = {"files": {}, "read-file": {"file_id": file}, "attach-open": announced(documents.PDF)}[operation]

    strange = await world.refusal(asker, operation, **order)
    absent = await world.refusal(asker, operation, **order | {"case_number": "150622-20260302-000099"})

    assert strange == absent
    assert [fault.field for fault in strange] == ["case_number"]


async def test_every_refusal_is_recorded_with_the_case(world):
    await world.refusal(LAND, "attach-open", **announced(documents.PDF, item=5))
    await world.refusal(REFORM, "read-file", file_id="nothing")
    with pytest.raises(Refused):
        await world.attached(CENTRE, documents.PROGRAM)

    noted = [(case, who, act) for case, who, act, _ in world.refusals.noted]
    assert noted == [(CASE, LAND, "attach-open"), (CASE, REFORM, "read-file"), (CASE, CENTRE, "attach-close")]


async def test_nobody_goes_on_with_anothers_upload(world):
    upload = (await world.ask(CENTRE, "attach-open", **announced(documents.PDF)))["upload_id"]

    for stranger in (LAND, OTHER_CENTRE):
        [fault] = await world.refusal(stranger, "attach-close", upload_id=upload)
        assert fault.field == "upload_id"


async def test_an_upload_that_nobody_finishes_is_dropped_after_its_time(world):
    upload = (await world.ask(CENTRE, "attach-open", **announced(LARGE)))["upload_id"]
    await world.send(CENTRE, upload, LARGE, 0)

    world.clock.advance(timedelta(hours=24.5))
    assert await world.use.clear() == 0
    world.clock.advance(timedelta(hours=1))

    assert await world.use.clear() == 1
    assert upload not in world.uploads.parts
    assert (await world.ask(CENTRE, "attach-open", **announced(LARGE)))["received"] == []


async def test_a_file_that_its_case_has_is_never_cleared(world):
    await world.attached(CENTRE)
    settled, world.uploads.settle = world.uploads.settle, _crash
    with pytest.raises(RuntimeError):
        await world.attached(CENTRE, name="另一份.pdf")
    world.uploads.settle = settled
    world.clock.advance(timedelta(hours=100))

    assert await world.use.clear() == 0
    assert len(world.uploads.stored) == 2
    assert await world.uploads.abandoned() == []


async def _crash(_upload):
    raise RuntimeError


async def test_a_whole_file_that_never_reached_its_case_is_cleared(world):
    upload = (await world.ask(CENTRE, "attach-open", **announced(documents.PDF)))["upload_id"]
    await world.send(CENTRE, upload, documents.PDF, 0)
    await world.uploads.store(upload, await world.uploads.closing(CENTRE, upload))
    world.clock.advance(timedelta(hours=26))

    assert await world.use.clear() == 1
    assert world.uploads.stored == {}


async def test_a_department_that_asks_for_something_else_is_told_what_there_is(world):
    [fault] = await world.refusal(LAND, "submit")

    assert "read-file" in fault.remedy
