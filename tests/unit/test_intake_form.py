import json
from datetime import date
from pathlib import Path

import pytest

from services.intake.domain.form import Rules, form_faults, normalised
from shared.bus.envelope import REMEDIES, asked
from shared.contracts.application import Application
from shared.contracts.departments import MeasureOrder
from shared.errors import Refused
from shared.identifiers import complete_uscc

GOLDEN = Path(__file__).parent.parent / "golden"
TODAY = date(2026, 3, 2)
OFFERED = {
    "service": {"agency": "代办", "coaching": "咨询辅导"},
    "channel": {"window": "“帮您办”窗口", "app": "“蒙速办”APP"},
    "delivery.method": {"in_person": "当面递交", "post": "邮寄送达"},
}
RULES = Rules(
    items=range(1, 32),
    materials={"项目申请书", "节能报告"},
    with_project=range(1, 31),
    stages={4: "S1", 5: "S1", 15: "P", 22: "S3"},
    offered=OFFERED,
)
GOOD = {
    "centre": "150622",
    "applicant": {
        "kind": "institution",
        "name": "准格尔旗某事业单位",
        "uscc": "12370305493226787R",
        "legal_representative": "单位主要负责人",
        "handler": {"name": "项目经办人", "phone": "13800000000"},
    },
    "authorisation": {"signed_on": "2026-02-27", "holder": "项目经办人"},
    "project": {"name": "准格尔旗光伏项目", "code": "2509-320193-89-01-544060"},
    "items": [5, 4],
    "materials": ["项目申请书"],
}


def changed(**changes):
    return GOOD | changes


def applicant(**changes):
    return changed(applicant=GOOD["applicant"] | changes)


def project(**changes):
    return changed(project=GOOD["project"] | changes)


def placed(location):
    return project(location=location)


def authorised(**changes):
    return changed(authorisation=GOOD["authorisation"] | changes)


def private(**changes):
    """A person of 薛家湾镇, or a household, who applies for what needs no project."""
    own = {"kind": "person", "name": "申请人", "id_number": "11010519491231002X", "handler": GOOD["applicant"]["handler"]}
    return changed(applicant=own | changes, items=[31], other_item="临时用电报装", project=None)


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
        (applicant(uscc=complete_uscc("91150622MADEM012")), "applicant.uscc"),
        (applicant(kind="enterprise"), "applicant.uscc"),
        (applicant(legal_representative=None), "applicant.legal_representative"),
        (applicant(legal_representative="  "), "applicant.legal_representative"),
        (applicant(postcode="01030"), "applicant.postcode"),
        (applicant(phone="12"), "applicant.phone"),
        (applicant(kind="person", uscc=None), "applicant.id_number"),
        (applicant(kind="person", uscc=None, id_number="110105194912310021"), "applicant.id_number"),
        (private(kind="household", id_number=None), "applicant.id_number"),
        (applicant(handler={"name": "项目经办人", "phone": "12"}), "applicant.handler.phone"),
        (applicant(handler={"name": "项目经办人", "phone": "13800000000", "email": "nowhere"}), "applicant.handler.email"),
        (changed(authorisation=None), "authorisation"),
        (private() | {"authorisation": None}, "authorisation"),
        (authorised(holder="另一经办人"), "authorisation.holder"),
        (authorised(signed_on="2026-03-03"), "authorisation.signed_on"),
        (authorised(items=[5]), "authorisation.items"),
        (changed(commitment_letter="2026-03-03"), "commitment_letter"),
        (changed(applied_on="2026-03-03"), "applied_on"),
        (project(investment=385000000, investment_this_year=385000001), "project.investment_this_year"),
        (changed(items=[5, 22], stages=["S1", "S2"]), "items.1"),
        (changed(items=[5, 31]), "other_item"),
        (changed(other_item="临时用电报装"), "other_item"),
        (changed(service="remote"), "service"),
        (changed(channel="wechat"), "channel"),
        (changed(delivery={"method": "door", "address": "准格尔旗薛家湾镇"}), "delivery.method"),
        (changed(wants=["window_acceptance", "post"]), "delivery.method"),
        (changed(project={"name": "x", "code": "2509-320193-89-01-544061"}), "project.code"),
        (changed(project=None), "project"),
        (placed("薛家湾镇"), "project.location"),
        (placed("150622999"), "project.location"),
        (placed("000000"), "project.location"),
        (placed("411325"), "project.location"),
        (changed(items=[5, 99]), "items.1"),
        (changed(items=[5, 4, 5]), "items.2"),
        (changed(materials=["一张白纸"]), "materials.0"),
        (changed(originals=["一张白纸"]), "originals.0"),
        (changed(originals=["项目申请书", "节能报告"]), "originals.1"),
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


def test_whoever_heads_the_applicant_acts_without_authorisation():
    assert faults(applicant(legal_representative="项目经办人") | {"authorisation": None}) == []
    assert faults(private(name="项目经办人") | {"authorisation": None}) == []
    assert faults(private(kind="household", name="某户", legal_representative="项目经办人") | {"authorisation": None}) == []


@pytest.mark.parametrize(("number", "found"), [("11010519491231002x", []), ("110105194912310038", ["authorisation"])])
def test_of_private_persons_the_number_says_who_is_who_before_the_name_does(number, found):
    handler = GOOD["applicant"]["handler"] | {"id_number": number}
    named = "申请人" if found else "项目经办人"

    assert faults(private(handler=handler | {"name": named}) | {"authorisation": None}) == found


def test_a_code_of_another_authority_is_not_held_against_the_kind():
    union = complete_uscc("52150622MADEM012")  # 民政部门 registers it

    assert faults(applicant(uscc=union)) == []
    assert faults(applicant(kind="enterprise", uscc=union)) == []


def test_what_runs_beside_the_stages_goes_with_any_stage_that_is_entrusted():
    assert faults(changed(items=[5, 15], stages=["S1"])) == []
    assert faults(changed(items=[5, 22], stages=[])) == []


def test_an_authorisation_may_cover_more_than_is_applied_for():
    assert faults(authorised(items=[4, 5, 15])) == []
    assert faults(authorised(items="all")) == []


def test_what_a_centre_does_not_offer_is_told_with_what_it_does():
    form = changed(wants=["door", "post"], delivery={"method": "post", "address": "准格尔旗薛家湾镇"})
    (fault,) = form_faults(form, "150622", RULES, TODAY)

    assert fault.field == "wants.0"
    assert fault.remedy == "可选：当面递交（in_person）、邮寄送达（post）"


def test_the_numbers_of_the_applicant_are_kept_as_they_are_written_everywhere():
    form = applicant(postcode="０１０３００", phone="＋86 138 0000 0000") | {"other_item": None}
    kept = normalised(Application.model_validate(form)).applicant

    assert faults(form) == []
    assert (kept.postcode, kept.phone) == ("010300", "13800000000")


def test_an_application_from_before_the_forms_were_asked_in_full_still_parses():
    old = json.loads((GOLDEN / "application.json").read_text())
    for section, added in (
        (old, "originals other_item coaching_items wants stages authorisation commitment_letter fees applied_on consultation"),
        (old["applicant"], "legal_representative postcode phone"),
        (old["applicant"]["handler"], "position"),
        (old["project"], "investment_this_year funding_source land_nature use_and_scale progress"),
    ):
        for field in added.split():
            del section[field]

    application = Application.model_validate(old)

    assert (application.stages, application.authorisation, application.fees) == ((), None, ())


def test_a_shape_that_the_form_does_not_know_is_told_with_its_field():
    strange = changed(wants=["fly"], stages=["S9"], fees=[{"name": "水土保持补偿费", "amount": -1}])
    with pytest.raises(Refused) as refused:
        asked(Application, json.dumps(strange).encode())

    assert {fault.field for fault in refused.value.faults} == {"wants.0", "stages.0", "fees.0.amount", "fees.0.basis"}


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
