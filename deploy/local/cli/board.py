"""What a rehearsal shows while it runs: a line for everything that happens, and where every case stands."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from deploy.local.cli import screen


class Board:
    """A Watch on standard error: lines everywhere, moving bars where there is a terminal."""

    def __init__(self) -> None:
        self._console: Console = screen.err()
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            TextColumn("{task.completed}/{task.total} 项"),
            TextColumn("{task.fields[state]}", markup=False),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._cases: dict[str, TaskID] = {}
        self._titles: dict[str, str] = {}

    def phase(self, text: str) -> None:
        """See Watch."""
        self._console.print(screen.plain(f"— {text}"), style="bold")

    def begun(self, case: str, title: str) -> None:
        """See Watch."""
        self._titles[case] = title
        self._cases[case] = self._bars.add_task(f"{case} {title[:16]}", total=None, state="已提交")
        self.said(case, f"已提交：{title}")

    def said(self, case: str, text: str) -> None:
        """See Watch."""
        self._console.print(screen.plain(f"{case}　{text}"), soft_wrap=True)

    def moved(self, case: str, state: str, decided: int, tasks: int) -> None:
        """See Watch."""
        self._bars.update(self._cases[case], completed=decided, total=tasks or None, state=state)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bars.stop()
