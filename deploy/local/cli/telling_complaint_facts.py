"""Puts the facts of complaints into words; who complained and what he wrote is in none of them."""

from deploy.local.cli.line import Line, because, tell
from deploy.local.cli.telling_complaints import party_name
from deploy.local.cli.words import LIGHTS, minute
from shared.contracts import complaint


@tell.register
def _received(fact: complaint.ComplaintReceived) -> Line:
    anonymous = "匿名" if fact.anonymous else ""
    channel, kind = complaint.CHANNELS[fact.channel], complaint.KINDS[fact.kind]
    return Line("投诉人", f"经{channel}{anonymous}投诉{party_name(fact.against)}：{kind}")


@tell.register
def _assigned(fact: complaint.ComplaintAssigned) -> Line:
    before = f"由{party_name(fact.before)}转" if fact.before else "由"
    return Line(party_name(fact.by), f"投诉{before}{party_name(fact.handler)}办理{because(fact.reason)}")


@tell.register
def _accepted(fact: complaint.ComplaintAccepted) -> Line:
    return Line(party_name(fact.by), f"受理投诉，{minute(fact.due)} 前答复")


@tell.register
def _rejected(fact: complaint.ComplaintRejected) -> Line:
    turn = f"；请向{fact.turn_to}反映" if fact.turn_to else ""
    return Line(party_name(fact.by), f"不予受理投诉：{fact.reason}{turn}")


@tell.register
def _answered(fact: complaint.ComplaintAnswered) -> Line:
    measures = f"；措施：{'；'.join(fact.measures)}" if fact.measures else ""
    what = f"答复投诉，{complaint.FINDINGS[fact.finding]}：{fact.answer}{measures}"
    return Line(party_name(fact.by), what, "期限内" if fact.in_time else "超过期限")


@tell.register
def _revisited(fact: complaint.ComplaintRevisited) -> Line:
    said = "未能联系上" if fact.satisfied is None else "满意" if fact.satisfied else "不满意"
    way = f"（{complaint.REACHED[fact.reached]}）" if fact.reached else ""
    return Line(party_name(fact.by), f"回访投诉人{way}：{said}")


@tell.register
def _reopened(fact: complaint.ComplaintReopened) -> Line:
    return Line(party_name(fact.by), f"复查投诉{because(fact.reason)}")


@tell.register
def _closed(fact: complaint.ComplaintClosed) -> Line:
    return Line(party_name(fact.by), f"投诉办结（{complaint.GROUNDS[fact.ground]}）{because(fact.note)}")


@tell.register
def _lit(fact: complaint.ComplaintLit) -> Line:
    who = "、".join(map(party_name, fact.actors))
    return Line("电子监察", f"待{who}：{fact.what}{LIGHTS[fact.light]}（{minute(fact.due)} 届满）", fact.basis)
