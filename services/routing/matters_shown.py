"""A matter (疑难事项) with its rungs and its measures, for people and programs."""

from services.routing.domain import veil
from services.routing.domain.matter import Followed, Left, Matter, MeasureState, Rung
from services.routing.domain.route import Route
from services.routing.domain.veil import RESTRICTED_REASON
from services.routing.told import Json, at
from shared.contracts.matters import TRIGGERS


def matter(of: Route, it: Matter, reader: str = "") -> Json:
    """A matter with its rungs, its resolution and what became of it. Where it is about a restricted item, whose that is is
    for `reader` only if that is its department, and what was resolved only for the rung that did.
    """
    now_at = it.now_at
    veiled = veil.hides(of, it.item) and now_at.rung.party != reader
    return {
        "matter_id": it.matter_id,
        "trigger": it.trigger,
        "trigger_name": TRIGGERS[it.trigger],
        "item": it.item,
        "subject": it.subject,
        "state": it.state,
        "settled": it.settled,
        "opened_at": it.opened_at.isoformat(),
        "rung": now_at.rung.key,
        "rung_name": now_at.rung.name,
        **_party(of, now_at.rung, reader),
        "due": now_at.due.isoformat(),
        "climbs": [
            {
                "rung": climb.rung.key,
                "rung_name": climb.rung.name,
                **_party(of, climb.rung, reader),
                "asked_at": climb.asked_at.isoformat(),
                "due": climb.due.isoformat(),
                "left_at": at(climb.left_at),
                "outcome": climb.outcome,
                "reason": RESTRICTED_REASON if veiled and climb.outcome is Left.RESOLVED else climb.told(veiled=veiled),
            }
            for climb in it.climbs
        ],
        "reminders": it.reminders,
        "resolution": RESTRICTED_REASON if veiled and it.resolution else it.resolution,
        "document": None if veiled else it.document,
        "measures": [measure(of, each, reader) for each in it.measures],
        "decided_by": [by.model_dump() for by in it.decided_by],
        "closed_reason": it.closed_reason,
    }


def _party(of: Route, rung: Rung, reader: str) -> Json:
    party = rung.party
    return {"party": veil.told(of, party, reader), "party_name": veil.named(of, party, rung.party_name, reader)}


def measure(of: Route, followed: Followed, reader: str) -> Json:
    """A measure, and what has become of it; whose it is, as `reader` may know it."""
    laid_down = followed.measure
    owner = veil.told(of, laid_down.owner, reader)
    veiled = owner != laid_down.owner
    return {
        **laid_down.model_dump(),
        "owner": owner,
        "owner_name": veil.named(of, laid_down.owner, laid_down.owner_name, reader),
        "act": RESTRICTED_REASON if veiled else laid_down.act,
        "state": followed.state,
        "overdue": followed.overdue and followed.state is MeasureState.OPEN,
        "done_at": at(followed.done_at),
        "evidence": RESTRICTED_REASON if veiled and followed.evidence else followed.evidence,
    }
