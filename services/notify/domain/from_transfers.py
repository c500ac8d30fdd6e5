"""Which facts of a hand-over somebody waits for, and what is told of them."""

from collections.abc import Iterator
from typing import Final

from services.notify.domain.desk import Desk, Matter
from services.notify.domain.draft import Draft, Exact, tell
from services.notify.domain.known import Known
from services.notify.domain.naming import item_of, once
from shared.contracts import transfers
from shared.contracts.routing import TaskEvent
from shared.contracts.transfers import DIRECTIONS, Offer

STAFF: Final = ("agent", "section_head")
"""Who sees to it that an offer is answered; the applicant hears only of what was accepted."""


def offered(fact: transfers.TransferOffered, known: Known, desk: Desk) -> Iterator[Draft]:
    """The other centre has to answer, and until when."""
    matter, _ = item_of(fact, desk)
    for recipient in STAFF:
        reason = _reason("offered", fact, fact.offer, known, matter)
        grounds = matter.tell(fact.offer.reason)
        yield tell(recipient, "transfer-offered", reason, **_offer(fact.offer, matter), grounds=grounds, due=fact.offer.due)


def accepted(fact: transfers.TransferAccepted, known: Known, desk: Desk) -> Iterator[Draft]:
    """Who holds the item now; for the applicant nothing changes but that."""
    matter, _ = item_of(fact, desk)
    about = _offer(fact.offer, matter)
    reason = _reason("accepted", fact, fact.offer, known, matter)
    yield tell("applicant", "transfer-accepted", reason, matter=about["matter"], receiver=about["receiver"], at=fact.at)
    yield tell("agent", "transfer-accepted", reason, **about, at=fact.at)


def returned(fact: transfers.TransferReturned, known: Known, desk: Desk) -> Iterator[Draft]:
    """The item is back with the giver, and why."""
    matter, _ = item_of(fact, desk)
    reason = _reason("returned", fact, fact.offer, known, matter)
    for recipient in STAFF:
        values = _offer(fact.offer, matter)
        yield tell(recipient, "transfer-returned", reason, **values, grounds=matter.tell(fact.reason), times=fact.times)


def overdue(fact: transfers.TransferOverdue, known: Known, desk: Desk) -> Iterator[Draft]:
    """The other centre has let its limit pass."""
    matter, _ = item_of(fact, desk)
    reason = _reason("overdue", fact, fact.offer, known, matter)
    for recipient in STAFF:
        yield tell(recipient, "transfer-overdue", reason, **_offer(fact.offer, matter), due=fact.offer.due)


def withdrawn(fact: transfers.TransferWithdrawn, known: Known, desk: Desk) -> Iterator[Draft]:
    """The agent, who was told of the offer, learns that nobody is to answer it any more."""
    matter, _ = item_of(fact, desk)
    reason = _reason("withdrawn", fact, fact.offer, known, matter)
    yield tell("agent", "transfer-withdrawn", reason, **_offer(fact.offer, matter), grounds=matter.tell(fact.reason))


def submitted_upward(fact: transfers.ItemSubmittedUpward, known: Known, desk: Desk) -> Iterator[Draft]:
    """转报: which authority decides from now on, and since when it has the item."""
    matter, about = item_of(fact, desk)
    yield tell(
        "applicant",
        "submitted-upward",
        once("submitted", fact, known, matter),
        **about,
        authority=matter.tell(fact.authority_name) or "上级机关",
        document=Exact(matter.tell(fact.document)),
        at=fact.at,
    )


def _offer(offer: Offer, matter: Matter) -> dict[str, str]:
    """The offer as notices speak of it; which centre is asked tells much of a restricted item."""
    return {
        "matter": matter.words,
        "giver": matter.tell(offer.giver_name) or "经管的政务服务中心",
        "receiver": matter.tell(offer.receiver_name) or "有权办理的政务服务中心",
        "direction": matter.tell(DIRECTIONS[offer.direction]),
    }


def _reason(what: str, fact: TaskEvent, offer: Offer, known: Known, matter: Matter) -> str:
    """One notice per offer and what became of it: `transfer:24:T1:accepted`."""
    return f"{once('transfer', fact, known, matter)}:{offer.transfer_id.rpartition('/')[2]}:{what}"
