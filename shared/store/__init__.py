"""What a service keeps: aggregates with their outbox, files, refused acts, and the memory of what it has handled."""

from shared.aggregate import Aggregate, Mail, Said
from shared.store.aggregates import Aggregates, LostRace, MongoAggregates, Unknown
from shared.store.database import DatabaseAway, database, reachable
from shared.store.numbers import MongoNumbers, Numbers
from shared.store.outbox import Outbox
from shared.store.refusals import MongoRefusals, Refusals, RefusedAct

__all__ = [
    "Aggregate",
    "Aggregates",
    "DatabaseAway",
    "LostRace",
    "Mail",
    "MongoAggregates",
    "MongoNumbers",
    "MongoRefusals",
    "Numbers",
    "Outbox",
    "Refusals",
    "RefusedAct",
    "Said",
    "Unknown",
    "database",
    "reachable",
]
