"""Real servers for the whole session: NATS with its users and their permissions, MongoDB as a replica set."""

import os
import shutil
import uuid
from contextlib import AsyncExitStack
from itertools import count

import pytest

from deploy.local.keys import public_keys
from deploy.local.running import Running
from deploy.local.servers import MongoServer, NatsServer
from shared.bus import Bus, connect, topology
from shared.bus.permissions import ADMIN, nats_users_conf, users
from shared.bus.provision import provision
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings
from shared.store import database
from tests.connected.chamber import Chamber
from tests.connected.listening import Listener
from tests.connected.people import Person
from tests.connected.replicas import town
from tests.connected.review_templates import lay_down_templates

NUMBERS = count(1)


@pytest.fixture(scope="session")
def jurisdictions():
    return Jurisdictions.load(Settings().jurisdictions)


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """Where the seeds of all users lie."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
async def nats_server(tmp_path_factory, jurisdictions, keys):
    """Its `url`, `kill9`, `restart`; streams, consumers and users are those of production."""
    everyone = users(jurisdictions.centres(), jurisdictions.all_departments())
    conf = nats_users_conf(everyone.values(), public_keys(keys, everyone))
    server = NatsServer(tmp_path_factory.mktemp("nats"), conf)
    server.start()
    await provision(_running(keys, server.url).settings_for(ADMIN), jurisdictions.all_departments(), jurisdictions.centres())
    yield server
    server.stop()


@pytest.fixture(scope="session")
def mongo_server(tmp_path_factory):
    """Its `uri`, `kill9`, `restart`."""
    server = MongoServer(tmp_path_factory.mktemp("mongodb"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def settings_for(nats_server, mongo_server, keys):
    """The settings with which a user of the bus connects: `settings_for("dept-150622-zrzyj")`."""
    return _running(keys, nats_server.url, mongo_server.uri).settings_for


@pytest.fixture
async def admin(settings_for):
    """Who may do everything on the bus, to look and to prepare: `admin.js`."""
    async with Person(settings_for(ADMIN)) as person:
        yield person


@pytest.fixture
async def empty_streams(admin):
    """Nothing of another test is in the streams, and nothing of this one stays."""
    await _purge(admin.js)
    yield
    await _purge(admin.js)


async def _purge(js):
    for name in topology.STREAMS:
        if (await js.stream_info(name)).state.messages:
            await js.purge_stream(name)


@pytest.fixture
async def mongo_database(mongo_server):
    """An empty database, gone after the test."""
    settings = Settings(mongodb_uri=mongo_server.uri, database_prefix=f"test_{uuid.uuid4().hex[:12]}_")
    fresh = database(settings, "test")
    yield fresh
    await fresh.client.drop_database(fresh.name)
    fresh.client.close()


@pytest.fixture
async def listener(settings_for):
    found = Listener(settings_for("routing").model_copy(update={"retry_delay": 0.05, "max_deliveries": 3}))
    await found.broker.start()
    yield found
    await found.broker.stop()


@pytest.fixture
async def say(settings_for):
    """What intake says, as intake."""
    settings = settings_for("intake")
    broker = connect(settings, "intake")
    await broker.start()
    yield Bus(broker, settings).send
    await broker.stop()


@pytest.fixture
def case():
    """A case that no other test has: the server remembers ids for a while, whatever is purged."""
    return f"150622-20260302-{next(NUMBERS):06}"


def _running(keys, nats_url, mongodb_uri=""):
    return Running(pid=os.getpid(), nats_url=nats_url, mongodb_uri=mongodb_uri, monitoring="", clock="", keys=keys)


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped jurisdictions that a test may spoil."""
    copy = tmp_path / "jurisdictions"
    shutil.copytree(Settings().jurisdictions, copy)
    return copy


@pytest.fixture
async def here(settings_for, mongo_database, folder):
    """Replicas of routing that read this copy."""
    async with town(settings_for, mongo_database, folder) as found:
        yield found


@pytest.fixture
async def chamber(opens_chamber):
    """Two processes of joint_review."""
    return await opens_chamber("joint_review", "joint_review")


@pytest.fixture
async def opens_chamber(settings_for, mongo_database, admin, folder, tmp_path):
    """Processes of these services, by templates of the tests' own."""
    lay_down_templates(folder)
    prefix = mongo_database.name.removesuffix("test")
    async with AsyncExitStack() as stack:

        async def opens(*services):
            how = {"jurisdictions": folder, "database_prefix": prefix, "retry_delay": 0.05, "doctor_every": 0}
            return await stack.enter_async_context(Chamber(settings_for, admin, tmp_path, services, **how))

        yield opens
