"""Drafts against the past: which decisions on recorded cases a draft would change, page by page, in sum and case by case."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from services.routing.domain.comparison import Change
from services.routing.domain.lifecycle import Act, Layer, Page
from services.routing.domain.rules import Rulebook
from services.routing.rules.past_cases import PastCases
from services.routing.rules.publishing import Publishing, shown
from services.routing.rules.trial import Trial, TrialFailed
from shared.clock import Clock
from shared.contracts import rulebook as order
from shared.errors import Refused, refuse
from shared.regions import relation

BATCH: Final = 250
"""Cases that are read and decided at a time: a fifth of a second, so that a page ends close to its time."""

PAGE_SECONDS: Final = 2.0
"""Real seconds after which a page ends, well before whoever asked gives up waiting."""

PAGE_BYTES: Final = 400_000
"""Characters of changes after which a page ends: a reply must stay below the server's 1 MiB, in UTF-8."""


class Trying(NamedTuple):
    """A draft as the centres that inherit it would run it, and what they run now."""

    layer: Layer
    books: dict[str, Rulebook]
    base: dict[str, str]


class Rehearsals:
    """Compares; only the rehearsal's sums are kept."""

    def __init__(self, publishing: Publishing, past: PastCases, trial: Trial, clock: Clock) -> None:
        self._publishing = publishing
        self._past = past
        self._trial = trial
        self._clock = clock
        self._trying: tuple[tuple[str, tuple[tuple[str, str], ...]], Trying] | None = None

    async def compare(self, region: str, said: order.CompareRules) -> dict[str, Any]:
        """One page. Cases of centres outside the region that inherit from it count in the sums and are not shown.

        Errors: Refused.
        """
        trying = await self._composed(region, said.draft)
        page = await self._page(trying, said.after, lines=said.lines)
        return {
            "draft": trying.layer.id,
            "centres": {centre: book.version for centre, book in trying.books.items()},
            "base": trying.base,
            "total": None if said.after else await self._past.count(trying.books),
            "cases": page.cases,
            "changed": page.changed,
            "unrecorded": page.unrecorded,
            "sums": page.sums,
            "lines": page.lines,
            "next": None if page.finished else page.cursor,
        }

    async def rehearse(self, region: str, said: order.RehearseRules, request: str) -> dict[str, Any]:
        """Go on with the rehearsal by one page. Two who do it at once go on from each other's pages. Errors: Refused."""
        trying = await self._composed(region, said.draft)
        going = trying.layer.rehearsing(trying.base)
        if going.finished:
            return {**shown(trying.layer), "total": None, "finished": True}
        page = await self._page(trying, going.cursor, lines=False)
        act = Act(act="rehearsed", by=said.by, at=self._clock.now().isoformat(), request=request)
        layer = trying.layer.rehearsed(going.gone_on(page), act)
        if not await self._publishing.write(layer):
            layer = await self._publishing.layer(region, said.draft)  # somebody else was faster: theirs counts
        total = None if going.cursor else await self._past.count(trying.books)
        return {**shown(layer), "total": total, "finished": bool(layer.rehearsal and layer.rehearsal.finished)}

    async def _composed(self, region: str, draft: str) -> Trying:
        layer = await self._publishing.layer(region, draft)
        heirs = await self._publishing.heirs(region, layer.text)
        base = {centre: edition.now.version for centre, edition in heirs.items()}
        key = layer.id, tuple(sorted(base.items()))
        if self._trying is None or self._trying[0] != key:
            books, faults = await self._publishing.composed(region, layer.text, heirs)
            if faults:
                raise Refused(faults)
            self._trying = key, Trying(layer, books, base)
        return self._trying[1]._replace(layer=layer)

    async def _page(self, trying: Trying, after: str, *, lines: bool) -> Page:
        """From a case on, until the time or the room of a page is used up. The next batch is read while one is decided."""
        page = Page(cursor=after, cases=0, changed=0, unrecorded=0, sums={}, finished=False)
        told: list[dict[str, Any]] = []
        ends, room = time.monotonic() + PAGE_SECONDS, PAGE_BYTES
        batch = await self._past.batch(trying.books, after, BATCH)
        while batch.last and time.monotonic() < ends and room > 0:
            reading = asyncio.create_task(self._past.batch(trying.books, batch.last, BATCH))
            try:
                changed = await self._trial.compare(trying.books, batch.cases)
            except TrialFailed as failed:
                reading.cancel()
                raise refuse("draft", f"试演未成：{failed}", "请检查草案；草案没有发布，不影响办件") from failed
            found = [_line(trying, *each) for each in changed]
            if lines:
                shown_here = [line for line in found if relation(trying.layer.region, line["centre"]) in {"same", "above"}]
                told += shown_here
                room -= len(json.dumps(shown_here, ensure_ascii=False))
            page = page.altered(
                cursor=batch.last,
                cases=page.cases + len(batch.cases),
                changed=page.changed + len(found),
                unrecorded=page.unrecorded + batch.skipped,
                sums=_counted(page.sums, found),
            )
            batch = await reading
        return page.altered(finished=not batch.last, lines=tuple(told))


def _line(trying: Trying, number: str, centre: str, changes: list[list[Any]]) -> dict[str, Any]:
    return {"case_number": number, "centre": centre, "changes": [_told(trying, Change(*change)) for change in changes]}


def _told(trying: Trying, change: Change) -> dict[str, Any]:
    rule = trying.books[change.centre].by_id.get(change.rule)
    basis = (
        {"rule_name": rule.name, "basis": f"{rule.basis.document} {rule.basis.clause}", "mark": rule.basis.mark} if rule else {}
    )
    return {**change._asdict(), **basis}


def _counted(sums: Mapping[str, Mapping[str, int]], found: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    """With these cases: centre -> verdict -> decisions that would change; `cases` counts the cases themselves."""
    counted = {centre: dict(counts) for centre, counts in sums.items()}
    for line in found:
        counts = counted.setdefault(line["centre"], {})
        for verdict in ("cases", *(change["verdict"] for change in line["changes"])):
            counts[verdict] = counts.get(verdict, 0) + 1
    return counted
