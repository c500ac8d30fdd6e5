"""Mail between centres: routing alone writes it, each centre reads its own, and answers what was offered to it alone."""

import json

import pytest

from shared.bus import topology
from shared.bus.permissions import OPERATOR, SERVICES, centre_user, department_user
from tests.connected.people import Person, how_streams_stand

BANNER, CITY = "150622", "150600"
OURS, THEIRS = topology.desk_durable(BANNER), topology.desk_durable(CITY)
CONSUMER, STREAM = "$JS.API.CONSUMER", "$JS.API.STREAM"
ORDERS = ("accept-transfer", "return-transfer", "hand-over", "transfers", "submission", "escalate")

pytestmark = pytest.mark.usefixtures("empty_streams")


@pytest.fixture
async def banner(settings_for):
    async with Person(settings_for(centre_user(BANNER))) as person:
        yield person


@pytest.fixture
async def bureau(settings_for):
    """准格尔旗水利局."""
    async with Person(settings_for(department_user(BANNER, "slj"))) as person:
        yield person


async def test_routing_writes_to_the_desks_and_no_other_service_does(settings_for):
    async with Person(settings_for("routing")) as routing:
        confirmed = await routing.js.publish("xfer.150600.offered", b"{}")
    others = []
    for name in set(SERVICES) - {"routing"}:
        async with Person(settings_for(name)) as service:
            others.append(await service.is_denied_to_say("xfer.150600.offered"))

    assert confirmed.stream == topology.TRANSFERS
    assert others == [True] * 4


async def test_a_centre_reads_and_acknowledges_the_mail_of_its_own_desk(banner, admin):
    await admin.js.publish("xfer.150600.offered", b'{"to": "the city"}')
    await admin.js.publish("xfer.150622.reported", b'{"to": "the banner"}')
    desk = await banner.js.pull_subscribe_bind(OURS, topology.TRANSFERS)
    [letter] = await desk.fetch(1, timeout=5)
    await letter.ack_sync()
    stands = await banner.js.consumer_info(topology.TRANSFERS, OURS)

    assert json.loads(letter.data) == {"to": "the banner"}
    assert (stands.num_pending, stands.num_ack_pending) == (0, 0)
    assert banner.denied == []


@pytest.mark.parametrize(
    "subject",
    [
        f"{CONSUMER}.MSG.NEXT.TRANSFERS.{THEIRS}",
        f"{CONSUMER}.INFO.TRANSFERS.{THEIRS}",
        f"{CONSUMER}.CREATE.TRANSFERS.spy",
        f"{CONSUMER}.CREATE.TRANSFERS.{OURS}",
        f"{CONSUMER}.DURABLE.CREATE.TRANSFERS.{OURS}",
        f"{CONSUMER}.DELETE.TRANSFERS.{OURS}",
        f"{CONSUMER}.RESET.TRANSFERS.{OURS}",
        f"{STREAM}.MSG.GET.TRANSFERS",
        f"{STREAM}.PURGE.TRANSFERS",
        "$JS.API.DIRECT.GET.TRANSFERS",
        "$JS.API.DIRECT.GET.TRANSFERS.xfer.150600.offered",
        f"$JS.ACK.TRANSFERS.{THEIRS}.1.1.1.1.0",
        "xfer.150600.offered",
        "xfer.150622.reported",
        "retry.transfers.desk-150622",
        *(f"svc.150600.routing.{order}" for order in ORDERS),
    ],
)
async def test_a_centre_neither_reads_nor_writes_the_mail_of_others_nor_answers_for_them(banner, admin, subject):
    await admin.js.publish("xfer.150600.offered", b'{"to": "the city"}')
    before = await how_streams_stand(admin.js)

    assert await banner.is_denied_to_say(subject, b'{"transfer_id": "forged"}')
    assert await how_streams_stand(admin.js) == before


@pytest.mark.parametrize(
    "subject",
    [
        "xfer.150622.offered",
        f"{CONSUMER}.MSG.NEXT.TRANSFERS.{OURS}",
        f"{CONSUMER}.CREATE.TRANSFERS.spy",
        "dept.150600.ldxzb.resolved",
        "dept.150622.zfb.resolved",
        "svc.150600.routing.department.ldxzb.resolved",
        *(f"svc.150622.routing.{order}" for order in ORDERS),
    ],
)
async def test_a_department_is_no_desk_and_no_rung_but_its_own(bureau, admin, subject):
    before = await how_streams_stand(admin.js)

    assert await bureau.is_denied_to_say(subject, b'{"task_id": "forged"}')
    assert await how_streams_stand(admin.js) == before


@pytest.mark.parametrize("user", [centre_user(BANNER), department_user(BANNER, "slj"), OPERATOR, "intake"])
async def test_nobody_overhears_the_mail_between_centres(user, settings_for):
    async with Person(settings_for(user)) as person:
        for subject in ("xfer.>", "xfer.150622.>", "xfer.150622.offered"):
            assert await person.is_denied_to_hear(subject)


async def test_every_order_of_a_desk_reaches_routing_as_the_centre_that_gives_it(banner, settings_for):
    async with Person(settings_for("routing")) as routing:
        for order in ORDERS:
            await routing.serves(f"svc.*.routing.{order}", b'{"ok": true}')
            answer = await banner.connection.request(f"svc.150622.routing.{order}", b"{}", timeout=5)
            assert json.loads(answer.data) == {"ok": True}
        assert routing.denied == banner.denied == []
