"""The dossier of a case to which everything happened: where each fact is read, the consultation before it, what stays hidden."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import shared.contracts.appointment
import shared.contracts.complaint
import shared.contracts.consultation
import shared.contracts.duties
import shared.contracts.evaluation
import shared.contracts.interruptions
import shared.contracts.mandate
import shared.contracts.materials  # noqa: F401  every fact of intake has to be known here
from services.archive.domain.consultation import lacking, record
from services.archive.domain.places import FORMS, PLACES
from services.archive.domain.timeline import timeline
from services.archive.domain.verification import verify_dossier
from shared.contracts.base import Event
from tests.unit import archive_packing as packing
from tests.unit.archive_case import CASE, PERMIT, PHONE, RESTRICTION, SECURITY, entries
from tests.unit.archive_file import (
    CONSULTED_ON_SECURITY,
    KEPT,
    MATERIAL,
    SECRET,
    WITH_SECURITY,
    Z,
    consulted,
    full_case,
    unaccepted,
)
from tests.unit.archive_packing import facts_in, lines

FULL = full_case()
DOSSIERS = Path(__file__).parent.parent / "golden" / "dossiers"
KNOWING = replace(RESTRICTION, words=RESTRICTION.words | {"事项 29"}, materials=frozenset({MATERIAL}))
"""With what the shipped catalogue would give away of the item."""


def public(messages=FULL, asked=None, restriction=KNOWING):
    made = packing.assembled(messages, restriction, consulted=consulted() if asked is None else asked)
    return packing.packed(made.ordinary, KEPT)


def apart(messages=WITH_SECURITY, asked=CONSULTED_ON_SECURITY):
    made = packing.assembled(messages, KNOWING, consulted=asked).restricted
    assert made
    return packing.packed(made, KEPT)


READ = packing.files(public())
CHAPTERS = {
    "咨询/咨询记录.json": ["consultation-received", "consultation-answered", "consultation-became-case"],
    "申请材料/容缺与告知承诺.json": ["promise-made", "promise-kept"],
    "申请材料/受理.json": ["deemed-accepted", "case-accepted"],
    "委托/代办员及经办人变更.json": ["agent-assigned", "contact-changed", "change-confirmed"],
    "办理过程/时限提醒.json": ["duty-lit", "duty-lit", "duty-moved"],
    "办理过程/辅导及陪同.json": ["guidance-given", "visit-made", "progress-followed"],
    "办理过程/系统检查.json": ["case-ailing"],
    "办理过程/22.json": ["task-progressed", "task-suspended", "task-resumed", "item-approved", "item-revoked"],
    "中止终止/中止单.json": ["form-drawn", "case-suspended", "case-resumed"],
    "中止终止/终止单.json": ["form-drawn", "form-cancelled"],
    "办理结果/决定文书.json": ["file-attached"],
    "办理结果/撤销.json": ["result-revoked"],
    "送达办结/送达.json": ["result-dispatched", "result-lost", "result-dispatched", "result-delivered"],
    "送达办结/结案.json": ["case-closed"],
    "评价/评议.json": ["departments-appraised"],
}


@pytest.mark.parametrize("path", CHAPTERS)
def test_every_fact_is_read_where_it_belongs(path):
    assert facts_in(READ[path]) == CHAPTERS[path]


def test_no_fact_of_intake_about_a_case_is_without_a_place():
    named = {
        key
        for key in Event.registry
        if key[0] == "intake" and not key[1].startswith(("consultation", "appointment", "complaint"))
    }

    assert named - PLACES.keys() - FORMS == set()


def test_the_dossier_of_a_case_to_which_everything_happened_is_sound():
    assert verify_dossier(public()) == []


@pytest.mark.parametrize("outcome", ["withdrawn", "terminated", "guided"])
def test_a_case_that_was_never_accepted_has_a_sound_dossier(outcome):
    content = packing.ordinary(unaccepted(outcome))

    assert verify_dossier(content) == []
    assert json.loads(packing.files(content)["基本信息.json"])["结果"] in {"已撤件", "已终止", "已辅导"}


def test_what_came_out_of_an_item_is_its_last_result():
    assert json.loads(READ["办理结果/22.json"])["result"]["state"] == "15"


def test_the_consultation_is_read_as_it_was_said_and_counted_apart():
    manifest = json.loads(READ["manifest.json"])

    assert [line["case"] for line in lines(READ, "事件/consultation.ndjson")] == [Z] * 3
    assert (manifest["consultation"], manifest["events"]) == (Z, len(FULL))
    assert json.loads(READ["基本信息.json"])["咨询编号"] == Z


def test_what_is_said_of_the_consultation_after_it_became_the_case_changes_nothing():
    late = replace(consulted()[-2], id="late", sequence=9)

    assert public(asked=[*consulted(), late]) == public()


def test_a_consultation_whose_fact_is_missing_keeps_the_dossier_open():
    asked = entries(consulted())

    assert lacking(Z, CASE, asked) == []
    assert lacking(Z, CASE, asked[:1] + asked[2:]) == [f"咨询 {Z} 缺第 2 号事件"]
    assert lacking(Z, CASE, asked[:2]) == [f"咨询 {Z} 尚无转为办件事件（consultation-became-case）"]


def test_a_consultation_that_became_another_case_is_no_part_of_this_one():
    elsewhere = entries(consulted(case="150622-20260302-000018"))

    assert (lacking(Z, CASE, elsewhere), record(CASE, elsewhere)) == ([], [])


def test_a_consultation_that_was_rewritten_is_told():
    forged = packing.files(public()) | {"咨询/咨询记录.json": READ["咨询/咨询记录.json"].replace("并联", "串联")}

    assert "真实性：咨询/咨询记录.json 与事件历史不一致" in verify_dossier(packing.zipped(forged))


def test_of_the_restricted_item_nothing_is_told_wherever_it_was_said():
    read = packing.files(public(WITH_SECURITY, CONSULTED_ON_SECURITY))
    secrets = (SECRET, MATERIAL, "国家安全", "gaj", "file-29", "decision-29", "事项 29", "correct29", "150600.gaj")

    assert [(path, word) for path, text in read.items() for word in secrets if word in text] == []
    assert [path for path in read if "29" in path.rpartition("/")[2]] == []


def test_both_packages_of_such_a_case_verify_together():
    made = public(WITH_SECURITY, CONSULTED_ON_SECURITY)

    assert verify_dossier(made, apart()) == []


def test_the_restricted_package_has_what_the_ordinary_one_left_out():
    read = packing.files(apart())

    assert SECRET in read["咨询/咨询记录.json"]
    assert read["办理结果/附件/002-decision-29.pdf"] == KEPT["decision-29"].decode()


def test_a_case_whose_consultation_alone_tells_of_the_item_has_a_package_for_that():
    content = apart(FULL, CONSULTED_ON_SECURITY)
    ordinary = public(FULL, CONSULTED_ON_SECURITY)

    assert SECRET in packing.files(content)["事件/consultation.ndjson"]
    assert SECRET not in packing.files(ordinary)["咨询/咨询记录.json"]
    assert verify_dossier(ordinary, content) == []


def test_the_timeline_of_a_consultation_masks_and_hides_as_that_of_a_case_does():
    told = timeline(Z, entries(CONSULTED_ON_SECURITY), KNOWING, [])
    text = json.dumps(told, ensure_ascii=False)

    assert PHONE not in text
    assert SECRET not in text
    assert f'"item": {SECURITY}' not in text
    assert f'"items": [{PERMIT}]' in json.dumps(timeline(Z, entries(consulted()), KNOWING, []))


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_dossiers_of_the_older_formats_still_verify(schema):
    ordinary, restricted = ((DOSSIERS / f"format-{schema}{kind}.dossier").read_bytes() for kind in ("", ".restricted"))

    assert json.loads(packing.files(ordinary)["manifest.json"])["schema_version"] == schema
    assert verify_dossier(ordinary, restricted) == []


@pytest.mark.parametrize("schema", [1, 2, 3])
def test_an_older_dossier_that_was_rewritten_is_told(schema):
    read = packing.files((DOSSIERS / f"format-{schema}.dossier").read_bytes())
    forged = read | {"送达办结/办结单.json": read["送达办结/办结单.json"].replace("approved", "refused")}

    assert "真实性：送达办结/办结单.json 与事件历史不一致" in verify_dossier(packing.zipped(forged))
