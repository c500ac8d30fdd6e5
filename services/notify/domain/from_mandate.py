"""Which facts of the mandate (委托) and of the two who speak for each side somebody waits for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, tell
from services.notify.domain.known import Known
from services.notify.domain.naming import free, numbered
from shared.contracts import intake, mandate

CAUSES: Final = {"change": "工作调整", "absence": "离岗", "overload": "任务过多"}
"""Why another agent takes the case; 协议 一4 (seed 000): no silent change."""
TOLD: Final = frozenset({"revoked", "expired"})
"""The other ends of a mandate come with a fact of their own: delivered, terminated, withdrawn."""


def mandated(fact: intake.MandateSigned, known: Known, _desk: Desk) -> Iterator[Draft]:
    """委托协议 is in force, and who the agent is; after a revocation it may be signed anew."""
    values = {"signed_at": fact.signed_at, "agent": fact.agent.title, "items": len(fact.items), "until": _day(fact.until)}
    yield tell("applicant", "mandate", numbered("mandate", known), **values)


def ended(fact: mandate.MandateEnded, known: Known, desk: Desk) -> Iterator[Draft]:
    """Nobody may act for the applicant any more, and what can be done about it."""
    if fact.cause in TOLD:
        reason = f"mandate-ended:{known.round('mandate')}"
        yield tell("applicant", "mandate-ended", reason, cause=fact.cause, at=fact.at)
        yield tell("agent", "mandate-ended", reason, cause=fact.cause, grounds=free(fact.reason, known, desk), at=fact.at)


def renewed(fact: mandate.MandateRenewed, known: Known, _desk: Desk) -> Iterator[Draft]:
    """Its new last day."""
    for recipient in ("applicant", "agent"):
        yield tell(recipient, "mandate-renewed", numbered("renewed", known), until=_day(fact.until), at=fact.at)


def agent_changed(fact: intake.AgentAssigned, known: Known, desk: Desk) -> Iterator[Draft]:
    """No silent change of the named agent: another one is told, with the reason, and is to be confirmed."""
    before = known.former_agent
    if not before or before.id == fact.agent.id:
        return
    values = {"agent": fact.agent.title, "before": before.title, "cause": CAUSES.get(fact.cause, "")}
    values["grounds"] = free(fact.reason, known, desk)
    yield tell("applicant", "agent-changed", f"agent:{known.round('agent')}", **values, mandated=known.mandated)
    yield tell("agent", "agent-changed", f"agent:{known.round('agent')}", **values)


def contact_changed(fact: mandate.ContactChanged, known: Known, _desk: Desk) -> Iterator[Draft]:
    """The new 经办人, the one until now, and the agent, who is to confirm it."""
    reason = f"contact:{known.round('contact')}"
    values = {"contact": fact.contact, "before": fact.before, "at": fact.at}
    yield tell("applicant", "contact-changed", reason, **values)
    yield replace(tell("applicant", "contact-ended", f"{reason}:before", **values), former=True)
    yield tell("agent", "contact-changed", reason, **values, phone=fact.phone)


def confirmed(fact: mandate.ChangeConfirmed, known: Known, _desk: Desk) -> Iterator[Draft]:
    """Whoever has changed learns that the other side has taken note."""
    recipient, name = ("agent", "agent-confirmed") if fact.change == "agent" else ("applicant", "contact-confirmed")
    yield tell(recipient, name, f"{fact.change}:{known.round(fact.change)}:confirmed", at=fact.at)


def _day(until: str | None) -> date | None:
    return date.fromisoformat(until) if until else None
