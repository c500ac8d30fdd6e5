"""What routing is asked about its rules: `svc.<region>.routing.rules.<verb>`, one awaited line each.

The subject's region says whose layer is meant; a centre can say only its own, the operator any.
"""

from typing import Any

from services.routing.rules.publishing import Publishing
from services.routing.rules.record import RuleRecord
from services.routing.rules.rehearsals import Rehearsals
from services.routing.rules.why import Why
from shared.bus import Bus, Received, asked
from shared.contracts import rulebook as order


class RuleHandlers:
    """The handlers of the rulebook's life."""

    def __init__(self, publishing: Publishing, rehearsals: Rehearsals, record: RuleRecord, why: Why) -> None:
        self._publishing = publishing
        self._rehearsals = rehearsals
        self._record = record
        self._why = why

    def connect(self, bus: Bus) -> None:
        """Serve every verb."""
        for verb in ("draft", "check", "diff", "rehearse", "publish", "rollback", "retire", "versions", "history", "explain"):
            bus.serve("routing", f"rules.{verb}", getattr(self, verb))

    async def draft(self, message: Received) -> dict[str, Any]:
        """svc.<region>.routing.rules.draft"""
        return await self._publishing.draft(message.subject.region, asked(order.DraftRules, message.body), message.id)

    async def check(self, message: Received) -> dict[str, Any]:
        """svc.<region>.routing.rules.check"""
        return await self._publishing.check(message.subject.region, asked(order.CheckRules, message.body), message.id)

    async def diff(self, message: Received) -> dict[str, Any]:
        """svc.<region>.routing.rules.diff"""
        return await self._rehearsals.compare(message.subject.region, asked(order.CompareRules, message.body))

    async def rehearse(self, message: Received) -> dict[str, Any]:
        """svc.<region>.routing.rules.rehearse"""
        return await self._rehearsals.rehearse(message.subject.region, asked(order.RehearseRules, message.body), message.id)

    async def publish(self, message: Received) -> dict[str, Any]:
        """svc.<region>.routing.rules.publish"""
        return await self._publishing.publish(message.subject.region, asked(order.PublishRules, message.body), message.id)

    async def rollback(self, message: Received) -> dict[str, Any]:
        """svc.<region>.routing.rules.rollback"""
        return await self._publishing.roll_back(message.subject.region, asked(order.RollBackRules, message.body), message.id)

    async def retire(self, message: Received) -> dict[str, Any]:
        """svc.<region>.routing.rules.retire"""
        return await self._publishing.retire(message.subject.region, asked(order.RetireRules, message.body), message.id)

    async def versions(self, message: Received) -> dict[str, Any]:
        """svc.<region>.routing.rules.versions"""
        return await self._record.versions(message.subject.region, asked(order.RulesQuery, message.body).draft)

    async def history(self, message: Received) -> dict[str, Any]:
        """svc.<region>.routing.rules.history"""
        return await self._record.history(message.subject.region, asked(order.RulesQuery, message.body).draft)

    async def explain(self, message: Received) -> dict[str, Any]:
        """svc.<centre>.routing.rules.explain"""
        return await self._why.explain(message.subject.region, asked(order.ExplainRules, message.body))
