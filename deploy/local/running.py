"""Where a running stack can be reached: written by whoever starts it, read by whoever wants to talk to it."""

import os
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from deploy.local.keys import seed_file
from shared.bus.permissions import inbox
from shared.settings import Settings

FILE = "stack.json"


class NotRunning(Exception):
    """No stack runs in this directory; `daiban up` starts one."""


class RunningService(BaseModel):
    """One replica of a service."""

    model_config = ConfigDict(frozen=True)

    pid: int
    http_port: int
    log: Path


class Running(BaseModel):
    """A stack that runs."""

    model_config = ConfigDict(frozen=True)

    pid: int
    nats_url: str
    mongodb_uri: str
    monitoring: str
    """Where NATS tells how it is (http); empty for a server that was not started here."""
    clock: str
    keys: Path
    services: dict[str, RunningService] = {}
    """By `<service>-<replica>`, from 0."""

    @classmethod
    def read(cls, directory: Path) -> Self:
        """The stack of that directory. Errors: NotRunning."""
        try:
            found = cls.model_validate_json((directory / FILE).read_text())
        except FileNotFoundError:
            raise NotRunning(f"no stack runs in {directory}: start one with `daiban up`") from None
        try:
            os.kill(found.pid, 0)  # no signal: only asks whether it is there
        except ProcessLookupError:
            raise NotRunning(f"the stack of {directory} was killed: start it again with `daiban up`") from None
        return found

    def write(self, directory: Path) -> None:
        """Make it known; a reader sees the old state or the new one, never half of it."""
        fresh = directory / f"{FILE}.new"
        fresh.write_text(self.model_dump_json(indent=2))
        fresh.replace(directory / FILE)

    def settings_for(self, user: str) -> Settings:
        """The settings with which `user` (`routing`, `centre-150622`, `dept-150622-zrzyj`, `operator` …) connects."""
        return Settings(
            nats_url=self.nats_url,
            nats_seed=seed_file(self.keys, user),
            nats_inbox=inbox(user),
            mongodb_uri=self.mongodb_uri,
            clock=self.clock,
        )


def environment(settings: Settings) -> dict[str, str]:
    """The settings as the environment variables of a process of its own."""
    return {name.upper(): str(value) for name, value in settings if value is not None}
