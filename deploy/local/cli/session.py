"""Talks to the stack that runs in a directory, as the user that a command needs."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from deploy.local.client import Client, connected
from deploy.local.running import Running
from shared.bus.permissions import OPERATOR, centre_user, department_user
from shared.errors import Refused, refuse
from shared.identifiers import check_case_number, normalise_case_number, parse_case_number
from shared.settings import Settings

T = TypeVar("T")
CODES = (6, 9)  # digits of the region codes that centres and departments have; 9 for a township


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do it to the end."""
    return asyncio.run(work)


def case_of(number: str) -> tuple[str, str]:
    """The centre that owns a case, and its number as it is stored. Errors: Refused."""
    if message := check_case_number(number):
        raise refuse("办件编号", message, "编号由中心代码、日期和流水号三段组成")
    return parse_case_number(number).centre, normalise_case_number(number)


def department_of(address: str) -> tuple[str, str]:
    """Region and code of a department's address. Errors: Refused."""
    region, _, code = address.partition(".")
    if not (len(region) in CODES and region.isdecimal() and code.isalnum() and code.islower()):
        raise refuse("部门", f"“{address[:60]}”不是部门地址", "请写成 <行政区划代码>.<部门代码>，如 150621.zrzyj")
    return region, code


@asynccontextmanager
async def centre(directory: Path, code: str) -> AsyncIterator[Client]:
    """A client as that centre. Errors: NotRunning, Refused (no such centre), BusUnreachable."""
    stranger = refuse("centre", f"没有代码为 {code[:40]} 的政务服务中心", "请核对中心的行政区划代码；编号第一段即中心代码")
    async with connected(_known(directory, centre_user(code), stranger)) as client:
        yield client


@asynccontextmanager
async def department(directory: Path, address: str) -> AsyncIterator[Client]:
    """A client as that department. Errors: NotRunning, Refused (no such department), BusUnreachable."""
    stranger = refuse("部门", f"没有 {address[:60]} 这个部门", "部门代码见 deploy/jurisdictions 中的 departments.yaml")
    async with connected(_known(directory, department_user(*department_of(address)), stranger)) as client:
        yield client


@asynccontextmanager
async def operator(directory: Path) -> AsyncIterator[Client]:
    """A client as operator. Errors: NotRunning, BusUnreachable."""
    async with connected(Running.read(directory).settings_for(OPERATOR)) as client:
        yield client


def _known(directory: Path, user: str, stranger: Refused) -> Settings:
    """The user's settings. Errors: `stranger`, where nobody of that name has a key."""
    settings = Running.read(directory).settings_for(user)
    if settings.nats_seed is None or not settings.nats_seed.is_file():
        raise stranger
    return settings


def ask_about(
    directory: Path, number: str, service: str, operation: str, order: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Ask a service about a case, as the centre that owns it."""
    code, case = case_of(number)
    return ask_centre(directory, code, service, operation, {"case_number": case, **(order or {})})


def ask_centre(directory: Path, code: str, service: str, operation: str, order: Mapping[str, Any]) -> dict[str, Any]:
    """Ask a service of a centre, as that centre."""

    async def asked() -> dict[str, Any]:
        async with centre(directory, code) as client:
            return await client.ask(code, service, operation, order)

    return run(asked())
