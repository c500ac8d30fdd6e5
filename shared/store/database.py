"""The one way to MongoDB: majority, journaled, one database per service."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo.errors import DuplicateKeyError, PyMongoError

from shared.errors import Outage
from shared.settings import Settings

PATIENCE = 5000  # milliseconds to find a primary before a handler gives its message back


class DatabaseAway(Outage):
    """MongoDB does not answer; nothing was changed, or the change is already complete."""


@contextmanager
def reachable() -> Iterator[None]:
    """MongoDB's own failures become DatabaseAway; a duplicate key is an answer and stays what it is."""
    try:
        yield
    except DuplicateKeyError:
        raise
    except PyMongoError as error:
        raise DatabaseAway(f"{type(error).__name__}: {error}"[:200]) from error


def database(settings: Settings, service: str) -> AsyncIOMotorDatabase[dict[str, Any]]:
    """The service's own database; acknowledged means on disk on most members. Connects on first use."""
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(
        settings.mongodb_uri,
        tz_aware=True,
        serverSelectionTimeoutMS=PATIENCE,
        w="majority",
        journal=True,
        retryWrites=True,
        appname=f"daiban-{service}",
    )
    return client[f"{settings.database_prefix}{service}"]
