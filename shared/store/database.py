"""The one way to MongoDB: majority, journaled, one database per service."""

from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase

from shared.settings import Settings

PATIENCE = 5000  # milliseconds to find a primary before a handler gives its message back


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
