"""notify as it is wired, on the real bus and database, with the least permissions."""

import json
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from services.notify.app import wire
from services.notify.domain import notice as rules
from shared.bus import Cause, connect
from shared.bus.envelope import fact_message
from shared.clock import SystemClock
from shared.contracts.base import Event
from shared.contracts.notify import NoticeSent
from shared.service import Parts, parts
from shared.settings import Settings
from tests.connected.people import Person
from tests.connected.test_notify_smtp import Mailbox, serving
from tests.unit.notify_story import CASE, CENTRE, INTAKE, REVIEWS, ROUTING

PATIENCE = 20.0  # seconds until a message that has to come counts as lost

pytestmark = pytest.mark.usefixtures("empty_streams")


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
async def notify(settings_for: Callable[[str], Settings], mailbox: Mailbox) -> AsyncIterator[Parts]:
    """The service on a database of its own, with a mail server beside it."""
    with serving(mailbox) as url:
        fresh = {"database_prefix": f"test_{uuid.uuid4().hex[:12]}_", "smtp_url": url, "retry_delay": 0.05, "max_deliveries": 3}
        settings = settings_for("notify").model_copy(update=fresh)
        broker = connect(settings, "notify")
        made = parts(settings, "notify", broker)
        await wire(made)
        await broker.start()
        yield made
        await broker.stop()
        await made.outbox.stop()
        await made.database.client.drop_database(made.database.name)
        made.database.client.close()


async def say(admin: Person, fact: Event, sequence: int) -> None:
    now = SystemClock().now()  # a cause of its own: the server drops the ids of an earlier test as repeats
    message = fact_message(fact, case=CASE, centre=CENTRE, sequence=sequence, cause=Cause.new(), time=now)
    await admin.js.publish(message.subject, message.body, headers=message.headers)


@pytest.mark.usefixtures("notify")
async def test_a_case_told_out_of_order_ends_in_an_inbox_and_a_mailbox_in_order(admin: Person, mailbox: Mailbox) -> None:
    heard = await admin.connection.subscribe(f"evt.{CENTRE}.notify.notice-sent")
    numbered = [(fact, number) for story in (INTAKE, ROUTING, REVIEWS) for number, fact in enumerate(story, 1)]
    for fact, number in reversed(numbered):
        await say(admin, fact, number)
    said: list[NoticeSent] = []
    while not said or said[-1].template != "applicant.closed":
        said.append(NoticeSent.model_validate_json((await heard.next_msg(PATIENCE)).data))
    question = json.dumps({"case_number": CASE}).encode()
    inbox = json.loads((await admin.connection.request(f"svc.{CENTRE}.notify.inbox", question, timeout=PATIENCE)).data)
    foreign = json.loads((await admin.connection.request("svc.150621.notify.inbox", question, timeout=PATIENCE)).data)

    notices = inbox["result"]["notices"]
    assert {notice["outcome"] for notice in notices if notice["recipient"] == "applicant"} == {"accepted"}
    assert len(said) == len(notices) == len({notice["notice_id"] for notice in notices})
    assert [mail["Subject"] for mail in mailbox.taken] == [n["title"] for n in notices if n["recipient"] == "applicant"]
    assert foreign["faults"][0]["message"] == "办件不存在"


@pytest.mark.usefixtures("notify")
async def test_a_letter_of_unknown_fate_is_named_so_when_its_alarm_goes_off(
    admin: Person, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "OUTCOME_WITHIN", timedelta(seconds=1))

    async def crash(*_: object) -> None:
        raise RuntimeError("the process is gone")

    monkeypatch.setattr("services.notify.post.Post._record", crash)
    heard = await admin.connection.subscribe(f"evt.{CENTRE}.notify.notice-sent")
    await say(admin, INTAKE[0], 1)
    said = NoticeSent.model_validate_json((await heard.next_msg(PATIENCE)).data)

    assert (said.channel, said.outcome) == ("smtp", "unknown")
    assert len(mailbox.taken) == 1
