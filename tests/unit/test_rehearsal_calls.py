"""The centre's part in joint reviews of a rehearsal: calls, meetings over many cases, one file made into many; and its faults."""

from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from deploy.local.rehearsal import application_of, calling, gathering, read_application
from deploy.local.rehearsal.check import FilesRefused, multiplied, strangers
from deploy.local.rehearsal.copies import copied
from deploy.local.rehearsal.review_script import CallPlay, MeetingPlay
from deploy.local.rehearsal.scene import Scene
from shared.clock import CHINA, AcceleratedClock
from shared.contracts.review_calls import CallMeeting, CallReview
from shared.errors import Refused
from shared.identifiers import is_project_code, is_uscc
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

CASE = "150600-20260302-000001"
JURISDICTIONS = Jurisdictions.load(Settings().jurisdictions)


Kind = TypeVar("Kind", bound=Scene)


def scene(kind: type[Kind]) -> Kind:
    """A rehearsal that is in the morning of Monday, 2 March 2026."""
    morning = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
    return kind(JURISDICTIONS, AcceleratedClock(JURISDICTIONS.calendar, morning, datetime.now(UTC), 3600))


def form(**changed: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "centre": "150600",
        "applicant": {
            "kind": "enterprise",
            "name": "集中联动审批申请单位",
            "uscc": "91150600MADEM0062L",
            "handler": {"name": "项目经办人", "phone": "13800000000"},
        },
        "project": {"name": "重点项目", "code": "2603-150600-04-01-000065", "kind": "enterprise"},
        "items": [5, 15],
    }
    return made | changed


def test_a_call_leaves_open_what_its_part_leaves_open() -> None:
    order = calling.order_of(CallPlay(kind="countersign", subject="选址会签"), scene(Scene))

    assert order == {"kind": "countersign", "subject": "选址会签"}


def test_a_call_that_meets_has_its_day_made_an_instant_and_is_what_routing_reads() -> None:
    play = CallPlay(kind="joint_acceptance", subject="联合验收", days=2, time="14:30", place="项目现场", mandatory=("zjj",))

    order = calling.order_of(play, scene(Scene))

    assert order["at"] == "2026-03-04T14:30:00+08:00"
    assert CallReview.model_validate({"case_number": CASE, "signed_by": "代办员岗", **order}).mandatory == ("zjj",)


def test_a_meeting_has_a_point_for_every_case_and_then_its_topics() -> None:
    topic = {"subject": "用地指标统筹", "mandatory": ["zrzyj"]}
    play = MeetingPlay.model_validate({"subject": "第一次会商会", "items": [15], "topics": [topic], "days": 1})

    order = CallMeeting.model_validate(gathering.order_of(play, (CASE, f"{CASE[:-1]}2"), scene(Scene)))

    assert [(point.case_number, point.subject, point.items) for point in order.agenda] == [
        (CASE, "", (15,)),
        (f"{CASE[:-1]}2", "", (15,)),
        ("", "用地指标统筹", ()),
    ]
    assert (order.kind, order.at) == ("mass_meeting", "2026-03-03T09:00:00+08:00")


def test_a_file_without_copies_is_one_case() -> None:
    assert copied("一件.yaml", form()) == {"一件.yaml": form()}


def test_copies_differ_in_applicant_project_and_numbers_that_all_pass_the_check() -> None:
    made = [*copied("会商会.yaml", form(copies={"count": 40})).values()]

    applicants, projects = ([one[part] for one in made] for part in ("applicant", "project"))
    for part, number in ((applicants, "uscc"), (projects, "code")):
        assert len({one[number] for one in part}) == len({one["name"] for one in part}) == 40
    assert all(is_uscc(one["uscc"]) for one in applicants)
    assert all(is_project_code(one["code"]) for one in projects)
    assert all(read_application(one).copies is None for one in made)


def test_a_copy_may_have_other_sections_than_the_rest() -> None:
    part = {"departments": {"150600.slj": {"review": {"opinion": "not_concerned"}}}}

    made = [*copied("会商会.yaml", form(copies={"count": 3, "but": {"2": part}})).values()]

    assert ["departments" in one for one in made] == [False, True, False]


@pytest.mark.parametrize(
    ("copies", "field"),
    [({"count": 0}, "copies.count"), ({"count": 101}, "copies.count"), (40, "copies.count"), ({}, "copies.count")],
)
def test_copies_that_cannot_be_made_are_a_fault_of_their_file(copies: object, field: str) -> None:
    with pytest.raises(FilesRefused) as refused:
        multiplied({"会商会.yaml": form(copies=copies)})

    assert [fault.field for fault in refused.value.faults["会商会.yaml"]] == [field]


def test_a_copy_that_there_is_none_of_is_a_fault() -> None:
    with pytest.raises(Refused) as refused:
        copied("会商会.yaml", form(copies={"count": 2, "but": {"3": {}, "第一": {}}}))

    assert [fault.field for fault in refused.value.faults] == ["copies.but.3", "copies.but.第一"]


def slj(**part: Any) -> dict[str, Any]:
    return form(departments={"150600.slj": part})


@pytest.mark.parametrize(
    ("made", "fields"),
    [
        (slj(review={"opinion": "object"}), ["departments.150600.slj.review.ground"]),
        (slj(review={"then": [{"opinion": "conditional"}]}), ["departments.150600.slj.review.then.0.conditions"]),
        (slj(review={"signing": {"how": "refuse"}}), ["departments.150600.slj.review.signing.ground"]),
        (slj(review={"signing": {"how": "silent", "revoke": "误签"}}), ["departments.150600.slj.review.signing.revoke"]),
        (slj(review={"deciding": {"outcome": "conditional"}}), ["departments.150600.slj.review.deciding.conditions"]),
        (slj(review_acts=[{"do": "resolution"}]), ["departments.150600.slj.review_acts.0.do"]),
        (slj(review_acts=[{"do": "cancelled", "when": "open"}]), ["departments.150600.slj.review_acts.0.when"]),
        (slj(review_acts=[{"do": "participant-added"}]), ["departments.150600.slj.review_acts.0.with.party"]),
        (
            slj(review_acts=[{"do": "cancelled", "with": {"raeson": "误报"}}]),
            ["departments.150600.slj.review_acts.0.with.raeson"],
        ),
        (form(reviews=[{"kind": "countersign", "subject": "会签", "items": [27]}]), ["reviews.0.items"]),
        (form(files=[{"material": "总平面图", "item": 24}]), ["files.0.items"]),
        (form(reviews=[{"kind": "tea_party", "subject": "茶话会"}]), ["reviews.0.kind"]),
    ],
)
def test_a_part_of_a_review_that_no_service_would_take_is_a_fault(made: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        read_application(made)

    assert [fault.field for fault in refused.value.faults] == fields


def test_an_act_that_has_to_be_refused_may_be_as_wrong_as_it_likes() -> None:
    wrong = {"do": "opinion", "with": {"opinion": "object"}, "refused": "ground"}

    part = read_application(slj(review_acts=[wrong])).departments["150600.slj"]

    assert part.review_acts[0].refused == "ground"


def test_departments_of_other_places_that_nobody_has_set_up_are_faults() -> None:
    call = {"kind": "countersign", "subject": "会签", "mandatory": ["slj", "150600.zzz"], "observers": ["150600.sthjj"]}
    file = read_application(form(reviews=[call], meeting={"subject": "会商会", "mandatory": ["150600.yyy"]}))

    found = [fault.field for fault in strangers(file, JURISDICTIONS)]

    assert found == ["reviews.0.mandatory", "meeting.mandatory"]


def test_nothing_of_reviews_files_meetings_and_copies_is_sent_to_the_service() -> None:
    parts = {"files": [{"material": "总平面图"}], "reviews": [], "meeting": {"subject": "会商会"}, "copies": {"count": 2}}

    assert application_of(form(**parts)) == application_of(form())


def test_a_case_may_stand_still_for_as_long_as_its_reviews_explain() -> None:
    waits = {"files": [{"material": "图", "after": 3}], "reviews": [{"kind": "countersign", "subject": "会签", "after": 40}]}

    assert read_application(form(**waits)).longest == 40
    assert read_application(slj(review={"then": [{"after": 30}]})).longest == 30
