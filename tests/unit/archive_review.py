"""A case of 准格尔旗 with reviews of every kind of fact, and a meeting over many cases, as they come off the bus."""

from collections.abc import Sequence

from shared.bus import Received
from shared.contracts import intake, review_calls, routing
from shared.contracts.base import Event
from tests.unit.archive_case import AGENT, MONDAY, PERMIT, Story, application, notice, task
from tests.unit.notify_reviews import CALLED, CALLED_OFF, MEETING, MET, REVIEW, REVIEWED, call

AT = MONDAY.isoformat()
CALLING: Sequence[Event] = (
    review_calls.ReviewRequested(call=call()),
    review_calls.PapersPinned(review_id=REVIEW, edition=2, papers=(), changed=("水资源论证报告",)),
    review_calls.ReviewRequested(call=call(CALLED_OFF)),
    review_calls.ReviewWithdrawn(review_id=CALLED_OFF, reason="另行安排"),
)


def reviewed_case(
    items: tuple[int, ...] = (PERMIT,),
    *,
    calling: Sequence[Event] = CALLING,
    reviewed: Sequence[Event] = REVIEWED,
    counted: int | None = None,
) -> list[Received]:
    """The whole case; its reviews are over, and the route closed, after 结案. `counted`: what the route says of them."""
    story, form = Story(), application(items)
    story.tell(intake.CaseSubmitted(application=form, submitted_at=AT), intake.AgentAssigned(agent=AGENT))
    story.tell(intake.CaseAccepted(application=form, agent=AGENT, accepted_at=AT), *calling, *reviewed)
    story.tell(*(task(routing.ItemApproved, item, "11", document=f"准建许〔2026〕{item}号") for item in items))
    story.tell(routing.CaseDecided(results=()), intake.CaseCompleted(outcome="approved", completed_at=AT))
    closed = story.tell(intake.CaseClosed(outcome="approved", closed_at=AT))
    story.tell(routing.RouteClosed(reviews=len(reviewed) if counted is None else counted), notice(closed, "结案通知"))
    return story.messages


def meeting() -> list[Received]:
    """Everything of a meeting over many cases."""
    story = Story(MEETING)
    story.tell(*CALLED, *MET)
    return story.messages
