"""Joint review by its subjects: who is asked, who is heard, who is told."""

import pytest

from shared.contracts.departments import AnswerRefused
from shared.contracts.joint_review import PapersChanged, ReviewCancelled, ReviewConcluded, ReviewConvened
from shared.contracts.review_answers import ANSWERS
from shared.contracts.review_calls import AgendaDeclined, Paper, PapersPinned, ReviewRequested, ReviewWithdrawn
from shared.contracts.review_letters import Consultation, MeetingLetter, ReviewOutcome
from shared.contracts.review_records import MeetingConcluded
from tests.bus.wired import durables_of, wired
from tests.fakes import facts, mails
from tests.unit.joint_review_world import MEETING, World, call, meeting
from tests.unit.review_hall import CASE, CENTRE, CONVENER, FIRST, FOREST, LAND, THURSDAY_CLOSING, WATER

PLAN = Paper(file_id="F1", material="总平面图", filename="总平面图.pdf", size=1000, sha256="a" * 64)


@pytest.fixture
def world():
    return World()


@pytest.fixture
async def reviews(world):
    async with wired("joint_review", world.handlers) as bus:
        yield bus


@pytest.fixture
async def convened(reviews):
    await reviews.say(ReviewRequested(call=call()), CASE)
    return reviews


def opinion(word, **more):
    return {"review_id": FIRST, "opinion": word, **more}


async def test_it_reads_every_consumer_that_the_topology_gives_it(reviews):
    assert reviews.durables == durables_of("joint_review")


async def test_everybody_is_asked_once_however_often_the_review_is_requested(convened, world):
    await convened.say(ReviewRequested(call=call()), CASE)

    assert len(facts(world.sent, ReviewConvened)) == 1
    assert [len(mails(world.sent, Consultation, "consulted", party)) for party in (LAND, WATER, FOREST)] == [1, 1, 1]


async def test_it_concludes_with_the_last_mandatory_opinion_by_post_or_on_the_line(convened, world):
    await convened.post(f"dept.{LAND}.opinion", opinion("agree"))
    reply = await convened.asked(
        f"svc.{CENTRE}.joint_review.department.slj.opinion", opinion("conditional", conditions=["先编水土保持方案"])
    )

    assert reply["given"]["opinion"] == "conditional"
    assert [conclusion.outcome for conclusion in world.conclusions] == ["conditional"]
    assert len(mails(world.sent, ReviewOutcome, "review-concluded", LAND)) == 1


async def test_it_concludes_when_its_alarms_have_rung(convened, world):
    while not world.conclusions:
        world.clock.advance(THURSDAY_CLOSING - world.clock.now())
        await convened.ring(CASE, (await world.file()).alarm_number)

    assert [conclusion.outcome for conclusion in world.conclusions] == ["agreed"]  # silence was announced to be consent


@pytest.mark.parametrize("verb", ANSWERS)
async def test_every_verb_is_heard_by_post_and_served_on_the_line(convened, world, verb):
    await convened.post(f"dept.150622.zjj.{verb}", {"review_id": FIRST})
    reply = await convened.ask(f"svc.150622.joint_review.department.zjj.{verb}", {"review_id": FIRST})

    assert [told.verb for told in mails(world.sent, AnswerRefused, "answer-refused", "150622.zjj")] == [verb]
    assert reply["ok"] is False


async def test_the_subject_says_whose_opinion_it_is(convened, world):
    await convened.post("dept.150622.zjj.opinion", opinion("agree", party=LAND))

    assert len(mails(world.sent, AnswerRefused, "answer-refused", "150622.zjj")) == 1
    assert (await world.review()).seats[LAND].opinion is None


async def test_another_answer_of_a_department_is_not_heard_here(convened, world):
    said = len(world.sent)

    await convened.post(f"dept.{LAND}.approved", {"task_id": f"{CASE}/24"})

    assert len(world.sent) == said


async def test_papers_are_pinned_and_reviews_withdrawn_by_routings_word(reviews, world):
    await reviews.say(ReviewRequested(call=call(papers=(PLAN,))), CASE)
    redrawn = PLAN.model_copy(update={"file_id": "F2", "sha256": "b" * 64})
    await reviews.say(PapersPinned(review_id=FIRST, edition=2, papers=(redrawn,), changed=("总平面图",)), CASE, 2)
    await reviews.say(ReviewWithdrawn(review_id=FIRST, reason="办件已终止"), CASE, 3)

    assert [fact.edition for fact in facts(world.sent, PapersChanged)] == [2]
    assert [fact.reason for fact in facts(world.sent, ReviewCancelled)] == ["办件已终止"]


async def test_a_meeting_follows_its_cases_by_their_own_news(reviews, world):
    other = f"{CASE[:-1]}8"
    await reviews.say(meeting(CASE, other), MEETING)
    await reviews.say(ReviewRequested(call=call(cause="meeting", meeting_id=MEETING)), CASE)
    await reviews.say(AgendaDeclined(meeting_id=MEETING, case_number=other, reason="办件已终止"), MEETING, 2)
    await reviews.post(f"dept.{LAND}.opinion", opinion("agree"))
    await reviews.post(f"dept.{WATER}.opinion", opinion("agree"))
    for message in [message for message in world.sent if ".joint_review.review-con" in message.subject]:
        await reviews.pass_on(message)

    [concluded] = facts(world.sent, MeetingConcluded)
    shown = await reviews.asked(f"svc.{CENTRE}.joint_review.meeting", {"meeting_id": MEETING})
    assert [point.outcome for point in concluded.agenda] == ["agreed", "declined"]
    assert len(mails(world.sent, MeetingLetter, "meeting-called", CONVENER)) == 1
    assert (shown["state"], len(facts(world.sent, ReviewConcluded))) == ("closed", 1)


async def test_reviews_are_shown_to_the_centre_whose_case_it_is(convened):
    own = await convened.asked(f"svc.{CENTRE}.joint_review.reviews", {"case_number": CASE})
    foreign = await convened.ask("svc.150602.joint_review.reviews", {"case_number": CASE})

    assert [review["call"]["review_id"] for review in own["reviews"]] == [FIRST]
    assert [fault["message"] for fault in foreign["faults"]] == ["没有找到该办件的会商"]


async def test_a_department_asks_for_its_own_reviews(convened):
    own = await convened.asked("svc.150622.joint_review.department.slj.reviews", {"case_number": CASE})
    foreign = await convened.ask("svc.150622.joint_review.department.yjj.reviews", {"case_number": CASE})

    assert [review["call"]["review_id"] for review in own["reviews"]] == [FIRST]
    assert [fault["message"] for fault in foreign["faults"]] == ["没有贵部门参加的会商"]


async def test_minutes_and_the_list_of_meetings_are_served(reviews):
    await reviews.say(meeting(CASE), MEETING)
    early = await reviews.ask(f"svc.{CENTRE}.joint_review.minutes", {"review_id": MEETING})
    await reviews.say(AgendaDeclined(meeting_id=MEETING, case_number=CASE, reason="办件已终止"), CASE)

    listed = await reviews.asked(f"svc.{CENTRE}.joint_review.meetings", {})
    minutes = await reviews.asked(f"svc.{CENTRE}.joint_review.minutes", {"review_id": MEETING})

    assert [fault["message"] for fault in early["faults"]] == ["会议尚有议题未结束，还没有会议纪要"]
    assert [one["meeting_id"] for one in listed["meetings"]] == [MEETING]
    assert minutes["title"] == "集中联动审批会商会纪要：三月集中联动审批会商会"
