"""征求意见: what participants say of the papers as they stand, round by round, and whether they come."""

from datetime import datetime

from services.joint_review.domain import turns
from services.joint_review.domain.brevity import too_long
from services.joint_review.domain.circulating import excuse
from services.joint_review.domain.letters import Word, news
from services.joint_review.domain.limits import opinion_due
from services.joint_review.domain.review import Review, ReviewState, Seat
from services.joint_review.domain.ruling import go_on
from services.joint_review.domain.turns import Turn
from shared.contracts.joint_review import OPINIONS, AttendanceAnswered, Attended, GivenOpinion, OpinionGiven
from shared.contracts.review_answers import Attendance, CloseRound, Opinion
from shared.errors import Fault

SPEAKING = frozenset({ReviewState.DELIBERATING, ReviewState.DECIDING})


def may_speak(review: Review, turn: Turn[Opinion]) -> list[Fault]:
    """Why this opinion can't count now; every reason."""
    seat = review.seats.get(turn.party)
    if seat is None or not seat.speaks:
        return [_without_a_voice(review, seat)]
    if not _beside_the_text(review, seat) and review.state not in SPEAKING:
        signs = review.signing is not None and turn.party in review.signing.signers
        remedy = "不同意会签文本的，请拒绝会签（signature-refused）" if signs else _once_complete(review)
        return turns.misplaced(review, SPEAKING, "提出意见", remedy)
    late = turns.too_late(opinion_due(review, seat, turn.times), turn.at, "提出意见", review)
    said = turn.said
    long = too_long(review, turn.party, said.ground, said.mend, *said.conditions)
    return [*_of_another_edition(review, said), *long, *late, *_overtaken(seat, turn)]


def _once_complete(review: Review) -> str:
    """What is waited for, and who brings it; empty where it is not the papers."""
    if review.state is not ReviewState.GATHERING:
        return ""
    return f"尚缺：{'、'.join(review.missing)}，由办件所在政务服务中心补齐；齐备后另行征求意见，届时再提出"


def _beside_the_text(review: Review, seat: Seat) -> bool:
    """A text goes round, and it is still asked: it was added since, or nothing waits for what it says."""
    signing = review.signing if review.state is ReviewState.SIGNING else None
    return signing is not None and (seat.role == "advisory" or seat.party in signing.joined)


def _overtaken(seat: Seat, turn: Turn[Opinion]) -> list[Fault]:
    """Replicas may hear two opinions of one department the wrong way round: the one that was said last counts."""
    last = seat.opinion and seat.opinion.at
    if not last or turn.at >= datetime.fromisoformat(last):
        return []
    return [Fault(field="", message="贵部门在此之后又提出了意见，以后提出的为准", remedy="无需办理；要改变意见的，请重新提出")]


def _without_a_voice(review: Review, seat: Seat | None) -> Fault:
    what = "贵部门列席本次会商，不发表意见" if seat else "贵部门召集本次会商，不是参加部门，不发表意见"
    remedy = f"需要发表意见的，请由召集部门（{review.name_of(review.convener)}）将贵部门列为参加部门"
    return Fault(field="review_id", message=what, remedy=remedy)


def _of_another_edition(review: Review, said: Opinion) -> list[Fault]:
    """An opinion on papers that are not those before the others must not count."""
    if not review.edition or said.edition == review.edition:
        return []
    given = "没有写明所依据的材料版次" if said.edition is None else f"意见依据的是第 {said.edition} 版材料"
    remedy = f"请审阅第 {review.edition} 版材料后重新提出，并写明材料版次（edition 填 {review.edition}）"
    return [Fault(field="edition", message=f"{given}，现为第 {review.edition} 版", remedy=remedy)]


def spoke(review: Review, turn: Turn[Opinion]) -> list[Word]:
    """`opinion`: it counts in place of the earlier one; the last one that is waited for decides what follows."""
    said = turn.said
    given = GivenOpinion(
        party=turn.party,
        name=review.seats[turn.party].name,
        role=review.seats[turn.party].role,
        opinion=said.opinion,
        conditions=tuple(filter(None, map(str.strip, said.conditions))),
        ground=said.ground.strip(),
        mend=said.mend.strip(),
        edition=review.edition,
        round=review.round,
        at=turn.at.isoformat(),
    )
    count(review, given)
    if given.opinion == "not_concerned":
        excuse(review, turn.party)
    return [OpinionGiven(review_id=review.review_id, given=given), *_what_follows(review, turn, given)]


def count(review: Review, given: GivenOpinion) -> None:
    """Let an opinion count in place of any earlier one of the same party, which is kept."""
    seat = review.seats[given.party]
    seat.before = (*seat.before, seat.opinion) if seat.opinion else seat.before
    seat.opinion, seat.spoke_in = given, review.round


def _what_follows(review: Review, turn: Turn[Opinion], given: GivenOpinion) -> list[Word]:
    """Who speaks while the convener decides changes what it decides upon, and not that it decides: it is told."""
    if review.state is not ReviewState.DECIDING:
        return go_on(review, turn.now, turn.times)
    if turn.party == review.convener:
        return []
    said = "；".join(filter(None, (OPINIONS[given.opinion], *given.conditions, given.ground, given.mend)))
    what = f"作出决定前，{review.name_of(turn.party)}又提出意见：{said}"
    return [news(review, what, about=f"opinion {turn.party}")]


def may_close_round(review: Review, _turn: Turn[CloseRound]) -> list[Fault]:
    """What is wrong with the convener's `round-closed`."""
    remedy = "没有正在进行的讨论，不必结束" if not review.state.over else ""
    discussing = {ReviewState.DELIBERATING} if review.round or review.hearing == "awaited" else set()
    return turns.misplaced(review, discussing, "结束讨论", remedy)


def round_closed(review: Review, turn: Turn[CloseRound]) -> list[Word]:
    """`round-closed`: who has not spoken in the round keeps its opinion; who was added meanwhile is waited for."""
    review.hearing = "over"
    for seat in review.awaited:
        seat.lapsed = seat.asked_in == review.round
    return go_on(review, turn.now, turn.times)


def may_attend(review: Review, turn: Turn[Attendance]) -> list[Fault]:
    """What is wrong with an answer to the invitation: the quorum has to remain possible."""
    if turn.party not in review.seats:
        return [_without_a_voice(review, None)]
    return [*turns.misplaced(review, turns.UNDER_WAY, "答复出席情况"), *_too_few(review, turn)]


def _too_few(review: Review, turn: Turn[Attendance]) -> list[Fault]:
    quorum, seat = review.rules.terms.quorum, review.seats[turn.party]
    left = [each for each in review.mandatory if each.party != turn.party and (each.opinion or _comes(each))]
    if turn.said.attends or seat.role != "mandatory" or seat.opinion or len(left) >= quorum:
        return []
    message = f"贵部门请假后，参加会商的必须参加部门只有 {len(left)} 个，不足规定的 {quorum} 个"
    remedy = "请派人代为参加（attends 填 true，delegate 填岗位），或者先书面提出意见（opinion）再请假"
    return [Fault(field="attends", message=message, remedy=remedy)]


def _comes(seat: Seat) -> bool:
    return seat.attended is None or seat.attended.attends


def attended(review: Review, turn: Turn[Attendance]) -> list[Word]:
    """`attendance`: it comes, somebody comes in its name, or it apologises; then the convener is told."""
    said, seat = turn.said, review.seats[turn.party]
    seat.attended = Attended(
        party=turn.party,
        attends=said.attends,
        delegate=said.delegate.strip(),
        reason=said.reason.strip(),
        at=turn.at.isoformat(),
    )
    answered = AttendanceAnswered(review_id=review.review_id, attended=seat.attended)
    if said.attends or turn.party == review.convener:
        return [answered]
    what = f"{review.name_of(turn.party)}请假，不参加本次会商：{seat.attended.reason}"
    return [answered, news(review, what, about=f"attendance {seat.party}")]
