"""Puts the facts of hand-overs (转办、提请上级) and of hard cases (疑难事项) into words."""

from deploy.local.cli.line import Line, item_of, tell
from deploy.local.cli.words import BINDINGS, grounds, minute
from shared.contracts import matters, transfers

LADDER = "协调机制"


@tell.register
def _offered(fact: transfers.TransferOffered) -> Line:
    offer = fact.offer
    what = f"{transfers.DIRECTIONS[offer.direction]}{item_of(fact)}给{offer.receiver_name}，请 {minute(offer.due)} 前答复"
    return Line(f"{offer.giver_name}（{offer.signed_by}）", what, offer.reason)


@tell.register
def _accepted(fact: transfers.TransferAccepted) -> Line:
    return Line(f"{fact.offer.receiver_name}（{fact.accepted_by}）", f"接收{fact.offer.giver_name}移交的{item_of(fact)}")


@tell.register
def _returned(fact: transfers.TransferReturned) -> Line:
    times = f"（第 {fact.times} 次退回）" if fact.times > 1 else ""
    what = f"退回{fact.offer.giver_name}移交的{item_of(fact)}{times}：{fact.reason}"
    return Line(f"{fact.offer.receiver_name}（{fact.returned_by}）", what)


@tell.register
def _unanswered(fact: transfers.TransferOverdue) -> Line:
    return Line("电子监察", f"{fact.offer.receiver_name}对{item_of(fact)}逾期未接收（{minute(fact.offer.due)} 届满）")


@tell.register
def _withdrawn(fact: transfers.TransferWithdrawn) -> Line:
    return Line(fact.offer.giver_name, f"撤回移交给{fact.offer.receiver_name}的{item_of(fact)}：{fact.reason}")


@tell.register
def _submitted_upward(fact: transfers.ItemSubmittedUpward) -> Line:
    return Line(fact.department_name, f"向{fact.authority_name}转报{item_of(fact)}，文号 {fact.document}")


@tell.register
def _escalated(fact: matters.MatterEscalated) -> Line:
    what = f"{matters.TRIGGERS[fact.trigger]}，提请{asked(fact)}，{minute(fact.due)} 前答复：{fact.subject}"
    return Line(LADDER, what, grounds(fact.decided_by))


@tell.register
def _climbed(fact: matters.MatterClimbed) -> Line:
    why = "逾期未答复" if fact.silent else "转上一级"
    what = f"{fact.left}{why}，提请{asked(fact)}，{minute(fact.due)} 前答复"
    passed = fact.reason and not fact.silent
    return Line(LADDER, f"{what}：{fact.reason}" if passed else what, grounds(fact.decided_by))


@tell.register
def _reminded(fact: matters.RungReminded) -> Line:
    return Line(LADDER, f"第 {fact.times} 次催请{asked(fact)}，{minute(fact.due)} 前答复")


@tell.register
def _resolved(fact: matters.MatterResolved) -> Line:
    document = f"（{fact.document}）" if fact.document else ""
    what = "\n".join((f"议定{document}：{fact.resolution}", *map(measure_in_words, fact.measures)))
    return Line(f"{fact.party_name}（{fact.rung_name}）", what)


@tell.register
def _measure_done(fact: matters.MeasureDone) -> Line:
    return Line(fact.measure.owner_name, f"落实议定事项“{fact.measure.act}”：{fact.evidence}")


@tell.register
def _measure_overdue(fact: matters.MeasureOverdue) -> Line:
    return Line("电子监察", f"{fact.measure.owner_name}逾期未落实“{fact.measure.act}”（{minute(fact.measure.due)} 届满）")


@tell.register
def _closed(fact: matters.MatterClosed) -> Line:
    return Line(LADDER, f"疑难事项{'自行解决' if fact.settled else '了结'}：{fact.reason}")


def asked(fact: matters.MatterEvent) -> str:
    """The rung, and who has to answer for it."""
    return f"{fact.rung_name}（{fact.party_name}）"


def measure_in_words(measure: matters.Measure) -> str:
    """Who does what by when."""
    binding = "" if measure.binding == "act" else f"（事项 {measure.item}{BINDINGS[measure.binding]}）"
    return f"{measure.owner_name}：{measure.act}{binding}，{minute(measure.due)} 前"
