"""Where rulebooks are kept: drafts of layers, each centre's edition, every composed version, the replicas that run them."""

from collections.abc import Iterable, Mapping
from typing import Any

from motor.motor_asyncio import AsyncIOMotorDatabase
from pydantic import ValidationError
from pymongo.errors import DuplicateKeyError

from services.routing.domain.lifecycle import Edition, Layer
from services.routing.domain.rules import Rulebook
from shared.contracts.rulebook import ReplicaReport
from shared.errors import PermanentError
from shared.regions import relation
from shared.store import reachable

Database = AsyncIOMotorDatabase[dict[str, Any]]


class RulebookUnreadable(PermanentError):
    """A kept version is absent, or is not what this program understands."""

    def __init__(self, version: str, why: str) -> None:
        self.version = version
        super().__init__(f"规则集 {version} {why}：请核对各派件进程是否为同一程序版本，或发布新的规则")


class RulebookStore:
    """Four collections of routing's database. Every change names what it read; the slower of two writers is told."""

    def __init__(self, database: Database) -> None:
        self._layers = database["rule_layers"]
        self._editions = database["rule_editions"]
        self._rulebooks = database["rulebooks"]
        self._replicas = database["rule_replicas"]

    async def layer(self, name: str) -> Layer | None:
        """The layer of that id. Errors: DatabaseAway."""
        with reachable():
            found = await self._layers.find_one({"_id": name})
        return Layer.model_validate(_own(found)) if found else None

    async def layers(self, region: str) -> list[Layer]:
        """Every layer of a region and of those below it, without its text, the latest first."""
        with reachable():
            found = await self._layers.find({}, {"text": 0}).to_list(None)
        own = [each for each in found if relation(region, each["region"]) in {"same", "above"}]
        layers = (Layer.model_validate({**_own(each), "text": ""}) for each in own)
        return sorted(layers, key=lambda layer: layer.acts[0].at, reverse=True)

    async def texts(self, layers: Mapping[str, str]) -> dict[str, str]:
        """The texts by region, for region -> id. Errors: RulebookUnreadable."""
        with reachable():
            found = await self._layers.find({"_id": {"$in": list(layers.values())}}, {"text": 1}).to_list(None)
        text_of = {each["_id"]: each["text"] for each in found}
        if missing := [name for name in layers.values() if name not in text_of]:
            raise RulebookUnreadable(missing[0], "的文本不在库中")
        return {region: text_of[name] for region, name in layers.items()}

    async def write_layer(self, layer: Layer) -> bool:
        """Write it as the revision after the one that was read; False when somebody else was faster."""
        content = _stored(layer.altered(revision=layer.revision + 1), layer.id)
        try:
            with reachable():
                found = {"_id": layer.id, "revision": layer.revision}
                result = await self._layers.replace_one(found, content, upsert=layer.revision == 0)
        except DuplicateKeyError:
            return False
        return bool(result.matched_count or result.upserted_id)

    async def edition(self, centre: str) -> Edition | None:
        """The centre's edition, with its whole record."""
        with reachable():
            found = await self._editions.find_one({"_id": centre})
        return Edition.model_validate(_own(found, "centre")) if found else None

    async def editions(self, centres: Iterable[str]) -> dict[str, Edition]:
        """The editions of those centres that have one."""
        with reachable():
            found = await self._editions.find({"_id": {"$in": list(centres)}}).to_list(None)
        return {each["_id"]: Edition.model_validate(_own(each, "centre")) for each in sorted(found, key=lambda one: one["_id"])}

    async def running(self, centre: str) -> str | None:
        """The version that a centre's new cases are decided by: one read by its key."""
        with reachable():
            found = await self._editions.find_one({"_id": centre}, {"now.version": 1})
        return str(found["now"]["version"]) if found else None

    async def add_edition(self, edition: Edition) -> bool:
        """A centre's first; False when it has one already."""
        try:
            with reachable():
                await self._editions.insert_one(_stored(edition, edition.centre))
        except DuplicateKeyError:
            return False
        return True

    async def write_edition(self, edition: Edition) -> bool:
        """Write it over the one before it; False when somebody else was faster."""
        with reachable():
            before = {"_id": edition.centre, "number": edition.number - 1}
            result = await self._editions.replace_one(before, _stored(edition, edition.centre))
        return bool(result.matched_count)

    async def keep(self, rulebooks: Iterable[Rulebook]) -> None:
        """Keep every version that may decide a case; a version is its content, so writing it again changes nothing."""
        for rulebook in {one.version: one for one in rulebooks}.values():
            content = rulebook.model_dump(mode="json")
            with reachable():
                await self._rulebooks.update_one({"_id": rulebook.version}, {"$setOnInsert": content}, upsert=True)

    async def rulebook(self, version: str) -> Rulebook:
        """A kept version. Errors: RulebookUnreadable."""
        with reachable():
            found = await self._rulebooks.find_one({"_id": version}, {"_id": 0})
        if found is None:
            raise RulebookUnreadable(version, "不在库中")
        try:
            return Rulebook.model_validate(found)
        except ValidationError as error:
            raise RulebookUnreadable(version, f"无法读取（{error.error_count()} 处不合）") from error

    async def report(self, report: ReplicaReport) -> None:
        """What a replica runs now."""
        with reachable():
            content = report.model_dump(mode="json", exclude={"answered"})
            await self._replicas.replace_one({"_id": report.replica}, content, upsert=True)

    async def replicas(self) -> dict[str, ReplicaReport]:
        """What each replica last said it runs."""
        with reachable():
            found = await self._replicas.find({}).to_list(None)
        return {each["_id"]: ReplicaReport.model_validate(_own(each, "replica")) for each in found}

    async def forget(self, replica: str) -> None:
        """A replica that has ended, or is silent; one that lives tells again what it runs when that changes."""
        with reachable():
            await self._replicas.delete_one({"_id": replica})


def _stored(record: Layer | Edition, key: str) -> dict[str, Any]:
    return {"_id": key, **record.model_dump(mode="json", exclude={"id", "centre"})}


def _own(found: Mapping[str, Any], key: str = "id") -> dict[str, Any]:
    return {**found, key: found["_id"]}
