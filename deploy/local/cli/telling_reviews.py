"""Puts what is said of a joint review (会商) from its call to its conclusion into words."""

from deploy.local.cli.line import Line, because, tell
from deploy.local.cli.review_words import meets, names, opinion_told
from deploy.local.cli.words import LIGHTS, department_name, minute
from shared.contracts import joint_review, review_calls
from shared.contracts.joint_review import OPINIONS, OUTCOMES
from shared.contracts.review_calls import ROLES

RULES, REVIEW, MONITOR = "派件规则", "会商", "电子监察"
CALLED_BY = {"rules": RULES, "objection": "派件", "meeting": "会议议程"}


@tell.register
def _requested(fact: review_calls.ReviewRequested) -> Line:
    call = fact.call
    needed = f"；尚缺材料：{'、'.join(call.needed)}" if call.needed else ""
    return Line(call.called_by or CALLED_BY.get(call.cause, RULES), f"提请{call.kind}：{call.subject}{needed}")


@tell.register
def _pinned(fact: review_calls.PapersPinned) -> Line:
    return Line(RULES, f"会商材料第 {fact.edition} 版：{'、'.join(fact.changed)}已更新")


@tell.register
def _withdrawn(fact: review_calls.ReviewWithdrawn) -> Line:
    return Line(RULES, f"撤回会商{because(fact.reason)}")


@tell.register
def _proposed(fact: joint_review.ReviewProposed) -> Line:
    what = f"请{department_name(fact.call.convener)}召集{fact.call.kind}，{minute(fact.due)} 前未召集的传签进行"
    return Line(REVIEW, what)


@tell.register
def _convened(fact: joint_review.ReviewConvened) -> Line:
    asked = [one.party for one in fact.participants if one.role != "observer"] or [*fact.call.mandatory, *fact.call.advisory]
    late = "召集部门逾期未召集，以传签" if fact.late else ""
    due = f"请 {minute(fact.due)} 前提出意见" if fact.due else f"待补齐材料（{'、'.join(fact.missing)}）后提出意见"
    return Line(department_name(fact.call.convener), f"{late}召集{fact.call.kind}{_meets(fact)}，{due}：{names(asked)}")


@tell.register
def _attendance(fact: joint_review.AttendanceAnswered) -> Line:
    said = fact.attended
    delegate = f"，由{said.delegate}到会" if said.delegate else ""
    what = f"参加会商{delegate}" if said.attends else f"请假{because(said.reason)}"
    return Line(department_name(said.party), what)


@tell.register
def _papers_complete(fact: joint_review.PapersCompleted) -> Line:
    without = f"，{'、'.join(fact.without)}不再等候{because(fact.reason)}" if fact.without else ""
    return Line(REVIEW, f"会商材料齐备（第 {fact.edition} 版），请 {minute(fact.due)} 前提出意见{without}")


@tell.register
def _papers_changed(fact: joint_review.PapersChanged) -> Line:
    again = f"，请 {minute(fact.due)} 前重新提出意见" if fact.due else ""
    aside = f"；此前 {len(fact.set_aside)} 份意见、{len(fact.signatures)} 份会签不再计入"
    changed = "、".join(fact.changed)
    return Line(REVIEW, f"会商材料更新为第 {fact.edition} 版（{changed}）{again}{aside}")


@tell.register
def _opinion(fact: joint_review.OpinionGiven) -> Line:
    return Line(department_name(fact.given.party), f"会商意见：{opinion_told(fact.given.model_dump())}")


@tell.register
def _round(fact: joint_review.RoundOpened) -> Line:
    said = "；".join(f"{department_name(one.party)}{OPINIONS[one.opinion]}" for one in fact.opinions)
    return Line(REVIEW, f"意见不一致，进入第 {fact.round} 轮讨论，至 {minute(fact.due)} 止（{said}）")


@tell.register
def _added(fact: joint_review.ParticipantAdded) -> Line:
    one = fact.participant
    signs = "，并会签" if fact.signer else ""
    due = f"，请 {minute(one.due)} 前提出意见" if one.due else ""
    return Line(REVIEW, f"增加{one.name or department_name(one.party)}（{ROLES[one.role]}{signs}）{due}{because(fact.reason)}")


@tell.register
def _signing(fact: joint_review.SigningOpened) -> Line:
    order = "依次" if fact.ordered else "同时"
    conditions = f"（{'；'.join(fact.conditions)}）" if fact.conditions else ""
    text = f"第 {fact.text} 稿交会签，结论：{OUTCOMES[fact.outcome]}{conditions}"
    return Line(REVIEW, f"{text}；{order}请{names(fact.signers)}会签")


@tell.register
def _signed(fact: joint_review.ReviewSigned) -> Line:
    one = fact.signature
    how = "逾期未答复，视为已会签" if one.deemed else f"会签（{one.signed_by}）"
    return Line(department_name(one.party), f"{how}：第 {one.text} 稿")


@tell.register
def _signature_refused(fact: joint_review.SignatureRefused) -> Line:
    return Line(department_name(fact.given.party), f"不予会签：{opinion_told(fact.given.model_dump())}")


@tell.register
def _signature_revoked(fact: joint_review.SignatureRevoked) -> Line:
    again = f"，请{names(fact.asked_again)}重新会签" if fact.asked_again else ""
    return Line(department_name(fact.party), f"撤回会签{because(fact.reason)}{again}")


@tell.register
def _concluded(fact: joint_review.ReviewConcluded) -> Line:
    conditions = f"：{'；'.join(fact.conditions)}" if fact.conditions else ""
    veto = "（一票否决）" if fact.all_or_nothing and fact.outcome == "objected" else ""
    reason = f"（{fact.reason}）" if fact.reason else ""
    return Line(REVIEW, f"结论：{OUTCOMES.get(fact.outcome, fact.outcome)}{veto}{conditions}{reason}")


@tell.register
def _cancelled(fact: joint_review.ReviewCancelled) -> Line:
    return Line(department_name(fact.by) if "." in fact.by else RULES, f"取消会商{because(fact.reason)}")


@tell.register
def _lit(fact: joint_review.ReviewDutyLit) -> Line:
    return Line(MONITOR, f"{department_name(fact.party)}{fact.what}{LIGHTS[fact.light]}（{minute(fact.due)} 届满）")


@tell.register
def _shared(fact: joint_review.PapersShared) -> Line:
    if not fact.readers:
        return Line(REVIEW, "会商结束，会商材料不再供参加部门查阅")
    return Line(REVIEW, f"会商材料 {len(fact.file_ids)} 件供查阅：{names(fact.readers)}")


@tell.register
def _closed(fact: joint_review.ReviewClosed) -> Line:
    return Line(REVIEW, "会商已取消，不再跟踪" if fact.outcome == "cancelled" else "会商结束，议定事项已全部了结")


def _meets(fact: joint_review.ReviewConvened) -> str:
    """How it is held: when and where, if it meets."""
    form = fact.terms.form if fact.terms else fact.call.form
    if form is None:
        return ""
    about = {"at": None, "place": ""} if form == "circulation" else {"at": fact.call.at, "place": fact.call.place}
    return f"（{meets({'form': form, **about})}）"
