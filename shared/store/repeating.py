"""Housekeeping that goes on for as long as the service runs."""

import asyncio
from collections.abc import Awaitable, Callable

from pymongo.errors import PyMongoError

from shared.errors import TransientError
from shared.log import log


async def again(name: str, pause: float, act: Callable[[], Awaitable[object]]) -> None:
    """Act every `pause` seconds until cancelled; no failure ends it, and each is logged as `<name>.delayed` or `.failed`."""
    while True:
        await asyncio.sleep(pause)
        try:
            await act()
        except (PyMongoError, TransientError) as error:
            log.warning(f"{name}.delayed", error=str(error)[:200])
        except Exception:  # noqa: BLE001  it must outlive any single surprise, and say so
            log.exception(f"{name}.failed")
