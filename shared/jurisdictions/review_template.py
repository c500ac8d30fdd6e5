"""A kind of joint review (会商) as a place holds it: who convenes it, who takes part, in what form, by which rules and limits."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field

from shared.contracts.review_calls import Form
from shared.jurisdictions.marked import Marked
from shared.jurisdictions.setting import Days, Setting, plain

LEAD: Final = "lead"
"""In place of a convener: the lead department of the case."""
ALL_PARTIES: Final = "all_parties"
"""In place of participants: the departments of the items that the review is about."""

Convening = Literal["at_once", "by_convener"]
Conclusion = Literal["unanimous", "majority", "convener_decides"]
Dissent = Literal["deadlock", "refuse"]
Signing = Literal["none", "parallel", "ordered"]
Share = Annotated[Setting[Annotated[int, Field(ge=0, le=100)]], BeforeValidator(plain)]
Times = Annotated[Setting[Annotated[int, Field(ge=0, le=5)]], BeforeValidator(plain)]


class ReviewTemplate(Marked):
    """会商的一种. What a review's call leaves open is taken from here when it is convened, and stays so for that review."""

    name: str = Field(description="联席会议, 会审会签 …")
    convener: str = Field(description="lead | <department> of this region | <region>.<department>: who convenes it")
    may_convene: tuple[str, ...] = Field(default=(), description="Who else is entitled to, written the same way")
    convening: Convening = Field(
        description="What follows when the agent asks for it: at_once: it is held | by_convener: the convener sets form and time"
    )
    mandatory: tuple[str, ...] = Field(
        default=("all_parties",), description="all_parties (departments of the items) or codes of departments"
    )
    advisory: tuple[str, ...] = Field(default=(), description="Codes of departments")
    observers: tuple[str, ...] = Field(default=(), description="Codes of departments")
    form: Form = Field(description="meeting 会议 | video 视频会议 | circulation 传签; without time and place: circulated")
    conclusion: Conclusion = Field(description="unanimous 必须参加的部门一致 | majority 多数 | convener_decides 召集部门决定")
    dissent: Dissent = Field(
        default="deadlock", description="Of a lasting objection under unanimity: deadlock 未形成一致意见 | refuse 一票否决"
    )
    rounds: Times = Field(description="Rounds of discussion at most when the departments differ")
    quorum_percent: Share = Field(description="Share of the mandatory participants that must have spoken; 0: none")
    signing: Signing = Field(description="会签: none | parallel | ordered")
    minutes: bool = Field(description="会议纪要 is drawn up and signed by the convener")
    outcome: str = Field(description="What it ends in, in words: 会议纪要, 会签意见, 联合验收意见")
    silence: Annotated[Setting[Literal["consent", "escalate"]], BeforeValidator(plain)] | None = Field(
        default=None, description="What silence means after the limit; absent: the centre's opinion_silence"
    )
    opinion_working_days: Days | None = Field(
        default=None, description="意见: from the complete papers; absent: the centre's opinion_working_days"
    )
    convene_working_days: Days = Field(description="召集: the convener, from the proposal")
    papers_working_days: Days = Field(description="补齐会商材料: asked for again and again")
    discussion_working_days: Days = Field(description="一轮讨论")
    decide_working_days: Days = Field(description="召集部门作出决定, where it decides")
    sign_working_days: Days = Field(description="会签: each signer, from when it is asked")
    minutes_working_days: Days = Field(description="签发会议纪要: the convener, from the conclusion")

    def named(self) -> Iterator[tuple[str, str]]:
        """(key, department) of every department that it names, in its order: <department> or <region>.<department>."""
        said = (
            ("convener", (self.convener,)),
            ("may_convene", self.may_convene),
            ("mandatory", self.mandatory),
            ("advisory", self.advisory),
            ("observers", self.observers),
        )
        for key, parties in said:
            instead = LEAD if key in ("convener", "may_convene") else ALL_PARTIES
            yield from ((key, party) for party in parties if party != instead)
