"""The wiring of routing."""

from collections.abc import Iterable
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection

from services.routing.domain.route import Route
from services.routing.domain.rules import Rulebook
from services.routing.engine import DurableEngine
from services.routing.handlers import Handlers
from services.routing.placing import Placing
from services.routing.use_cases import UseCases
from shared.service import Parts
from shared.store import MongoAggregates


async def keep_rulebooks(kept: AsyncIOMotorCollection[dict[str, Any]], rulebooks: Iterable[Rulebook]) -> None:
    """Keep every version that ever decided a case; a version is its content, so writing it again changes nothing."""
    for rulebook in {one.version: one for one in rulebooks}.values():
        content = rulebook.model_dump(mode="json")
        await kept.update_one({"_id": rulebook.version}, {"$setOnInsert": content}, upsert=True)


async def wire(parts: Parts) -> None:
    """Put routing together on the given parts. Errors: a rulebook that does not pass its check."""
    routes = MongoAggregates(parts.database["routes"], Route, parts.outbox, "routing", parts.clock)
    await routes.prepare()
    placing = Placing(parts.jurisdictions, parts.settings.jurisdictions, DurableEngine(), parts.clock)
    await keep_rulebooks(parts.database["rulebooks"], placing.rulebooks.values())
    use_cases = UseCases(routes, placing, parts.jurisdictions, parts.clock, parts.bus)
    Handlers(use_cases).connect(parts.bus)
