"""召集: from the call of a review to its invitations."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from services.joint_review.domain import turns
from services.joint_review.domain.letters import Letter, Word, consultation, heading, news, participants, shared
from services.joint_review.domain.limits import ask_all
from services.joint_review.domain.opinion import case_of
from services.joint_review.domain.review import Review, ReviewState, Seat
from services.joint_review.domain.rules import Rules
from services.joint_review.domain.turns import Turn
from shared.clock import Times, in_china
from shared.contracts.joint_review import ReviewConvened, ReviewProposed
from shared.contracts.review_answers import Convene
from shared.contracts.review_calls import Form, ReviewCall, Role
from shared.contracts.review_letters import ProposedReview
from shared.errors import Fault, PermanentError

LATEST: Final = timedelta(days=366)  # until a meeting: a slip of the year would keep a review open without a word


class CallUnworkable(PermanentError):
    """Routing asks for a review that can't be held; the message says why."""


def workable(call: ReviewCall, file: str, rules: Rules) -> ReviewCall:
    """The call, if such a review can be held in this file. Errors: CallUnworkable, with every reason."""
    mandatory = len(set(call.mandatory))
    reasons = {
        f"review {call.review_id!r} is not one of case {file!r}": case_of(call.review_id) != file,
        "nobody is asked": not (call.mandatory or call.advisory),
        f"the limit is {call.limit_days} working days": call.limit_days is not None and call.limit_days < 0,
        f"silence means {call.silence!r}, neither consent nor objection": call.silence not in {None, "consent", "objection"},
        f"the quorum is {rules.terms.quorum}, but {mandatory} are mandatory": rules.terms.quorum > mandatory,
        f"it meets at {call.at!r}, which is no time with zone": bool(call.at) and _instant(call.at) is None,
    }
    if any(reasons.values()):
        raise CallUnworkable("; ".join(reason for reason, holds in reasons.items() if holds))
    return call


def called(call: ReviewCall, rules: Rules, names: Callable[[str], str], centre: str, now: datetime) -> Review:
    """The review as it was called: nobody has been asked yet."""
    return Review(
        call=call,
        rules=rules,
        centre=centre,
        convener_name=names(call.convener),
        since=now,
        form=call.form or rules.terms.form,
        at=_instant(call.at),
        place=call.place,
        seats={party: seat(party, role, names(party), rules) for party, role in roles(call).items()},
        edition=1 if call.papers else 0,
        papers=call.papers,
        needed=call.needed,
    )


def roles(call: ReviewCall) -> dict[str, Role]:
    """Every participant once, in the order of the call; who is called twice has the weightier role."""
    found: dict[str, Role] = {}
    for role, parties in (("mandatory", call.mandatory), ("advisory", call.advisory), ("observer", call.observers)):
        for party in parties:
            found.setdefault(party, role)  # type: ignore[arg-type]
    return found


def seat(party: str, role: Role, name: str, rules: Rules) -> Seat:
    """A seat as the rules have it: the mandatory ones sign, where there is something to sign."""
    return Seat(party=party, name=name, role=role, signer=role == "mandatory" and rules.terms.signing != "none")


def begin(review: Review, now: datetime, times: Times) -> list[Word]:
    """What follows of the call: the convener is asked to convene it, or it is convened at once."""
    if review.call.cause != "agent" or review.rules.at_once:
        return convene(review, now, times)
    due = times.due(review.rules.convene, now).isoformat()
    letter = ProposedReview(
        **heading(review) | {"subject": review.call.subject},
        participants=tuple(review.seats),
        form=review.form,
        at=review.at and in_china(review.at).isoformat(),
        place=review.place,
        called_by=review.call.called_by,
        due=due,
    )
    proposed = ReviewProposed(review_id=review.review_id, call=review.call, due=due)
    return [proposed, Letter(review.convener, "review-proposed", letter, review.review_id)]


def convene(review: Review, now: datetime, times: Times, *, late: bool = False) -> list[Word]:
    """Everybody is invited; where no paper is missing, asked for its opinion too."""
    review.late = late
    _settle_form(review, now, circulate=late)
    review.turn(ReviewState.GATHERING if review.missing else ReviewState.DELIBERATING, now)
    due = {} if review.missing else ask_all(review, now, times)
    convened = ReviewConvened(
        review_id=review.review_id,
        call=review.call,
        due=max(due.values(), default=None),
        terms=review.rules.terms,
        participants=participants(review, due),
        late=late,
        missing=review.missing,
    )
    letters = [consultation(review, each, due.get(party)) for party, each in review.seats.items()]
    return [convened, *shared(review), *letters, *_wanting(review)]


def _settle_form(review: Review, now: datetime, *, circulate: bool) -> None:
    """Nobody can meet without time and place, in the past or after years: then it is held by circulation."""
    if circulate or not (review.at and now < review.at <= now + LATEST and review.place):
        review.form = "circulation"
    if review.form == "circulation":
        review.at, review.place = None, ""
    terms = review.rules.terms.model_copy(update={"form": review.form})
    review.rules = review.rules.model_copy(update={"terms": terms})


def _wanting(review: Review) -> list[Word]:
    if not review.missing:
        return []
    what = f"会商材料尚缺：{'、'.join(review.missing)}。材料到齐即征求意见；不再等待的，请说明理由（papers-complete）"
    return [news(review, what, about="papers")]


def may_convene(review: Review, turn: Turn[Convene]) -> list[Fault]:
    """What is wrong with the convener's `convened`."""
    said, faults = turn.said, turns.misplaced(review, {ReviewState.PROPOSED}, "召集")
    at = _instant(said.at) if said.at else review.at
    if said.at and at is None:
        remedy = "请写成带时区的时间，如 2026-03-05T09:00:00+08:00"
        faults.append(Fault(field="at", message=f"“{said.at}”不是带时区的时间", remedy=remedy))
    elif at and at <= turn.now and _form(review, said) != "circulation":
        faults.append(Fault(field="at", message="开会时间已经过去", remedy="请填写以后的时间，或改为传签（form 填 circulation）"))
    elif at and at > turn.now + LATEST and _form(review, said) != "circulation":
        faults.append(Fault(field="at", message="开会时间在一年以后", remedy="请核对年份，填写一年以内的时间"))
    return faults + _nowhere(review, said)


def _nowhere(review: Review, said: Convene) -> list[Fault]:
    """A meeting needs its time and its place; a circulation has neither."""
    if _form(review, said) == "circulation":
        remedy = "要开会的，请改为会议或视频会议（form 填 meeting 或 video）；以传签方式进行的，请去掉开会时间、地点（at、place）"
        meets = bool(said.at or said.place.strip())
        return [Fault(field="form", message="以传签方式进行的会商没有开会时间、地点", remedy=remedy)] if meets else []
    lacking = {"at": not (said.at or review.at), "place": not (said.place.strip() or review.place)}
    words = {"at": "开会时间", "place": "开会地点或视频接入方式"}
    remedy = "请补填，或改为传签（form 填 circulation）"
    return [Fault(field=field, message=f"没有写明{words[field]}", remedy=remedy) for field, lacks in lacking.items() if lacks]


def _form(review: Review, said: Convene) -> Form:
    return said.form or review.form


def convened(review: Review, turn: Turn[Convene]) -> list[Word]:
    """`convened`: the convener has set form, time and place."""
    said = turn.said
    review.form = _form(review, said)
    review.at = _instant(said.at) if said.at else review.at
    review.place = said.place.strip() or review.place
    return convene(review, turn.now, turn.times)


def _instant(text: str | None) -> datetime | None:
    """The instant that is written there; None where there is none, or none with a zone."""
    try:
        return in_china(datetime.fromisoformat(text)) if text else None
    except (ValueError, OverflowError):  # in China's time it would be before the year 1, or after 9999
        return None
