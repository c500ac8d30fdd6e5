"""The agent at the applicant's side: explains (事前辅导、远程), leads to the window (帮办), follows the departments (跟踪)."""

from collections.abc import Sequence

from services.intake.domain.accepting import accepted
from services.intake.domain.case import Case
from services.intake.domain.closing import close_when_over
from services.intake.domain.moment import Moment
from services.intake.domain.states import CaseState
from shared.contracts.base import Event
from shared.contracts.evaluation import FollowUp, GiveGuidance, GuidanceGiven, MakeVisit, ProgressFollowed, VisitMade


def guide(case: Case, order: GiveGuidance, moment: Moment) -> Sequence[Event]:
    """One session, recorded. Errors: Refused, WrongState."""
    case.may("guide")
    by = case.own_agent(order.agent, "记录辅导")
    case.guidance += 1
    case.moved("guide", CaseState.GUIDED if order.finished else CaseState.GUIDING)
    fact = GuidanceGiven(how=order.how, content=order.content, advice=order.advice, finished=order.finished, at=moment.iso)
    return case.said(by, fact)


def follow_up(case: Case, order: FollowUp, moment: Moment) -> Sequence[Event]:
    """跟踪审批过程: the agent has looked how it stands; he is asked to again after a while. Errors: Refused, WrongState."""
    case.may("follow-up")
    by = case.own_agent(order.agent, "登记跟踪情况")
    case.sign_of_life = moment.now
    case.revoking = {}
    return [*case.said(by, ProgressFollowed(note=order.note, at=moment.iso)), *close_when_over(case, by, moment)]


def visit(case: Case, order: MakeVisit, moment: Moment) -> Sequence[Event]:
    """帮办: handed in at the window by the applicant, the agent beside; this is the acceptance. Errors: Refused, WrongState."""
    case.may("visit")
    by = case.own_agent(order.agent, "陪同递交")
    case.moved("visit", CaseState.IN_PROGRESS)
    return [*case.said(by, VisitMade(window=order.window, at=moment.iso)), *accepted(case, "visit", moment)]
