import urllib.request

import psutil
import pytest

from deploy.local.running import NotRunning, Running
from deploy.local.stack import AlreadyRunning, Stack
from shared.bus.permissions import ADMIN, SERVICES
from shared.store import database
from tests.connected.people import Person


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
async def stack(directory):
    async with Stack(directory, more={"workers": 4, "database_prefix": "rehearsal_"}) as running:
        yield running


def healthy(service):
    with urllib.request.urlopen(f"http://127.0.0.1:{service.http_port}/health/ready", timeout=5) as answer:
        return answer.status == 200


async def test_all_five_services_serve_and_another_process_can_find_them(stack, directory):
    found = Running.read(directory)

    assert found == stack.running
    assert found.services.keys() == {f"{name}-0" for name in SERVICES}
    assert all(healthy(service) for service in found.services.values())
    assert stack.settings_for("routing").workers == 4
    assert "PERMISSIONS VIOLATION" not in stack.server("nats").log.read_text().upper()


async def test_a_second_stack_in_the_same_directory_is_refused_and_the_first_goes_on(stack, directory):
    with pytest.raises(AlreadyRunning):
        await Stack(directory).start()

    assert healthy(Running.read(directory).services["intake-0"])


async def test_a_replica_that_crashed_is_started_again_on_its_port(stack, directory):
    before = stack.running.services["notify-0"]

    stack.process("notify").kill9()
    with pytest.raises(OSError, match="refused"):
        healthy(before)
    await stack.restart("notify")

    after = Running.read(directory).services["notify-0"]
    assert healthy(after)
    assert (after.http_port, after.pid != before.pid) == (before.http_port, True)


async def test_a_service_is_scaled_by_itself(stack):
    await stack.scale("archive", 2)
    assert healthy(stack.running.services["archive-1"])

    await stack.scale("archive", 1)
    assert "archive-1" not in stack.running.services
    assert healthy(stack.running.services["archive-0"])


async def test_stopping_leaves_the_data_and_nothing_else(stack, directory):
    async with Person(stack.settings_for(ADMIN)) as admin:
        await admin.js.publish("task.150622.zrzyj.assigned", b"{}")
    await database(stack.settings_for("intake"), "intake").cases.insert_one({"_id": "准格尔旗第一件"})
    processes = [service.pid for service in stack.running.services.values()]
    processes += [stack.server(name).pid for name in ("nats", "mongodb")]

    await stack.stop()

    assert not any(map(psutil.pid_exists, processes))
    with pytest.raises(NotRunning, match="daiban up"):
        Running.read(directory)

    await stack.start()

    async with Person(stack.settings_for(ADMIN)) as admin:
        assert (await admin.js.get_last_msg("TASKS", "task.150622.zrzyj.assigned")).data == b"{}"
    assert await database(stack.settings_for("intake"), "intake").cases.count_documents({}) == 1
