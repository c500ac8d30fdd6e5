"""The command line as a person or a program starts it: a process of its own."""

import asyncio
import json
import os
import sys

from deploy.local.process import ROOT

START = "from deploy.local.cli import main; main()"
AT_ONCE = asyncio.Semaphore(3)  # commands side by side; each takes a core for a second to start


async def daiban(directory, *arguments) -> tuple[int, dict]:
    """Exit code and JSON document of `daiban … --json` on the stack of a directory."""
    async with AT_ONCE:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-c", START, *map(str, arguments), "--json"),
            cwd=ROOT,
            env=os.environ | {"DAIBAN_DIR": str(directory)},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
    return process.returncode, json.loads(said)
