"""Every notice there is, and what its template is given."""

from collections.abc import Mapping
from typing import Final

COMMON: Final = frozenset({"case_number", "centre", "record", "applicant", "handler", "project"})
"""Values that every template is given. `centre` is the centre's name, `record` what the number stands for (办件, 咨询 …);
`applicant`, `handler` and `project` may be empty."""

_LIGHT: Final = "matter department limit due theirs"
_DUTY: Final = "light what whose about due basis times"
_OFFER: Final = "matter giver receiver direction"
_RUNG: Final = "matter rung party due"
_RESOLUTION: Final = "matter rung document resolution measures"
_EXTENSION: Final = "matter department days before due grounds approved_by basis"
_REBOOKED: Final = "day time day_before time_before grounds"
_PROMISE: Final = "kind matter material due"
_LACKS: Final = "lacks withheld"
_CONVENED: Final = "subject due form at place"
_CONCLUDED: Final = "outcome conditions mends refused"
_RESOLVED: Final = "owner act"
_STOP: Final = "number ground grounds returned unsigned at"

_APPLICANT: Final = {
    "received": "submitted_at items service",
    "deficiency": _LACKS,
    "checked": f"{_LACKS} round",
    "supplemented": _LACKS,
    "complete": "mandated service checked",
    "deemed-accepted": "received_at due to_sign",
    "originals-returned": "materials received_by at",
    "promise-made": _PROMISE,
    "promise-kept": f"{_PROMISE} at",
    "promise-broken": f"{_PROMISE} grounds at",
    "mandate": "signed_at agent items until",
    "mandate-ended": "cause at",
    "mandate-renewed": "until at",
    "agent-changed": "agent before cause grounds mandated",
    "contact-changed": "contact before at",
    "contact-ended": "contact before at",
    "contact-confirmed": "at",
    "form-drawn": "document number ground grounds due",
    "form-cancelled": "document number grounds",
    "suspended": f"{_STOP} ends lapsed",
    "resumed": "number grounds at",
    "terminated": _STOP,
    "withdrawn": "matters whole at",
    "accepted": "accepted_at agent mandated tolerated deemed",
    "items-added": "matters total at",
    "guidance": "how content advice finished at",
    "visit": "window at",
    "followed": "note at",
    "routed": "lead steps green_channel",
    "correction": "matter department points at",
    "special-started": "matter department procedure stops_clock at longest",
    "special-ended": "matter department at due",
    "approved": "matter department document tolerance note conditions conditional",
    "refused": "matter department grounds remedies",
    "revoked": "matter department grounds basis document at",
    "not-handled": "matter department grounds permit_needed",
    "progress": "matter department note percent at",
    "limit-extended": _EXTENSION,
    "limits-moved": "lines",
    "review-convened": _CONVENED,
    "review-papers-missing": "missing",
    "review-papers-complete": "without due",
    "review-papers-changed": "changed due",
    "review-concluded": _CONCLUDED,
    "review-cancelled": "grounds",
    "plan-revised": "before finish later grounds",
    "transfer-accepted": "matter receiver at",
    "submitted-upward": "matter department authority document at",
    "matter-escalated": "matter rung",
    "matter-resolved": _RESOLUTION,
    "matter-closed": "matter settled",
    "results-ready": "delivery passed total results",
    "dispatched": "tracking_number again",
    "result-lost": "tracking_number grounds",
    "result-revoked": "matter grounds delivered at",
    "delivered": "method received_by delivered_at passed total returned withheld ended",
    "completed": "outcome completed_at",
    "evaluation-invited": "grades due",
    "evaluation-reminded": "grades due",
    "evaluated": "grade bad days",
    "grade-verified": "finding grounds due",
    "grade-rectified": "answer",
    "reminder": "what about due times late",
    "closed": "outcome evaluated closed_at",
    "consultation-received": "agent due",
    "consultation-referred": "sections due",
    "consultation-answered": "answer items withheld",
    "consultation-became-case": "number at",
    "appointment-booked": "kind day time agent door",
    "appointment-rebooked": _REBOOKED,
    "appointment-reminder": "kind day time",
    "appointment-cancelled": "grounds",
    "appointment-missed": "kind day time",
}
_AGENT: Final = {
    "promise-broken": f"{_PROMISE} grounds at",
    "mandate-ended": "cause grounds at",
    "mandate-renewed": "until at",
    "agent-changed": "agent before cause grounds",
    "agent-confirmed": "at",
    "contact-changed": "contact before phone at",
    "form-drawn": "document number ground grounds due",
    "form-cancelled": "document number grounds",
    "suspended": f"{_STOP} ends lapsed",
    "resumed": "number grounds at",
    "terminated": _STOP,
    "withdrawn": "matters whole grounds at",
    "correction-supplied": "matter department due",
    "returned": "matter department grounds",
    "review-convened": f"{_CONVENED} kind parties",
    "review-papers-missing": "missing",
    "review-papers-complete": "without due",
    "review-papers-changed": "changed due",
    "review-objection": "party grounds mend",
    "review-round": "round objecting due",
    "review-participant-added": "party role signer grounds due",
    "review-concluded": f"{_CONCLUDED} grounds",
    "review-cancelled": "grounds",
    "review-resolutions": "resolutions total",
    "review-minutes": "number signed",
    "resolution-done": f"{_RESOLVED} evidence document late",
    "resolution-overdue": f"{_RESOLVED} due",
    "resolution-dropped": f"{_RESOLVED} grounds",
    "result-lost": "tracking_number grounds",
    "result-revoked": "matter grounds delivered at",
    "transfer-offered": f"{_OFFER} grounds due",
    "transfer-accepted": f"{_OFFER} at",
    "transfer-returned": f"{_OFFER} grounds times",
    "transfer-overdue": f"{_OFFER} due",
    "transfer-withdrawn": f"{_OFFER} grounds",
    "matter-escalated": f"{_RUNG} trigger subject",
    "matter-climbed": f"{_RUNG} left silent grounds",
    "rung-reminded": f"{_RUNG} times",
    "matter-resolved": _RESOLUTION,
    "measure-overdue": "matter rung owner act due",
    "matter-closed": "matter settled grounds",
    "recalled": "matter department at",
    "limit-extended": _EXTENSION,
    "limits-moved": "lines",
    "duty-moved": "what before due provisional",
    "consultation-received": "agent question due",
    "consultation-contributed": "section outstanding",
    "appointment-booked": "kind day time agent",
    "appointment-rebooked": f"{_REBOOKED} agent",
    "appointment-reminder": "kind day time",
    "appointment-cancelled": "grounds",
}
_SECTION_HEAD: Final = {
    "deemed-accepted": "received_at due",
    "bad-grade": "grade grounds at days",
    "transfer-offered": f"{_OFFER} grounds due",
    "transfer-returned": f"{_OFFER} grounds times",
    "transfer-overdue": f"{_OFFER} due",
    "matter-escalated": f"{_RUNG} trigger subject",
    "matter-climbed": f"{_RUNG} left silent grounds",
    "rung-reminded": f"{_RUNG} times",
    "measure-overdue": "matter rung owner act due",
    "ailing": "what at",
    "resolution-overdue": f"{_RESOLVED} due",
    "meeting-convened": "kind subject form at place total declined parties",
    "meeting-concluded": "total outcomes",
    "meeting-minutes": "number signed",
}
_VICE_HEAD: Final = {
    "bad-grade": "grade grounds at days",
    "resolution-overdue": f"{_RESOLVED} due",
}
_HANDLER: Final = {
    "complaint-assigned": "kind cause",
    "complaint-duty": "light what due basis times",
    "ailing": "at",
}
"""Of a complaint: spoken to whichever post handles it, in that post's own inbox."""
_LIGHTS: Final = {"yellow": _LIGHT, "red": _LIGHT, "overdue": _LIGHT, "duty": _DUTY}
"""A centre says which of the staff hears of which light, so each of them has all."""

VALUES: Final[Mapping[str, frozenset[str]]] = {
    f"{recipient}.{name}": frozenset(values.split())
    for recipient, notices in {
        "applicant": _APPLICANT,
        "agent": _AGENT | _LIGHTS,
        "section_head": _SECTION_HEAD | _LIGHTS,
        "vice_head": _VICE_HEAD | _LIGHTS,
        "handler": _HANDLER,
    }.items()
    for name, values in notices.items()
}
"""`<recipient>.<name>` -> the values its template may use besides the common ones."""
