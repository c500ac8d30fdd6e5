"""Subjects of the bus: built and taken apart here and nowhere else.

Lowercase, dot-separated, broad before narrow; the second token is always a region code. Permissions are
granted by it, so what a subject says is trusted where a body is not.
"""

from dataclasses import dataclass

from shared.contracts.base import Event


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject taken apart: family, region, party (owner, department or service) and the rest."""

    family: str
    region: str
    party: str
    verb: str

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """Take a subject apart; a subject with fewer tokens leaves the later ones empty."""
        tokens = [*text.split(".", 3), "", "", ""]
        return cls(tokens[0], tokens[1], tokens[2], tokens[3])

    @property
    def address(self) -> str:
        """`<region>.<party>`: how a department is named in contracts."""
        return f"{self.region}.{self.party}"


def event(centre: str, fact: type[Event]) -> str:
    """evt.<centre>.<owner>.<event>"""
    return f"evt.{centre}.{fact.owner}.{fact.name}"


def events(fact: type[Event]) -> str:
    """The same fact of any centre."""
    return event("*", fact)


def task(department: str, verb: str) -> str:
    """task.<region>.<department>.<verb>; `department` is `<region>.<department>`."""
    return f"task.{department}.{verb}"


def answer(department: str, verb: str) -> str:
    """dept.<region>.<department>.<verb>"""
    return f"dept.{department}.{verb}"


def service(centre: str, name: str, operation: str) -> str:
    """svc.<centre>.<service>.<operation>"""
    return f"svc.{centre}.{name}.{operation}"


def timer(centre: str, name: str, alarm: str) -> str:
    """timer.<centre>.<service>.<id>: one alarm that waits."""
    return f"timer.{centre}.{name}.{alarm}"


def due(centre: str, name: str) -> str:
    """due.<centre>.<service>.alarm: where an alarm goes when its time has come."""
    return f"due.{centre}.{name}.alarm"


def dead(durable: str) -> str:
    """dead.<service>.<handler>"""
    name, _, handler = durable.partition("-")
    return f"dead.{name}.{handler}"


def retry(stream: str, durable: str) -> str:
    """retry.<stream>.<durable>: one consumer is given a message again, nobody else."""
    return f"retry.{stream.lower()}.{durable}"
