"""What a handler gets and what an asker hears, over FastStream's in-memory broker (no redelivery, no deduplication)."""

import json
from datetime import UTC, datetime

import pytest
from faststream.nats import TestNatsBroker

from shared.bus import Bus, Cause, Outgoing, connect, topology
from shared.bus.envelope import asked, fact_message
from shared.contracts.intake import Agent, AgentAssigned, CaseQuery
from shared.contracts.routing import CaseRouted, RouteQuery
from shared.errors import TransientError, refuse
from shared.settings import Settings

CASE = "150622-20260302-000001"


@pytest.fixture
def broker():
    return connect(Settings(), "intake")


@pytest.fixture
def bus(broker):
    return Bus(broker, Settings())


def routed() -> Outgoing:
    fact = CaseRouted(
        rulebook="v1",
        lead_department="150622.fgw",
        lead_department_name="准格尔旗发展和改革委员会",
        decided_by=(),
        plan=(),
        one_stop=True,
    )
    return fact_message(fact, case=CASE, centre="150622", sequence=1, cause=Cause("c"), time=datetime.now(UTC))


async def test_a_fact_reaches_its_handler_as_the_contract_it_is(broker, bus):
    heard = []

    async def handler(message):
        heard.append(message)

    bus.hear("intake-on-route-news", handler)
    async with TestNatsBroker(broker):
        await bus.send(routed())

    (message,) = heard
    assert message.event().lead_department == "150622.fgw"
    assert (message.case, message.subject.region, message.sequence) == (CASE, "150622", 1)


async def test_a_fact_that_nobody_asked_for_is_not_handled(broker, bus):
    heard = []

    async def handler(message):
        heard.append(message)

    bus.hear("intake-on-route-news", handler)
    assigned = AgentAssigned(agent=Agent(id="zh1", title="综合代办员一号"))
    async with TestNatsBroker(broker):
        await bus.send(fact_message(assigned, case=CASE, centre="150622", sequence=1, cause=Cause("c"), time=datetime.now(UTC)))

    assert heard == []


@pytest.mark.parametrize("kind", [CaseQuery, RouteQuery])
async def test_a_request_is_answered_with_its_result(broker, bus, kind):
    async def operation(message):
        return {"number": asked(kind, message.body).case_number}

    bus.serve("intake", "case", operation)
    async with TestNatsBroker(broker):
        reply = await broker.request(json.dumps({"case_number": CASE}).encode(), "svc.150622.intake.case")

    assert json.loads(reply.body) == {"ok": True, "result": {"number": CASE}}


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (refuse("items.0", "事项 99 不在本中心的事项目录内", "请核对"), "事项 99 不在本中心的事项目录内"),
        (TransientError("away"), "系统繁忙，本次未办理"),
        (ZeroDivisionError(), "系统出错，本次未办理"),
    ],
)
async def test_an_asker_always_hears_something_with_a_remedy(broker, bus, failure, message):
    async def operation(_message):
        raise failure

    bus.serve("intake", "case", operation)
    async with TestNatsBroker(broker):
        reply = json.loads((await broker.request(b"{}", "svc.150622.intake.case")).body)

    assert not reply["ok"]
    assert [fault["message"] for fault in reply["faults"]] == [message]
    assert all(fault["remedy"] for fault in reply["faults"])


def test_every_durable_is_named_after_its_service_and_handler():
    for durable, consumer in topology.CONSUMERS.items():
        assert durable == f"{consumer.service}-{consumer.handler}"
        assert consumer.handler.startswith("on-")


def test_every_subject_has_one_stream():
    subjects = [subject for listed in topology.STREAMS.values() for subject in listed]

    assert len(subjects) == len(set(subjects))
    assert topology.stream_of("evt.150622.intake.case-accepted") == topology.EVENTS
    assert topology.stream_of("retry.replies.routing-on-answer") == topology.REPLIES
