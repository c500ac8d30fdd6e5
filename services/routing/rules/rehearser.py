"""`python -m services.routing.rules.rehearser`: a process of its own that decides past cases by rules that are not published yet.

Lines of JSON in, a line of JSON out for each. It ends when its input does, so it never outlives the service that started it.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from services.routing.domain.comparison import Judge, PastCase, Seats, changes
from services.routing.domain.rules import Rulebook
from services.routing.domain.way import seat_of
from services.routing.rules.engine import DurableEngine
from services.routing.seats import Seats as Departments
from shared.clock import SystemClock
from shared.jurisdictions import Jurisdictions

CALM = 10  # niceness: what people wait for goes before what is only being tried


class Rehearser:
    """Compares by the drafts it was given last."""

    def __init__(self, folder: Path) -> None:
        self._jurisdictions = Jurisdictions.load(folder)
        self._engine = DurableEngine()
        self._departments = Departments(self._jurisdictions, self._engine, SystemClock())
        self._judges: dict[str, Judge] = {}
        self._known: dict[tuple[str, str, str], str] = {}

    def take(self, books: dict[str, Any], centres: dict[str, str]) -> None:
        """Version -> rulebook, centre -> the version that it would run. Errors: PermanentError, where the engine refuses one."""
        judges: dict[str, Judge] = {}
        for version, content in books.items():
            rulebook = Rulebook.model_validate(content)
            self._engine.ensure(rulebook)
            judges[version] = Judge(rulebook, self._engine)
        self._judges = {centre: judges[version] for centre, version in centres.items()}

    def compare(self, cases: list[list[Any]]) -> list[Any]:
        """[number, centre, changes] of every case in which something changes."""
        seats: Seats = self._seat
        found = []
        for said in cases:
            case = PastCase.read(said)
            if differing := changes(case, self._judges, seats):
                found.append([case.number, case.centre, differing])
        return found

    def _seat(self, place: str, level: str, department: str) -> str:
        key = place, level, department
        if key not in self._known:
            seat = seat_of(place, level, self._jurisdictions.on_bus)
            self._known[key] = self._departments.nearest(seat.centre, department).region
        return self._known[key]


def main() -> None:
    """Serve standard input until it ends."""
    os.nice(CALM)
    rehearser = Rehearser(Path(sys.argv[1]))
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        try:
            if "books" in asked:
                rehearser.take(asked["books"], asked["centres"])
            answer: dict[str, Any] = {"changed": rehearser.compare(asked.get("cases", []))}
        except Exception as error:  # noqa: BLE001  the service tells it to whoever rehearses
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
