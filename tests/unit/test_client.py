"""A client of the bus: what it repeats, and what it says is known when nobody answers."""

import json
from typing import Any

import pytest
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeout

from deploy.local import client as module
from deploy.local.client import Client, NobodyServes, OutcomeUnknown, ServiceUnwell
from shared.errors import Refused

DONE = {"ok": True, "result": {"case_number": "150622-20260302-000001"}}
WRONG = {"ok": False, "faults": [{"field": "items.0", "message": "事项 99 不在本中心的事项目录内", "remedy": "可办事项：1、2"}]}
BUSY = {"ok": False, "faults": [{"field": "", "message": "系统繁忙", "remedy": "请稍后重新提交", "error": "LostRace"}]}


class Reply:
    def __init__(self, answer: dict[str, Any]) -> None:
        self.data = json.dumps(answer).encode()


class Line:
    """A connection that answers as it is told, one thing after the other; the last one for good."""

    def __init__(self, *answers: dict[str, Any] | Exception) -> None:
        self.answers = list(answers)
        self.ids: list[str] = []
        self.subjects: list[str] = []

    async def request(self, subject: str, content: bytes, **options: Any) -> Reply:
        self.ids.append(options["headers"]["ce-id"])
        self.subjects.append(subject)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return Reply(answer)


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0)


async def ask(line: Line, request: str = "") -> dict[str, Any]:
    return await Client(line).ask("150622", "intake", "submit", {"items": [5]}, request=request)  # type: ignore[arg-type]


async def test_an_answer_is_its_result() -> None:
    line = Line(DONE)

    assert await ask(line) == DONE["result"]
    assert line.subjects == ["svc.150622.intake.submit"]


@pytest.mark.parametrize("first", [NatsTimeout(), NoRespondersError(), BUSY])
async def test_a_request_is_repeated_under_the_same_id_so_that_it_has_one_effect(first: dict[str, Any] | Exception) -> None:
    line = Line(first, DONE)

    assert await ask(line) == DONE["result"]
    assert len(line.ids) == 2
    assert len(set(line.ids)) == 1


async def test_another_request_has_another_id() -> None:
    line = Line(DONE)
    await ask(line)
    await ask(line)

    assert len(set(line.ids)) == 2


async def test_the_id_of_an_earlier_attempt_can_be_given() -> None:
    line = Line(DONE)
    await ask(line, request="0d2c")

    assert line.ids == ["0d2c"]


async def test_a_refusal_is_not_repeated() -> None:
    line = Line(WRONG)

    with pytest.raises(Refused, match="事项 99"):
        await ask(line)

    assert len(line.ids) == 1


async def test_where_nobody_listens_nothing_was_done() -> None:
    with pytest.raises(NobodyServes, match="intake 服务没有运行，本次未办理"):
        await ask(Line(NoRespondersError()))


async def test_after_a_time_out_the_outcome_stays_unknown_even_if_the_service_is_gone_by_then() -> None:
    with pytest.raises(OutcomeUnknown) as unknown:
        await ask(Line(NatsTimeout(), NoRespondersError()), request="0d2c")

    assert unknown.value.request == "0d2c"


async def test_a_service_that_keeps_failing_is_named_with_its_error() -> None:
    with pytest.raises(ServiceUnwell, match="LostRace"):
        await ask(Line(BUSY))
