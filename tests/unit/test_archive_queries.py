import base64
import json

import pytest

from services.archive.domain.verification import verify_dossier
from shared.errors import Refused
from tests.unit.archive_case import (
    CASE,
    CENTRE,
    ID_NUMBER,
    OTHER_CENTRE,
    PERMIT,
    PHONE,
    SECURITY,
    asking,
    whole_case,
    without,
)
from tests.unit.archive_file import T, Z, booked, complained, consulted, full_case
from tests.unit.archive_world import World, refusal


@pytest.fixture
def world():
    return World()


async def test_a_dossier_is_read_part_by_part(world):
    await world.hear(*whole_case())
    content = await world.zip()

    parts = [await world.ask_dossier(offset=offset, length=1000) for offset in range(0, len(content), 1000)]

    assert b"".join(base64.b64decode(part["part"]) for part in parts) == content
    assert (parts[0]["size"], parts[0]["dossier"]) == (len(content), f"{CASE}.zip")


async def test_asked_for_no_bytes_the_archive_gives_the_record_only(world):
    await world.hear(*whole_case())

    answer = await world.ask_dossier()

    assert (answer["part"], answer["entries"], answer["events"]) == ("", 18, len(whole_case()))


async def test_another_centre_sees_neither_dossier_nor_timeline(world):
    await world.hear(*whole_case())

    assert await refusal(world.ask_dossier(centre=OTHER_CENTRE)) == ["办件不存在"]
    assert await refusal(world.ask_timeline(centre=OTHER_CENTRE)) == ["办件不存在"]


async def test_a_case_nobody_has_heard_of_does_not_exist(world):
    assert await refusal(world.ask_dossier(case="150622-20260302-999999")) == ["办件不存在"]
    assert await refusal(world.ask_timeline(case="")) == ["办件不存在"]


async def test_another_centre_sees_nothing_of_an_open_case_either(world):
    await world.hear(*whole_case()[:4])

    assert await refusal(world.ask_dossier(centre=OTHER_CENTRE)) == ["办件不存在"]


async def test_a_misspelt_question_is_refused_with_its_fault(world):
    with pytest.raises(Refused) as refused:
        await world.handlers.timeline(asking("timeline", '{"case": "150622"}'))

    assert {fault.field for fault in refused.value.faults} == {"case", "case_number"}


async def test_the_timeline_is_the_history_in_order(world):
    await world.hear(*reversed(whole_case()))

    answer = await world.ask_timeline()

    assert [event["id"] for event in answer["events"]] == [message.id for message in whole_case()]
    assert (answer["case"], answer["complete"], answer["missing"]) == (CASE, True, [])
    assert answer["events"][0].keys() == {"id", "owner", "name", "sequence", "time", "body"}


async def test_the_timeline_of_an_open_case_says_what_is_missing(world):
    await world.hear(*without(whole_case(), "intake", 2)[0])

    answer = await world.ask_timeline()

    assert (answer["complete"], answer["missing"]) == (False, ["intake 缺第 2 号事件"])


async def test_the_timeline_masks_the_numbers_of_persons(world):
    await world.hear(*whole_case())

    text = json.dumps(await world.ask_timeline())

    assert ID_NUMBER not in text
    assert PHONE not in text
    assert "110***********002X" in text


async def test_a_restricted_item_is_kept_apart_and_never_served(world):
    await world.hear(*whole_case((PERMIT, SECURITY)))
    dossier = await world.dossier()

    served = base64.b64decode((await world.ask_dossier(length=500_000))["part"])
    told = json.dumps(await world.ask_timeline(), ensure_ascii=False)

    assert served == world.shelf.files[dossier.file_id]
    assert "国家安全" not in told
    assert dossier.restricted_file_id
    assert verify_dossier(served, world.restricted.files[dossier.restricted_file_id]) == []
    assert world.shelf.files.keys().isdisjoint(world.restricted.files)


async def test_a_complaint_is_shown_to_nobody_and_not_even_its_existence_is_told(world):
    await world.hear(*complained())

    for centre in (CENTRE, OTHER_CENTRE):
        for number in (T, T.lower(), f"{CENTRE}-T20260303-000099"):
            assert await refusal(world.ask_timeline(case=number, centre=centre)) == ["没有这件，或无权查看"]
            assert await refusal(world.ask_dossier(case=number, centre=centre)) == ["没有这件，或无权查看"]


async def test_a_complaint_about_a_case_is_no_part_of_the_case(world):
    await world.hear(*complained(), *whole_case())

    told = await world.ask_timeline()

    assert [event["id"] for event in told["events"]] == [message.id for message in whole_case()]
    assert (await world.dossier()).events == len(whole_case())


@pytest.mark.parametrize("said", [consulted(), booked()], ids=["Z", "Y"])
async def test_the_record_of_a_consultation_or_appointment_is_its_own_centres(world, said):
    await world.hear(*said)
    number = said[0].case

    told = await world.ask_timeline(case=number.lower())

    assert (told["case"], len(told["events"]), told["complete"]) == (number, len(said), True)
    assert await refusal(world.ask_timeline(case=number, centre=OTHER_CENTRE)) == ["办件不存在"]
    assert await refusal(world.ask_dossier(case=number)) == [f"{number} 不是办件，没有档案"]
    assert await refusal(world.ask_dossier(case=number, centre=OTHER_CENTRE)) == ["办件不存在"]


async def test_the_dossier_is_refused_with_what_its_consultation_lacks(world):
    await world.hear(*full_case(), *without(consulted(), "intake", 2)[0])

    assert await refusal(world.ask_dossier()) == [f"尚未归档：咨询 {Z} 缺第 2 号事件"]
    assert (await world.ask_timeline())["missing"] == [f"咨询 {Z} 缺第 2 号事件"]
