"""Complaints as they are shown; who complained is shown masked, and to the post that handles it only."""

from typing import Any

from services.intake.domain.complaint import Complaint
from services.intake.domain.complaint_parts import COMPLAINANT, Actor
from services.intake.domain.supervising import post_name
from shared.contracts import complaint as say
from shared.identifiers import mask_telephone

Json = dict[str, Any]


def receipt(complaint: Complaint, code: str) -> Json:
    """What whoever complains is told at once; the code is told here and never again."""
    return told(complaint) | {"query_code": code, "keep": "请记下投诉编号和查询码，凭此查询答复；查询码只给这一次"}


def told(complaint: Complaint) -> Json:
    """Where the complaint stands, what was answered and what comes next."""
    answer = complaint.answers[-1] if complaint.answers else None
    return {
        "complaint_number": complaint.id,
        "centre": complaint.centre,
        "kind": complaint.kind,
        "kind_name": say.KINDS[complaint.kind],
        "against": complaint.against,
        "channel": complaint.channel,
        "case_number": complaint.case_number,
        "anonymous": complaint.complainant is None,
        "state": complaint.state,
        "state_name": complaint.state.label,
        "next": complaint.next_step,
        "handler": complaint.handler,
        "handler_name": post_name(complaint.handler),
        "overdue": complaint.late,
        "due": next((duty.due.isoformat() for duty in complaint.duties.values()), None),
        "received_at": complaint.received_at,
        "rejected": complaint.rejected,
        "turn_to": complaint.turn_to,
        "answer": answer.model_dump() | {"finding_name": say.FINDINGS[answer.finding]} if answer else None,
        "reopened": complaint.reopened,
        "ground_name": say.GROUNDS[complaint.ground] if complaint.ground else "",
        "escalate": escalation(complaint),
    }


def escalation(complaint: Complaint) -> str | None:
    """The command by which the desk puts an upheld complaint against a department on the ladder; None where it need not."""
    if not complaint.matter:
        return None
    reason = f"投诉 {complaint.id} 属实，涉及 {complaint.against}"
    by = complaint.answers[-1].by
    return f"daiban escalate {complaint.case_number} --trigger complaint_upheld --reason '{reason}' --signed-by {by}"


def within(complaint: Complaint, actor: Actor) -> Json:
    """What more there is for whoever may look at the one complaint: what was written, and what happened."""
    shows = actor.post in (complaint.handler, COMPLAINANT)
    return {
        "content": complaint.content,
        "complainant": _masked(complaint.complainant) if shows else None,
        "answers": [answer.model_dump() for answer in complaint.answers],
        "history": [entry.model_dump() | {"by_name": post_name(entry.by)} for entry in complaint.history],
    }


def contact(complaint: Complaint) -> Json:
    """Name and telephone in full, for the one act that records who asked for them."""
    return complaint.complainant.model_dump() if complaint.complainant else {}


def _masked(person: say.Complainant | None) -> Json | None:
    return {"name": f"{person.name[:1]}**", "telephone": mask_telephone(person.telephone)} if person else None
