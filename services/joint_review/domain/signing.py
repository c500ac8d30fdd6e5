"""会签: signatures under the text that goes round; given, refused, taken back."""

from services.joint_review.domain import turns
from services.joint_review.domain.brevity import too_long
from services.joint_review.domain.circulating import ask_next, ordered, sign
from services.joint_review.domain.deliberating import count
from services.joint_review.domain.letters import Word
from services.joint_review.domain.limits import sign_due
from services.joint_review.domain.review import Review, ReviewState, Signing
from services.joint_review.domain.ruling import reconsider
from services.joint_review.domain.turns import Turn
from shared.contracts.joint_review import GivenOpinion, OpinionGiven, Signature, SignatureRefused, SignatureRevoked
from shared.contracts.review_answers import RefuseSignature, RevokeSignature, Sign
from shared.errors import Fault


def may_sign(review: Review, turn: Turn[Sign]) -> list[Fault]:
    """Why this signature can't count now; every reason."""
    signing = review.signing
    if signing is None or review.state is not ReviewState.SIGNING:
        return _no_text(review)
    faults = _whose_turn(review, signing, turn.party)
    if turn.said.text != signing.text:
        remedy = f"请审阅第 {signing.text} 稿后会签，并写明稿次（text 填 {signing.text}）"
        faults.append(Fault(field="text", message=f"会签的是第 {turn.said.text} 稿，现为第 {signing.text} 稿", remedy=remedy))
    return [*faults, *turns.too_late(sign_due(review, turn.party, turn.times), turn.at, "会签", review)]


def _no_text(review: Review) -> list[Fault]:
    remedy = "" if review.state.over else "请在收到会签通知（signature-asked）后办理"
    return turns.misplaced(review, {ReviewState.SIGNING}, "会签", remedy)


def _whose_turn(review: Review, signing: Signing, party: str) -> list[Fault]:
    if party in signing.asked:
        return []
    if party not in signing.signers:
        what, way = "贵部门不是本稿的会签部门", "无需会签"
    elif party in {signature.party for signature in signing.signatures}:
        what, way = "贵部门已会签本稿", "无需再次会签；要撤回的，请办理撤回会签（signature-revoked）"
    else:
        before = "、".join(map(review.name_of, signing.asked))
        what, way = f"尚未轮到贵部门会签，正待{before}会签", "请在收到会签通知后办理"
    return [Fault(field="review_id", message=what, remedy=way)]


def signed(review: Review, turn: Turn[Sign]) -> list[Word]:
    """`signed`: it agrees to the text. Who was added meanwhile and has not spoken has thereby agreed."""
    signing = _of(review)
    at = turn.at.isoformat()
    signature = Signature(party=turn.party, signed_by=turn.said.signed_by.strip(), text=signing.text, at=at)
    agreed: list[Word] = []
    if turn.party in signing.joined and review.seats[turn.party].opinion is None:
        given = _opinion(review, turn.party, "agree", at)
        count(review, given)
        agreed = [OpinionGiven(review_id=review.review_id, given=given)]
    return [*agreed, *sign(review, signing, signature, turn.now, turn.times)]


def may_refuse(review: Review, turn: Turn[RefuseSignature]) -> list[Fault]:
    """Why a refusal to sign can't count now."""
    if review.signing is None or review.state is not ReviewState.SIGNING:
        return _no_text(review)
    late = turns.too_late(sign_due(review, turn.party, turn.times), turn.at, "会签", review)
    if strange := _whose_turn(review, review.signing, turn.party):
        return [*strange, *late]
    return [*too_long(review, turn.party, turn.said.ground, turn.said.mend), *late]


def refused(review: Review, turn: Turn[RefuseSignature]) -> list[Word]:
    """`signature-refused`: it stands as the objection of the signer, and the text is not signed by the others any more."""
    given = _opinion(review, turn.party, "object", turn.at.isoformat())
    given = given.model_copy(update={"ground": turn.said.ground.strip(), "mend": turn.said.mend.strip()})
    count(review, given)
    said = SignatureRefused(review_id=review.review_id, given=given)
    return [said, *reconsider(review, turn.now, turn.times)]


def _opinion(review: Review, party: str, word: str, at: str) -> GivenOpinion:
    of = {"name": review.seats[party].name, "role": review.seats[party].role}
    return GivenOpinion(party=party, **of, opinion=word, edition=review.edition, round=review.round, at=at)


def may_revoke(review: Review, turn: Turn[RevokeSignature]) -> list[Fault]:
    """Why a signature can't be taken back now."""
    signing = review.signing
    if signing is None or review.state is not ReviewState.SIGNING:
        remedy = "会商已结束的，会签不能撤回；请向召集部门提出另行会商"
        return turns.misplaced(review, {ReviewState.SIGNING}, "撤回会签", remedy)
    if turn.party in {signature.party for signature in signing.signatures}:
        return []
    return [Fault(field="review_id", message="贵部门没有会签本稿，无可撤回", remedy="不同意的，请拒绝会签（signature-refused）")]


def revoked(review: Review, turn: Turn[RevokeSignature]) -> list[Word]:
    """`signature-revoked`: it falls and, where one signs after the other, so do all later ones; they are asked again in
    their order, the one that took it back first.
    """
    signing, reason = _of(review), turn.said.reason.strip()
    parties = [signature.party for signature in signing.signatures]
    place = parties.index(turn.party)
    later = tuple(parties[place + 1 :]) if ordered(review) else ()
    fallen = {turn.party, *later}
    waiting = set(signing.asked) if ordered(review) else set()
    signing.signatures = tuple(signature for signature in signing.signatures if signature.party not in fallen)
    signing.asked = {party: since for party, since in signing.asked.items() if party not in waiting}
    why = f"{review.name_of(turn.party)}撤回会签：{reason}"
    signing.again = signing.again | dict.fromkeys((turn.party, *later, *waiting), why)
    said = SignatureRevoked(review_id=review.review_id, party=turn.party, reason=reason, asked_again=later)
    return [said, *ask_next(review, signing, turn.now, turn.times)]


def _of(review: Review) -> Signing:
    if review.signing is None:
        raise AssertionError(f"{review.review_id} has no text that goes round")
    return review.signing
