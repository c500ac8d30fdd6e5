"""One child process: started, awaited, stopped, killed, started again; it never outlives its parent."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
LEASH = Path(__file__).with_name("leash.py")
START_PATIENCE = 60.0  # seconds until a server that says nothing counts as broken; a cold mongod may take ten
STOP_PATIENCE = 10.0  # seconds between SIGTERM and SIGKILL


class NotStarted(Exception):
    """The process ended, or stayed silent, before it was ready; the message holds the end of its log."""


class Process:
    """A command with its log file. All signals go to the one process that was started here, by its id."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        ready: str = "",
        environment: Mapping[str, str] | None = None,
        niceness: int = 0,
    ) -> None:
        """`ready`: the text in its output that means it serves; empty when the output can't tell.

        `niceness`: how far it steps back for the others on this machine (nice(1)).
        """
        self._niceness = niceness
        self.name = name
        self.log = log
        self._command = tuple(command)
        self._ready = ready.encode()
        self._environment = environment
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Id of the process; 0 when it does not run."""
        return self._child.pid if self._child and self._child.poll() is None else 0

    def start(self) -> None:
        """Start it and, where the output can tell, return once it serves. Errors: NotStarted."""
        with self.log.open("ab") as log:
            leashed = (sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), str(self._niceness), *self._command)
            self._child = subprocess.Popen(
                leashed,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE if self._ready else log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=None if self._environment is None else dict(self._environment),
                start_new_session=True,  # Ctrl-C in a terminal is for us alone: we stop the others in order
            )
        if self._child.stdout and not self._serves(self._child.stdout):
            self.kill9()
            raise NotStarted(f"{self.name}: {self.tail()}")

    def _serves(self, output: IO[bytes]) -> bool:
        """Wait for the line that says so; the reader stays to fill the log file."""
        told = threading.Event()
        found: list[bytes] = []
        threading.Thread(target=self._read, args=(output, told, found), daemon=True, name=self.name).start()
        return told.wait(START_PATIENCE) and bool(found)

    def _read(self, output: IO[bytes], told: threading.Event, found: list[bytes]) -> None:
        with self.log.open("ab", buffering=0) as log:
            for line in output:
                log.write(line)
                if self._ready in line:
                    found.append(line)
                    told.set()
        told.set()  # the end of the output ends the waiting too

    def stop(self) -> None:
        """Ask it to end (SIGTERM), then make it end."""
        self.terminate()
        if self._child:
            try:
                self._child.wait(STOP_PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill9()

    def terminate(self) -> None:
        """Ask it to end, without waiting: so that many can end at the same time."""
        if self._child and self._child.poll() is None:
            self._child.terminate()

    def kill9(self) -> None:
        """End it as a crash would, and return once it is gone."""
        if self._child:
            self._child.kill()
            self._child.wait()

    def restart(self) -> None:
        """Stop it if it runs, and start it with the same command, hence on the same port."""
        self.stop()
        self.start()

    def tail(self, size: int = 2000) -> str:
        """The end of its log, in characters."""
        return self.log.read_text(errors="replace")[-size:] if self.log.exists() else ""
