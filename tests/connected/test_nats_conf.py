import os
import subprocess

import pytest

from deploy.local.keys import USERS_CONF, write_secrets
from deploy.local.process import ROOT
from deploy.local.servers import find_nats
from shared.bus.permissions import users

CONFS = sorted((ROOT / "deploy" / "nats").glob("*.conf"))


@pytest.fixture(scope="module")
def directory(tmp_path_factory, jurisdictions):
    """The configuration as a container has it: `users.conf` beside the file that includes it."""
    made = tmp_path_factory.mktemp("secrets")
    write_secrets(made, users(jurisdictions.centres(), jurisdictions.all_departments()).values())
    (made / USERS_CONF).rename(made / "users.conf")
    return made


def check(conf):
    command = [str(find_nats()), "-t", "-c", str(conf)]
    return subprocess.run(command, env={**os.environ, "NATS_NAME": "nats-1"}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("conf", CONFS, ids=lambda conf: conf.name)
def test_the_server_accepts_every_configuration_file(conf, directory):
    copy = directory / conf.name
    copy.write_text(conf.read_text())

    checked = check(copy)

    assert checked.returncode == 0, checked.stderr
    assert "sync_interval: always" in copy.read_text()


def test_the_server_refuses_a_configuration_whose_users_are_missing(tmp_path):
    copy = tmp_path / "cluster.conf"
    copy.write_text(CONFS[0].read_text())

    assert check(copy).returncode != 0
