"""A connection that ends: in order when the service was stopping, the end of the process when it was not."""

import asyncio
import signal

import pytest
from structlog.testing import capture_logs

from shared.service import Lifeline


@pytest.fixture
def raised(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", found.append)
    return found


def test_a_connection_that_is_cut_off_is_an_error_and_ends_the_process(raised: list[int]) -> None:
    with capture_logs() as logged:
        asyncio.run(Lifeline().end_without_bus())

    assert raised == [signal.SIGTERM]
    assert [(line["event"], line["log_level"]) for line in logged] == [("bus.closed", "error")]


def test_a_connection_that_ends_because_the_service_does_is_in_order(raised: list[int]) -> None:
    async def stopped() -> None:
        lifeline = Lifeline()
        await lifeline.let_go()
        await lifeline.end_without_bus()

    with capture_logs() as logged:
        asyncio.run(stopped())

    assert raised == []
    assert [(line["event"], line["log_level"]) for line in logged] == [("bus.closed", "info")]
