"""What is told of a complaint (投诉举报): to the post that handles it, never to the one complained of, never who complains.

The complainant learns of it with the query code, from intake: no fact says who it is or how to reach anybody.
"""

from collections.abc import Iterator
from dataclasses import replace

from services.notify.domain.dates import day_of
from services.notify.domain.desk import Desk
from services.notify.domain.draft import Draft, tell
from services.notify.domain.known import Known
from shared.contracts import complaint
from shared.contracts.complaint import KINDS

LIGHTS = {"yellow": "黄灯", "red": "红灯", "overdue": "超期"}


def assigned(fact: complaint.ComplaintAssigned, known: Known, _desk: Desk) -> Iterator[Draft]:
    """It is this post's to handle now; why another one's no longer is written nowhere but in the record."""
    if concerned(fact.handler, fact.against):
        reason = f"assigned:{known.round('assigned')}"
        yield replace(tell("handler", "complaint-assigned", reason, kind=KINDS[fact.kind], cause=fact.cause), post=fact.handler)


def lit(fact: complaint.ComplaintLit, _known: Known, _desk: Desk) -> Iterator[Draft]:
    """A light for whoever of the posts has to act; an anonymous complainant cannot be reminded."""
    values = {"light": LIGHTS[fact.light], "what": fact.what, "due": fact.due, "basis": fact.basis, "times": fact.times_asked}
    for post in fact.actors:
        if concerned(post, fact.against):
            reason = f"{fact.act}:{fact.light}:{fact.times_asked}:{day_of(fact.due)}"
            yield replace(tell("handler", "complaint-duty", reason, **values), post=post)


def concerned(post: str, against: str) -> bool:
    """It is a post that handles complaints, and not the one complained of. A centre's complaint is for posts above it."""
    name = post.rpartition(".")[2]
    if name in {"complainant", "clock", "agent", "window", "applicant"}:
        return False
    accused = against.partition(":")[0]
    return "." in post if accused == "centre" else post != accused
