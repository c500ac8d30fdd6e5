"""The dossier of a case that was reviewed: where each fact is read, when it is whole, what stays hidden; and meetings."""

import json

import pytest

from services.archive.domain.completeness import missing
from services.archive.domain.timeline import timeline
from services.archive.domain.verification import verify_dossier
from shared.contracts import joint_review, review_calls, review_records
from shared.contracts.archive import DossierClosed
from shared.contracts.base import Event
from tests.fakes import facts
from tests.unit import archive_packing as packing
from tests.unit.archive_case import CASE, PERMIT, RESTRICTION, SECURITY, entries, whole_case
from tests.unit.archive_packing import facts_in
from tests.unit.archive_review import CALLING, meeting, reviewed_case
from tests.unit.archive_world import World, refusal
from tests.unit.notify_reviews import MEETING, REVIEW, REVIEWED, WORDS, call, convened

REVIEWED_CASE = reviewed_case()
READ = packing.files(packing.ordinary(REVIEWED_CASE))
OF_THE_REVIEW = [fact for fact in (CALLING[0], CALLING[1], *REVIEWED) if REVIEW in fact.model_dump_json()]


def test_a_review_has_one_file_with_everything_that_was_said_of_it() -> None:
    told = [fact.name for fact in OF_THE_REVIEW if not isinstance(fact, joint_review.PapersShared)]

    assert facts_in(READ["会商/R2.json"]) == told
    assert {"papers-pinned", "signature-revoked", "review-closed", "minutes-issued"} <= set(told)
    assert facts_in(READ["会商/R3.json"]) == [
        "review-requested",
        "review-withdrawn",
        "review-convened",
        "review-cancelled",
        "review-closed",
    ]


def test_minutes_and_resolutions_have_files_of_their_own() -> None:
    (minutes,) = json.loads(READ["会商/会议纪要-R2.json"])

    assert minutes["body"]["minutes"]["number"] == "150622-JY2026-0001"
    assert facts_in(READ["会商/议定事项-R2.json"]) == [
        "resolutions-laid-down",
        "resolutions-assigned",
        "resolution-overdue",
        "resolution-done",
        "resolution-dropped",
    ]
    assert "会商/会议纪要-R3.json" not in READ


def test_of_a_point_of_a_meeting_the_file_names_the_meeting_whose_minutes_they_are() -> None:
    calling = [review_calls.ReviewRequested(call=call(meeting_id=MEETING)), *CALLING[1:]]
    read = packing.files(packing.ordinary(reviewed_case(calling=calling)))

    assert MEETING in read["会商/R2.json"]
    assert "meeting_id 为会议编号" in read["说明.txt"]


def test_who_may_read_the_papers_is_in_the_event_history_only() -> None:
    assert [name for name, text in READ.items() if "papers-shared" in text] == ["事件/events.ndjson", "说明.txt"]


def every_review_fact() -> set[type[Event]]:
    modules = {module.__name__ for module in (joint_review, review_records)}
    calling = {review_calls.ReviewRequested, review_calls.PapersPinned, review_calls.ReviewWithdrawn}
    own = {kind for kind in Event.registry.values() if kind.__module__ in modules}
    return calling | {kind for kind in own if not issubclass(kind, review_records.MeetingEvent)}


def test_the_story_has_every_fact_of_a_review() -> None:
    assert {type(fact) for fact in (*CALLING, *REVIEWED)} == every_review_fact()


def test_the_guide_names_the_files_of_a_review() -> None:
    for file in ("会议纪要-R<n>.json", "议定事项-R<n>.json"):
        assert file in READ["说明.txt"]


def test_the_dossier_of_a_reviewed_case_verifies() -> None:
    assert verify_dossier(packing.ordinary(REVIEWED_CASE)) == []


@pytest.mark.parametrize("left_out", [1, 20, len(REVIEWED)])
def test_a_fact_of_a_review_that_is_missing_keeps_the_dossier_open(left_out: int) -> None:
    messages = [m for m in REVIEWED_CASE if (m.subject.party, m.sequence) != ("joint_review", left_out)]

    assert missing(entries(messages)) == [f"joint_review 缺第 {left_out} 号事件"]


def test_what_is_said_of_reviews_after_the_number_that_the_route_names_is_told() -> None:
    short = reviewed_case(counted=len(REVIEWED) - 1)

    assert missing(entries(short)) == [f"joint_review 有第 {len(REVIEWED)} 号事件，而派件结束时只到第 {len(REVIEWED) - 1} 号"]


def about_security() -> tuple[list[Event], list[Event]]:
    """The review, called about the restricted item among others."""
    secret = call(items=(PERMIT, SECURITY))
    calling = [review_calls.ReviewRequested(call=secret), *CALLING[1:]]
    return calling, [convened(call=secret) if fact is REVIEWED[1] else fact for fact in REVIEWED]


def test_of_a_review_about_a_restricted_item_no_words_are_shown_and_the_originals_are_kept() -> None:
    calling, reviewed = about_security()
    messages = reviewed_case((PERMIT, SECURITY), calling=calling, reviewed=reviewed)
    public, apart = packing.ordinary(messages), packing.restricted(messages)
    text = "".join(content for name, content in packing.files(public).items() if name.startswith("会商/R2"))

    assert not [words for words in WORDS if words in text.replace("准格尔旗水利局", "")]
    assert facts_in(packing.files(public)["会商/R2.json"]) == facts_in(READ["会商/R2.json"])
    assert verify_dossier(public, apart) == []


def test_a_review_that_concerns_no_restricted_item_is_read_in_full_beside_one() -> None:
    read = packing.files(packing.ordinary(reviewed_case((PERMIT, SECURITY))))

    assert read["会商/R2.json"].replace("\n", "") == READ["会商/R2.json"].replace("\n", "")


def test_a_meeting_s_agenda_that_names_a_restricted_item_is_shown_without_words() -> None:
    messages = meeting()
    plain = timeline(MEETING, entries(messages), RESTRICTION, ())
    agenda = json.loads(messages[0].body)["agenda"]
    named = entries(messages)
    named[0].body["agenda"] = [point | {"items": [SECURITY]} for point in agenda]
    hushed = timeline(MEETING, named, RESTRICTION, ())

    assert "窗口怎样分工" in json.dumps(plain, ensure_ascii=False)
    assert "窗口怎样分工" not in json.dumps(hushed, ensure_ascii=False)


async def test_a_meeting_opens_no_dossier_and_its_timeline_lacks_nothing() -> None:
    world = World()
    assert await world.hear(*meeting()) == {}

    told = await world.ask_timeline(case=MEETING)
    assert (told["complete"], len(told["events"])) == (True, len(meeting()))
    assert world.journal.awaited == set()
    assert facts(world.dossiers.sent, DossierClosed) == []
    assert await refusal(world.ask_dossier(case=MEETING)) == [f"{MEETING} 不是办件，没有档案"]


async def test_whoever_asks_for_an_open_dossier_reads_what_is_waited_for_and_no_event_s_name() -> None:
    world = World()
    open_review = [each for each in REVIEWED_CASE if each.subject.verb not in {"route-closed", "notice-sent"}]
    left = [each for each in open_review if each.subject.verb != "review-closed" or json.loads(each.body)["review_id"] != REVIEW]
    await world.hear(*left)
    messages = await refusal(world.ask_dossier())

    assert messages[0] == "尚未归档：还有未结束的会商 R2，结论已有，会议纪要待签发或议定事项待落实"
    assert not [message for message in messages if "route-closed" in message or "notice-sent" in message]


async def test_an_open_case_waits_for_its_end_and_for_everything_of_its_route() -> None:
    world = World()
    calls = [each for each in REVIEWED_CASE if each.subject.party == "intake" and each.subject.verb.startswith("case-s")]
    await world.hear(*calls, *(each for each in REVIEWED_CASE if each.subject.verb in {"case-accepted", "review-requested"}))
    messages = await refusal(world.ask_dossier())

    assert messages[:4] == [
        "尚未归档：办件尚未结案",
        "尚未归档：还有未结束的会商 R2",
        "尚未归档：还有未结束的会商 R3",
        "尚未归档：派件未结束，还有未办结的事项",
    ]


async def test_where_only_the_last_notice_is_missing_just_that_is_waited_for() -> None:
    world = World()
    await world.hear(*REVIEWED_CASE[:-1])

    assert await refusal(world.ask_dossier()) == ["尚未归档：结案通知尚未发出"]


async def test_a_meeting_counts_as_no_gap_of_the_cases_on_its_agenda() -> None:
    world = World()
    assert await world.hear(*meeting(), *whole_case()) == {}

    (closed,) = facts(world.dossiers.sent, DossierClosed)
    assert closed.dossier == f"{CASE}.zip"
