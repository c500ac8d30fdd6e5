"""The dossier of an item that other centres held and a ladder settled: custody, matters, plan, and what stays hidden."""

import io
import json
from itertools import pairwise
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.archive.domain import package as packages
from services.archive.domain.completeness import missing
from services.archive.domain.manifest import SCHEMA
from services.archive.domain.timeline import timeline
from services.archive.domain.verification import verify_dossier
from services.archive.domain.volume import Volume
from shared.contracts import intake, matters
from tests.unit import archive_packing as packing
from tests.unit.archive_case import CASE, CENTRE, PERMIT, RESTRICTION, SECURITY, Story, application, entries, whole_case, without
from tests.unit.archive_climb import (
    AT,
    BOUND_ON_THE_WAY,
    CITY,
    DECREE,
    WITH_SECURITY,
    climbing_case,
    handed_over,
    matter,
    measure,
)
from tests.unit.archive_world import World, refusal

CLIMBING = climbing_case()
CUSTODY, MATTER = "办理过程/交接记录.json", "疑难事项及议定事项/E1.json"


def files(messages, kind="ordinary"):
    return packing.files(getattr(packing, kind)(messages))


def chapters(story):
    """What is drawn from a story that need not be whole."""
    return packages.chapters(Volume("ordinary", CASE, entries(story.messages), (), story_end()), SCHEMA)


def names(text):
    return [fact["name"] for fact in json.loads(text)]


def test_custody_tells_who_held_the_item_from_when_to_when_and_who_signed_it_over():
    (record,) = json.loads(files(CLIMBING)[CUSTODY])

    assert (record["事项序号"], record["事项名称"]) == (PERMIT, "建筑工程施工许可证核发")
    assert [(span["经管"], span["名称"]) for span in record["经管"]] == [
        (CENTRE, "准格尔旗政务服务中心"),
        (CITY, "鄂尔多斯市政务服务中心"),
        ("150000", DECREE),
    ]
    assert (record["经管"][1]["移交人"], record["经管"][1]["接收人"]) == ("受理岗", "收件岗")
    assert record["经管"][2]["文号"] == "鄂建报〔2026〕7号"


def test_every_fact_of_the_hand_over_stands_in_the_custody_record():
    (record,) = json.loads(files(CLIMBING)[CUSTODY])

    assert [fact["name"] for fact in record["交接"]] == [
        "transfer-offered",
        "transfer-overdue",
        "transfer-returned",
        "transfer-offered",
        "transfer-accepted",
        "item-submitted-upward",
    ]


@given(st.lists(st.sampled_from(range(6)), max_size=12))
@settings(max_examples=40, deadline=None)
def test_custody_has_neither_gap_nor_overlap_whatever_was_said(order):
    story = Story()
    story.tell(*(handed_over(PERMIT)[place] for place in order), *handed_over(PERMIT)[:1])
    custody = chapters(story)[CUSTODY]

    spans = custody[0]["经管"]
    assert len(spans) == 1 + sum(place >= 4 for place in order)
    assert all(span["至"] == after["自"] for span, after in pairwise(spans))
    assert "至" not in spans[-1]


def story_end():
    return packing.assembled(CLIMBING).closed_at


def test_an_item_that_nobody_handed_over_has_no_custody_record():
    assert CUSTODY not in files(whole_case())


def test_a_resolution_that_gives_the_item_to_a_department_elsewhere_passes_it_on():
    given_away = measure(PERMIT, binding="handle", owner=f"{CITY}.zjj", owner_name="鄂尔多斯市住房和城乡建设局")
    story = Story()
    story.tell(matters.MatterResolved.model_validate(matter(resolution="由市里承办", document="会纪3号", measures=(given_away,))))

    (record,) = chapters(story)[CUSTODY]

    assert [(span["经管"], span["自"], span.get("移交人")) for span in record["经管"]] == [
        (CENTRE, "", None),
        (CITY, AT, "牵头部门联席会议"),
    ]


def test_a_matter_is_read_from_the_first_rung_to_the_last_measure():
    assert names(files(CLIMBING)[MATTER]) == [
        "matter-escalated",
        "matter-climbed",
        "rung-reminded",
        "matter-resolved",
        "measure-overdue",
        "measure-done",
        "matter-closed",
    ]


def test_the_plan_is_read_with_every_revision():
    assert names(files(CLIMBING)["办理过程/代办方案变更.json"]) == ["plan-revised"]


def test_items_that_were_added_are_among_those_of_the_case():
    story = Story()
    story.tell(intake.CaseSubmitted(application=application((PERMIT,)), submitted_at=AT))
    story.tell(intake.ItemsAdded(items=(15,), application=application((PERMIT, 15)), signed_by="经办人", at=AT))

    read = chapters(story)

    assert read["基本信息.json"]["事项序号"] == [PERMIT, 15]
    assert [fact["name"] for fact in read["申请材料/增加事项.json"]] == ["items-added"]


def test_a_dossier_waits_for_the_measures_that_outlast_the_case():
    left, done = without(CLIMBING, "routing", next(one.sequence for one in CLIMBING if one.subject.verb == "measure-done"))
    before = [one for one in CLIMBING if one.subject.verb not in {"measure-done", "matter-closed", "route-closed"}]

    assert missing(entries(CLIMBING)) == []
    assert missing(entries(left)) == [f"routing 缺第 {done.sequence} 号事件"]
    assert missing(entries(before)) == ["routing 尚无派件结束事件（route-closed）"]
    assert story_end().isoformat() > json.loads(files(CLIMBING)["基本信息.json"])["办结时间"]


@pytest.mark.parametrize("story", [CLIMBING, WITH_SECURITY, BOUND_ON_THE_WAY], ids=["ordinary", "security", "bound"])
def test_everything_is_drawn_again_from_the_events(story):
    apart = packing.restricted(story) if packing.assembled(story).restricted else None

    assert verify_dossier(packing.ordinary(story), apart) == []


def test_a_rewritten_custody_record_is_told():
    made = files(CLIMBING)
    forged = io.BytesIO()
    with ZipFile(forged, "w") as archive:
        for name, text in made.items():
            archive.writestr(name, text.replace(DECREE, "国务院") if name == CUSTODY else text)

    assert f"真实性：{CUSTODY} 与事件历史不一致" in verify_dossier(forged.getvalue())


@pytest.mark.parametrize(("story", "path"), [(WITH_SECURITY, CUSTODY), (WITH_SECURITY, MATTER)])
def test_hand_over_and_matters_of_the_restricted_item_stand_only_in_the_package_kept_apart(story, path):
    read = files(story)

    assert path not in read
    assert path in files(story, "restricted")
    assert [name for name, text in read.items() if "国家安全" in text or "gaj" in text or "核减" in text] == []


def test_a_plan_names_no_restricted_item_anywhere():
    (revised,) = json.loads(files(WITH_SECURITY)["办理过程/代办方案变更.json"])

    assert [line.get("item") for line in revised["body"]["lines"]] == [None, PERMIT]
    assert [move.get("item") for move in revised["body"]["moved"]] == [None, PERMIT]
    assert revised["body"]["critical_path"]["items"] == [{"restricted": True}, PERMIT]


def test_a_matter_that_binds_somebody_about_the_restricted_item_keeps_its_course_and_loses_its_words():
    facts = json.loads(files(BOUND_ON_THE_WAY)[MATTER])
    resolved = next(fact["body"] for fact in facts if fact["name"] == "matter-resolved")

    assert [one.get("act") for one in resolved["measures"]] == ["核发用地批复", None]
    assert resolved["resolution"] == "（限制公开）"
    assert {fact["body"].get("subject", "（限制公开）") for fact in facts} == {"（限制公开）"}
    assert sum(fact["name"] == "measure-done" for fact in facts) == 1
    assert "出具意见" not in "".join(files(BOUND_ON_THE_WAY).values())


def test_the_timeline_says_no_more_than_the_dossier():
    shown = json.dumps(timeline(CASE, entries(BOUND_ON_THE_WAY), RESTRICTION, []), ensure_ascii=False)

    assert "出具意见" not in shown
    assert "用地范围核减三公顷" not in shown
    assert f'"item": {SECURITY}' not in shown


async def test_what_is_fought_over_keeps_the_dossier_open_by_its_number() -> None:
    world = World()
    ends = {"matter-closed", "matter-resolved", "route-closed", "notice-sent"}
    await world.hear(*(message for message in climbing_case() if message.subject.verb not in ends))

    assert "尚未归档：还有未结束的疑难事项 E1，尚待答复" in await refusal(world.ask_dossier())
