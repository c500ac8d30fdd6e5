"""The published catalogue: everything that has to be public, and nothing that must not be."""

import shutil
from typing import get_args

import pytest

from services.intake.domain.publication import POSTS, published_catalogue
from shared.contracts.catalogue import UNPUBLISHED, PublishedCatalogue
from shared.jurisdictions import Jurisdictions
from shared.jurisdictions.agent import AgentKind
from shared.jurisdictions.centre import Publication
from shared.settings import Settings
from tests.unit.intake_world import jurisdictions
from tests.unit.reception_world import CENTRE, MONDAY, TOWN, ReceptionWorld

CENTRES = jurisdictions().centres()
SECURITY = 29


@pytest.fixture
def world() -> ReceptionWorld:
    return ReceptionWorld()


async def published(world: ReceptionWorld, centre: str = CENTRE) -> PublishedCatalogue:
    found = await world.ask("catalogue", {}, centre=centre)
    assert isinstance(found, PublishedCatalogue)
    return found


@pytest.mark.parametrize("centre", CENTRES)
async def test_national_security_is_in_no_word_of_it(world, centre):
    text = (await published(world, centre)).model_dump_json()

    restricted = [item for item in jurisdictions().catalogue(centre).values() if item.restricted]
    assert SECURITY in {item.number for item in restricted}
    words = {"国家安全", "国安", "反间谍", "安全控制区域", "不公开", "限制公开", *(item.name for item in restricted)}
    assert {word for word in words if word in text} == set()
    assert f'"item":{SECURITY}' not in text


@pytest.mark.parametrize("centre", CENTRES)
async def test_every_other_item_is_in_it_under_gapless_rows_with_all_columns_of_annex_2(world, centre):
    found = await published(world, centre)

    assert [item.row for item in found.items] == list(range(1, len(found.items) + 1))
    assert {item.item for item in found.items} == {*jurisdictions().catalogue(centre)} - {SECURITY}
    for item in found.items:
        assert item.unit
        assert item.name
        assert item.kind in {"即办件", "承诺件"}
        assert item.process
        assert item.services
        assert all(material.how_to for material in item.materials)
        assert {"row", "unit", "name", "coaching", "item_type", "note"} <= set(item.model_fields_set)


async def test_an_item_tells_unit_limits_with_their_law_materials_and_special_steps(world):
    (item,) = [item for item in (await published(world)).items if item.item == 24]

    assert item.unit == "准格尔旗自然资源局"
    assert (item.kind, item.item_type) == ("承诺件", "行政许可")
    assert (item.legal.length, item.legal.mark) == ("20个工作日", "sourced")
    assert "行政许可法" in item.legal.basis
    assert (item.promised.length, item.promised.basis) == ("7个工作日", "")
    assert "专家评审（不计入办理时限）" in item.special_steps
    assert "批前公示、总平面图公布" in item.special_steps
    assert [material.main for material in item.materials].count(True) >= 1
    assert "时限" in item.note


async def test_what_the_compilers_noted_for_themselves_is_not_published(world):
    text = (await published(world)).model_dump_json()

    notes = [item.notes for item in jurisdictions().catalogue(CENTRE).values() if item.notes]
    assert notes
    assert [note for note in notes if note in text] == []


async def test_the_centre_tells_its_posts_hours_version_and_day(world):
    found = await published(world)

    assert "综合代办员一号" in {post.title for post in found.staff}
    assert (found.hours, found.published_on) == ("工作日 08:30–17:30", MONDAY.date())
    assert found.version == jurisdictions().version
    assert "邮寄送达" in found.delivery


async def test_what_the_centre_has_not_said_is_told_as_not_published_and_never_invented(world):
    found = await published(world)

    assert {found.telephone, found.address, found.postal_address, found.postal_receiver} == {UNPUBLISHED}


def test_what_the_centre_says_of_itself_is_published():
    said = Publication(telephone="0000-0000000", address="演练地址", postal_address="演练邮寄地址", postal_receiver="收件岗")
    centre = jurisdictions().centre(CENTRE).model_copy(update={"publication": said})

    found = published_catalogue(centre, {}, lambda _item: "", "3f2a9c0b1d4e", MONDAY.date())

    assert (found.telephone, found.postal_receiver) == ("0000-0000000", "收件岗")
    assert (found.address, found.postal_address) == ("演练地址", "演练邮寄地址")


def test_a_banner_does_not_publish_the_citys_telephone_as_its_own(tmp_path):
    folder = shutil.copytree(Settings().jurisdictions, tmp_path / "jurisdictions")
    city = folder / "150600" / "centre.yaml"
    city.write_text(city.read_text(encoding="utf-8") + "\npublication: {telephone: 0000-0000000}\n", encoding="utf-8")

    found = Jurisdictions.load(folder)

    assert found.centre("150600").publication.telephone == "0000-0000000"
    assert found.centre(CENTRE).publication == Publication()


async def test_a_township_names_the_banners_department_that_it_has_none_of(world):
    (item,) = [item for item in (await published(world, TOWN)).items if item.item == 5]

    assert item.unit == "准格尔旗发展和改革委员会"


async def test_one_item_can_be_asked_for_and_a_restricted_one_is_like_one_that_does_not_exist(world):
    assert [item.item for item in (await world.ask("catalogue", {"item": 5})).items] == [5]

    restricted, missing = [(await world.refusal("catalogue", {"item": number}))[0] for number in (SECURITY, 99)]

    assert restricted.message.replace("29", "99") == missing.message
    assert restricted.remedy == missing.remedy
    assert str(SECURITY) not in restricted.remedy.removeprefix("公布的事项：").split("、")


def test_every_kind_of_post_has_its_word():
    assert set(POSTS) == set(get_args(AgentKind))
