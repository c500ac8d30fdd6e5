"""Make MongoDB ready for the services: one replica set, and one user per service who reaches one database.

`python -m deploy.mongodb.prepare HOST:PORT …` runs as a one-off beside the first member (it must reach it as
localhost: only from there may the first user of an empty server be created). Safe to run again.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure

REPLICA_SET = "rs0"
PATIENCE = 60_000  # milliseconds until a member that does not answer counts as missing
ADMINISTRATOR = "root"

USER_NOT_FOUND = 11  # codes in MongoDB's error_codes.yml
AUTHENTICATION_FAILED = 18
ALREADY_INITIALIZED = 23

Client = MongoClient[dict[str, Any]]


def initiate(client: Client, hosts: Sequence[str]) -> None:
    """Make `hosts` the members of the replica set; `client` is directly connected to the first of them.

    A set of one whose address has changed (another free port) is told its new address.
    """
    # The first is preferred as primary: the first user can only be created there.
    members = [{"_id": n, "host": host, "priority": len(hosts) - n} for n, host in enumerate(hosts)]
    try:
        client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": members})
    except OperationFailure as error:
        if error.code != ALREADY_INITIALIZED:
            raise
        if len(hosts) == 1:
            _move(client, hosts[0])


def _move(client: Client, host: str) -> None:
    config = client.admin.command("replSetGetConfig")["config"]
    if config["members"][0]["host"] != host:
        config["members"][0]["host"] = host
        config["version"] += 1
        client.admin.command("replSetReconfig", config, force=True)


def prepare(hosts: Sequence[str], passwords: Mapping[str, str], prefix: str) -> None:
    """The whole job. `passwords`: of the administrator and, by service name, of each service."""
    port = int(hosts[0].rpartition(":")[2])
    with _connect(port) as client:
        if not _knows(port, passwords[ADMINISTRATOR]):
            initiate(client, hosts)
            _create_administrator(client, passwords[ADMINISTRATOR])
    login = f"{ADMINISTRATOR}:{passwords[ADMINISTRATOR]}@"
    with MongoClient[dict[str, Any]](f"mongodb://{login}{','.join(hosts)}/?replicaSet={REPLICA_SET}") as client:
        for service, password in passwords.items():
            if service != ADMINISTRATOR:
                _set_user(client, service, password, [{"role": "readWrite", "db": f"{prefix}{service}"}])


def _connect(port: int, login: str = "") -> Client:
    return MongoClient(f"mongodb://{login}127.0.0.1:{port}/?directConnection=true", serverSelectionTimeoutMS=PATIENCE)


def _knows(port: int, password: str) -> bool:
    """Whether an earlier run has made the administrator."""
    with _connect(port, f"{ADMINISTRATOR}:{password}@") as client:
        try:
            client.admin.command("ping")
        except OperationFailure as error:
            if error.code != AUTHENTICATION_FAILED:
                raise
            return False
        return True


def _create_administrator(client: Client, password: str) -> None:
    """On an empty server anyone at localhost may do this, once it has become the primary."""
    hello = client.admin.command("hello")
    while not hello["isWritablePrimary"]:  # the server answers as soon as something has changed
        hello = client.admin.command("hello", topologyVersion=hello["topologyVersion"], maxAwaitTimeMS=PATIENCE)
    client.admin.command("createUser", ADMINISTRATOR, pwd=password, roles=["root"])


def _set_user(client: Client, name: str, password: str, roles: list[dict[str, str]]) -> None:
    try:
        client.admin.command("updateUser", name, pwd=password, roles=roles)
    except OperationFailure as error:
        if error.code != USER_NOT_FOUND:
            raise
        client.admin.command("createUser", name, pwd=password, roles=roles)


if __name__ == "__main__":
    prepare(
        sys.argv[1:],
        json.loads(Path(os.environ["MONGODB_PASSWORDS"]).read_text()),
        os.environ.get("DATABASE_PREFIX", "daiban_"),
    )
