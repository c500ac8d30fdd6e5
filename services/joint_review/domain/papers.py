"""会商材料: what the review rests on, in versions; a new version asks everybody again."""

from datetime import datetime

from services.joint_review.domain import turns
from services.joint_review.domain.letters import Word, consultation, news, shared
from services.joint_review.domain.limits import ask_all
from services.joint_review.domain.review import Review, ReviewState
from services.joint_review.domain.turns import Turn
from shared.clock import Times
from shared.contracts.joint_review import GivenOpinion, PapersChanged, PapersCompleted, Signature
from shared.contracts.review_answers import CompletePapers
from shared.contracts.review_calls import Paper, PapersPinned
from shared.errors import Fault


def pinned(review: Review, fact: PapersPinned, now: datetime, times: Times) -> list[Word]:
    """The papers as they stand now. A fact that was overtaken by a later one, and one of a cancelled review, say nothing."""
    if fact.edition <= review.edition or review.state is ReviewState.CANCELLED:
        return []
    if review.state.over:
        return _after_the_conclusion(review, fact)
    replaced, new = _replaced(review.papers, fact.papers), _new(review.papers, fact)
    changed = _changed(review.papers, new)
    review.papers, review.edition = fact.papers, fact.edition
    if review.state is ReviewState.PROPOSED:
        return []
    if review.state is not ReviewState.GATHERING:
        return _ask_again(review, changed or new, now, times)
    if not review.missing:
        return _complete(review, now, times, changed=changed)
    return _ask_again(review, changed, now, times) if replaced else shared(review)


def _after_the_conclusion(review: Review, fact: PapersPinned) -> list[Word]:
    stands = f"结论仍以第 {review.edition} 版材料为准；需要重新会商的，请另行提出"
    what = f"会商结论作出后，材料有新版本：{'、'.join(fact.changed)}。{stands}"
    return [news(review, what, about=f"edition {fact.edition}")]


def _new(before: tuple[Paper, ...], fact: PapersPinned) -> tuple[str, ...]:
    """材料名称 of what is new since the last letter: also of what a fact told that comes after this one, and says nothing."""
    known = {(paper.file_id, paper.sha256) for paper in before}
    new = (paper.material for paper in fact.papers if (paper.file_id, paper.sha256) not in known)
    return tuple(dict.fromkeys((*fact.changed, *new)))


def _changed(before: tuple[Paper, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """Of what is new, what stands in place of an older version; a paper that was awaited has not changed."""
    there = {paper.material for paper in before}
    return tuple(material for material in new if material in there)


def _replaced(before: tuple[Paper, ...], after: tuple[Paper, ...]) -> bool:
    """A paper that was there is not there any more in the same version."""
    return not {(paper.file_id, paper.sha256) for paper in before} <= {(paper.file_id, paper.sha256) for paper in after}


def _ask_again(review: Review, changed: tuple[str, ...], now: datetime, times: Times) -> list[Word]:
    """What was said of the old papers counts no more, openly: everybody is asked again, whatever the stage."""
    opinions, signatures = set_aside(review), review.signing.signatures if review.signing else ()
    review.signing, review.round, review.hearing = None, 0, ""
    review.turn(ReviewState.GATHERING if review.missing else ReviewState.DELIBERATING, now)
    due = {} if review.missing else ask_all(review, now, times)
    said = PapersChanged(
        review_id=review.review_id,
        edition=review.edition,
        papers=review.papers,
        changed=changed,
        set_aside=opinions,
        signatures=signatures,
        due=max(due.values(), default=None),
    )
    letters = [consultation(review, seat, due.get(party), changed) for party, seat in review.seats.items()]
    return [said, *shared(review), *letters, *_told(review, changed, signatures)]


def set_aside(review: Review) -> tuple[GivenOpinion, ...]:
    """The opinions that count, which count no more; each is kept with its seat."""
    found = tuple(seat.opinion for seat in review.seats.values() if seat.opinion)
    for seat in review.seats.values():
        seat.before = (*seat.before, seat.opinion) if seat.opinion else seat.before
        seat.opinion, seat.spoke_in, seat.lapsed = None, None, False
    return found


def _told(review: Review, changed: tuple[str, ...], signatures: tuple[Signature, ...]) -> list[Word]:
    """A convener that has no seat gets no letter of its own."""
    if review.convener in review.seats:
        return []
    again = "材料到齐后重新征求各部门意见" if review.missing else "已重新征求各部门意见"
    again += "，原会签作废" if signatures else ""
    return [news(review, f"会商材料有新版本：{'、'.join(changed)}。{again}", about=f"edition {review.edition}")]


def _complete(
    review: Review, now: datetime, times: Times, changed: tuple[str, ...] = (), reason: str = "", without: tuple[str, ...] = ()
) -> list[Word]:
    """Nothing more is waited for: opinions are asked for."""
    review.turn(ReviewState.DELIBERATING, now)
    due = ask_all(review, now, times)
    completed = PapersCompleted(
        review_id=review.review_id,
        edition=review.edition,
        papers=review.papers,
        due=max(due.values()),
        without=without,
        reason=reason,
    )
    letters = [consultation(review, review.seats[party], each, changed) for party, each in due.items()]
    return [completed, *shared(review), *letters]


def may_complete(review: Review, _turn: Turn[CompletePapers]) -> list[Fault]:
    """What is wrong with the convener's `papers-complete`."""
    remedy = "没有在等待的材料，不必再办" if not review.state.over else ""
    return turns.misplaced(review, {ReviewState.GATHERING}, "确认材料齐备", remedy)


def completed(review: Review, turn: Turn[CompletePapers]) -> list[Word]:
    """`papers-complete`: the convener does without what is missing."""
    without = review.missing
    review.without = (*review.without, *without)
    return _complete(review, turn.now, turn.times, reason=turn.said.reason.strip(), without=without)
