"""News of promises (容缺受理、告知承诺): what they change for the items they were given for."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.routing.domain import letters
from services.routing.domain.promises import Word
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from services.routing.domain.withdrawing import give_up_offers, must_be_placed, taken_back
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts import materials as news
from shared.contracts.common import ItemState
from shared.contracts.intake import Promise

APPROVED = frozenset({ItemState.APPROVED, ItemState.APPROVED_WITH_TOLERANCE})


def carried(route: Route, promises: Iterable[Promise]) -> None:
    """The promises that a case comes with; its departments are told with the assignment."""
    for promise in promises:
        task = must_be_placed(route, promise.item)
        task.pledges = task.pledges.noted(promise, Word.OPEN)


def made(route: Route, fact: news.PromiseMade) -> Sequence[Said]:
    """A promise was given; the department is told where it has the item already."""
    task = must_be_placed(route, fact.promise.item)
    if task.pledges.word_of(fact.promise) is not None:
        return []
    carried(route, [fact.promise])
    return [letters.promise(route, task, "promise-made", fact.promise)] if task.at_work else []


def kept(route: Route, fact: news.PromiseKept) -> Sequence[Said]:
    """What was to follow has come: the department that has the item may approve it now, and is told."""
    task = must_be_placed(route, fact.promise.item)
    if not _comes_true(task, fact.promise, Word.KEPT):
        return []
    awaited = fact.promise.kind == "tolerance" and task.at_work
    return [letters.promise(route, task, "supplement-received", fact.promise)] if awaited else []


def broken(route: Route, fact: news.PromiseBroken, now: datetime, times: Times) -> Sequence[Said]:
    """An undecided item ends (5), for it was taken in only on that promise. Of an approved one its department is told
    where it rests on the promise (告知承诺): it examines whether to revoke (行政许可法 第六十九条).
    """
    task = must_be_placed(route, fact.promise.item)
    if not _comes_true(task, fact.promise, Word.BROKEN):
        return []
    if task.state.ended:
        rests = fact.promise.kind == "commitment" and task.state in APPROVED
        return [letters.promise(route, task, "promise-broken", fact.promise, fact.reason)] if rests else []
    said = taken_back(route, task, fact.reason, now)
    said += route.not_handled(task, ItemState.NOT_ACCEPTED, fact.reason, now)
    return [*said, *give_up_offers(route, "前置事项未通过", now), *route.proceed(now, times)]


def _comes_true(task: Task, promise: Promise, word: Word) -> bool:
    """Note what has become of it; False where that was known."""
    before = task.pledges
    task.pledges = before.noted(promise, word)
    return task.pledges is not before
