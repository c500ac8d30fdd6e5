"""The whole system on one machine, without Docker: servers, keys, streams, and every service as a process."""

import asyncio
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from deploy.local.keys import public_keys
from deploy.local.process import START_PATIENCE, NotStarted, Process
from deploy.local.running import FILE, NotRunning, Running, RunningService, environment
from deploy.local.servers import MongoServer, NatsServer, free_port
from shared.bus.permissions import ADMIN, SERVICES, nats_users_conf, users
from shared.bus.provision import provision
from shared.jurisdictions import Jurisdictions
from shared.settings import Settings

PAUSE = 0.2  # seconds between two looks whether a service is ready; nothing tells us from outside


UNHURRIED = {"archive": 10, "notify": 5}
"""Who steps back where all share one machine: a clerk and an applicant wait at the window, the archive can wait."""


class AlreadyRunning(Exception):
    """Another stack works in this directory; two NATS servers on the same streams would ruin them."""


class Service(Process):
    """One replica of a service."""

    def __init__(self, name: str, replica: int, directory: Path, settings: Settings) -> None:
        """It logs to `<directory>/<service>-<replica>.log`; its port is the same after every restart."""
        self.http_port = settings.http_port
        super().__init__(
            f"{name}-{replica}",
            (sys.executable, "-m", f"services.{name}"),
            directory / f"{name}-{replica}.log",
            environment={**os.environ, **environment(settings)},
            niceness=UNHURRIED.get(name, 0),
        )

    async def ready(self) -> None:
        """Wait until the service says that it, the bus and the database are there. Errors: NotStarted."""
        try:
            async with asyncio.timeout(START_PATIENCE):
                while not await asyncio.to_thread(self._answers):
                    if not self.pid:
                        raise NotStarted(f"{self.name}: {self.tail()}")
                    await asyncio.sleep(PAUSE)
        except TimeoutError:
            raise NotStarted(f"{self.name} is not ready: {self.tail()}") from None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http_port}/health/ready", timeout=3) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


class Stack:
    """Everything that runs, in one directory that survives a restart: data, keys, logs, `stack.json`.

    `async with Stack(directory) as stack: …`, or `start` and `stop`. Start it from the main thread; what it
    starts ends with it, even if it is killed.
    """

    def __init__(
        self,
        directory: Path,
        clock: str = "",
        smtp_url: str = "",
        replicas: int = 1,
        *,
        nats_url: str = "",
        mongodb_uri: str = "",
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """`replicas` of each service. With `nats_url` or `mongodb_uri` that server is used and none is started
        (it must know the users of `<directory>/keys/nats-users.conf`). `more`: any other fields of Settings.
        """
        self._directory = directory.resolve()
        self._keys = self._directory / "keys"
        self._replicas = replicas
        chosen = Settings(smtp_url=smtp_url, **(more or {}))
        self._more = {name: getattr(chosen, name) for name in ("smtp_url", *(more or {}))}
        self._services: dict[str, Service] = {}
        self._servers: list[Process] = []
        self.jurisdictions = Jurisdictions.load(chosen.jurisdictions)
        self.running = self._given = Running(
            pid=os.getpid(), nats_url=nats_url, mongodb_uri=mongodb_uri, monitoring="", clock=clock, keys=self._keys
        )

    async def start(self) -> None:
        """Start everything, and return once every service is ready. Errors: ServerMissing, NotStarted, AlreadyRunning."""
        self._directory.mkdir(parents=True, exist_ok=True)
        with suppress(NotRunning):
            raise AlreadyRunning(f"process {Running.read(self._directory).pid} runs a stack in {self._directory}")
        self.running = self._given
        try:
            self._start_servers()
            await provision(self.settings_for(ADMIN), self.jurisdictions.all_departments(), self.jurisdictions.centres())
            for name in SERVICES:
                for replica in range(self._replicas):
                    self._add(name, replica).start()
            await asyncio.gather(*(service.ready() for service in self._services.values()))
        except BaseException:
            await self.stop()
            raise
        self._publish()

    def _start_servers(self) -> None:
        everyone = users(self.jurisdictions.centres(), self.jurisdictions.all_departments())
        conf = nats_users_conf(everyone.values(), public_keys(self._keys, everyone))
        (self._keys / "nats-users.conf").write_text(conf)
        if not self.running.nats_url:
            nats = NatsServer(self._directory / "nats", conf)
            self._serve(nats, nats_url=nats.url, monitoring=nats.monitoring)
        if not self.running.mongodb_uri:
            mongo = MongoServer(self._directory / "mongodb")
            self._serve(mongo, mongodb_uri=mongo.uri)

    def _serve(self, server: Process, **address: str) -> None:
        self._servers.append(server)
        server.start()
        self.running = self.running.model_copy(update=address)

    def _add(self, name: str, replica: int) -> Service:
        settings = self.settings_for(name).model_copy(update={"http_port": free_port()})
        service = self._services[f"{name}-{replica}"] = Service(name, replica, self._directory, settings)
        return service

    def _publish(self) -> None:
        services = {
            name: RunningService(pid=service.pid, http_port=service.http_port, log=service.log)
            for name, service in self._services.items()
        }
        self.running = self.running.model_copy(update={"services": services})
        self.running.write(self._directory)

    async def scale(self, name: str, replicas: int) -> None:
        """Run `replicas` of one service from now on."""
        have = [key for key in self._services if key.rpartition("-")[0] == name]
        for key in have[replicas:]:
            await asyncio.to_thread(self._services.pop(key).stop)
        added = [self._add(name, replica) for replica in range(len(have), replicas)]
        for service in added:
            service.start()
        await asyncio.gather(*(service.ready() for service in added))
        self._publish()

    async def restart(self, name: str, replica: int = 0) -> None:
        """Start one replica again, after a crash or in its stead; returns once it is ready. Errors: NotStarted."""
        service = self.process(name, replica)
        service.restart()
        await service.ready()
        self._publish()

    def process(self, name: str, replica: int = 0) -> Service:
        """One replica of a service: to kill, to look at its log."""
        return self._services[f"{name}-{replica}"]

    def server(self, name: str) -> Process:
        """`nats` or `mongodb`, where it was started here."""
        return next(server for server in self._servers if server.name == name)

    def settings_for(self, user: str) -> Settings:
        """The settings with which a user of the bus connects."""
        return self.running.settings_for(user).model_copy(update=self._more)

    async def stop(self) -> None:
        """End everything in order: first the services, all together, then the servers."""
        (self._directory / FILE).unlink(missing_ok=True)
        for group in (tuple(self._services.values()), tuple(self._servers)):
            for process in group:
                process.terminate()
            await asyncio.gather(*(asyncio.to_thread(process.stop) for process in group))
        self._services.clear()
        self._servers.clear()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.stop()
