import json
import stat

import nkeys

from deploy.local.keys import MONGODB_HOSTS, USERS_CONF, public_keys, write_secrets
from shared.bus.permissions import SERVICES, users
from shared.settings import Settings

NAMES = ("routing", "dept-150622-zrzyj")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_each_user_gets_a_seed_that_only_its_owner_reads(tmp_path):
    keys = public_keys(tmp_path / "keys", NAMES)

    for name in NAMES:
        file = tmp_path / "keys" / f"{name}.nk"
        assert mode(file) == 0o600
        assert nkeys.from_seed(file.read_bytes()).public_key.decode() == keys[name]
    assert mode(tmp_path / "keys") == 0o700
    assert len(set(keys.values())) == len(NAMES)


def test_only_missing_seeds_are_made(tmp_path):
    before = public_keys(tmp_path, NAMES)
    after = public_keys(tmp_path, (*NAMES, "dept-150622-slj"))

    assert {name: after[name] for name in NAMES} == before


def test_the_secrets_of_compose_are_complete_and_stay_as_they_are(tmp_path):
    secrets = tmp_path / "secrets"
    write_secrets(secrets, users(["150622"], [("150622", "zrzyj")]).values())
    before = {file.name: file.read_text() for file in secrets.iterdir()}
    write_secrets(secrets, users(["150622", "150622100"], [("150622", "zrzyj"), ("150622100", "xzzf")]).values())
    after = {file.name: file.read_text() for file in secrets.iterdir()}

    assert after.keys() - before.keys() == {"centre-150622100.nk", "dept-150622100-xzzf.nk"}
    assert [name for name in before if after[name] != before[name]] == [USERS_CONF]
    assert "# dept-150622100-xzzf" in after[USERS_CONF]


def test_the_directory_of_the_secrets_is_closed_and_containers_read_what_is_mounted_from_it(tmp_path):
    secrets = tmp_path / "secrets"
    write_secrets(secrets, users([], []).values())

    assert mode(secrets) == 0o700
    assert {mode(file) for file in secrets.iterdir()} == {0o644}


def test_each_service_gets_its_own_password_for_mongodb(tmp_path, monkeypatch):
    write_secrets(tmp_path, users([], []).values())
    passwords = json.loads((tmp_path / "mongodb-passwords.json").read_text())

    assert passwords.keys() == {"root", *SERVICES}
    assert len(set(passwords.values())) == len(passwords)
    for service in SERVICES:
        name, _, value = (tmp_path / f"{service}.env").read_text().strip().partition("=")
        monkeypatch.setenv(name, value)
        assert Settings().mongodb_uri.startswith(f"mongodb://{service}:{passwords[service]}@{MONGODB_HOSTS}/")
