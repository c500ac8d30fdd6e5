"""Two replicas of every service share the work, and nothing is done twice."""

import asyncio
import urllib.request
from collections import Counter

from prometheus_client.parser import text_string_to_metric_families

from shared.bus.permissions import SERVICES
from tests.e2e.forms import EVERY_WAY
from tests.e2e.proof import prove
from tests.e2e.town import REPLICAS


async def handled(town) -> Counter:
    """How many messages each replica has handled so far."""
    count = Counter()
    for name, service in town.stack.running.services.items():
        page = await asyncio.to_thread(metrics_of, service.http_port)
        for family in text_string_to_metric_families(page):
            count[name] += sum(
                sample.value
                for sample in family.samples
                if sample.name == "daiban_messages_total" and sample.labels["outcome"] == "done"
            )
    return count


def metrics_of(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as page:
        return page.read().decode()


async def test_both_replicas_of_every_service_share_the_work(town):
    before = await handled(town)
    async with town.at_work() as day:
        pass

    await prove(town, day.numbers)
    assert day.names() >= EVERY_WAY
    assert (await handled(town) - before).keys() == {f"{service}-{replica}" for service in SERVICES for replica in REPLICAS}
