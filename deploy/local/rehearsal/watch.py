"""Who is told of a rehearsal while it runs."""

from typing import Protocol


class Watch(Protocol):
    """What a rehearsal tells while it runs; texts are Chinese, for people."""

    def phase(self, text: str) -> None:
        """What is being done as a whole."""

    def begun(self, case: str, title: str) -> None:
        """A case has its number."""

    def said(self, case: str, text: str) -> None:
        """Something happened to a case."""

    def moved(self, case: str, state: str, decided: int, tasks: int) -> None:
        """Where a case stands: its state, and how many of its tasks are decided."""


class Silent:
    """Tells nobody."""

    def phase(self, text: str) -> None:
        """See Watch."""

    def begun(self, case: str, title: str) -> None:
        """See Watch."""

    def said(self, case: str, text: str) -> None:
        """See Watch."""

    def moved(self, case: str, state: str, decided: int, tasks: int) -> None:
        """See Watch."""
