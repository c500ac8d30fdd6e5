"""Which fact is read in which file of a dossier."""

from collections.abc import Iterator
from typing import Final

from services.archive.domain.completeness import INTAKE, JOINT_REVIEW, NOTIFY, ROUTING
from services.archive.domain.entry import JournalEntry

FORM, MATERIALS, ACCEPTANCE = "申请材料/申请表.json", "申请材料/材料.json", "申请材料/受理.json"
ADDED, PROMISES = "申请材料/增加事项.json", "申请材料/容缺与告知承诺.json"
MANDATE, CHANGES = "委托/委托协议.json", "委托/代办员及经办人变更.json"
PLAN, REVISIONS, CUSTODY = "办理过程/计划.json", "办理过程/代办方案变更.json", "办理过程/交接记录.json"
GUIDANCE, REMINDERS, AILMENTS = "办理过程/辅导及陪同.json", "办理过程/时限提醒.json", "办理过程/系统检查.json"
SUSPENSION, TERMINATION, WITHDRAWAL = "中止终止/中止单.json", "中止终止/终止单.json", "中止终止/撤件.json"
DECISIONS, REVOKED = "办理结果/决定文书.json", "办理结果/撤销.json"
DELIVERY, COMPLETION, CLOSING = "送达办结/送达.json", "送达办结/办结单.json", "送达办结/结案.json"
EVALUATION, APPRAISAL = "评价/好差评.json", "评价/评议.json"
MINUTES, RESOLUTIONS = "会商/会议纪要-{}.json", "会商/议定事项-{}.json"
NOTICES, CONSULTATION = "通知/通知.json", "咨询/咨询记录.json"

OF_INTAKE: Final = {
    FORM: ("case-submitted",),
    MATERIALS: (
        "deficiency-notified",
        "materials-checked",
        "materials-supplemented",
        "file-attached",
        "correction-submitted",
        "originals-returned",
    ),
    PROMISES: ("promise-made", "promise-kept", "promise-broken"),
    ACCEPTANCE: ("deemed-accepted", "case-accepted"),
    ADDED: ("items-added",),
    MANDATE: ("mandate-signed", "agent-assigned", "mandate-renewed", "mandate-ended"),
    CHANGES: ("contact-changed", "change-confirmed"),
    GUIDANCE: ("guidance-given", "visit-made", "progress-followed"),
    REMINDERS: ("duty-lit", "duty-moved"),
    AILMENTS: ("case-ailing",),
    SUSPENSION: ("case-suspended", "case-resumed"),
    TERMINATION: ("case-terminated",),
    WITHDRAWAL: ("items-withdrawn",),
    REVOKED: ("result-revoked",),
    DELIVERY: ("result-dispatched", "result-lost", "result-delivered"),
    COMPLETION: ("results-gathered", "case-completed"),
    CLOSING: ("case-closed",),
    EVALUATION: ("evaluation-invited", "case-evaluated", "bad-grade-verified", "bad-grade-rectified", "applicant-revisited"),
    APPRAISAL: ("departments-appraised",),
}
PLACES: Final = {(INTAKE, name): place for place, names in OF_INTAKE.items() for name in names} | {
    (ROUTING, "case-routed"): PLAN,
    (ROUTING, "items-placed"): PLAN,
    (ROUTING, "plan-revised"): REVISIONS,
    (ROUTING, "route-ailing"): AILMENTS,
    (JOINT_REVIEW, "review-ailing"): AILMENTS,
    (NOTIFY, "notice-sent"): NOTICES,
}
"""A fact that is not named here, and concerns no form, no item, no review and no matter, is in the event history only."""
OF_REVIEWS: Final = {
    "minutes-issued": MINUTES,
    "resolutions-laid-down": RESOLUTIONS,
    "resolutions-assigned": RESOLUTIONS,
    "resolution-overdue": RESOLUTIONS,
    "resolution-done": RESOLUTIONS,
    "resolution-dropped": RESOLUTIONS,
}
"""Facts of a review that have a file of their own besides that of the review."""
CALLING: Final = {(ROUTING, "review-requested"), (ROUTING, "papers-pinned"), (ROUTING, "review-withdrawn")}
"""What routing says of a review."""
ACCESS: Final = (JOINT_REVIEW, "papers-shared")
"""Who may read the papers, said to intake: in the event history only."""
BEFORE: Final = PLACES | {(INTAKE, "result-dispatched"): COMPLETION, (INTAKE, "result-delivered"): COMPLETION}
"""As the first two formats had it."""
OF_FORMS: Final = {"suspension": SUSPENSION, "termination": TERMINATION}
FORMS: Final = {(INTAKE, "form-drawn"), (INTAKE, "form-cancelled")}


def places(entry: JournalEntry, schema: int) -> Iterator[str]:
    """The files in which the package of that format tells the fact by its name; often one, sometimes none."""
    key, body = (entry.owner, entry.name), entry.body
    if schema < 3:
        yield from (place for place in (BEFORE.get(key),) if place)
        return
    if key == (INTAKE, "file-attached") and from_department(entry):
        yield DECISIONS
    elif place := PLACES.get(key):
        yield place
    if key in FORMS and isinstance(form := body.get("document"), str) and form in OF_FORMS:
        yield OF_FORMS[form]
    if key == (INTAKE, "agent-assigned") and body.get("before"):
        yield CHANGES


def from_department(entry: JournalEntry) -> bool:
    """Did a department (`<region>.<department>`) attach the file? What it gives is its 办理结果."""
    by = entry.body.get("by")
    return isinstance(by, str) and "." in by and not by.startswith("agent:")
