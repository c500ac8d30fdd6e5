"""Messages in, use cases out: one awaited line each."""

import re
from typing import Any

from services.routing.domain.route import Route
from services.routing.use_cases import UseCases
from shared.bus import Bus, Received, asked
from shared.bus.alarms import Alarm
from shared.contracts.departments import Answer
from shared.contracts.intake import IntakeEvent
from shared.contracts.joint_review import ReviewConcluded
from shared.contracts.routing import RouteQuery

PATIENCE = 4  # deliveries (about four seconds) for which an answer may be early before it counts as wrong


class Handlers:
    """The handlers of routing."""

    def __init__(self, use_cases: UseCases) -> None:
        self._use = use_cases

    def connect(self, bus: Bus) -> None:
        """Hear and serve everything that routing is there for."""
        bus.hear("routing-on-case-news", self.on_case_news)
        bus.hear("routing-on-review-concluded", self.on_review_concluded)
        bus.hear("routing-on-answer", self.on_answer, key=case_of)
        bus.hear("routing-on-due", self.on_due)
        bus.serve("routing", "department.*.*", self.department)
        bus.serve("routing", "route", self.route)

    async def on_case_news(self, message: Received) -> None:
        """evt.*.intake.…"""
        news = message.event()
        if isinstance(news, IntakeEvent):
            await self._use.hear(message.case, message.subject.region, news, message.cause)

    async def on_review_concluded(self, message: Received) -> None:
        """evt.*.joint_review.review-concluded"""
        await self._use.concluded(message.case, message.fact(ReviewConcluded), message.sequence, message.cause)

    async def on_answer(self, message: Received) -> None:
        """dept.<region>.<department>.<verb>: who speaks is what the subject says, never the body."""
        await self._use.answered(
            message.subject.address,
            message.subject.verb,
            message.body,
            message.place,
            message.cause,
            patient=message.delivered < PATIENCE,
        )

    async def on_due(self, message: Received) -> None:
        """due.<centre>.routing.alarm"""
        alarm = message.read(Alarm)
        await self._use.due(alarm.case_number, alarm.number, message.cause)

    async def department(self, message: Received) -> dict[str, Any]:
        """svc.<region>.routing.department.<department>.<verb>: the same, with an answer at once."""
        _, department, verb = message.subject.verb.split(".", 2)
        said = asked(Answer, message.body)
        return shown(await self._use.answer(f"{message.subject.region}.{department}", verb, said, message.cause))

    async def route(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.route"""
        return shown(await self._use.route(message.subject.region, asked(RouteQuery, message.body).case_number))


def case_of(message: Received) -> str:
    """The case that an answer is about: a department system sets no attributes, so it is in the body."""
    found = re.search(rb'"task_id"\s*:\s*"([^"/]{1,60})/', message.body)
    return found[1].decode(errors="replace") if found else ""


def shown(route: Route) -> dict[str, Any]:
    """A route for people and programs: who leads, why, and how far each task is."""
    return {
        "case_number": route.id,
        "centre": route.centre,
        "state": route.state,
        "rulebook": route.rulebook,
        "lead_department": route.lead,
        "lead_department_name": route.lead_name,
        "stage_leads": route.stage_leads,
        "one_stop": route.one_stop,
        "green_channel": route.green_channel,
        "tracked": route.tracked,
        "decided_by": [by.model_dump() for by in route.decided_by],
        "tasks": [_task(route, task_id) for task_id in route.tasks],
        "reviews": route.reviews,
        "conditions": list(route.conditions),
        "transfers": [],
        "escalations": [],
    }


def _task(route: Route, task_id: str) -> dict[str, Any]:
    task = route.tasks[task_id]
    promised, legal = task.limits.get("promised"), task.limits.get("legal")
    return {
        "task_id": task_id,
        "item": task.plan.item,
        "item_name": route.name_of(task),
        "region": task.plan.region,
        "department": task.plan.department,
        "department_name": task.plan.department_name,
        "level": task.plan.level,
        "submit_to": task.submit_to,
        "after": list(task.plan.after),
        "state": task.state,
        "state_name": "退回，待会商" if task.objection else task.state.label,
        "round": task.round,
        "assigned_at": task.assigned_at.isoformat() if task.assigned_at else None,
        "decided_at": task.decided_at.isoformat() if task.decided_at else None,
        "promised": promised.due.isoformat() if promised else None,
        "promised_met": promised.met if promised else None,
        "legal": legal.due.isoformat() if legal else None,
        "legal_met": legal.met if legal else None,
        "document": task.document,
        "reason": task.reason,
        "decided_by": [by.model_dump() for by in task.decided_by],
    }
