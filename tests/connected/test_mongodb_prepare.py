import base64
import os

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.local.process import Process
from deploy.local.servers import find_mongod, free_port
from deploy.mongodb.prepare import prepare

PASSWORDS = {"root": "administrator-secret", "intake": "intake-secret", "routing": "routing-secret"}


@pytest.fixture(scope="module")
def hosts(tmp_path_factory):
    """Three empty servers that ask for a login, as docker-compose.yml starts them."""
    directory = tmp_path_factory.mktemp("replica-set")
    key = directory / "key"
    key.write_bytes(base64.b64encode(os.urandom(96)))
    key.chmod(0o400)
    members = [_member(directory / f"mongo-{number}", key, free_port()) for number in (1, 2, 3)]
    for member in members:
        member.start()
    yield [member.name for member in members]
    for member in members:
        member.kill9()


def _member(directory, key, port):
    directory.mkdir()
    options = f"--bind_ip=127.0.0.1 --port={port} --replSet=rs0 --wiredTigerCacheSizeGB=0.25 --nounixsocket"
    command = (str(find_mongod()), f"--dbpath={directory}", f"--keyFile={key}", *options.split())
    return Process(f"127.0.0.1:{port}", command, directory / "log", ready="Waiting for connections")


def login(hosts, user, password):
    return MongoClient(f"mongodb://{user}:{password}@{','.join(hosts)}/?replicaSet=rs0&authSource=admin", w="majority")


def test_three_empty_servers_become_a_replica_set_in_which_each_service_reaches_its_own_database(hosts):
    prepare(hosts, PASSWORDS, "daiban_")
    prepare(hosts, {**PASSWORDS, "routing": "another-secret"}, "daiban_")

    with login(hosts, "root", PASSWORDS["root"]) as administrator:
        members = administrator.admin.command("replSetGetStatus")["members"]
    assert [member["name"] for member in members] == hosts
    with login(hosts, "intake", PASSWORDS["intake"]) as intake:
        intake.daiban_intake.cases.create_index("centre")
        intake.daiban_intake.cases.insert_one({"_id": "准格尔旗第一件"})
        with pytest.raises(OperationFailure, match="not authorized"):
            intake.daiban_routing.routes.find_one()
    with login(hosts, "routing", "another-secret") as routing:
        assert routing.daiban_routing.routes.find_one() is None


def test_nobody_gets_in_without_a_password(hosts):
    prepare(hosts, PASSWORDS, "daiban_")

    with MongoClient(hosts[0], directConnection=True) as stranger, pytest.raises(OperationFailure, match="auth"):
        stranger.daiban_intake.cases.find_one()
