"""What an operator sees of the bus under /metrics: messages by consumer and outcome, and how long they took."""

from prometheus_client import Counter, Histogram

MESSAGES = Counter("daiban_messages_total", "Messages settled", ["consumer", "outcome"])
"""outcome: done | retried | parked."""

REQUESTS = Counter("daiban_requests_total", "Requests answered", ["operation", "outcome"])
"""outcome: ok | refused | failed."""

SECONDS = Histogram(
    "daiban_handling_seconds",
    "Seconds a handler took",
    ["consumer"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

AILMENTS = Counter("daiban_ailments_total", "What the doctor found", ["service", "invariant", "outcome"])
"""outcome: repaired | left."""

SWEPT = Counter("daiban_swept_total", "Messages that the sweeper found unsaid after a crash or an outage")
