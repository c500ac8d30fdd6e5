"""Reviews while they are held: their papers, the items that may not pass without them, and when they are needed no more."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from services.routing.domain import letters, veil
from services.routing.domain.review import PASSED, Review, ReviewState
from services.routing.domain.route import Route
from services.routing.domain.settling import resolved
from services.routing.domain.task import Task
from shared.aggregate import Said
from shared.contracts.intake import AttachedFile, FileAttached
from shared.contracts.review_calls import Paper, PapersPinned, ReviewWithdrawn
from shared.errors import Fault


def papers_of(route: Route, items: Collection[int] = ()) -> tuple[Paper, ...]:
    """The files that name no item, or one of these (none: of the case), each material in its newest version; those of a
    restricted item never.
    """
    about = set(items) or {task.plan.item for task in route.tasks.values()}
    newest = {
        (file.material, file.item): file
        for file in route.files
        if (file.item is None or file.item in about) and not veil.hides(route, file.item)
    }
    return tuple(paper(file) for file in newest.values())


def files_of(route: Route, told: Sequence[AttachedFile]) -> tuple[AttachedFile, ...]:
    """The files of the case: those that intake has told of, and any that came after it had."""
    known = {file.file_id for file in told}
    return _in_order((*told, *(file for file in route.files if file.file_id not in known)))


def paper(file: AttachedFile) -> Paper:
    """The file as a paper: in this version and no other."""
    return Paper.model_validate(file.model_dump())


def attached(route: Route, fact: FileAttached) -> Sequence[Said]:
    """A file has come, known from now on; where it is the next version of a pinned paper, or one that a review waits for,
    that review has a new edition of its papers. A restricted item's file is never one.
    """
    if any(file.file_id == fact.file_id for file in route.files):
        return []
    file = AttachedFile.model_validate(fact.model_dump())
    route.files = _in_order((*route.files, file))
    return came(route, [file])


def came(route: Route, files: Sequence[AttachedFile]) -> list[Said]:
    """What follows of files that are known by now, for the reviews; nothing of one that was replaced before it was heard of."""
    newest = {(file.material, file.item): file for file in route.files}
    pinned = [file for file in files if newest[file.material, file.item] is file and not veil.hides(route, file.item)]
    return [said for file in pinned for review in route.reviews.values() for said in _pinned(route, review, paper(file))]


def _in_order(files: Iterable[AttachedFile]) -> tuple[AttachedFile, ...]:
    """As they came, though they are heard of in any order; those of older cases do not say when."""
    return tuple(sorted(files, key=lambda file: file.at))


def _pinned(route: Route, review: Review, new: Paper) -> Iterator[Said]:
    if review.closed or review.cancelled:
        return
    call = review.call
    same = [old for old in call.papers if (old.material, old.item) == (new.material, new.item)]
    concerns = new.item is None or review.concerns(new.item)
    awaited = review.state is ReviewState.OPEN and new.material in call.needed and concerns
    if not same and not awaited:
        return
    papers = (*(old for old in call.papers if old not in same), new)
    review = review.pinned(papers, tuple(each for each in call.needed if each != new.material))
    keep(route, review)
    yield PapersPinned(review_id=review.review_id, edition=review.edition, papers=papers, changed=(new.material,))


def keep(route: Route, review: Review) -> None:
    """The review as it is now."""
    route.reviews = route.reviews | {review.review_id: review}


def holder_of(route: Route, item: int) -> Review | None:
    """The review without which that item can't pass: the last one called, all or nothing, that has not ended in its favour.

    One that was cancelled holds nothing; what one before it held stays held. One that came to no conclusion holds nothing
    any more as soon as a rung of the ladder has resolved it: then the rung's word counts.
    """
    found = [each for each in route.reviews.values() if each.all_or_nothing and not each.cancelled and each.concerns(item)]
    held = found and found[-1].outcome not in PASSED and not resolved(route, found[-1].review_id)
    return found[-1] if held else None


def hindrance(route: Route, task: Task) -> Fault | None:
    """Why the item can't be approved yet, for the sake of a review; None: it may, or it has ended."""
    review = None if task.restricted or task.state.ended else holder_of(route, task.plan.item)
    if review is None:
        return None
    how, remedy = "未通过", "请整改后由中心重新组织（call-review）；不能准予的，请用 refused"
    if review.state is ReviewState.OPEN:
        how, remedy = "尚无结论", "请待会商结论"
    elif review.outcome == "deadlocked":
        how, remedy = "未形成一致意见", "请待协调决定，或由中心重新组织（call-review）；不能准予的，请用 refused"
    return Fault(field="task_id", message=f"{review.call.kind}（{review.review_id}）{how}，暂不能准予", remedy=remedy)


def held(route: Route) -> dict[str, Review]:
    """Tasks at work whose approval a joint acceptance holds back, and which one does."""
    at_work = [task for task in route.tasks.values() if task.at_work and not task.restricted]
    found = ((task.task_id, holder_of(route, task.plan.item)) for task in at_work)
    return {task_id: review for task_id, review in found if review}


def lifted(route: Route, before: Mapping[str, Review]) -> list[Said]:
    """Departments whose tasks nothing holds back any more are told, for they may have been refused an approval."""
    now = held(route)
    freed = [(route.tasks[task_id], review) for task_id, review in before.items() if task_id not in now]
    return [letters.hold_lifted(route, task, review) for task, review in freed if task.at_work]


def conditions_of(route: Route, task: Task) -> tuple[str, ...]:
    """What the item's own department has made a condition, in reviews that ended in favour, each once."""
    if task.restricted:
        return ()
    about = [each for each in route.reviews.values() if not each.call.task_id and each.concerns(task.plan.item)]
    return tuple(dict.fromkeys(each for review in about for each in review.own_conditions.get(task.address, ())))


def settle(route: Route) -> list[Said]:
    """joint_review is told, once, of every review that is needed no more: the case was ended or its file is closed (结案),
    nothing is left that could be accepted, or who has the item is settled without it. The review stays open until
    joint_review says that it is over.
    """
    said: list[Said] = []
    for review in route.reviews.values():
        waits = review.state is ReviewState.OPEN and not review.closed and not review.withdrawn
        if waits and (reason := _needless(route, review)):
            keep(route, review.but(withdrawn=True))
            said.append(ReviewWithdrawn(review_id=review.review_id, reason=reason))
    return said


def _needless(route: Route, review: Review) -> str:
    if route.recall:
        return route.over
    if route.file_closed:
        return "办件已结案"
    if review.all_or_nothing and all(task.state.ended for task in route.tasks.values() if review.concerns(task.plan.item)):
        return "所涉事项均已终结，不再验收"
    task = route.tasks.get(review.call.task_id or "")
    if task is None:
        return ""
    if task.state.ended:
        return "该事项已终结，不必再议"
    return "承办部门已由议定事项确定" if task.bound or task.objection is None else ""
