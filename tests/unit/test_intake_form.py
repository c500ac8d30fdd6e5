import json
from datetime import date

import pytest

from services.intake.domain.form import Rules, form_faults
from shared.bus.envelope import REMEDIES, asked
from shared.contracts.application import Application
from shared.contracts.departments import MeasureOrder
from shared.errors import Refused

TODAY = date(2026, 3, 2)
RULES = Rules(items=range(1, 32), materials={"项目申请书", "节能报告"}, with_project=range(1, 31))
GOOD = {
    "centre": "150622",
    "applicant": {
        "kind": "institution",
        "name": "准格尔旗某事业单位",
        "uscc": "12370305493226787R",
        "handler": {"name": "项目经办人", "phone": "13800000000"},
    },
    "project": {"name": "准格尔旗光伏项目", "code": "2509-320193-89-01-544060"},
    "items": [5, 4],
    "materials": ["项目申请书"],
}


def changed(**changes):
    return GOOD | changes


def applicant(**changes):
    return changed(applicant=GOOD["applicant"] | changes)


def placed(location):
    return changed(project=GOOD["project"] | {"location": location})


def faults(form):
    return [fault.field for fault in form_faults(form, "150622", RULES, TODAY)]


def test_a_good_form_has_no_fault():
    assert faults(GOOD) == []
    assert Application.model_validate(GOOD).items == (5, 4)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (changed(centre="150600"), "centre"),
        (applicant(uscc="12370305493226787X"), "applicant.uscc"),
        (applicant(uscc=None), "applicant.uscc"),
        (applicant(kind="person", uscc=None), "applicant.id_number"),
        (applicant(kind="person", uscc=None, id_number="110105194912310021"), "applicant.id_number"),
        (applicant(handler={"name": "经办人", "phone": "12"}), "applicant.handler.phone"),
        (applicant(handler={"name": "经办人", "phone": "13800000000", "email": "nowhere"}), "applicant.handler.email"),
        (changed(project={"name": "x", "code": "2509-320193-89-01-544061"}), "project.code"),
        (changed(project=None), "project"),
        (placed("薛家湾镇"), "project.location"),
        (placed("150622999"), "project.location"),
        (placed("000000"), "project.location"),
        (placed("411325"), "project.location"),
        (changed(items=[5, 99]), "items.1"),
        (changed(items=[5, 4, 5]), "items.2"),
        (changed(materials=["一张白纸"]), "materials.0"),
        (changed(delivery={"method": "post"}), "delivery.address"),
    ],
)
def test_a_fault_names_its_field_and_remedy(form, field):
    assert faults(form) == [field]
    assert all(fault.remedy for fault in form_faults(form, "150622", RULES, TODAY))


@pytest.mark.parametrize("location", ["150622", "150622102", "150622102201", "150622102000", "150424", " １５０６２２ "])
def test_a_project_may_lie_anywhere_in_the_centres_own_province(location):
    assert faults(placed(location)) == []


def test_a_project_in_another_province_is_sent_to_apply_there():
    (fault,) = form_faults(placed("411325"), "150622", RULES, TODAY)

    assert "内乡县" in fault.message
    assert fault.remedy == "请向河南省的政务服务中心申请"


def test_all_faults_are_told_at_once():
    form = changed(centre="150600", items=[99, 5, 5], project={"name": "x", "code": "1"}, delivery={"method": "post"})

    assert set(faults(form)) == {"centre", "items.0", "items.2", "project.code", "delivery.address"}


@pytest.mark.parametrize(
    "form", [{}, {"items": "5"}, {"applicant": []}, {"project": 3, "materials": {"a": 1}, "items": [True, None]}]
)
def test_a_form_of_any_shape_is_looked_at_without_breaking(form):
    assert isinstance(faults(form), list)


def test_faults_of_shape_are_told_in_chinese_with_their_field():
    with pytest.raises(Refused) as refused:
        asked(Application, b'{"centre": "150622", "applikant": {}, "items": [], "channel": "fax"}')

    told = {fault.field: fault.message for fault in refused.value.faults}
    assert told == {
        "channel": "取值不在允许范围内",
        "applicant": "必填项缺失",
        "items": "内容过少",
        "applikant": "不认识的字段",
    }


def test_what_is_not_json_is_refused_with_one_fault():
    with pytest.raises(Refused) as refused:
        asked(Application, b"<xml/>")

    assert [fault.message for fault in refused.value.faults] == ["不是有效的 JSON"]


def test_a_flag_is_no_item_number():
    with pytest.raises(Refused) as refused:
        asked(Application, json.dumps(changed(items=[True, 5])).encode())

    assert [fault.field for fault in refused.value.faults] == ["items.0"]


def test_a_fault_of_shape_never_shows_a_pattern_or_a_name_out_of_the_program():
    with pytest.raises(Refused) as refused:
        asked(MeasureOrder, '{"owner": "150622.slj", "act": "踏勘", "due": "2026-03-20T10:00:00"}'.encode())

    (fault,) = refused.value.faults
    assert (fault.message, fault.remedy) == ("应为日期", "请填写日期，如 2026-03-20")
    assert not any("{pattern}" in remedy or "{kind}" in remedy for _, remedy in REMEDIES.values())
