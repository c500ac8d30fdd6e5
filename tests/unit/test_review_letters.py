"""What every letter of a review names: its kind and its subject."""

from services.joint_review.domain.letters import Letter
from shared.contracts.review_letters import Consultation, Discussion, ReviewLetter, ReviewReminder
from tests.unit.joint_review_world import MEETING, World, meeting
from tests.unit.review_hall import CONVENER, LAND, PLAN, THURSDAY_CLOSING, WATER, Hall
from tests.unit.review_hall import CONVENER as MEETING_CONVENER

LONG = "选址是否可行，" * 200


def test_every_letter_names_the_kind_and_the_subject() -> None:
    hall = Hall.convened(papers=(PLAN,), rounds=1, signing="parallel", minutes=True, advisory=())
    hall.act(CONVENER, "resolutions", resolutions=[{"owner": WATER, "act": "复核", "done_when": "印发", "due": "2026-03-20"}])
    hall.say(LAND)
    hall.say(WATER, "object")
    hall.say(WATER)
    hall.say(LAND)
    hall.sign(LAND)
    hall.sign(WATER)
    hall.later(days=30)

    letters = [word for word in hall.words if isinstance(word, Letter) and isinstance(word.content, ReviewLetter)]
    verbs = {"consulted", "discussion-opened", "signature-asked", "review-concluded", "resolution-assigned", "review-reminder"}
    assert verbs <= {letter.verb for letter in letters}
    told = {(letter.content.kind, letter.content.subject) for letter in letters if isinstance(letter.content, ReviewLetter)}
    assert told == {("会商联审", "煤矸石综合利用项目占用林地，选址是否可行")}


def test_only_the_question_itself_says_a_long_subject_whole() -> None:
    hall = Hall.convened(rounds=1, subject=LONG)
    hall.say(LAND)
    hall.say(WATER, "object")
    hall.until(THURSDAY_CLOSING)

    assert hall.letters("consulted", Consultation)[LAND].subject == LONG
    assert hall.letters("discussion-opened", Discussion)[LAND].subject == LONG[:200]


async def test_a_reminder_of_a_meeting_names_the_meeting() -> None:
    world = World()
    await world.told(meeting(topics=1), MEETING)
    await world.spread()
    await world.ring_until(THURSDAY_CLOSING.replace(day=12), MEETING)

    sent = [message for message in world.sent if message.subject == f"task.{MEETING_CONVENER}.review-reminder"]
    found = [ReviewReminder.model_validate_json(message.body) for message in sent]
    of_meeting = [each for each in found if each.review_id == MEETING]
    assert of_meeting
    assert {(each.kind, each.subject) for each in of_meeting} == {("集中联动审批会商会", "三月集中联动审批会商会")}
