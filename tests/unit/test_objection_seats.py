"""Who settles an objection (退回): departments that exist, wherever the case is."""

import pytest

from shared.contracts.intake import ItemsAdded
from shared.contracts.review_calls import ReviewRequested
from tests.fakes import facts
from tests.unit.handover_world import BANNER, SECURITY, TOWNSHIP, WATER, Desks
from tests.unit.routing_world import CASE, accepted, jurisdictions


@pytest.mark.parametrize("centre", [BANNER, TOWNSHIP])
async def test_where_a_place_has_no_department_that_convenes_the_one_above_does(centre):
    desks = await Desks(CASE.replace(BANNER, centre, 1)).begin(WATER)
    if centre == TOWNSHIP:
        await desks.accepts(BANNER, WATER)
    await desks.says("150622.slj", "returned", WATER, reason="不属水利职责")
    (call,) = (each.call for each in facts(desks.sent, ReviewRequested))
    seats = [each.split(".") for each in (call.convener, *call.mandatory, *call.advisory)]

    assert call.convener == "150622.zwj"
    assert [jurisdictions().department(*each).code for each in seats]


async def test_the_department_of_a_restricted_item_settles_nothing_although_it_leads_the_case():
    desks = await Desks().begin(SECURITY)
    whole = accepted(SECURITY, WATER).application
    await desks.hear(ItemsAdded(items=(WATER,), application=whole, signed_by="项目经办人", at="2026-03-02T09:00:00+08:00"))
    await desks.says("150622.slj", "returned", WATER, reason="不属水利职责")
    (call,) = (each.call for each in facts(desks.sent, ReviewRequested))

    assert (await desks.route()).lead == "150600.gaj"
    assert (call.mandatory, call.advisory) == (("150622.zwj",), ("150622.slj",))
