"""The same message delivered three times has its effect once."""

from nats.js.errors import NotFoundError

from deploy.local.rehearsal.story import standing
from shared.bus import topology
from shared.errors import Refused
from tests.e2e.forms import ZHUNGEER, form, mixed
from tests.e2e.proof import prove

RED_LINE = {"150622.zrzyj": {"items": {25: {"correction": ["总平面图未标注用地红线"]}}}}

QUESTIONS = (
    ("intake", "case"),
    ("routing", "route"),
    ("joint_review", "reviews"),
    ("notify", "inbox"),
    ("archive", "timeline"),
    ("archive", "dossier"),
)


async def stored(js, stream):
    """Every message of a stream."""
    number = 1
    while True:
        try:
            message = await js.get_msg(stream, number, next=True, direct=True)
        except NotFoundError:
            return
        number = message.seq + 1
        yield message


async def deliver_again(js, stream, cases) -> int:
    """Publish every message of these cases twice more, under the id it had; returns how many messages there are."""
    found = [message async for message in stored(js, stream) if concerns(message, cases)]
    for message in found:
        header = message.headers
        same = header | {"ce-id": header.get("ce-id") or header["Nats-Msg-Id"]}
        for time in ("second", "third"):
            await js.publish(message.subject, message.data, headers=same | {"Nats-Msg-Id": f"{stream}/{message.seq}/{time}"})
    return len(found)


def concerns(message, cases) -> bool:
    """A department system sets no attributes: what its answer is about is in the body alone."""
    return any(case == message.headers.get("ce-subject") or case.encode() in message.data for case in cases)


async def everything(town, cases):
    """What every service tells of these cases."""
    return {(case, operation): await told(town, service, operation, case) for case in cases for service, operation in QUESTIONS}


async def told(town, service, operation, case):
    try:
        answer = await town.ask(service, operation, case)
        return standing(answer) if operation == "route" else answer  # but not for how many days somebody has held an item
    except Refused as refused:  # a case without a review, or not closed yet
        return refused.faults


async def test_every_message_delivered_three_times_changes_nothing(town):
    async with town.at_work(mixed()[:3]) as day:
        pass
    under_way = await town.begin(form(ZHUNGEER, "准格尔旗用地预审项目", [25], departments=RED_LINE))
    await town.facts.said("correction-requested", case=under_way)
    await town.settled()
    cases = [*day.numbers, under_way]
    before = await everything(town, cases)

    streams = (topology.EVENTS, topology.TASKS, topology.REPLIES, topology.TRANSFERS)
    again = [await deliver_again(town.js, stream, cases) for stream in streams]
    await town.settled()

    assert all(again)
    assert await everything(town, cases) == before
    assert [len(town.facts.of(case)) for case in cases] == [3 * len(before[case, "timeline"]["events"]) for case in cases]
    await town.finish(under_way)
    await prove(town, cases)
