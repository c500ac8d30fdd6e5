"""A service that asks another one: what comes back, and what becomes of every answer that is none."""

import json
from types import SimpleNamespace
from typing import Any, cast

import pytest
from faststream.nats import NatsBroker
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeout

from shared.bus import Bus, BusAway
from shared.errors import Refused
from shared.settings import Settings

SUBJECT = "svc.150622.intake.read-file"
REFUSAL = {"field": "file_id", "message": "没有这个文件", "remedy": "请核对"}


def bus(answer: Any) -> Bus:
    """A bus on which everybody answers so."""

    async def request(_subject: str, _body: bytes, **_how: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(data=json.dumps(answer).encode())

    state = SimpleNamespace(connection=SimpleNamespace(request=request))
    broker = SimpleNamespace(config=SimpleNamespace(connection_state=state))
    return Bus(cast("NatsBroker", broker), Settings())


async def test_the_result_of_an_answer_is_returned():
    assert await bus({"ok": True, "result": {"data": "eA=="}}).ask(SUBJECT, {}) == {"data": "eA=="}


async def test_a_refusal_comes_back_with_its_faults():
    with pytest.raises(Refused) as refused:
        await bus({"ok": False, "faults": [REFUSAL]}).ask(SUBJECT, {})

    assert [fault.message for fault in refused.value.faults] == ["没有这个文件"]


@pytest.mark.parametrize(
    "answer",
    [NoRespondersError(), NatsTimeout(), {"ok": False, "faults": [REFUSAL | {"error": "DatabaseAway"}]}, ["?"]],
    ids=["nobody", "late", "failed", "garbled"],
)
async def test_whatever_is_no_answer_may_be_asked_again(answer):
    with pytest.raises(BusAway):
        await bus(answer).ask(SUBJECT, {})
