"""What joint_review says of a review, and what follows of it for the route; its facts come in any order, and more than once."""

from collections.abc import Sequence
from datetime import datetime

from services.routing.domain import dissent, letters, objections, veil
from services.routing.domain.closing import closed_at_last
from services.routing.domain.matter import Trouble
from services.routing.domain.review import PASSED, Review
from services.routing.domain.reviewing import keep
from services.routing.domain.route import Route, RouteState
from services.routing.domain.settling import RESOLUTION
from services.routing.domain.veil import RESTRICTED_REASON
from shared.aggregate import Said
from shared.clock import Times
from shared.contracts.joint_review import Resolution, ReviewCancelled, ReviewClosed, ReviewConcluded, ReviewEvent
from shared.contracts.review_records import ResolutionDone, ResolutionDropped, ResolutionOverdue
from shared.errors import PermanentError


class NotReviewed(PermanentError):
    """News of a review that this route has not called."""


def heard(route: Route, news: ReviewEvent, sequence: int, now: datetime, times: Times) -> Sequence[Said]:
    """Carry out what joint_review says; the route closes where it had only waited for this. Errors: NotReviewed."""
    review = route.reviews.get(news.review_id)
    if review is None:
        raise NotReviewed(news.review_id)
    route.reviews_heard = max(route.reviews_heard, sequence)
    said = _followed(route, review, news, now, times)
    return [*said, *closed_at_last(route)]


def _followed(route: Route, review: Review, news: ReviewEvent, now: datetime, times: Times) -> Sequence[Said]:
    match news:
        case ReviewConcluded() if not review.outcome and not review.cancelled:
            return _concluded(route, review, news, now, times)
        case ReviewCancelled() if not review.outcome and not review.cancelled:
            return _cancelled(route, review, news, now, times)
        case ReviewClosed():
            keep(route, review.but(closed=True))
        case ResolutionDone() | ResolutionDropped():
            settled = dict.fromkeys([*review.settled, news.resolution.resolution_id])
            keep(route, review.but(settled=tuple(settled)))
        case ResolutionOverdue():
            _overdue(route, review, news.resolution)
    return []


def _concluded(route: Route, review: Review, conclusion: ReviewConcluded, now: datetime, times: Times) -> Sequence[Said]:
    all_or_nothing = review.all_or_nothing or conclusion.all_or_nothing
    review = review.but(
        outcome=conclusion.outcome, all_or_nothing=all_or_nothing, own_conditions=_own_conditions(route, conclusion)
    )
    keep(route, review)
    if route.over:  # whatever it says, nothing of the case is begun or disputed any more
        return []
    task = route.tasks.get(conclusion.task_id or "")
    if task is not None:
        return objections.settled(route, task, review, conclusion, now, times)
    return _advised(route, review, conclusion, now, times)


def _own_conditions(route: Route, conclusion: ReviewConcluded) -> dict[str, tuple[str, ...]]:
    secret = _secret(route)
    given = (each for each in conclusion.opinions if each.opinion == "conditional" and each.party not in secret)
    return {each.party: each.conditions for each in given} if conclusion.outcome in PASSED else {}


def _secret(route: Route) -> set[str]:
    return {task.address for task in route.tasks.values() if task.restricted}


def _advised(route: Route, review: Review, conclusion: ReviewConcluded, now: datetime, times: Times) -> Sequence[Said]:
    """The review advises; each department still decides its own item by its own law (decision 0008). A joint acceptance
    that was refused does not climb: its items wait until what was objected to is mended and accepted anew.
    """
    secret = _secret(route)
    objecting = [one for one in conclusion.opinions if one.opinion == "object" and one.party not in secret]
    refused = review.all_or_nothing and conclusion.outcome == "objected"
    said: list[Said] = []
    if not refused:
        said += _conditioned(route, review, conclusion.conditions)
        dissent.heard(route, objecting)
        if conclusion.outcome not in PASSED:
            why = conclusion.reason or "意见不足"
            told = "；".join(dissent.ground(one) for one in objecting)
            words = f"会商有不同意见：{told}" if objecting else f"会商未形成一致意见：{why}"
            objections.disagree(route, review, conclusion.opinions, f"{words}。请研究确定。", None)
    return [*said, *_started(route, review, now, times)]


def _conditioned(route: Route, review: Review, conditions: tuple[str, ...]) -> list[Said]:
    """Conditions go with every task that is assigned from now on; who has one already is written to."""
    if not conditions:
        return []
    route.conditions = tuple(dict.fromkeys([*route.conditions, *conditions]))  # two reviews may say the same
    told = [task for task in route.tasks.values() if task.at_work and review.concerns(task.plan.item)]
    return [letters.conditions_set(route, task, review.review_id, conditions) for task in told]


def _started(route: Route, review: Review, now: datetime, times: Times) -> Sequence[Said]:
    """The start has waited for the review that the rules have put before it, and for no other."""
    if route.state is RouteState.REVIEWING and review.review_id == (route.start_review or f"{route.id}/R1"):
        route.state = RouteState.WORKING
    return route.proceed(now, times)


def _cancelled(route: Route, review: Review, fact: ReviewCancelled, now: datetime, times: Times) -> Sequence[Said]:
    """It does not take place: the start waits for it no more; who has the task that was objected to, the ladder settles."""
    keep(route, review.but(cancelled=True))
    task = route.tasks.get(review.call.task_id or "")
    if route.over:
        return []
    if task is not None and task.objection is not None and not task.bound:
        why = "" if task.restricted else f"（{fact.reason}）"
        objections.disagree(route, review, None, f"“{route.name_of(task)}”由谁承办未经会商{why}。请确定由谁承办。", task)
        return []
    return _started(route, review, now, times)


def _overdue(route: Route, review: Review, resolution: Resolution) -> None:
    if review.closed or resolution.resolution_id in review.settled:  # every resolution of a closed one is settled
        return
    owner = veil.named(route, resolution.owner, resolution.owner_name)
    act = resolution.act if owner == resolution.owner_name else RESTRICTED_REASON
    route.trouble(
        Trouble(
            trigger="resolution_overdue",
            cause=f"{RESOLUTION}{resolution.resolution_id}",
            subject=f"{review.call.kind}议定由{owner}办理“{act}”，逾期未落实。请督促落实或另行议定。",
            item=review.call.items[0] if len(review.call.items) == 1 else None,
            accused=resolution.owner,
            review_kind=review.call.kind,
        )
    )
