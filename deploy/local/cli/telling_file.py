"""Puts the facts of materials, promises, mandate and of a case that stops into words."""

from collections.abc import Iterable

from deploy.local.cli.line import Line, because, doer, tell
from deploy.local.cli.words import CHANGES, DOCUMENTS, PROMISES, minute, numbers
from shared.contracts import interruptions, mandate, materials
from shared.contracts.common import ACTORS
from shared.contracts.intake import Missing, Promise

BOTH, APPLICANT = "申请人、代办员", "申请人"
ARTICLE_32 = "行政许可法 第三十二条（四）"
ENDED = {
    "revoked": "委托方撤销委托",
    "expired": "委托到期",
    "fulfilled": "代办事项完成，委托自行终止",
    "terminated": "办件终止，委托随之终止",
    "withdrawn": "申请人撤件，委托随之终止",
}


@tell.register
def _checked(fact: materials.MaterialsChecked) -> Line:
    found = "齐全，符合要求" if fact.complete else f"缺少或不符 {len(fact.missing)} 项：{listed(fact.missing)}"
    return Line(doer(fact), f"审核材料（第 {fact.round} 轮）：{found}", "" if fact.complete else ARTICLE_32)


@tell.register
def _deemed(fact: materials.DeemedAccepted) -> Line:
    instead = f"；受理前不得再要求：{listed(fact.missing)}" if fact.missing else ""
    what = f"至 {minute(fact.due)} 未告知须补正的内容，自 {minute(fact.received_at)} 收到材料之日起视为受理{instead}"
    return Line(doer(fact), what, ARTICLE_32)


@tell.register
def _returned(fact: materials.OriginalsReturned) -> Line:
    return Line(doer(fact), f"退还原件：{'、'.join(fact.materials)}，{fact.received_by}领取")


@tell.register
def _promised(fact: materials.PromiseMade) -> Line:
    signed = fact.promise.signature.who
    how = "前补交" if fact.promise.kind == "tolerance" else "前核查"
    return Line(doer(fact, APPLICANT), f"书面承诺（{signed}签字），{promised(fact.promise)}，{minute(fact.promise.due)} {how}")


@tell.register
def _kept(fact: materials.PromiseKept) -> Line:
    done = "已补交" if fact.promise.kind == "tolerance" else "经核查属实"
    return Line(doer(fact), f"{promised(fact.promise)}，{done}")


@tell.register
def _broken(fact: materials.PromiseBroken) -> Line:
    return Line(doer(fact), f"{promised(fact.promise)}，未履行承诺：{fact.reason}")


@tell.register
def _mandate_ended(fact: mandate.MandateEnded) -> Line:
    return Line(doer(fact), f"{ENDED[fact.cause]}{because(fact.reason)}")


@tell.register
def _renewed(fact: mandate.MandateRenewed) -> Line:
    return Line(BOTH, f"续签委托，{f'至 {fact.until} 为止' if fact.until else '至办理结果交付为止'}")


@tell.register
def _contact(fact: mandate.ContactChanged) -> Line:
    return Line(doer(fact, APPLICANT), f"经办人由{fact.before}变更为{fact.contact}（{fact.phone}）")


@tell.register
def _confirmed(fact: mandate.ChangeConfirmed) -> Line:
    return Line(doer(fact), f"{fact.who}确认{CHANGES[fact.change]}")


@tell.register
def _drawn(fact: interruptions.FormDrawn) -> Line:
    form = f"{DOCUMENTS[fact.document]} {fact.number}（{fact.ground_name}）"
    what = f"填写{form}{because(fact.reason)}；{minute(fact.due)} 前双方签署"
    return Line(f"{ACTORS[fact.proposed_by]}提出", what)


@tell.register
def _cancelled(fact: interruptions.FormCancelled) -> Line:
    return Line(doer(fact), f"{DOCUMENTS[fact.document]} {fact.number} 作废：{fact.reason}")


@tell.register
def _suspended(fact: interruptions.CaseSuspended) -> Line:
    what = f"中止（{fact.ground_name}）{because(fact.reason)}，时限停止计算；{minute(fact.ends)} 前未恢复的终止"
    return Line(doer(fact), what, under(fact.form))


@tell.register
def _resumed(fact: interruptions.CaseResumed) -> Line:
    return Line(doer(fact), f"恢复办理，时限继续计算{because(fact.reason)}", f"中止单 {fact.number}")


@tell.register
def _terminated(fact: interruptions.CaseTerminated) -> Line:
    return Line(doer(fact), f"终止（{fact.ground_name}）{because(fact.reason)}", under(fact.form))


@tell.register
def _withdrawn(fact: interruptions.ItemsWithdrawn) -> Line:
    what = "撤回全部事项" if fact.whole else f"撤回事项 {numbers(fact.items)}"
    return Line(doer(fact, APPLICANT), f"{what}（{fact.signature.who}签字）{because(fact.reason)}")


def promised(promise: Promise) -> str:
    """What was promised, and for which item."""
    return f"{PROMISES[promise.kind]}“{promise.material}”（事项 {promise.item}）"


def listed(missing: Iterable[Missing]) -> str:
    """Materials with their items."""
    return "；".join(f"{lack.material}（事项 {lack.item}）" for lack in missing)


def under(form: interruptions.FormSigned) -> str:
    """The form, who has signed it, and why somebody has not."""
    signed = f"{'、'.join(each.who for each in form.signatures)}签字" if form.signatures else ""
    back = f"退还：{'、'.join(form.returned)}" if form.returned else ""
    return "；".join(filter(None, (form.number, signed, form.unsigned, back)))
