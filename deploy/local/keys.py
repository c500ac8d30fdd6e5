"""Seeds of the bus's users (nkeys): made once, kept in files that only their owner reads, never committed."""

import base64
import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import nkeys

from deploy.mongodb.prepare import ADMINISTRATOR, REPLICA_SET
from shared.bus.permissions import SERVICES, User, nats_users_conf

USERS_CONF = "nats-users.conf"
MONGODB_HOSTS = "mongo-1:27017,mongo-2:27017,mongo-3:27017"  # as docker-compose.yml names them


def seed_file(directory: Path, user: str) -> Path:
    """Where a user's seed lies."""
    return directory / f"{user}.nk"


def public_keys(directory: Path, names: Iterable[str], mode: int = 0o600) -> dict[str, str]:
    """The public key of every name; seeds that are not there yet are made, the others stay as they are."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {name: _public_key(seed_file(directory, name), mode) for name in names}


def _public_key(file: Path, mode: int) -> str:
    if not file.exists():
        seed: bytes = nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER)  # type: ignore[no-untyped-call]
        _write(file, seed.decode(), mode)
    pair = nkeys.from_seed(file.read_text().strip().encode())  # type: ignore[no-untyped-call]
    return str(pair.public_key.decode())


def write_secrets(directory: Path, everyone: Iterable[User]) -> None:
    """Everything secret that docker-compose.yml mounts: seeds, the bus's users, MongoDB's key and passwords.

    Repeating it makes only what is missing, and describes the users anew (a new department gets its seed). The
    directory is closed to other people of this machine; the files in it are not, because Compose mounts them
    with the owner they have here, and the containers run as somebody else.
    """
    everyone = tuple(everyone)
    keys = public_keys(directory, (user.name for user in everyone), mode=0o644)
    directory.chmod(0o700)
    # Written over, not replaced: a container that has the file mounted must see it when it is told to reload.
    _write(directory / USERS_CONF, nats_users_conf(everyone, keys), 0o644)
    _once(directory / "mongodb-key", base64.b64encode(secrets.token_bytes(96)).decode())
    passwords = directory / "mongodb-passwords.json"
    _once(passwords, json.dumps({name: secrets.token_urlsafe(24) for name in (ADMINISTRATOR, *SERVICES)}))
    known = json.loads(passwords.read_text())
    for service in SERVICES:
        uri = f"mongodb://{service}:{known[service]}@{MONGODB_HOSTS}/?replicaSet={REPLICA_SET}&authSource=admin"
        _once(directory / f"{service}.env", f"MONGODB_URI={uri}\n")


def _once(file: Path, content: str) -> None:
    if not file.exists():
        _write(file, content, 0o644)


def _write(file: Path, content: str, mode: int) -> None:
    """Created with its mode, so that there is no moment in which others could read it."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as out:
        out.write(content)
        os.fchmod(out.fileno(), mode)  # whatever the umask says
