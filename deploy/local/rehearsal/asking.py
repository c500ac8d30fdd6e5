"""Asks every service what it knows of a case, for the report."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from deploy.local.client import Client
from deploy.local.dossier import dossier_faults, fetch_dossier
from deploy.local.rehearsal.findings import Findings
from deploy.local.rehearsal.report import DossierLine, Json
from shared.errors import Refused


class Asking:
    """One case at its own centre."""

    def __init__(self, client: Client, centre: str, case: str) -> None:
        self._client, self._centre, self._case = client, centre, case

    async def findings(self, veiled: Callable[[Json], Json]) -> Findings:
        """What every service tells of it now; a service that knows nothing leaves its part empty."""
        parts: dict[str, Any] = {}
        asked = {"route": "routing", "reviews": "joint_review", "inbox": "notify", "timeline": "archive"}
        for operation, service in asked.items():
            with suppress(Refused):
                parts[operation] = await self._ask(service, operation, case_number=self._case)
        if "route" in parts:
            veiled(parts["route"])
        case = await self._ask("intake", "case", case_number=self._case)
        return Findings(case=case, dossier=await self._dossier(), **parts)

    async def before(
        self, consultations: Iterable[str], appointments: Iterable[str], guided: Iterable[str]
    ) -> dict[str, list[Json]]:
        """What became of all that came before it, by these numbers."""
        return {
            "consultations": [await self._ask("intake", "consultation", consultation=number) for number in consultations],
            "appointments": [await self._ask("intake", "appointment", appointment=number) for number in appointments],
            "guided": [await self._ask("intake", "case", case_number=number) for number in guided],
        }

    async def _ask(self, service: str, operation: str, **query: str) -> Json:
        return await self._client.ask(self._centre, service, operation, query)

    async def _dossier(self) -> DossierLine | None:
        try:
            told, content = await fetch_dossier(self._client, self._centre, self._case)
        except Refused:
            return None
        return DossierLine(
            file=told["dossier"],
            sha256=told["sha256"],
            entries=told["entries"],
            events=told["events"],
            faults=tuple(dossier_faults(told, content)),
        )
