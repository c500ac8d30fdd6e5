"""What joint_review writes to departments: who gets which letter, and what every one of them names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from services.joint_review.domain.review import Review, Seat
from shared.contracts.base import Contract, Event
from shared.contracts.joint_review import PapersShared, Participant
from shared.contracts.review_letters import Consultation, ReviewNews

SUBJECT: Final = 200  # characters of a subject where a letter only names it; the question itself stands whole


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one department, `<region>.<department>`."""

    party: str
    verb: str
    content: Contract
    review_id: str
    about: str = ""
    """Tells letters of one verb apart that one department gets about one review in one change: a duty, a resolution."""

    @property
    def key(self) -> str:
        """Tells it apart from every other letter of the same change."""
        return f"{self.review_id} {self.about}".rstrip()


Word = Event | Letter


def heading(review: Review) -> dict[str, Any]:
    """What every letter of a review names."""
    return {
        "review_id": review.review_id,
        "case_number": review.case_number,
        "centre": review.centre,
        "kind": review.call.kind,
        "subject": review.call.subject[:SUBJECT],
    }


def consultation(review: Review, seat: Seat, due: str | None, changed: Iterable[str] = ()) -> Letter:
    """The invitation of a seat; with `due` the question to it as well."""
    call = review.call
    content = Consultation(
        **heading(review) | {"subject": call.subject},
        questions=call.questions,
        role=seat.role,
        convener=review.convener,
        due=due,
        silence=review.rules.terms.silence,
        form=review.form,
        at=review.at.isoformat() if review.at else None,
        place=review.place,
        edition=review.edition,
        papers=review.papers,
        missing=review.missing,
        changed=tuple(changed),
        meeting_id=call.meeting_id,
    )
    return Letter(seat.party, "consulted" if due else "invited", content, review.review_id)


def news(review: Review, what: str, about: str = "", to: str = "") -> Letter:
    """Something that the convener (or `to`) should know, and nobody asks it for."""
    return Letter(to or review.convener, "review-news", ReviewNews(**heading(review), what=what), review.review_id, about)


def participants(review: Review, due: dict[str, str]) -> tuple[Participant, ...]:
    """Everybody who takes part; `due`: party -> when its opinion is due."""
    return tuple(
        Participant(party=seat.party, name=seat.name, role=seat.role, due=due.get(seat.party)) for seat in review.seats.values()
    )


def shared(review: Review) -> list[Word]:
    """Who may read the papers from now on; nothing where there are none."""
    if not review.papers:
        return []
    review.shared = True
    files = tuple(dict.fromkeys(paper.file_id for paper in review.papers))
    return [PapersShared(review_id=review.review_id, readers=review.readers, file_ids=files)]
