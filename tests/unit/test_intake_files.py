import pytest

from shared.contracts.intake import CaseAccepted, FileAttached
from tests.fakes import facts
from tests.unit.intake_world import CASE, CENTRE, FORM, World, jurisdictions

FILE = {"case_number": CASE, "item": 4, "material": "节能报告", "filename": "节能报告.pdf", "size": 9, "sha256": "0" * 64}


@pytest.fixture
def world():
    return World()


async def attached(world, **changes):
    """A file from its announcement to its place in the case."""
    upload = (await world.ask("attach-open", FILE | changes))["upload_id"]
    await world.ask("attach-chunk", {"upload_id": upload, "number": 0, "data": "6IqC6IO9"})
    return await world.ask("attach-close", {"upload_id": upload})


async def test_a_file_counts_with_its_case_and_goes_with_it_to_the_departments(world):
    await world.ask("submit", FORM)

    told = await attached(world)
    await world.ask("sign", {"case_number": CASE, "document": "mandate"})

    (attachment,) = facts(world.cases.sent, FileAttached)
    assert (attachment.item, attachment.material, attachment.sha256) == (4, "节能报告", "0" * 64)
    (accepted,) = facts(world.cases.sent, CaseAccepted)
    assert [file.file_id for file in accepted.files] == [told["file_id"]]


async def test_a_file_that_is_closed_twice_counts_once(world):
    await world.ask("submit", FORM)
    upload = (await world.ask("attach-open", FILE))["upload_id"]

    for _ in range(2):
        await world.ask("attach-close", {"upload_id": upload})

    assert len(facts(world.cases.sent, FileAttached)) == 1


async def test_a_file_larger_than_the_centre_takes_is_refused_before_it_is_sent(world):
    await world.ask("submit", FORM)
    limit = jurisdictions().centre(CENTRE).settings.material_limit_bytes.value

    assert [fault.field for fault in await world.refusal("attach-open", FILE | {"size": limit + 1})] == ["size"]
    assert "upload_id" in await world.ask("attach-open", FILE | {"size": limit})


async def test_a_file_for_an_item_that_was_not_applied_for_is_refused_before_it_is_sent(world):
    await world.ask("submit", FORM)

    assert [fault.field for fault in await world.refusal("attach-open", FILE | {"item": 22})] == ["item"]
