"""The kinds of joint review (会商) as the shipped files have them, and what the loader says of one that is wrong."""

from pathlib import Path
from shutil import copytree
from typing import get_args

import pytest

from shared.contracts.review_calls import ReviewKind
from shared.jurisdictions import CentreUnknown, Jurisdictions, JurisdictionsFaulty, ReviewTemplate, ReviewTemplateUnknown
from shared.jurisdictions.marked import Marked

SHIPPED = Path(__file__).parents[2] / "deploy" / "jurisdictions"
KINDS = get_args(ReviewKind)


@pytest.fixture(scope="module")
def shipped() -> Jurisdictions:
    return Jurisdictions.load(SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped jurisdictions of Ordos and its 达拉特旗, to be spoiled."""
    for code in ("150000", "150600", "150621"):
        copytree(SHIPPED / code, tmp_path / code)
    return tmp_path


def faults(folder: Path) -> dict[str, tuple[str, str]]:
    with pytest.raises(JurisdictionsFaulty) as faulty:
        Jurisdictions.load(folder)
    return {fault.field: (fault.message, fault.remedy) for fault in faulty.value.faults}


def statements(template: ReviewTemplate) -> list[Marked]:
    """The template and every number of it."""
    return [template, *(value for _, value in template if isinstance(value, Marked))]


def test_every_centre_on_the_bus_can_hold_every_kind_of_review(shipped: Jurisdictions) -> None:
    held = {(centre, kind): shipped.review(centre, kind).name for centre in shipped.centres() for kind in KINDS}

    assert len(held) == 15 * 11
    assert all(len({held[centre, kind] for centre in shipped.centres()}) == 1 for kind in KINDS), "one name everywhere"
    assert len({held["150622", kind] for kind in KINDS}) == 11, "a call of old is found by its name"


def test_no_number_and_no_kind_is_without_its_basis(shipped: Jurisdictions) -> None:
    said = [
        statement
        for centre in (*shipped.centres(), "150000", "410000")
        for kind in KINDS
        for statement in statements(shipped.review(centre, kind))
    ]

    assert {one.mark for one in said} == {"sourced", "inferred"}
    assert all(one.basis for one in said)
    assert not any(one.mark == "sourced" and one.basis.startswith(("系统设定", "比照", "通行做法")) for one in said)


def test_what_ordos_laid_down_is_sourced_there_and_inferred_in_chifeng(shipped: Jurisdictions) -> None:
    kinds = ("joint_meeting", "countersign", "joint_review", "joint_acceptance")

    assert {shipped.review("150622", kind).mark for kind in kinds} == {"sourced"}
    assert {shipped.review("150422", kind).mark for kind in kinds} == {"inferred"}
    assert (shipped.review("150422", "pre_review").mark, shipped.review("150622", "pre_review").mark) == ("sourced", "inferred")
    assert shipped.review("411325", "coordination_meeting").mark == "sourced"


def test_the_lead_department_convenes_the_meeting_and_the_city_s_leading_group_office_decides(shipped: Jurisdictions) -> None:
    meeting, office = (shipped.review("150622", kind) for kind in ("joint_meeting", "reform_office"))

    assert (meeting.convener, meeting.convening, meeting.rounds.value, meeting.minutes) == ("lead", "by_convener", 1, True)
    assert (office.convener, office.conclusion) == ("150600.ldxzb", "convener_decides")
    assert shipped.review("150422", "reform_office").convener == "zfb", "there is no such office"


def test_one_refusal_refuses_an_acceptance_and_nobody_passes_it_by_silence(shipped: Jurisdictions) -> None:
    acceptance = shipped.review("150622", "joint_acceptance")

    assert (acceptance.conclusion, acceptance.dissent, acceptance.rounds.value) == ("unanimous", "refuse", 0)
    assert acceptance.silence is not None
    assert acceptance.silence.value == "escalate"
    assert shipped.review("150622", "joint_meeting").silence is None, "the centre's own rule"


def test_a_countersigning_goes_round_in_order_and_a_mass_meeting_takes_silence_for_consent(shipped: Jurisdictions) -> None:
    signing, meeting = (shipped.review("150600", kind) for kind in ("countersign", "mass_meeting"))

    assert (signing.form, signing.signing) == ("circulation", "ordered")
    assert meeting.silence is not None
    assert (meeting.silence.value, meeting.rounds.value, meeting.minutes) == ("consent", 0, True)


def test_a_banner_says_only_what_differs(folder: Path) -> None:
    (folder / "150621/reviews.yaml").write_text(
        "reviews:\n  joint_meeting:\n    quorum_percent: {value: 67, basis: 达拉特旗会商规则, mark: sourced}\n", "utf-8"
    )
    jurisdictions = Jurisdictions.load(folder)
    here, city = (jurisdictions.review(centre, "joint_meeting") for centre in ("150621", "150600"))

    assert (here.quorum_percent.value, here.quorum_percent.mark) == (67, "sourced")
    assert city.quorum_percent.value == 0
    assert here.model_copy(update={"quorum_percent": city.quorum_percent}) == city


def test_every_fault_of_a_kind_is_told_at_once_with_its_remedy(folder: Path) -> None:
    (folder / "150600/reviews.yaml").write_text(
        """
kinds: {}
reviews:
  joint_metting: {name: 联席会议}
  joint_review: {form: 现场, quorum_percent: 130, minutes: 有}
""",
        "utf-8",
    )
    found = faults(folder)

    assert found["150600/reviews.yaml：kinds"][0] == "不认识的键"
    assert found["150600/reviews.yaml：reviews.joint_metting"][0] == "不认识的会商种类"
    assert "joint_meeting" in found["150600/reviews.yaml：reviews.joint_metting"][1]
    assert found["150600/reviews.yaml：reviews.joint_review.form"][0] == "取值不在允许范围"
    assert found["150600/reviews.yaml：reviews.joint_review.quorum_percent.value"] == ("数值太大", "不得大于 100")
    assert found["150600/reviews.yaml：reviews.joint_review.minutes"][0] == "应为 true 或 false"
    assert not any(field.startswith("150621/") for field in found), "told once, where it is made"


def test_a_kind_that_a_centre_lacks_is_told(folder: Path) -> None:
    (folder / "150621/reviews.yaml").write_text("reviews:\n  joint_survey: null\n  mass_meeting: null\n", "utf-8")

    assert {field: message for field, (message, _) in faults(folder).items()} == {
        "150621/reviews.yaml：reviews.joint_survey": "没有这一种会商",
        "150621/reviews.yaml：reviews.mass_meeting": "没有这一种会商",
    }


def test_departments_that_do_not_exist_are_told_wherever_a_kind_names_them(folder: Path) -> None:
    (folder / "150621/reviews.yaml").write_text(
        """
reviews:
  joint_review: {convener: xzb, may_convene: [zfb, all_parties], observers: [150600.zfb, 159999.zfb]}
  joint_meeting: {mandatory: [all_parties, lead], advisory: [ldxzb, wlj]}
""",
        "utf-8",
    )
    found = {field: message for field, (message, _) in faults(folder).items()}
    named = "150621/reviews.yaml：reviews"

    assert found == {
        f"{named}.joint_review.convener": "没有“xzb”这个部门",
        f"{named}.joint_review.may_convene": "没有“all_parties”这个部门",
        f"{named}.joint_review.observers": "没有“159999.zfb”这个部门",
        f"{named}.joint_meeting.mandatory": "没有“lead”这个部门",
        f"{named}.joint_meeting.advisory": "没有“wlj”这个部门",
    }, "the leading-group office sits with the city above, and is reached from here"


def test_a_kind_or_a_centre_that_is_not_there_is_no_template(shipped: Jurisdictions) -> None:
    with pytest.raises(ReviewTemplateUnknown, match=r"reviews\.yaml"):
        shipped.review("150622", "hearing")
    with pytest.raises(CentreUnknown):
        shipped.review("150624101", "joint_meeting")
