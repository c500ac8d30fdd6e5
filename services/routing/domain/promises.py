"""Written promises of the applicant for an item: 容缺受理 (a material follows) and 告知承诺 (a proof is not asked for).

A promise is known by its id: what has become of it stays, in whatever order the news of it come.
"""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.intake import Promise
from shared.errors import Fault


class Word(StrEnum):
    """How a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


class Pledge(BaseModel):
    """One promise, and what has become of it."""

    model_config = ConfigDict(frozen=True)

    promise: Promise
    word: Word = Word.OPEN


class Pledges(BaseModel):
    """All promises for one item."""

    model_config = ConfigDict(frozen=True)

    given: tuple[Pledge, ...] = Field(default=(), description="In the order in which they became known")

    @property
    def open(self) -> tuple[Promise, ...]:
        """Those that are neither kept nor broken."""
        return tuple(each.promise for each in self.given if each.word is Word.OPEN)

    @property
    def awaited(self) -> tuple[Promise, ...]:
        """Materials without which the item can't be approved (容缺材料)."""
        return tuple(promise for promise in self.open if promise.kind == "tolerance")

    @property
    def tolerated(self) -> bool:
        """Was something missing when the item was accepted?"""
        return any(each.promise.kind == "tolerance" for each in self.given)

    def word_of(self, promise: Promise) -> Word | None:
        """How that promise stands; None: it is not known yet."""
        return next((each.word for each in self.given if each.promise.promise_id == promise.promise_id), None)

    def noted(self, promise: Promise, word: Word) -> Self:
        """With this word about it; what was kept or broken is never open again."""
        if self.word_of(promise) not in {None, Word.OPEN}:
            return self
        others = tuple(each for each in self.given if each.promise.promise_id != promise.promise_id)
        return self.model_copy(update={"given": (*others, Pledge(promise=promise, word=word))})

    def hindrance(self) -> Fault | None:
        """Why the item can't be approved yet."""
        if not self.awaited:
            return None
        awaited = "；".join(f"{each.material}（{_day(each.due)}前）" for each in self.awaited)
        return Fault(field="task_id", message="容缺材料尚未补交，决定须待补交", remedy=f"待申请人补交：{awaited}")


def _day(instant: str) -> str:
    when = datetime.fromisoformat(instant)
    return f"{when.month}月{when.day}日{when:%H:%M}"
