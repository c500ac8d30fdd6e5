"""What a service keeps: aggregates with their outbox, files, and the memory of what it has handled."""

from shared.aggregate import Aggregate, Mail, Said
from shared.store.aggregates import Aggregates, LostRace, MongoAggregates, Unknown
from shared.store.database import DatabaseAway, database, reachable
from shared.store.outbox import Outbox

__all__ = [
    "Aggregate",
    "Aggregates",
    "DatabaseAway",
    "LostRace",
    "Mail",
    "MongoAggregates",
    "Outbox",
    "Said",
    "Unknown",
    "database",
    "reachable",
]
