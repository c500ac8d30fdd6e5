import io
import json
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.archive.domain import package as packages
from services.archive.domain.assembly import assemble
from services.archive.domain.history import instant, ordered
from services.archive.domain.package import DossierTooLarge
from services.archive.domain.restriction import Restriction
from services.archive.domain.verification import verify_dossier
from shared.clock import CHINA
from tests.unit import archive_packing as packing
from tests.unit.archive_case import CASE, ID_NUMBER, PERMIT, RESTRICTION, SECURITY, entries, entry, renamed, whole_case
from tests.unit.archive_packing import assembled, files, lines, packed

ORDINARY = whole_case()
WITH_SECURITY = whole_case((PERMIT, SECURITY))


def ordinary(messages=ORDINARY, restriction=RESTRICTION):
    return files(packing.ordinary(messages, restriction))


def restricted(messages=WITH_SECURITY):
    return files(packing.restricted(messages))


def numbers_in(part):
    if isinstance(part, dict):
        return [number for value in part.values() for number in numbers_in(value)]
    if isinstance(part, list):
        return [number for value in part for number in numbers_in(value)]
    return [part]


def test_a_dossier_has_a_place_for_everything():
    read = ordinary()

    assert sorted(read) == [
        "manifest.json",
        "事件/events.ndjson",
        "会商/R1.json",
        "办理结果/22.json",
        "办理过程/22.json",
        "办理过程/计划.json",
        "基本信息.json",
        "委托/委托协议.json",
        "申请材料/受理.json",
        "申请材料/材料.json",
        "申请材料/申请表.json",
        "申请材料/附件/001-22.pdf",
        "评价/好差评.json",
        "说明.txt",
        "送达办结/办结单.json",
        "送达办结/结案.json",
        "送达办结/送达.json",
        "通知/通知.json",
    ]


def test_the_basics_tell_who_applied_for_what_and_when_it_ended():
    basics = json.loads(ordinary()["基本信息.json"])

    assert basics["申请人"] == "准格尔旗煤矸石综合利用有限公司"
    assert (basics["牵头部门"], basics["事项序号"], basics["结果"]) == ("准格尔旗住房和城乡建设局", [22], "全部通过")
    assert basics["办结时间"] < basics["结案时间"] < basics["归档时间"]


def test_an_item_is_read_in_a_file_of_its_own_from_assignment_to_decision():
    facts = json.loads(ordinary()["办理过程/22.json"])

    assert [fact["name"] for fact in facts] == ["task-assigned", "item-approved"]


def test_a_review_is_read_from_the_call_to_the_conclusion():
    facts = json.loads(ordinary()["会商/R1.json"])

    assert [fact["name"] for fact in facts] == ["review-requested", "review-convened", "opinion-given", "review-concluded"]


def test_every_fact_stands_in_the_history_in_the_order_it_was_said():
    read = lines(ordinary())

    assert [line["id"] for line in read] == [message.id for message in ORDINARY]
    assert [line["body"] for line in read] == [json.loads(message.body) for message in ORDINARY]


def test_the_manifest_lists_every_file_and_where_the_attachments_are():
    read = ordinary()

    manifest = json.loads(read["manifest.json"])

    assert {one["name"]: one["sha256"] for one in manifest["entries"]} == {
        name: sha256(text.encode()).hexdigest() for name, text in read.items() if name != "manifest.json"
    }
    assert [one["path"] for one in manifest["attachments"]] == ["申请材料/附件/001-22.pdf"]
    assert manifest["owners"]["routing"] == {"count": 6, "first": 1, "last": 6}


def test_the_id_number_is_kept_in_the_file_itself():
    assert ID_NUMBER in ordinary()["申请材料/申请表.json"]


@given(st.permutations(range(len(ORDINARY))))
@settings(max_examples=20, deadline=None)
def test_the_same_facts_give_the_same_bytes_however_they_arrived(order):
    again = [ORDINARY[place] for place in order]

    assert packing.ordinary(again) == packing.ordinary(ORDINARY)


def test_a_dossier_is_dated_by_its_facts():
    made = assembled(ORDINARY)

    with ZipFile(io.BytesIO(packed(made.ordinary))) as archive:
        dates = {one.date_time for one in archive.infolist()}

    closing = datetime.fromisoformat(ORDINARY[-2].time).astimezone(CHINA)  # route-closed, after 结案
    assert made.closed_at == closing
    assert dates == {closing.timetuple()[:6]}


def test_facts_that_are_no_part_of_the_file_change_nothing():
    story = entries(ORDINARY)
    own = replace(story[0], id="closed", owner="archive", name="dossier-closed", sequence=1)
    unnumbered = replace(story[0], id="unnumbered", sequence=0)

    made = assemble([*story, own, unnumbered], RESTRICTION, packing.AMPLE)

    assert packed(made.ordinary) == packing.ordinary(ORDINARY)


def test_a_fact_with_a_name_nobody_knows_is_kept_in_the_history():
    unknown = [renamed(one, "form-printed") if one.subject.verb == "agent-assigned" else one for one in ORDINARY]

    read = ordinary(unknown)

    assert "form-printed" in [line["name"] for line in lines(read)]
    assert verify_dossier(packing.ordinary(unknown)) == []


@pytest.mark.parametrize(
    ("review", "name"),
    [("../../etc/passwd", "会商/e8d8a5a2be4ca2a0.json"), (f"{CASE}/R2", "会商/R2.json"), ("会商一", None), ("..", None)],
)
def test_a_review_id_never_becomes_a_path(review, name):
    story = [replace(one, body=one.body.replace(f"{CASE}/R1".encode(), review.encode())) for one in ORDINARY]

    reviews = [path for path in ordinary(story) if path.startswith("会商/")]

    assert len(reviews) == 1
    assert ".." not in reviews[0]
    assert reviews[0].count("/") == 1
    assert name is None or review.startswith("..") or reviews == [name]


def test_an_owners_facts_stay_in_sequence_when_its_replicas_clocks_disagree():
    story = entries(ORDINARY)
    early = (instant(story[0].time) - timedelta(hours=1)).isoformat()
    skewed = [replace(one, time=early) if (one.owner, one.sequence) == ("routing", 4) else one for one in story]

    history = ordered(skewed)

    assert [one.sequence for one in history if one.owner == "routing"] == [1, 2, 3, 4, 5, 6]


def test_facts_of_the_same_instant_stand_by_owner_and_sequence():
    story = [replace(one, time="2026-03-02T01:00:00.000Z") for one in entries(ORDINARY)]

    history = ordered(reversed(story))

    assert [(one.owner, one.sequence) for one in history] == sorted((one.owner, one.sequence) for one in story)


@pytest.mark.parametrize("time", ["", "昨天", "2026-03-02T09:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_time_that_no_zip_file_can_tell_does_not_keep_a_dossier_open(time):
    story = [replace(one, time=time) for one in entries(ORDINARY)]

    assert verify_dossier(packed(assemble(story, RESTRICTION, packing.AMPLE).ordinary)) == []


def test_a_case_beyond_what_is_packed_in_memory_is_refused(monkeypatch):
    monkeypatch.setattr(packages, "LIMIT", 1000)

    with pytest.raises(DossierTooLarge, match=CASE):
        assembled(ORDINARY)


def test_the_ordinary_dossier_says_nothing_of_the_national_security_item():
    read = ordinary(WITH_SECURITY)

    assert [path for path in read if "29" in path.rpartition("/")[2]] == []
    assert [path for path, text in read.items() if "国家安全" in text or "gaj" in text or "file-29" in text] == []
    for path, text in read.items():
        documents = lines(read) if path.endswith(".ndjson") else [json.loads(text)] if path.endswith(".json") else []
        assert SECURITY not in numbers_in(documents), path


def test_what_is_withheld_leaves_its_place_and_the_hash_of_its_original():
    kept = {line["id"]: line for line in lines(ordinary(WITH_SECURITY))}
    task = next(entry(m) for m in WITH_SECURITY if m.subject.verb == "item-approved" and b'"item":29' in m.body)

    stub = kept[task.id]

    assert (stub["restricted"], stub["sequence"], stub["owner"]) == (True, task.sequence, "routing")
    assert stub["sha256"] == sha256(task.line().encode()).hexdigest()
    assert (stub["body"], stub["name"], stub["causation"]) == ({"restricted": True}, "", "")


def test_only_the_part_about_the_restricted_item_is_taken_out_of_a_common_fact():
    plan = next(line for line in lines(ordinary(WITH_SECURITY)) if line["name"] == "case-routed")

    assert [one.get("item") for one in plan["body"]["plan"]] == [22, None]
    assert [one.get("rule") for one in plan["body"]["decided_by"]] == ["building_permits_go_to_housing", None]


def test_the_objection_of_the_security_department_and_its_notice_are_withheld_as_well():
    kept = lines(ordinary(WITH_SECURITY))

    assert {line["name"] for line in kept if line["owner"] == "joint_review"} == {""}
    assert "会商/R1.json" not in ordinary(WITH_SECURITY)


def test_the_security_department_is_named_nowhere_not_even_by_its_code():
    for_the_whole_case = [
        replace(one, body=one.body.replace(b"150622.zrzyj", b"150600.gaj").replace(b"/T29", b"/T22"))
        if b"/R1" in one.body
        else one
        for one in WITH_SECURITY
    ]

    read = ordinary(for_the_whole_case)

    assert "会商/R1.json" in read
    assert [path for path, text in read.items() if "gaj" in text] == []


def test_a_word_that_gives_the_item_away_is_taken_out_of_any_text():
    noted = [replace(one, body=one.body.replace("结案通知".encode(), "国家安全事项结案".encode())) for one in WITH_SECURITY]

    last = lines(ordinary(noted))[-1]

    assert (last["body"]["title"], last["body"]["outcome"], last["restricted"]) == ("（限制公开）", "recorded", True)


def test_the_restricted_package_holds_every_original():
    kept = {line["id"] for line in lines(ordinary(WITH_SECURITY)) if line.get("restricted")}

    originals = {line["id"]: line for line in lines(restricted())}

    assert originals.keys() == kept
    assert {"办理过程/29.json", "办理结果/29.json", "会商/R1.json"} <= restricted().keys()
    assert all(originals[message.id]["body"] == json.loads(message.body) for message in WITH_SECURITY if message.id in kept)


def test_both_packages_verify_alone_and_together():
    public, apart = packing.ordinary(WITH_SECURITY), packing.restricted(WITH_SECURITY)

    assert verify_dossier(public) == []
    assert verify_dossier(apart) == []
    assert verify_dossier(public, apart) == []


def test_a_case_without_the_restricted_item_is_shown_as_it_was_said():
    words = [replace(one, body=one.body.replace("结案通知".encode(), "国家安全日快乐".encode())) for one in ORDINARY]

    assert assembled(words).restricted is None
    assert "国家安全日快乐" in ordinary(words)["通知/通知.json"]


def test_where_nothing_is_restricted_everything_is_shown():
    assert assembled(WITH_SECURITY, Restriction()).restricted is None
    assert "办理过程/29.json" in ordinary(WITH_SECURITY, Restriction())
