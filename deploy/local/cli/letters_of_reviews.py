"""The letters of joint reviews (会商) as people read them: what each says, what to do about it, and until when."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from deploy.local.cli.review_words import (
    KINDS,
    OPINIONS_WRITTEN,
    SILENCES,
    meets,
    names,
    next_told,
    opinions_told,
    resolution_told,
    set_by,
)
from deploy.local.cli.words import LIGHTS, department_name, minute
from shared.contracts import review_letters
from shared.contracts.base import Contract
from shared.contracts.departments import ConditionsSet, HoldLifted
from shared.contracts.joint_review import OUTCOMES
from shared.contracts.review_calls import FORMS, ROLES

Body = dict[str, Any]
Said = tuple[str, str]
"""What the letter says, line by line, and until when."""
PAPERS: Final = "papers 部门 编号"
TOGETHER: Final = "→ opinions 部门 编号 意见（意见相同的一并提出）"
POINTS: Final = 10  # of an agenda: the rest is told by `meeting show`, or letter by letter


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def _proposed(body: Body) -> Said:
    asked = f"请召集{body['kind']}：{body['subject']}（{body['called_by']}提请，{FORMS[body['form']]}）"
    late = "逾期未召集的，按传签进行"
    return _lines(asked, f"参加：{names(body['participants'])}", late, next_told("convened")), minute(body["due"])


def _invited(body: Body) -> Said:
    if body["role"] == "observer":
        return _lines(f"列席{_subject(body)}", _meeting(body), f"→ {PAPERS}"), ""
    missing = f"待补齐：{'、'.join(body['missing'])}；齐全后再征求意见" if body["missing"] else ""
    asked = f"请参加{_subject(body)}（{ROLES[body['role']]}）"
    return _lines(asked, _changed(body), _meeting(body), missing, next_told("attendance")), minute(body["due"])


def _consulted(body: Body) -> Said:
    papers = f"材料第 {body['edition']} 版，{len(body['papers'])} 份：{PAPERS}" if body["edition"] else ""
    together = f"属会议 {body['meeting_id']}（opinions 可一并答复）" if body["meeting_id"] else ""
    return (
        _lines(
            f"{_subject(body)}（{ROLES[body['role']]}；{SILENCES[body['silence']]}）",
            _changed(body),
            *(f"问：{question}" for question in body["questions"]),
            _meeting(body),
            papers,
            together,
            _to_come(body),
            _to_speak(),
        ),
        minute(body["due"]),
    )


def _changed(body: Body) -> str:
    """Which papers have changed since the last letter; empty for the first letter, and where only an awaited one has come."""
    return f"材料有更新：{'、'.join(body['changed'])}；此前提出过意见的，不再作数，须重新提出" if body["changed"] else ""


def _discussion(body: Body) -> Said:
    opened = f"第 {body['round']} 轮讨论，各部门意见不一；不答复的，原意见不变"
    return _lines(opened, opinions_told(body["opinions"]), _to_speak()), minute(body["due"])


def _signature(body: Body) -> Said:
    signed = f"已会签：{names(body['signed'])}" if body["signed"] else ""
    return (
        _lines(
            f"请会签第 {body['text']} 稿：{_outcome(body)}",
            body["again"],
            *(f"议定：{resolution_told(resolution)}" for resolution in body["resolutions"]),
            signed,
            next_told("signed"),
            next_told("signature-refused"),
        ),
        minute(body["due"]),
    )


def _decision(body: Body) -> Said:
    asked = "各部门意见已齐，请作出决定；逾期即为未形成一致意见"
    return _lines(asked, opinions_told(body["opinions"]), next_told("concluded")), minute(body["due"])


def _concluded(body: Body) -> Said:
    dissent = [one for one in body["opinions"] if one["opinion"] == "object"]  # conditions stand in the conclusion
    return _lines(_outcome(body), opinions_told(dissent)), ""


def _over(body: Body) -> Said:
    return body["reason"], ""


def _minutes(body: Body) -> Said:
    read = f"{body['minutes']['title']}；逾期未签发的，按未签发存档"
    return _lines(read, "→ minutes 部门 编号（先看纪要）", next_told("minutes-signed")), minute(body["due"])


def _resolution(body: Body) -> Said:
    resolution = body["resolution"]
    asked = f"{body['kind']}（{body['subject']}）议定：{resolution['act']}，以{resolution['done_when']}为完成"
    return _lines(asked, next_told("carried-out")), minute(resolution["due"])


def _reminder(body: Body) -> Said:
    return _lines(f"{LIGHTS[body['light']]}：{body['what']}", next_told(body["act"])), minute(body["due"])


def _news(body: Body) -> Said:
    return body["what"], ""


def _meeting_called(body: Body) -> Said:
    points = list(zip(body["agenda"], body["reviews"], strict=False))
    listed = [
        f"{point['number']}. {point['case_number'] or '（议题）'} {point['subject']}（{review}）"
        for point, review in points[:POINTS]
    ]
    rest = f"…… 涉及本部门的共 {len(points)} 件" if len(points) > POINTS else ""
    head = f"{body['kind']}“{body['subject']}”，{meets(body)}，{department_name(body['convener'])}召集"
    return _lines(head, *listed, rest, _to_come(body), TOGETHER), minute(body["at"])


def _conditions(body: Body) -> Said:
    return f"会商 {body['review_id']} 提出，作出决定时一并考虑：{'；'.join(set_by(body['conditions']))}", ""


def _lifted(body: Body) -> Said:
    return str(body["reason"]), ""


def _to_come(body: Body) -> str:
    """The command by which a department says whether it comes; empty where nobody meets."""
    return next_told("attendance") if body["form"] != "circulation" else ""


def _to_speak() -> str:
    """The command for an opinion, and what can be written there."""
    return f"{next_told('opinion')}（{OPINIONS_WRITTEN}）"


def _subject(body: Body) -> str:
    return f"{KINDS.get(body['kind'], body['kind'])}：{body['subject']}"


def _outcome(body: Body) -> str:
    return "；".join((str(OUTCOMES.get(body["outcome"], body["outcome"])), *set_by(body["conditions"])))


def _meeting(body: Body) -> str:
    """When and where, and who convenes it."""
    by = f"，{department_name(body['convener'])}召集" if body["convener"] else ""
    return f"{meets(body)}{by}"


HEADED: Final = frozenset(
    {
        "discussion-opened",
        "signature-asked",
        "decision-asked",
        "review-concluded",
        "review-cancelled",
        "resolution-over",
        "review-reminder",
        "review-news",
    }
)
"""Letters whose words do not name the review themselves: a line above them does."""
VERBS: Final[Mapping[str, str]] = {
    "review-proposed": "提请召集会商",
    "invited": "会商邀请",
    "consulted": "征求意见",
    "discussion-opened": "会商讨论",
    "signature-asked": "会签",
    "decision-asked": "请作决定",
    "review-concluded": "会商结论",
    "review-cancelled": "会商取消",
    "minutes-asked": "签发会议纪要",
    "resolution-assigned": "会商议定事项",
    "resolution-over": "议定事项不再要求",
    "review-reminder": "会商提醒",
    "review-news": "会商情况",
    "meeting-called": "会议通知",
    "conditions-set": "会商条件",
    "hold-lifted": "可以办结",
}
WRITTEN: Final[Mapping[str, tuple[type[Contract], Callable[[Body], Said]]]] = {
    "review-proposed": (review_letters.ProposedReview, _proposed),
    "invited": (review_letters.Consultation, _invited),
    "consulted": (review_letters.Consultation, _consulted),
    "discussion-opened": (review_letters.Discussion, _discussion),
    "signature-asked": (review_letters.SignatureAsked, _signature),
    "decision-asked": (review_letters.DecisionAsked, _decision),
    "review-concluded": (review_letters.ReviewOutcome, _concluded),
    "review-cancelled": (review_letters.ReviewOver, _over),
    "minutes-asked": (review_letters.MinutesAsked, _minutes),
    "resolution-assigned": (review_letters.ResolutionAssigned, _resolution),
    "resolution-over": (review_letters.ReviewOver, _over),
    "review-reminder": (review_letters.ReviewReminder, _reminder),
    "review-news": (review_letters.ReviewNews, _news),
    "meeting-called": (review_letters.MeetingLetter, _meeting_called),
    "conditions-set": (ConditionsSet, _conditions),
    "hold-lifted": (HoldLifted, _lifted),
}


def told(verb: str, body: Body) -> Said:
    """What a letter says, and until when; what an older letter did not say yet counts as not said."""
    contract, words = WRITTEN[verb]
    letter = contract.model_validate(body).model_dump(mode="json")
    said, due = words(letter)
    about = _subject(letter) if verb in HEADED and letter["subject"] else ""
    return _lines(about, said), due
