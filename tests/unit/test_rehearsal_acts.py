"""What applicant, agent and window do in a rehearsal: acts as a file has them, and what goes without saying."""

from datetime import date
from typing import Any

import pytest

from deploy.local.rehearsal import ApplicationFile, application_of, read_application
from deploy.local.rehearsal.acts import OPERATIONS, STATES, ActPlay, order_of, told_of
from deploy.local.rehearsal.check import strangers
from deploy.local.rehearsal.usual import usual
from services.intake.acts import ACTS
from services.intake.domain.states import CaseState
from shared.errors import Refused
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from tests.unit.test_rehearsal_files import form

CASE = "150621-20260302-000001"
BEFORE = {"consultation": {"question": "能否同时报", "answer": "可以"}}
GUIDANCE = {"guidance": {"service": "coaching", "sessions": [{"content": "讲解材料"}]}}
COMPLAINT = {"kind": "delay", "against": "agent", "content": "两天没有联系", "answer": "情况属实"}


def fields(**parts: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_application(form(**parts))
    return [fault.field for fault in refused.value.faults]


def act(**play: Any) -> ActPlay:
    return ActPlay.model_validate(play)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"acts": [{"do": "suspned"}]}, ["acts.0.do"]),
        ({"acts": [{"do": "suspend", "with": {"ground": "fees"}}]}, ["acts.0.with.ground", "acts.0.with.reason"]),
        ({"acts": [{"do": "suspend", "with": {"grund": "fees_unpaid"}, "refused": "ground"}]}, None),
        ({"acts": [{"do": "resume", "when": "stopped", "with": {"reason": "已缴清"}}]}, ["acts.0.when"]),
        ({"acts": [{"do": "check", "aftr": 1}]}, ["acts.0.aftr"]),
        ({"acts": [{"do": "absence", "with": {"last": 5}}]}, ["acts.0.with.reason"]),
        ({"acts": [{"do": "absence", "with": {"last": 5, "reason": "外出学习"}}]}, None),
        ({"silent": ["checking", "sleeping"]}, ["silent.1"]),
        ({"before": BEFORE | GUIDANCE}, ["before.guidance"]),
        ({"before": {"appointments": [{"time": "25:00"}]}}, ["before.appointments.0.time"]),
        ({"complaints": [COMPLAINT]}, ["complaints.0.measures"]),
        ({"complaints": [COMPLAINT | {"finding": "not_upheld"}]}, None),
        (
            {"departments": {"150621.slj": {"items": {24: {"refuse": "不符", "revoke": {"reason": "错"}}}}}},
            ["departments.150621.slj.items.24.revoke"],
        ),
    ],
)
def test_what_no_service_could_read_is_told_before_anything_is_started(parts: dict[str, Any], found: list[str] | None) -> None:
    if found is None:
        assert read_application(form(**parts))
    else:
        assert fields(**parts) == found


def test_parts_may_be_for_items_that_an_act_adds() -> None:
    adding = {"do": "add-items", "with": {"items": [22], "materials": "all", "signed_by": "项目经办人"}}

    assert read_application(form(acts=[adding], departments={"150621.zjj": {"items": {22: {"after": 2}}}}))


def test_none_of_it_is_sent_to_the_service() -> None:
    parts = {"before": BEFORE, "acts": [{"do": "check"}], "silent": ["checking"], "complaints": [COMPLAINT]}

    assert application_of(form(**parts)) == application_of(form())


def test_departments_that_are_asked_or_complained_of_have_to_be_there() -> None:
    asked = BEFORE["consultation"] | {"refer": {"150621.zzz": "", "政务服务业务科室": ""}}
    against = COMPLAINT | {"against": "150621.yyy", "measures": ["约谈"]}
    file = read_application(form(before={"consultation": asked}, complaints=[against]))

    found = [fault.field for fault in strangers(file, Jurisdictions.load(Settings().jurisdictions))]

    assert found == ["before.consultation.refer.150621.zzz", "complaints.0.against"]


def test_a_file_can_name_every_state_and_every_act_of_the_service() -> None:
    assert {*STATES} == {state.value for state in CaseState} - {"closed"}
    assert {*ACTS} <= {*OPERATIONS}


def test_an_act_waits_for_where_it_belongs_unless_the_file_says_where() -> None:
    assert act(do="resume").fits("suspended")
    assert not act(do="resume").fits("in_progress")
    assert act(do="withdraw", when="suspended").fits("suspended")
    assert act(do="sign", **{"with": {"document": "mandate"}}).states == ("awaiting_mandate", "suspended")
    assert act(do="return-originals").fits("delivered")


def test_days_of_an_act_become_dates_and_an_absence_names_the_agent() -> None:
    def day(days: int) -> date:
        return date(2026, 3, 2 + days)

    sent = order_of(act(do="sign", **{"with": {"document": "mandate", "until": 5}}), CASE, "zh1", day)
    away = order_of(act(do="absence", **{"with": {"last": 3, "reason": "学习"}}), CASE, "zh1", day)

    assert sent == {"case_number": CASE, "document": "mandate", "until": "2026-03-07"}
    assert away == {"agent": "zh1", "first": "2026-03-02", "last": "2026-03-05", "reason": "学习"}


def test_an_act_is_told_in_words() -> None:
    assert told_of(act(do="suspend", **{"with": {"ground": "fees_unpaid", "reason": "补偿费未缴"}})) == "填写中止单：补偿费未缴"
    assert told_of(act(do="sign", **{"with": {"document": "mandate"}})) == "签署委托协议"


ACCOUNT: dict[str, Any] = {
    "case_number": CASE,
    "service": "agency",
    "form": None,
    "changes_to_confirm": [],
    "missing": [{"material": "申请表"}],
    "agent": {"id": "zh1", "title": "综合代办员一号"},
    "corrections": {},
    "promises": [],
    "evaluations": [],
    "bad_grade": None,
    "letters": [],
    "results": [{"department_name": "达拉特旗自然资源局"}],
    "waits_for": [],
    "application": {"delivery": {"method": "in_person"}, "applicant": {"handler": {"name": "项目经办人"}}},
}
POST = {"application": ACCOUNT["application"] | {"delivery": {"method": "post"}}}
PROMISED = {"promises": [{"promise_id": "P1", "item": 15, "state": "open"}]}


def done(state: str, file: ApplicationFile | None = None, **account: Any) -> tuple[str, dict[str, Any]] | None:
    found = usual(ACCOUNT | {"state": state} | account, file or read_application(form()))
    return (found.operation, dict(found.order)) if found else None


@pytest.mark.parametrize(
    ("state", "account", "operation"),
    [
        ("guiding", {"service": "coaching"}, "guide"),
        ("guided", {}, "sign"),
        ("checking", {}, "check"),
        ("awaiting_materials", {}, "supplement"),
        ("awaiting_mandate", {}, "sign"),
        ("awaiting_visit", {}, "visit"),
        ("in_progress", {}, None),
        ("in_progress", {"corrections": {"24": ["未标红线"]}}, "supplement"),
        ("in_progress", {"form": {"document": "suspension", "number": "S1"}}, "sign"),
        ("in_progress", {"changes_to_confirm": ["contact"]}, "confirm-change"),
        ("suspended", {}, None),
        ("results_ready", {}, "deliver"),
        ("dispatched", POST, "confirm-receipt"),
        ("delivered", {}, "sign"),
        ("completed", {"waits_for": [{"act": "appraise"}]}, "appraise"),
        ("completed", PROMISED, "keep-promise"),
        ("completed", {}, "evaluate"),
        ("completed", {"bad_grade": {"stage": "verify"}}, "verify-grade"),
        ("completed", {"bad_grade": {"stage": "rectify"}}, "rectify"),
        ("completed", {"bad_grade": {"stage": "revisit"}}, "revisit"),
        ("completed", {"evaluations": [{"evaluator": "applicant"}]}, None),
        ("withdrawn", {}, None),
    ],
)
def test_every_state_has_the_act_that_goes_without_saying(state: str, account: dict[str, Any], operation: str | None) -> None:
    found = done(state, **account)

    assert (found and found[0]) == operation


def test_nobody_does_the_usual_where_the_file_is_silent_but_the_agent_appraises_all_the_same() -> None:
    silent = read_application(form(silent=["checking", "completed"]))

    assert done("checking", silent) is None
    assert done("completed", silent) is None
    assert done("completed", silent, waits_for=[{"act": "appraise"}]) is not None


def test_a_second_letter_has_a_number_of_its_own() -> None:
    first, second = done("results_ready", **POST), done("results_ready", letters=[{"lost": True}], **POST)

    assert first is not None
    assert second is not None
    assert first[1]["tracking_number"] != second[1]["tracking_number"]
