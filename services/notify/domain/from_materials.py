"""Which facts of the materials somebody waits for: what is missing, what may follow, what is handed back."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, tell
from services.notify.domain.known import Known
from services.notify.domain.naming import free, materials_told, numbered
from shared.contracts import intake, materials
from shared.contracts.intake import Missing, Promise

PROMISES: Final = {"tolerance": "容缺受理", "commitment": "告知承诺"}


def deficiency(fact: intake.DeficiencyNotified, _known: Known, desk: Desk) -> Iterator[Draft]:
    """Everything that is missing, told once (一次性告知, 行政许可法 第三十二条)."""
    yield tell("applicant", "deficiency", **_lacks(fact.missing, desk))


def checked(fact: materials.MaterialsChecked, _known: Known, desk: Desk) -> Iterator[Draft]:
    """All that a check has found, once per round; of complete materials the acceptance tells."""
    if fact.missing:
        yield tell("applicant", "checked", f"deficiency:{fact.round}", **_lacks(fact.missing, desk), round=fact.round)


def supplemented(fact: intake.MaterialsSupplemented, known: Known, desk: Desk) -> Iterator[Draft]:
    """What was brought has arrived; nothing, or what, is still missing."""
    reason = f"supplemented:{known.round('supplemented')}"
    if fact.complete:
        yield tell("applicant", "complete", reason, mandated=known.mandated, service=known.service, checked=known.seen)
    else:
        yield tell("applicant", "supplemented", reason, **_lacks(known.missing, desk))


def deemed_accepted(fact: materials.DeemedAccepted, known: Known, _desk: Desk) -> Iterator[Draft]:
    """视为受理: the applicant has a right to know, and somebody has let a limit pass."""
    to_sign = known.service == "agency" and not known.mandated
    yield tell("applicant", "deemed-accepted", received_at=fact.received_at, due=fact.due, to_sign=to_sign)
    yield tell("section_head", "deemed-accepted", received_at=fact.received_at, due=fact.due)


def originals_returned(fact: materials.OriginalsReturned, known: Known, desk: Desk) -> Iterator[Draft]:
    """What was handed back to whom."""
    told = materials_told(fact.materials, known, desk)
    yield tell(
        "applicant", "originals-returned", numbered("originals", known), materials=told, received_by=fact.received_by, at=fact.at
    )


def promise_made(fact: materials.PromiseMade, _known: Known, desk: Desk) -> Iterator[Draft]:
    """What was promised, until when, and what follows if it is not kept."""
    yield tell("applicant", "promise-made", _reason(fact.promise, "made"), **_promise(fact.promise, desk))


def promise_kept(fact: materials.PromiseKept, _known: Known, desk: Desk) -> Iterator[Draft]:
    """Nothing is open of it any more."""
    yield tell("applicant", "promise-kept", _reason(fact.promise, "kept"), **_promise(fact.promise, desk), at=fact.at)


def promise_broken(fact: materials.PromiseBroken, known: Known, desk: Desk) -> Iterator[Draft]:
    """What follows, for the applicant who promised and the agent who sees to the rest."""
    matter = desk.matter(fact.promise.item, fact.promise.item_name)
    values = {**_promise(fact.promise, desk), "grounds": matter.tell(free(fact.reason, known, desk)), "at": fact.at}
    for recipient in ("applicant", "agent"):
        yield tell(recipient, "promise-broken", _reason(fact.promise, "broken"), **values)


def _promise(promise: Promise, desk: Desk) -> dict[str, str]:
    matter = desk.matter(promise.item, promise.item_name)
    material = matter.tell(promise.material) or "有关材料"
    return {"kind": PROMISES[promise.kind], "matter": matter.words, "material": material, "due": promise.due}


def _reason(promise: Promise, what: str) -> str:
    """A promise's number tells nothing of its item: `promise:P1:kept`."""
    return f"promise:{promise.promise_id}:{what}"


def _lacks(missing: Sequence[Missing], desk: Desk) -> dict[str, Any]:
    """Missing materials by item, in order; of a restricted item only that something is to be clarified in person."""
    by_item: dict[str, list[Missing]] = {}
    withheld = False
    for lack in missing:
        matter = desk.matter(lack.item, lack.item_name)
        withheld = withheld or matter.hidden
        if not matter.hidden:
            by_item.setdefault(matter.words, []).append(lack)
    lacks = [{"matter": words, "materials": found} for words, found in by_item.items()]
    return {"lacks": lacks, "withheld": withheld}
