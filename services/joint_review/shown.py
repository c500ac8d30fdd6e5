"""Reviews and meetings as they are shown: whole to the centre, and to a department what concerns it."""

import json
from collections.abc import Iterable
from typing import Any, Final

from services.joint_review.domain.brevity import short
from services.joint_review.domain.limits import opinion_due
from services.joint_review.domain.meeting import Meeting
from services.joint_review.domain.review import Followed, Review, Seat, Signing
from services.joint_review.domain.reviews import Reviews
from shared.clock import Times
from shared.contracts.review_answers import Opinion, ReviewAnswer
from shared.duties import Duty
from shared.store.aggregates import LARGEST

FEW: Final = 10  # of what is owed in one review, there
BRIEF: Final = 200  # characters that are kept of a text where a file is too large to be told whole


def file(reviews: Reviews, times: Times, party: str = "") -> dict[str, Any]:
    """The reviews of one file; of a department only those in which it takes part."""
    told = [review(reviews, each, times) for each in reviews.reviews.values() if not party or party in each.readers]
    known = {} if party else {"sequence": reviews.sequence}  # it tells of every review of the file
    return fitting({"case_number": reviews.id, **known, "reviews": told})


def fitting(told: dict[str, Any]) -> dict[str, Any]:
    """The same, as far as the bus carries it: of the earliest reviews first what was said is left out, long texts are cut
    short, and `shortened` set.

    Of those that are over the minutes have it all, of the others each participant's letters. Where even that is too much,
    the earliest ones are left with their state and outcome.
    """
    size = _size(told)
    for lighten in (_without_words, _without_lists):
        for each in told["reviews"]:
            if size <= LARGEST:
                return told
            before = _size(each)
            lighten(each)
            size += _size(each) - before
    return told


def _without_words(each: dict[str, Any]) -> None:
    each |= {"minutes": each["minutes"] and {"number": each["minutes"]["number"]}, "opinions": [], "shortened": True}
    each["participants"] = [seat | {"opinion": None, "before": []} for seat in each["participants"]]
    each["conclusion"] = each["conclusion"] and each["conclusion"] | {"opinions": []}
    each |= {name: _brief(each[name]) for name in ("conclusion", "resolutions", "signing", "next")}


def _without_lists(each: dict[str, Any]) -> None:
    each |= {"resolutions": [], "signing": None, "papers": [], "next": each["next"][:FEW], "call": each["call"] | {"papers": []}}
    each["conclusion"] = each["conclusion"] and each["conclusion"] | {"conditions": [], "signatures": []}


def _brief(told: Any) -> Any:
    """The same with every long text cut short."""
    if isinstance(told, dict):
        return {name: _brief(value) for name, value in told.items()}
    if isinstance(told, list):
        return [_brief(value) for value in told]
    return short(told, BRIEF) if isinstance(told, str) else told


def _size(told: dict[str, Any]) -> int:
    return len(json.dumps(told, ensure_ascii=False).encode())


def review(reviews: Reviews, it: Review, times: Times) -> dict[str, Any]:
    """One review with everything that was said in it."""
    return {
        "call": it.call.model_dump(mode="json"),
        "terms": it.rules.terms.model_dump(mode="json"),
        "state": it.state.value,
        "state_name": it.state.label,
        "since": it.since.isoformat(),
        "form": it.form,
        "at": it.at.isoformat() if it.at else None,
        "place": it.place,
        "late": it.late,
        "convener": it.convener,
        "convener_name": it.convener_name,
        "edition": it.edition,
        "papers": _dumped(it.papers),
        "missing": list(it.missing),
        "round": it.round,
        "participants": [_participant(it, seat, times) for seat in it.seats.values()],
        "opinions": _dumped(seat.opinion for seat in it.seats.values() if seat.opinion),
        "signing": _signing(it.signing),
        "conclusion": it.conclusion.model_dump(mode="json") if it.conclusion else None,
        "resolutions": [_resolution(each) for each in it.resolutions],
        "minutes": it.minutes.model_dump(mode="json") if it.minutes else None,
        "cancelled": it.cancelled,
        "closed": it.closed,
        "next": [_next(duty, party) for duty in _duties(reviews, it.review_id) for party in duty.actors],
    }


def meeting(reviews: Reviews, it: Meeting) -> dict[str, Any]:
    """A meeting with its agenda."""
    minutes = it.minutes
    signed = minutes and {
        "number": minutes.number,
        "signed_by": minutes.signed_by,
        "signed_at": minutes.at.isoformat() if minutes.number else None,
        "remark": minutes.remark,
    }
    return {
        "meeting_id": it.meeting_id,
        "kind": it.kind,
        "subject": it.subject,
        "convener": it.convener,
        "convener_name": it.convener_name,
        "form": it.form,
        "at": it.at,
        "place": it.place,
        "called_by": it.called_by,
        "state": it.state.value,
        "state_name": it.state.label,
        "since": it.since.isoformat(),
        "agenda": _dumped(it.agenda),
        "participants": [
            {"party": party, "name": it.names.get(party, ""), "role": role} for party, role in it.participants.items()
        ],
        "minutes": signed,
        "next": [_next(duty, party) for duty in _own_duties(reviews) for party in duty.actors],
        "sequence": reviews.sequence,
    }


def answered(reviews: Reviews, about: str, party: str, said: ReviewAnswer) -> dict[str, Any]:
    """What a department's act has come to: its own part, and what it has to do next."""
    it = reviews.reviews.get(about.partition("/A")[0])
    if it is None:
        return _of_meeting(reviews, party)
    seat = it.seats.get(party)
    told: dict[str, Any] = {
        "review_id": it.review_id,
        "state": it.state.value,
        "state_name": it.state.label,
        "you": _you(it, party, seat),
        "next": [_next(duty, party) for duty in _duties(reviews, it.review_id) if party in duty.actors],
    }
    if isinstance(said, Opinion):
        told["given"] = seat.opinion.model_dump(mode="json") if seat and seat.opinion else None
    if it.minutes and it.convener == party:
        told["minutes"] = it.minutes.number
    return told


def _of_meeting(reviews: Reviews, party: str) -> dict[str, Any]:
    it = reviews.meeting
    return {
        "review_id": reviews.id,
        "state": it.state.value if it else "",
        "state_name": it.state.label if it else "",
        "you": {"role": "convener" if it and it.convener == party else ""},
        "minutes": it.minutes.number if it and it.minutes else "",
        "next": [_next(duty, party) for duty in _own_duties(reviews) if party in duty.actors],
    }


def _you(it: Review, party: str, seat: Seat | None) -> dict[str, Any]:
    signatures = it.signing.signatures if it.signing else it.conclusion.signatures if it.conclusion else ()
    return {
        "role": seat.role if seat else "convener",
        "convener": party == it.convener,
        "opinion": seat.opinion.model_dump(mode="json") if seat and seat.opinion else None,
        "attended": seat.attended.model_dump(mode="json") if seat and seat.attended else None,
        "signed": any(signature.party == party for signature in signatures),
    }


def _participant(it: Review, seat: Seat, times: Times) -> dict[str, Any]:
    due = None if it.state.over else opinion_due(it, seat, times)
    return {
        "party": seat.party,
        "name": seat.name,
        "role": seat.role,
        "signer": seat.signer and not (seat.opinion and seat.opinion.opinion == "not_concerned"),
        "due": due.isoformat() if due else None,
        "attended": seat.attended.model_dump(mode="json") if seat.attended else None,
        "opinion": seat.opinion.model_dump(mode="json") if seat.opinion else None,
        "before": _dumped(seat.before),
    }


def _signing(it: Signing | None) -> dict[str, Any] | None:
    if it is None:
        return None
    return {
        "text": it.text,
        "outcome": it.outcome,
        "conditions": list(it.conditions),
        "signers": list(it.signers),
        "signatures": _dumped(it.signatures),
        "asked": {party: since.isoformat() for party, since in it.asked.items()},
    }


def _resolution(it: Followed) -> dict[str, Any]:
    return it.model_dump(mode="json", include={"resolution", "state", "at", "overdue", "evidence", "document", "file_id"})


def _duties(reviews: Reviews, review_id: str) -> list[Duty]:
    """What is owed in one review: its id is the beginning of their keys, and no digit follows."""
    return [duty for key, duty in reviews.duties.items() if key.startswith(review_id) and not key[len(review_id) :][:1].isdigit()]


def _own_duties(reviews: Reviews) -> list[Duty]:
    """What is owed to a meeting itself."""
    return [duty for key, duty in reviews.duties.items() if not key.startswith(f"{reviews.id}/R")]


def _next(duty: Duty, party: str) -> dict[str, Any]:
    what = f"{duty.term.what}：{duty.about}" if duty.about else duty.term.what
    return {"party": party, "act": duty.act, "what": what, "due": duty.due.isoformat()}


def _dumped(models: Iterable[Any]) -> list[Any]:
    return [model.model_dump(mode="json") for model in models]
