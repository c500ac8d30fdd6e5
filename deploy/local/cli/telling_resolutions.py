"""Puts what a joint review lays down (议定事项, 会议纪要), and meetings over many cases, into words."""

from collections import Counter
from collections.abc import Iterable

from deploy.local.cli.line import Line, because, tell
from deploy.local.cli.review_words import ENDS, meets, names, resolution_told
from deploy.local.cli.words import department_name, minute
from shared.contracts import review_calls, review_records
from shared.contracts.joint_review import Resolution
from shared.contracts.review_records import PointHeld

REVIEW, MEETING, MONITOR = "会商", "会议", "电子监察"


@tell.register
def _laid_down(fact: review_records.ResolutionsLaidDown) -> Line:
    return Line(REVIEW, _listed("拟定议定事项", fact.resolutions))


@tell.register
def _assigned(fact: review_records.ResolutionsAssigned) -> Line:
    return Line(REVIEW, _listed("议定事项交办", fact.resolutions))


@tell.register
def _done(fact: review_records.ResolutionDone) -> Line:
    document = f"，文号 {fact.document}" if fact.document else ""
    late = "（逾期）" if fact.late else ""
    return Line(fact.resolution.owner_name, f"落实议定事项“{fact.resolution.act}”{late}：{fact.evidence}{document}")


@tell.register
def _overdue(fact: review_records.ResolutionOverdue) -> Line:
    one = fact.resolution
    return Line(MONITOR, f"{one.owner_name}逾期未落实“{one.act}”（{minute(one.due)} 届满）")


@tell.register
def _dropped(fact: review_records.ResolutionDropped) -> Line:
    return Line(REVIEW, f"不再要求{fact.resolution.owner_name}落实“{fact.resolution.act}”{because(fact.reason)}")


@tell.register
def _minutes(fact: review_records.MinutesIssued) -> Line:
    minutes = fact.minutes
    if not fact.signed:
        return Line(minutes.convener_name, "逾期未签发会议纪要，按未签发存档")
    return Line(f"{minutes.convener_name}（{minutes.signed_by}）", f"签发会议纪要 {minutes.number}")


@tell.register
def _meeting_called(fact: review_calls.MeetingCalled) -> Line:
    what = f"召开{fact.kind}“{fact.subject}”，共 {len(fact.agenda)} 项议题，由{department_name(fact.convener)}召集"
    return Line(fact.called_by, what)


@tell.register
def _agenda_called(fact: review_calls.AgendaCalled) -> Line:
    return Line(MEETING, f"议题 {fact.point.number} 提请会商：{fact.point.subject}")


@tell.register
def _agenda_declined(fact: review_calls.AgendaDeclined) -> Line:
    return Line(MEETING, f"{fact.case_number} 未列入议程{because(fact.reason)}")


@tell.register
def _meeting_convened(fact: review_records.MeetingConvened) -> Line:
    points, asked = len(fact.agenda), names(fact.participants)
    return Line(department_name(fact.convener), f"通知{fact.kind}（{meets(fact.model_dump())}），共 {points} 项议题：{asked}")


@tell.register
def _meeting_concluded(fact: review_records.MeetingConcluded) -> Line:
    return Line(MEETING, f"全部议题已有结果：{_counted(fact.agenda)}")


@tell.register
def _meeting_minutes(fact: review_records.MeetingMinutesIssued) -> Line:
    if not fact.signed:
        return Line(MEETING, "召集部门逾期未签发会议纪要，按未签发存档")
    return Line(fact.signed_by, f"签发会议纪要 {fact.number}{because(fact.remark)}")


@tell.register
def _meeting_closed(_fact: review_records.MeetingClosed) -> Line:
    return Line(MEETING, "会议结束；议定事项随各次会商跟踪")


def _listed(what: str, resolutions: Iterable[Resolution]) -> str:
    return "\n".join((f"{what}：", *(resolution_told(one.model_dump()) for one in resolutions)))


def _counted(agenda: Iterable[PointHeld]) -> str:
    """How many points came out how."""
    counted = Counter[str](point.outcome for point in agenda)
    return "，".join(f"{name} {counted[outcome]} 项" for outcome, name in ENDS.items() if counted[outcome])
