"""Every message on the bus, one file per owner or topic; importing this registers them all."""

from shared.contracts import (
    archive,
    departments,
    duties,
    evaluation,
    intake,
    interruptions,
    joint_review,
    mandate,
    materials,
    matters,
    notify,
    plan,
    routing,
    rulebook,
    transfers,
)
from shared.contracts.base import Contract, Event, Strict

__all__ = [
    "Contract",
    "Event",
    "Strict",
    "archive",
    "departments",
    "duties",
    "evaluation",
    "intake",
    "interruptions",
    "joint_review",
    "mandate",
    "materials",
    "matters",
    "notify",
    "plan",
    "routing",
    "rulebook",
    "transfers",
]
