"""A department speaks in the joint reviews of a rehearsal when it is asked, at its part's time, and no more once they end."""

import asyncio
from datetime import date, datetime
from typing import Any

import pytest

from deploy.local.rehearsal.mail import UnderWay
from deploy.local.rehearsal.reviewing import Reviewing
from deploy.local.rehearsal.script import DepartmentPlay
from shared.contracts.departments import AnswerRefused
from shared.contracts.joint_review import Minutes, Resolution
from shared.contracts.review_answers import ReviewAnswer
from shared.contracts.review_calls import Paper
from shared.contracts.review_letters import (
    Discussion,
    MinutesAsked,
    ResolutionAssigned,
    ReviewLetter,
    ReviewOutcome,
    ReviewOver,
    ReviewReminder,
)
from shared.errors import refuse
from tests.unit.rehearsal_letters_world import CASE, DUE, OBJECTS, OWN, REVIEW, asked_to_sign, consultation, day

PLAN = Paper(file_id="f1", material="总平面图", filename="总平面图.pdf", size=3, sha256="ab" * 32)
RESOLUTION = Resolution(
    resolution_id=f"{REVIEW}/A1",
    owner="150622.slj",
    owner_name="准格尔旗水利局",
    act="现场复核",
    done_when="复核记录已交代办员",
    due=DUE,
)


def discussion(number: int = 1) -> Discussion:
    return Discussion.model_validate(OWN | {"round": number, "opinions": (), "edition": 1, "due": DUE})


class Session:
    """A session in which no time passes; it writes down how much would have, and closes when it is told to."""

    def __init__(self, **part: Any) -> None:
        self._part = DepartmentPlay.model_validate(part)
        self.waited: list[float] = []
        self.met: datetime | None = None
        self.said: list[tuple[str, ReviewAnswer]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.troubles: list[str] = []
        self.kept = {PLAN.file_id: PLAN.sha256}
        self.seats = Reviewing("150622.slj", self, UnderWay(), self._say, self._read)

    def part(self, case: str, address: str) -> DepartmentPlay:
        return self._part if (case, address) == (CASE, "150622.slj") else DepartmentPlay()

    def day(self, days: int) -> date:
        return day(days)

    async def days(self, days: float) -> None:
        self.waited.append(days)

    async def closing(self) -> None:
        await self.open.wait()

    async def until(self, when: datetime) -> None:
        self.met = when

    def trouble(self, case: str, text: str) -> None:
        self.troubles.append(text)

    async def _read(self, case: str, paper: Paper) -> str:
        if paper.file_id not in self.kept:
            raise refuse("file_id", "没有这个文件", "请核对")
        return self.kept[paper.file_id]

    async def _say(self, verb: str, answer: ReviewAnswer) -> None:
        self.said.append((verb, answer))

    async def hears(self, news: str, letter: ReviewLetter | MinutesAsked) -> None:
        await self.seats.hear(news, letter.model_dump_json().encode())

    @property
    def verbs(self) -> list[str]:
        return [verb for verb, _ in self.said]


async def test_who_is_invited_says_that_it_comes_and_its_opinion_only_when_that_is_heard() -> None:
    session = Session(review={"after": 2})
    meeting = {"form": "meeting", "at": DUE, "place": "旗政务服务中心"}

    await session.hears("invited", consultation(**meeting, edition=0, due=None))
    await session.hears("consulted", consultation(**meeting))

    assert session.verbs == ["attendance", "opinion"]
    assert session.waited == [2]
    assert session.met == datetime.fromisoformat(DUE), "who meets speaks when it meets"


async def test_a_paper_that_its_reader_cannot_read_as_the_letter_says_is_a_trouble() -> None:
    session = Session()

    await session.hears("consulted", consultation(papers=[PLAN]))
    sound = [*session.troubles]
    await session.hears("consulted", consultation(papers=[PLAN.model_copy(update={"sha256": "cd" * 32})], edition=2))
    await session.hears("consulted", consultation(papers=[PLAN.model_copy(update={"file_id": "f2"})], edition=3))

    assert sound == []
    assert ["不是通知所说的版本" in text for text in session.troubles] == [True, False]
    assert session.verbs == ["opinion"] * 3


async def test_a_letter_that_comes_twice_is_one_asking_and_another_edition_is_another() -> None:
    session = Session(review=OBJECTS | {"then": [{"opinion": "agree"}]})

    for edition in (1, 1, 2):
        await session.hears("consulted", consultation(edition=edition))

    assert [answer.model_dump()["opinion"] for _, answer in session.said] == ["object", "object", "agree"]


async def test_a_discussion_is_asking_again() -> None:
    session = Session(review=OBJECTS | {"then": [{"opinion": "agree"}]})

    await session.hears("consulted", consultation())
    await session.hears("discussion-opened", discussion())

    assert [answer.model_dump()["opinion"] for _, answer in session.said] == ["object", "agree"]


@pytest.mark.parametrize(
    ("news", "over"),
    [
        ("review-concluded", ReviewOutcome.model_validate(OWN | {"outcome": "agreed"})),
        ("review-cancelled", ReviewOver.model_validate(OWN | {"reason": "办件已撤回"})),
    ],
)
async def test_what_is_asked_no_more_is_not_said(news: str, over: ReviewLetter) -> None:
    session = Session()
    session.open.clear()
    speaking = asyncio.create_task(session.hears("consulted", consultation()))
    await asyncio.sleep(0)

    await session.hears(news, over)
    session.open.set()

    with pytest.raises(asyncio.CancelledError):
        await speaking
    assert session.said == []


async def test_a_signature_is_given_and_taken_back_in_the_time_of_the_part() -> None:
    session = Session(review={"signing": {"after": 1, "revoke": "引用数据有误", "revoke_after": 0.5}})

    await session.hears("signature-asked", asked_to_sign())
    await session.hears("signature-asked", asked_to_sign(again="引用数据有误"))

    assert session.verbs == ["signed", "signature-revoked", "signed"]
    assert session.waited == [1, 0.5, 1]


async def test_minutes_are_signed_unless_the_part_keeps_silent() -> None:
    minutes = Minutes(
        title="会议纪要",
        kind="联席会议",
        convener="150622.slj",
        convener_name="准格尔旗水利局",
        form="circulation",
        concluded_at=DUE,
        participants=(),
        points=(),
    )
    letter = MinutesAsked(review_id=REVIEW, minutes=minutes, due=DUE)
    signing, silent = Session(), Session(review={"minutes": "silent"})

    for session in (signing, silent):
        await session.hears("minutes-asked", letter)

    assert (signing.verbs, silent.verbs) == (["minutes-signed"], [])


def assigned() -> ResolutionAssigned:
    return ResolutionAssigned.model_validate(OWN | {"resolution": RESOLUTION, "kind": "联席会议", "subject": "选址"})


def reminder(light: str) -> ReviewReminder:
    told = {"act": "carried-out", "what": "落实", "resolution_id": RESOLUTION.resolution_id, "light": light, "due": DUE}
    return ReviewReminder.model_validate(OWN | told)


async def test_a_resolution_is_reported_as_done_by_what_counts_as_done() -> None:
    session = Session(done_after=3)

    await session.hears("resolution-assigned", assigned())

    assert session.waited == [3]
    assert session.said[0][1].model_dump()["evidence"].endswith("复核记录已交代办员")


async def test_a_late_owner_waits_until_it_is_overdue_and_no_shorter() -> None:
    session = Session(done_late=True)
    working = asyncio.create_task(session.hears("resolution-assigned", assigned()))
    await asyncio.sleep(0)

    await session.hears("review-reminder", reminder("red"))
    await asyncio.sleep(0)
    before = [*session.verbs]
    await session.hears("review-reminder", reminder("overdue"))
    await working

    assert before == []
    assert session.verbs == ["carried-out"]


def refusal(verb: str, field: str) -> AnswerRefused:
    fault = {"field": field, "message": "材料已换", "remedy": "请重新提出意见"}
    return AnswerRefused.model_validate({"verb": verb, "answered": REVIEW, "message_id": "m", "faults": [fault]})


async def test_only_a_word_that_crossed_with_the_end_or_with_a_new_paper_may_come_back() -> None:
    session = Session()
    crossed = [session.seats.excused(refusal("opinion", field)) for field in ("edition", "ground")]

    await session.hears("review-concluded", ReviewOutcome.model_validate(OWN | {"outcome": "agreed"}))

    assert crossed == [True, False]
    assert session.seats.excused(refusal("opinion", "review_id"))
    assert not session.seats.excused(refusal("approved", "edition"))
