"""A resolution of a review that is not done in time goes up the ladder of its region, from the rung that the review was."""

import pytest

from shared.contracts.joint_review import Resolution, ReviewConcluded
from shared.contracts.review_records import ResolutionDone, ResolutionOverdue
from tests.unit.handover_world import BANNER, FILING, WATER, Desks


def resolution(desks, owner="150622.slj"):
    return Resolution(
        resolution_id=f"{desks.case}/R1/A1",
        owner=owner,
        owner_name="准格尔旗水利局",
        act="补测河道管理范围",
        done_when="成果图盖章",
        due="2026-03-20T17:30:00+08:00",
    )


async def overdue(kind, owner="150622.slj"):
    """A review of that kind has laid something down, and the day has passed."""
    desks = await Desks().begin(FILING, WATER, area_ha=6)
    order = {"case_number": desks.case, "kind": kind, "subject": "河道管理范围", "signed_by": "综合代办员一号"}
    await desks.desk(BANNER, "call-review", **order)
    told = {"review_id": f"{desks.case}/R1"}
    ended = ReviewConcluded(**told, cause="agent", outcome="agreed", opinions=(), concluded_at="2026-03-10T10:00:00+08:00")
    for news in (ended, ResolutionOverdue(**told, resolution=resolution(desks, owner))):
        await desks.hear(news)
    return desks


@pytest.mark.parametrize(
    ("kind", "rung", "party"),
    [
        ("joint_drawing_review", "r1", "150622.fgw"),  # no rung is of that kind
        ("joint_meeting", "r2", "150622.zfb"),
        ("joint_review", "r3", "150600.ldxzb"),
        ("reform_office", "r3", "150600.ldxzb"),  # nobody is above: whoever laid it down sees that it is done
    ],
)
async def test_it_goes_to_the_rung_above_the_review(kind, rung, party):
    desks = await overdue(kind)
    (matter,) = (await desks.route()).matters.values()

    assert (matter.trigger, matter.now_at.rung.key, matter.now_at.rung.party) == ("resolution_overdue", rung, party)


async def test_a_department_does_not_judge_its_own_delay():
    desks = await overdue("joint_drawing_review", owner="150622.fgw")
    (matter,) = (await desks.route()).matters.values()

    assert matter.now_at.rung.party != "150622.fgw"


async def test_it_is_settled_as_soon_as_the_resolution_is_done():
    desks = await overdue("joint_meeting")
    await desks.hear(ResolutionDone(review_id=f"{desks.case}/R1", resolution=resolution(desks), evidence="已补测", late=True))
    (matter,) = (await desks.route()).matters.values()

    assert (matter.state, matter.settled, matter.closed_reason) == ("closed", True, "会商议定事项已落实，或已不需办理")
