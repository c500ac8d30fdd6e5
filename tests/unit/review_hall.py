"""A joint review of 准格尔旗 with nothing around it: its acts, its clock, and all that it has said."""

import re
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

import pytest

from services.joint_review.domain.letters import Letter, Word
from services.joint_review.domain.review import Review
from services.joint_review.domain.reviews import Reviews
from services.joint_review.domain.rules import Rules
from shared.clock import CHINA, Term, Times, WorkCalendar
from shared.contracts.base import Contract, Event
from shared.contracts.joint_review import ReviewConcluded, ReviewTerms
from shared.contracts.review_answers import ANSWERS
from shared.contracts.review_calls import Paper, PapersPinned, ReviewCall
from shared.errors import Refused

CENTRE = "150622"
CASE = "150622-20260302-000017"
FIRST, SECOND = f"{CASE}/R1", f"{CASE}/R2"
LAND, WATER, FOREST = "150622.zrzyj", "150622.slj", "150622.lcj"
ECOLOGY, CITY_ECOLOGY = "150622.sthjj", "150600.sthjj"
CONVENER = "150622.zwj"
NAMES = {
    LAND: "准格尔旗自然资源局",
    WATER: "准格尔旗水利局",
    FOREST: "准格尔旗林业和草原局",
    ECOLOGY: "鄂尔多斯市生态环境局准格尔旗分局",
    CITY_ECOLOGY: "鄂尔多斯市生态环境局",
    CONVENER: "准格尔旗政务服务与数据管理局",
}
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
THURSDAY_CLOSING = datetime(2026, 3, 5, 18, 0, tzinfo=CHINA)  # three working days on, at this centre's closing hour
TUESDAY_CLOSING = MONDAY.replace(hour=18) + timedelta(days=1)
TIMES = Times(WorkCalendar(), time(9, 0), time(18, 0), 2 / 3)
PLAN = Paper(file_id="f1", material="项目选址方案", item=1, filename="选址方案.pdf", size=2048, sha256="a" * 64)
NEWER_PLAN = PLAN.model_copy(update={"file_id": "f9", "sha256": "b" * 64})
SURVEY = Paper(file_id="f2", material="林地现状调查表", item=1, filename="调查表.pdf", size=1024, sha256="c" * 64)
OBJECTION = {"opinion": "object", "ground": "土地管理法 第三十五条", "mend": "调整选址，避让永久基本农田"}
BRACKETS, FOREIGN = re.compile("（[^）]*）"), re.compile(r"(?<![.\w])[a-z][a-z_-]{2,}")  # a field stands in brackets only

C = TypeVar("C", bound=Contract)
E = TypeVar("E", bound=Event)


def terms(**other: Any) -> ReviewTerms:
    usual = {
        "template": "joint_review",
        "form": "circulation",
        "silence": "consent",
        "conclusion": "unanimous",
        "dissent": "deadlock",
        "quorum": 0,
        "rounds": 0,
        "signing": "none",
        "minutes": False,
        "opinion_days": 3,
    }
    return ReviewTerms.model_validate({**usual, **other})


def rules(*, at_once: bool = True, **other: Any) -> Rules:
    def days(what: str, number: int) -> Term:
        return Term(what=what, days=number, unit="working", basis="会商规则", mark="inferred")

    return Rules(
        name="会商联审",
        outcome="会议纪要",
        at_once=at_once,
        terms=terms(**other),
        convene=days("召集会商", 2),
        papers=days("补齐会商材料", 5),
        opinion=days("提出会商意见", 3),
        discussion=days("参加讨论", 2),
        decide=days("作出决定", 2),
        sign=days("会签", 1),
        minutes=days("签发会议纪要", 5),
    )


def call(**other: Any) -> ReviewCall:
    usual = {
        "review_id": FIRST,
        "kind": "会商联审",
        "template": "joint_review",
        "cause": "rules",
        "subject": "煤矸石综合利用项目占用林地，选址是否可行",
        "convener": CONVENER,
        "mandatory": (LAND, WATER),
        "advisory": (FOREST,),
    }
    return ReviewCall.model_validate({**usual, **other})


class Hall:
    """The reviews of one case. What is said is kept in `words`; `said` are those of the last act."""

    def __init__(self, times: Times = TIMES) -> None:
        self.reviews = Reviews(id=CASE, centre=CENTRE)
        self.now, self.times = MONDAY, times
        self.words: list[Word] = []
        self.said: list[Word] = []

    @classmethod
    def convened(cls, *, quorum: int = 0, rounds: int = 0, **other: Any) -> "Hall":
        """One review under way. What is no field of the call is one of the terms."""
        hall = cls()
        hall.call(quorum=quorum, rounds=rounds, **other)
        return hall

    @property
    def review(self) -> Review:
        return self.reviews.reviews[FIRST]

    @property
    def conclusion(self) -> ReviewConcluded:
        (found,) = self.all(ReviewConcluded)
        return found

    @property
    def state(self) -> str:
        return self.review.state.value

    def copy(self) -> "Hall":
        """Another replica that has read the same state."""
        other = Hall(self.times)
        other.reviews, other.now = self.reviews.model_copy(deep=True), self.now
        return other

    def call(self, *, at_once: bool = True, quorum: int = 0, rounds: int = 0, **other: Any) -> None:
        named = {name: value for name, value in other.items() if name in ReviewCall.model_fields}
        held = {name: value for name, value in other.items() if name in ReviewTerms.model_fields}
        by = rules(at_once=at_once, quorum=quorum, rounds=rounds, **held)
        self._done(self.reviews.call(call(**named), by, lambda party: NAMES.get(party, party), self.now, self.times))

    def pin(self, edition: int, *papers: Paper, changed: tuple[str, ...] = (), review_id: str = FIRST) -> None:
        fact = PapersPinned(review_id=review_id, edition=edition, papers=papers, changed=changed or (papers[-1].material,))
        self._done(self.reviews.pinned(fact, self.now, self.times))

    def withdraw(self, reason: str = "办件已终止") -> None:
        self._done(self.reviews.withdrawn(FIRST, reason, self.now))

    def act(self, party: str, verb: str, /, said_at: datetime | None = None, review_id: str = FIRST, **body: Any) -> None:
        named = {} if "resolution_id" in body else {"review_id": review_id}
        said = ANSWERS[verb].model_validate({**named, **body})
        self._done(self.reviews.answer(party, verb, said, self.now, self.times, NAMES.get, said_at))

    def say(self, party: str, word: str = "agree", *conditions: str, **body: Any) -> None:
        """An opinion on the papers as they stand, with all that it owes."""
        usual = {"opinion": word, "conditions": conditions, "edition": self.review.edition}
        self.act(party, "opinion", **{**usual, **(OBJECTION if word == "object" else {}), **body})

    def sign(self, party: str, **body: Any) -> None:
        text = self.review.signing.text if self.review.signing else 1
        self.act(party, "signed", **{"text": text, "signed_by": "分管负责人", **body})

    def refused(self, party: str, verb: str, /, **body: Any) -> dict[str, str]:
        """Field -> what is wrong, of an act that is refused and has changed nothing."""
        before = self.reviews.model_dump_json()
        with pytest.raises(Refused) as refused:
            self.say(party, **body) if verb == "opinion" else self.act(party, verb, **body)
        assert self.reviews.model_dump_json() == before
        assert all(fault.message and fault.remedy for fault in refused.value.faults)
        assert [fault.remedy for fault in refused.value.faults if FOREIGN.search(BRACKETS.sub("", fault.remedy))] == []
        return {fault.field: fault.message for fault in refused.value.faults}

    def until(self, when: datetime) -> None:
        """Time passes, and every alarm rings on its way."""
        told: list[Word] = []
        while (at := self.reviews.next_alarm()) is not None and at <= when:
            self.now = max(self.now, at)
            self._done(self.reviews.due(self.reviews.alarm_number, self.now, self.times))
            told += self.said
        self.now, self.said = when, told

    def later(self, **span: float) -> None:
        self.until(self.now + timedelta(**span))

    def all(self, kind: type[E]) -> list[E]:
        return [word for word in self.words if isinstance(word, kind)]

    def letters(self, verb: str, kind: type[C], *, last: bool = False) -> dict[str, C]:
        """Party -> the letter of that verb that it got last; `last`: in the last act only."""
        found = (word for word in (self.said if last else self.words) if isinstance(word, Letter) and word.verb == verb)
        return {letter.party: letter.content for letter in found if isinstance(letter.content, kind)}

    def told(self, party: str) -> list[str]:
        """Verbs of the letters that a department got in the last act."""
        return [word.verb for word in self.said if isinstance(word, Letter) and word.party == party]

    def facts(self) -> list[str]:
        """Names of the facts of the last act."""
        return [type(word).__name__ for word in self.said if isinstance(word, Event)]

    def owed(self) -> dict[str, str]:
        """Party -> act that is waited for."""
        return {duty.actors[0]: duty.act for duty in self.reviews.duties.values()}

    def _done(self, words: Any) -> None:
        """As the use cases end every change: duties, alarm, and one trip through the database."""
        self.said = [*words, *self.reviews.tidy(self.times)]
        self.words += self.said
        keys = [(word.party, word.verb, word.key) for word in self.said if isinstance(word, Letter)]
        assert len(keys) == len(set(keys)), "two letters of one change would have one id"
        at = self.reviews.next_alarm()
        if (text := at.isoformat() if at else None) != self.reviews.alarm_at:
            self.reviews.alarm_number += text is not None
            self.reviews.alarm_at = text
        self.reviews = Reviews.model_validate_json(self.reviews.model_dump_json())


def signing(how: str = "ordered", word: str = "agree", *conditions: str, **other: Any) -> Hall:
    """The text goes round: land and water agree, forestry is heard only."""
    hall = Hall.convened(**{"signing": how, "papers": (PLAN,), **other})
    hall.say(LAND)
    hall.say(WATER, word, *conditions)
    return hall
