"""The search of cases in memory."""

from collections.abc import Callable
from typing import Any

from services.intake.cards import shown, sought
from shared.contracts.intake import CasesQuery
from shared.identifiers import normalise_uscc


class MemoryCaseCards:
    """`services.intake.search.CaseCards` in memory, over whatever cards there are."""

    def __init__(self, cards: Callable[[], list[dict[str, Any]]]) -> None:
        self._cards = cards

    async def find(self, centre: str, query: CasesQuery) -> list[dict[str, Any]]:
        text = sought(query)
        found = [each for each in self._cards() if each["centre"] == centre and _meets(each, query, text)]
        return [shown(each) for each in sorted(found, key=lambda each: each["case_number"], reverse=True)][: query.limit]


def _meets(each: dict[str, Any], query: CasesQuery, text: str | None) -> bool:
    return all(
        (
            query.state is None or (each["open"] if query.state == "open" else each["state"] == query.state),
            query.department is None or query.department in each["departments"],
            query.applicant is None or normalise_uscc(query.applicant) in each["party"],
            query.light is None or query.light == each["light"],
            query.agent is None or query.agent == each["agent"],
            text is None or any(text in name for name in each["names"]),
            query.after is None or each["case_number"] < query.after,
        )
    )
