"""Parts of an application file besides the departments' own: desks, rungs, measures, reports and added items."""

from datetime import date
from typing import Any

import pytest

from deploy.local.rehearsal import application_of, read_application
from deploy.local.rehearsal.check import strangers
from deploy.local.rehearsal.desk import POST, answer_to
from deploy.local.rehearsal.rung import done, spoken
from deploy.local.rehearsal.scene import Terms
from deploy.local.rehearsal.script import OfferPlay, RungPlay
from deploy.local.rehearsal.story import changes, standing
from shared.contracts.departments import Answer
from shared.contracts.matters import EscalatedMatter, Measure, MeasureAssigned
from shared.contracts.transfers import Offer, OfferedItem
from shared.errors import Refused
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

CASE = "150623-20260302-000001"
HANDLE = {"owner": "150600.fgw", "act": "补办节能审查", "binding": "handle", "item": 4, "days": 15}
ACT = {"owner": "150623.slj", "act": "复核水土保持措施"}


def form(**changed: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "centre": "150623",
        "applicant": {"kind": "enterprise", "name": "申请单位", "handler": {"name": "项目经办人", "phone": "13800000000"}},
        "items": [4, 15],
    }
    return made | changed


def rung(**play: Any) -> dict[str, Any]:
    return form(departments={"150600.ldxzb": {"rung": play}})


@pytest.mark.parametrize(
    ("made", "fields"),
    [
        (form(desks={"150600": {"items": {27: {"after": 1}}}}), ["desks.150600.items.27"]),
        (form(desks={"150600": {"items": {4: {"ignore": True, "return": ["材料不全"]}}}}), ["desks.150600.items.4"]),
        (form(desks={"150600": {"items": {4: {"retrun": ["材料不全"]}}}}), ["desks.150600.items.4.retrun"]),
        (rung(silent=True, pass_on="须市级确定"), ["departments.150600.ldxzb.rung"]),
        (rung(resolve="按历史遗留问题处理"), ["departments.150600.ldxzb.rung.measures"]),
        (rung(measures=[ACT]), ["departments.150600.ldxzb.rung.resolve"]),
        (rung(resolve="同意", measures=[HANDLE | {"item": None}]), ["departments.150600.ldxzb.rung.measures.0.item"]),
        (rung(resolve="同意", measures=[HANDLE | {"item": 27}]), ["departments.150600.ldxzb.rung.measures.0.item"]),
        (form(escalate={"reason": "协调未果", "item": 27}), ["escalate.item"]),
        (form(escalate={"item": 4}), ["escalate.reason"]),
        (form(add={"items": [15]}), ["add.items"]),
    ],
)
def test_a_part_that_contradicts_itself_or_the_application_is_a_fault(made: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        read_application(made)

    assert [fault.field for fault in refused.value.faults] == fields


def test_parts_may_be_for_items_that_are_added_later() -> None:
    made = form(
        add={"items": [24]}, departments={"150623.zrzyj": {"items": {24: {"after": 2}}}}, desks={"150600": {"items": {24: {}}}}
    )

    assert read_application(made).add is not None


def test_no_part_is_sent_to_the_service() -> None:
    parts = {"departments": {}, "desks": {}, "escalate": {"reason": "协调未果"}, "add": {"items": [24]}}

    assert application_of(form(**parts)) == application_of(form())


def test_desks_and_owners_of_measures_that_nobody_has_set_up_are_faults() -> None:
    jurisdictions = Jurisdictions.load(Settings().jurisdictions)
    part = {"150600.ldxzb": {"rung": {"resolve": "同意", "measures": [ACT | {"owner": "150623.zzz"}]}}}
    file = read_application(form(desks={"150000": {}}, departments=part))

    found = [fault.field for fault in strangers(file, jurisdictions)]

    assert found == ["departments.150600.ldxzb.rung.measures.0.owner", "desks.150000"]


def test_a_case_may_stand_still_for_as_long_as_its_parts_explain() -> None:
    slow = form(desks={"150600": {"items": {4: {"after": 30}}}})

    usual, patient = (Terms(2.0).allowance(read_application(one)) for one in (form(), slow))

    assert patient - usual == 30 * 2.0


class Hall:
    """A hall in which the rules name the city's development and reform."""

    def responsible(self, case: str, item: int) -> str | None:
        return "150600.fgw"

    def day(self, days: int) -> date:
        return date(2026, 3, 2 + days)


def asked(**changed: Any) -> EscalatedMatter:
    letter: dict[str, Any] = {
        "task_id": f"{CASE}/E1",
        "case_number": CASE,
        "centre": "150623",
        "trigger": "handover_overdue",
        "subject": "请确定由谁承办",
        "rung_name": "牵头部门联席会议",
        "parties": ("150623.fgw", "150600.fgw"),
        "item": 4,
        "due": "2026-03-09T17:30:00+08:00",
    }
    return EscalatedMatter.model_validate(letter | changed)


def answered(letter: EscalatedMatter, **play: Any) -> tuple[str, Answer]:
    said = spoken(letter, RungPlay.model_validate(play), Hall())
    assert said is not None
    return said


def test_a_silent_rung_says_nothing_until_it_is_asked_again() -> None:
    assert spoken(asked(), RungPlay(silent=True), Hall()) is None
    assert answered(asked(round=2), silent=True)[0] == "resolved"


def test_a_rung_passes_on_with_its_reason_once() -> None:
    verb, answer = answered(asked(), pass_on="须市级确定")

    assert (verb, answer.reason) == ("passed-on", "须市级确定")
    assert answered(asked(round=2), pass_on="须市级确定")[0] == "resolved"


def test_a_resolution_is_sent_as_it_is_written_with_days_made_dates() -> None:
    verb, answer = answered(asked(), resolve="补办", document="纪要〔2026〕3号", measures=[HANDLE, ACT])

    assert (verb, answer.note, answer.document) == ("resolved", "补办", "纪要〔2026〕3号")
    assert [(one.owner, one.binding, one.item, one.due) for one in answer.measures] == [
        ("150600.fgw", "handle", 4, date(2026, 3, 17)),
        ("150623.slj", "act", None, date(2026, 3, 7)),
    ]


def test_a_resolution_about_another_item_is_not_said_of_this_one() -> None:
    _, answer = answered(asked(item=15, trigger="overdue"), resolve="补办", measures=[HANDLE])

    assert [(one.owner, one.binding) for one in answer.measures] == [("150623.fgw", "act")]


@pytest.mark.parametrize("trigger", ["handover_overdue", "handover_refused_twice", "departments_disagree"])
def test_a_rung_without_a_part_gives_an_item_that_nobody_takes_to_whom_the_rules_name(trigger: str) -> None:
    verb, answer = answered(asked(trigger=trigger))

    assert verb == "resolved"
    assert [(one.owner, one.binding, one.item) for one in answer.measures] == [("150600.fgw", "handle", 4)]


def test_a_rung_without_a_part_has_the_lead_department_see_to_what_is_late() -> None:
    _, answer = answered(asked(trigger="overdue"))

    assert [(one.owner, one.binding) for one in answer.measures] == [("150623.fgw", "act")]


@pytest.mark.parametrize(("binding", "reports"), [("act", True), ("handle", False), ("decide", False)])
def test_only_what_is_to_be_done_is_reported_as_done(binding: Any, reports: bool) -> None:
    measure = Measure(
        measure_id=f"{CASE}/E1/M1",
        owner="150623.slj",
        owner_name="鄂托克前旗水利局",
        act="复核",
        binding=binding,
        due="2026-03-09",
    )
    letter = MeasureAssigned(
        task_id=measure.measure_id, case_number=CASE, centre="150623", measure=measure, resolved_by="联席会议", resolution="同意"
    )

    report = done(letter)

    assert bool(report) is reports
    assert report is None or (report.task_id == measure.measure_id and report.note)


def offered(*returned_before: str) -> OfferedItem:
    offer = Offer(
        transfer_id=f"{CASE}/4/T{len(returned_before) + 1}",
        giver="150623",
        giver_name="鄂托克前旗政务服务中心",
        receiver="150600",
        receiver_name="鄂尔多斯市政务服务中心",
        direction="up",
        reason="按派件规则",
        signed_by="派件规则",
        offered_at="2026-03-02T09:00:00+08:00",
        due="2026-03-03T17:30:00+08:00",
    )
    return OfferedItem(
        offer=offer, case_number=CASE, item=4, item_name="节能审查", applicant="申请单位", returned_before=returned_before
    )


def test_a_desk_returns_as_often_as_it_has_reasons_and_accepts_then() -> None:
    play = OfferPlay.model_validate({"return": ["未附能耗报告", "应由旗区办理"]})

    answers = [answer_to(offered(*before), play) for before in ((), ("一",), ("一", "二"))]

    assert [operation for operation, _ in answers] == ["return-transfer", "return-transfer", "accept-transfer"]
    assert [order.get("reason") for _, order in answers] == ["未附能耗报告", "应由旗区办理", None]
    assert answers[2][1] == {"transfer_id": f"{CASE}/4/T3", "signed_by": POST}


LINE = {
    "transfer_id": f"{CASE}/4/T1",
    "direction_name": "提请上级",
    "item": 4,
    "item_name": "节能审查",
    "giver_name": "鄂托克前旗政务服务中心",
    "receiver_name": "鄂尔多斯市政务服务中心",
    "state": "offered",
    "overdue": False,
    "returned_reason": "",
}


def test_what_happened_to_an_offer_is_told_once() -> None:
    before, after = {"transfers": [LINE]}, {"transfers": [LINE | {"state": "returned", "returned_reason": "未附能耗报告"}]}

    way = "提请上级　4 节能审查　鄂托克前旗政务服务中心 → 鄂尔多斯市政务服务中心　"

    assert list(changes({}, before)) == [f"{way}待接收"]
    assert list(changes(before, after)) == [f"{way}退回：未附能耗报告"]
    assert list(changes(after, after)) == []


def test_days_that_pass_are_no_progress() -> None:
    routes = [{"tasks": [{"item": 4, "custody": [{"working_days": days}]}]} for days in (1, 2)]

    assert standing(routes[0]) == standing(routes[1])
