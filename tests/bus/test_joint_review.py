"""Joint review by its subjects: who is asked, who is heard, who is told."""

import pytest

from shared.contracts.departments import AnswerRefused, Consultation, ReviewOutcome
from shared.contracts.joint_review import ReviewConvened
from shared.contracts.routing import ReviewRequested
from tests.bus.wired import durables_of, wired
from tests.fakes import facts, mails
from tests.unit.joint_review_world import CASE, CENTRE, FIRST, FOREST, LAND, THURSDAY_CLOSING, WATER, World, call


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


async def test_it_concludes_when_its_alarm_rings(convened, world):
    world.clock.advance(THURSDAY_CLOSING - world.clock.now())

    await convened.ring(CASE, (await world.stored()).alarm_number)

    assert [conclusion.outcome for conclusion in world.conclusions] == ["agreed"]  # silence was announced to be consent


async def test_the_subject_says_whose_opinion_it_is(convened, world):
    await convened.post("dept.150622.zjj.opinion", opinion("agree", party=LAND))

    assert len(mails(world.sent, AnswerRefused, "answer-refused", "150622.zjj")) == 1
    assert (await world.stored()).reviews[FIRST].opinion_of(LAND) is None


async def test_another_answer_of_a_department_is_not_heard_here(convened, world):
    said = len(world.sent)

    await convened.post(f"dept.{LAND}.approved", {"task_id": f"{CASE}/24"})

    assert len(world.sent) == said


async def test_reviews_are_shown_to_the_centre_whose_case_it_is(convened):
    own = await convened.asked(f"svc.{CENTRE}.joint_review.reviews", {"case_number": CASE})
    foreign = await convened.ask("svc.150602.joint_review.reviews", {"case_number": CASE})

    assert [review["call"]["review_id"] for review in own["reviews"]] == [FIRST]
    assert [fault["message"] for fault in foreign["faults"]] == ["办件不存在"]
