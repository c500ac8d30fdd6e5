"""A draft: what is to be told to whom and why, before a template puts it into words; and what each template is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

COMMON: Final = frozenset({"case_number", "centre", "applicant", "handler", "project"})
"""Values that every template is given. `centre` is the centre's name, `project` may be empty."""

_LIGHT: Final = "matter department limit due"
_OFFER: Final = "matter giver receiver direction"
_RUNG: Final = "matter rung party due"
_RESOLUTION: Final = "matter rung document resolution measures"
VALUES: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(values.split())
    for name, values in {
        "applicant.received": "submitted_at items",
        "applicant.deficiency": "lacks withheld",
        "applicant.supplemented": "lacks withheld",
        "applicant.complete": "mandated",
        "applicant.mandate": "signed_at agent items",
        "applicant.agent-changed": "agent",
        "applicant.accepted": "accepted_at agent",
        "applicant.routed": "lead steps green_channel",
        "applicant.correction": "matter department points at",
        "applicant.special-started": "matter department procedure stops_clock at longest",
        "applicant.special-ended": "matter department at due",
        "applicant.approved": "matter department document tolerance note",
        "applicant.refused": "matter department grounds",
        "applicant.not-handled": "matter department grounds permit_needed",
        "applicant.review-convened": "subject due",
        "applicant.review-concluded": "outcome conditions",
        "applicant.results-ready": "delivery passed total",
        "applicant.dispatched": "tracking_number",
        "applicant.delivered": "method received_by delivered_at",
        "applicant.completed": "outcome completed_at",
        "applicant.items-added": "matters total at",
        "applicant.plan-revised": "before finish later grounds",
        "applicant.transfer-accepted": "matter receiver at",
        "applicant.submitted-upward": "matter department authority document at",
        "applicant.matter-escalated": "matter rung",
        "applicant.matter-resolved": _RESOLUTION,
        "applicant.matter-closed": "matter settled",
        "agent.correction-supplied": "matter department due",
        "agent.returned": "matter department grounds",
        "agent.review-concluded": "outcome conditions",
        "agent.yellow": _LIGHT,
        "agent.red": _LIGHT,
        "agent.overdue": _LIGHT,
        "agent.transfer-offered": f"{_OFFER} grounds due",
        "agent.transfer-accepted": f"{_OFFER} at",
        "agent.transfer-returned": f"{_OFFER} grounds times",
        "agent.transfer-overdue": f"{_OFFER} due",
        "agent.transfer-withdrawn": f"{_OFFER} grounds",
        "agent.matter-escalated": f"{_RUNG} trigger subject",
        "agent.matter-climbed": f"{_RUNG} left silent grounds",
        "agent.rung-reminded": f"{_RUNG} times",
        "agent.matter-resolved": _RESOLUTION,
        "agent.measure-overdue": "matter rung owner act due",
        "agent.matter-closed": "matter settled grounds",
        "section_head.red": _LIGHT,
        "section_head.overdue": _LIGHT,
        "section_head.transfer-offered": f"{_OFFER} grounds due",
        "section_head.transfer-returned": f"{_OFFER} grounds times",
        "section_head.transfer-overdue": f"{_OFFER} due",
        "section_head.matter-escalated": f"{_RUNG} trigger subject",
        "section_head.matter-climbed": f"{_RUNG} left silent grounds",
        "section_head.rung-reminded": f"{_RUNG} times",
        "section_head.measure-overdue": "matter rung owner act due",
    }.items()
}
"""Every notice there is, and the values its template may use besides the common ones."""


class Exact(str):
    """A number that must be told as it stands: masking what looks like a person's number in it would falsify it.

    A construction permit's number has 18 digits, as an identity-card number has.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """One notice to be written. `reason` is its business reason, `name` its template among the recipient's."""

    recipient: str
    name: str
    reason: str
    values: Mapping[str, object]

    @property
    def template(self) -> str:
        """`<recipient>.<name>`"""
        return f"{self.recipient}.{self.name}"


def tell(recipient: str, name: str, reason: str = "", **values: object) -> Draft:
    """A draft; without a reason of its own its name is the reason, so that it is told once per case."""
    return Draft(recipient, name, reason or name, values)


class Words(NamedTuple):
    """A notice as it is read."""

    title: str
    text: str


class Voice(Protocol):
    """Who puts drafts into the words of a centre."""

    def words(self, centre: str, draft: Draft, common: Mapping[str, object]) -> Words:
        """Title and text, both whole. Errors: a PermanentError naming the template, never half a text."""
