"""The rules that a review is held by: its centre's template, and what its call says otherwise."""

from functools import cache

import pytest

from services.joint_review.offices import CentreOffices, KindUnknown
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from tests.unit.joint_review_world import call, meeting
from tests.unit.review_hall import CENTRE, FOREST, LAND, WATER

SEVEN = tuple(f"150622.d{number}" for number in range(7))


@cache
def offices() -> CentreOffices:
    return CentreOffices(Jurisdictions.load(Settings().jurisdictions))


def test_what_a_call_leaves_open_the_template_says() -> None:
    found = offices().rules(CENTRE, call(limit_days=None, template="countersign"))
    template = Jurisdictions.load(Settings().jurisdictions).review(CENTRE, "countersign")

    assert (found.name, found.terms.signing, found.terms.minutes) == (template.name, template.signing, template.minutes)
    assert found.terms.rounds == template.rounds.value
    assert found.sign.days == template.sign_working_days.value
    assert (found.sign.basis, found.sign.mark) == (template.sign_working_days.basis, template.sign_working_days.mark)
    assert (found.terms.basis, found.terms.mark) == (template.basis, template.mark)


def test_what_a_call_says_otherwise_counts() -> None:
    found = offices().rules(CENTRE, call(limit_days=9, silence="objection", rounds=0))

    assert (found.opinion.days, found.terms.opinion_days, found.opinion.basis) == (9, 9, "会商通知")
    assert (found.terms.silence, found.terms.rounds) == ("objection", 0)


@pytest.mark.parametrize(
    ("mandatory", "quorum"), [((LAND,), 1), ((LAND, WATER), 1), ((LAND, WATER, FOREST), 2), (SEVEN, 4), ((), 0)]
)
def test_the_quorum_is_a_share_of_the_mandatory_rounded_up(mandatory: tuple[str, ...], quorum: int) -> None:
    assert offices().rules(CENTRE, call(mandatory=mandatory)).terms.quorum == quorum  # 会商联审: half of them


def test_the_quorum_grows_with_the_mandatory_and_never_falls() -> None:
    found = offices().rules(CENTRE, call(mandatory=(LAND, WATER)))

    assert [found.of(mandatory).terms.quorum for mandatory in (2, 3, 4, 5)] == [1, 2, 2, 3]
    assert found.of(9).of(2).terms.quorum == 5


def test_who_may_be_added_is_on_the_bus_and_in_the_same_province() -> None:
    joinable = offices().joinable

    assert joinable(CENTRE, LAND) == offices().name(LAND)
    assert joinable(CENTRE, "150600.sthjj")
    assert joinable(CENTRE, "150422.zrzyj")  # 巴林左旗, in the same 自治区
    assert offices().name("411325.zrzyj")
    assert joinable(CENTRE, "411325.zrzyj") is None  # 内乡县 is in 河南
    assert joinable("411325", "411325.zrzyj")
    assert offices().name("150000.fgw")
    assert joinable(CENTRE, "150000.fgw") is None  # its centre is not on the bus
    assert joinable(CENTRE, "nowhere.zrzyj") is None


def test_an_older_call_is_found_by_the_name_of_its_kind() -> None:
    assert offices().rules(CENTRE, call(template=None, kind="联席会议")).terms.template == "joint_meeting"
    with pytest.raises(KindUnknown, match="茶话会"):
        offices().rules(CENTRE, call(template=None, kind="茶话会"))


def test_a_meeting_has_the_rules_of_its_kind() -> None:
    assert offices().rules(CENTRE, meeting(limit_days=2)).opinion.days == 2


def test_departments_are_known_in_every_region_and_strangers_are_not() -> None:
    assert offices().name("150622.zrzyj")
    assert offices().name("150600.sthjj")
    for stranger in ("150622.nobody", "150622", "nowhere.zrzyj", "", "150622.zrzyj.opinion"):
        assert offices().name(stranger) is None
