"""Every message on the bus, one file per owner; importing this registers them all."""

from shared.contracts import archive, departments, intake, joint_review, matters, notify, plan, routing, rulebook, transfers
from shared.contracts.base import Contract, Event, Strict

__all__ = [
    "Contract",
    "Event",
    "Strict",
    "archive",
    "departments",
    "intake",
    "joint_review",
    "matters",
    "notify",
    "plan",
    "routing",
    "rulebook",
    "transfers",
]
