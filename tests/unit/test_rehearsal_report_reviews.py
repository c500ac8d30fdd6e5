"""The report of a rehearsal tells of every joint review and meeting who took part, what was said and what came of it."""

from typing import Any

import pytest

from tests.unit.rehearsal_world import CALL, CASE, HELD, RESOLVED, SAID, found


def test_a_concluded_review_is_told_with_every_opinion_the_silent_ones_too() -> None:
    silent = SAID | {"party": "150621.zjj", "opinion": "silent"}
    conclusion = {
        "outcome": "conditional",
        "conditions": ["先批水保"],
        "opinions": [SAID, silent],
        "concluded_at": "2026-03-04T17:30:00+08:00",
    }
    reviews = {"reviews": [{"call": CALL, "opinions": [SAID], "conclusion": conclusion}]}

    review = found(reviews=reviews).joint_review[0]

    assert (review.outcome, review.conditions) == ("conditional", ("先批水保",))
    assert [(voice.department, voice.opinion) for voice in review.opinions] == [("150621.slj", "agree"), ("150621.zjj", "silent")]


def test_an_open_review_is_told_with_what_was_said_so_far() -> None:
    review = found(reviews={"reviews": [{"call": CALL, "opinions": [SAID], "conclusion": None}]}).joint_review[0]

    assert (review.outcome, review.concluded) == (None, None)
    assert [voice.department for voice in review.opinions] == ["150621.slj"]


def test_a_review_is_told_with_its_seats_editions_rounds_signatures_resolutions_and_minutes() -> None:
    line = found(reviews={"reviews": [HELD]}).joint_review[0]

    assert (line.state, line.form, line.place) == ("concluded", "meeting", "旗政务服务中心")
    assert (line.editions, line.rounds, line.minutes, line.closed) == (2, 1, "150621-JY2026-0001", True)
    assert (line.meeting, line.reason) == ("150600-H20260302-1", "")
    assert [(seat.department, seat.attended, seat.delegate, seat.opinion, seat.before) for seat in line.participants] == [
        ("150621.slj", True, "值班科长岗", "conditional", ("agree",)),
        ("150621.sthjj", None, "", None, ()),
    ]
    assert [(one.department, one.by, one.text) for one in line.signatures] == [("150621.slj", "部门负责人岗", 2)]
    assert [(one.owner, one.state, one.overdue) for one in line.resolutions] == [("150621.slj", "done", True)]


def test_a_cancelled_review_is_told_with_its_reason_and_unsigned_minutes_have_no_number() -> None:
    cancelled = HELD | {"conclusion": None, "cancelled": "办件已撤回", "state": "cancelled", "minutes": {"number": ""}}

    line = found(reviews={"reviews": [cancelled]}).joint_review[0]

    assert (line.outcome, line.state, line.reason, line.minutes) == (None, "cancelled", "办件已撤回", "")


@pytest.mark.parametrize(
    ("changed", "met"),
    [({}, False), ({"overdue": False}, True), ({"overdue": False, "state": "open"}, None), ({"state": "dropped"}, False)],
)
def test_the_limit_of_a_resolution_is_a_deadline(changed: dict[str, Any], met: bool | None) -> None:
    line = found(reviews={"reviews": [HELD | {"resolutions": [RESOLVED | changed]}]}).deadlines[-1]

    assert (line.kind, line.what, line.met) == ("resolution", "达拉特旗水利局落实“复核”", met)


def test_a_meeting_is_told_with_every_case_of_its_agenda_and_with_no_other() -> None:
    points = [
        {"number": number, "case_number": case, "subject": "…", "review_id": "", "outcome": outcome, "reason": ""}
        for number, (case, outcome) in enumerate([("150621-20260302-000009", "agreed"), (CASE["case_number"], "objected")], 1)
    ]
    meeting = {
        "meeting_id": "150600-H20260302-1",
        "kind": "集中联动审批会商会",
        "subject": "第一次会商会",
        "convener": "150600.zwj",
        "form": "meeting",
        "at": None,
        "place": "",
        "state": "closed",
        "agenda": points,
        "minutes": {"number": "150600-JY2026-0001"},
    }

    (line,) = found(meetings=[meeting, meeting | {"agenda": points[:1]}]).meetings

    assert (line.points, line.point, line.outcome) == (2, 2, "objected")
    assert line.outcomes == {"agreed": 1, "objected": 1}
    assert line.minutes == "150600-JY2026-0001"
