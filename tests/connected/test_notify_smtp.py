"""Letters over a real SMTP server: what arrives, and what each way of failing is called."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from services.notify.domain.delivery import Delivery, Letter
from services.notify.smtp import Server, SmtpCarrier, carrier_of
from shared.clock import CHINA
from shared.contracts.notify import NoticeSent
from shared.errors import Refused
from tests.fakes import facts
from tests.unit.notify_story import INTAKE, Bench, told

LETTER = Letter(
    id="6f1d2c9e-0000-5000-8000-150622000017",
    address="wulan@example.cn",
    sender="准格尔旗政务服务中心",
    title="您的办件已受理",
    text="乌兰图雅，您好。\n本件已于2026年3月2日受理。\n.以点开头的一行",
    written_at=datetime(2026, 3, 2, 9, 0, tzinfo=CHINA),
)


class Mailbox:
    """The server's side: keeps what it takes, or does with it what the test says."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.seen: list[str] = []
        self.at_rcpt = "250 OK"
        self.at_data: Callable[[SMTP], str] = lambda _: "250 OK"

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802  aiosmtpd's name
        self.seen.append(address)
        if self.at_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_rcpt

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        answer = self.at_data(server)
        if answer.startswith("250"):
            message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.taken.append(message)
        return answer


def vanish(server: SMTP) -> str:
    """Take the letter, and be gone before saying so."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()
    return "250 OK"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def serving(mailbox: Mailbox, **how: Any) -> Iterator[str]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **how)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}"
    finally:
        controller.stop()


@pytest.fixture
async def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
async def url(mailbox: Mailbox) -> AsyncIterator[str]:
    with serving(mailbox) as url:
        yield url


async def carry(url: str, letter: Letter = LETTER, patience: float = 10.0) -> Delivery:
    carrier = carrier_of(url, "noreply@zge.example.cn")
    assert carrier is not None
    return await SmtpCarrier(carrier._server, carrier._sender, patience).carry(letter)


async def test_a_letter_arrives_whole_in_utf8_with_date_and_a_message_id_of_its_notice(mailbox: Mailbox, url: str) -> None:
    delivery = await carry(url)

    assert (delivery.verdict, delivery.answer) == ("accepted", "250 OK")
    (mail,) = mailbox.taken
    assert mail["Subject"] == "您的办件已受理"
    assert mail["From"].addresses[0].display_name == "准格尔旗政务服务中心"
    assert mail["To"] == "wulan@example.cn"
    assert mail["Date"].datetime == LETTER.written_at
    assert mail["Message-ID"] == f"<{LETTER.id}@zge.example.cn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == LETTER.text


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [("550 no such mailbox", "failed"), ("450 mailbox busy", "transient"), ("552 mailbox full", "failed")],
)
async def test_a_refused_recipient_has_failed_for_good_or_for_now(mailbox: Mailbox, url: str, answer: str, verdict: str) -> None:
    mailbox.at_rcpt = answer

    assert await carry(url) == Delivery(verdict, answer)  # type: ignore[arg-type]


@pytest.mark.parametrize(("answer", "verdict"), [("554 looks like spam", "failed"), ("451 try again", "transient")])
async def test_a_refused_letter_has_failed_for_good_or_for_now(mailbox: Mailbox, url: str, answer: str, verdict: str) -> None:
    mailbox.at_data = lambda _: answer

    assert await carry(url) == Delivery(verdict, answer)  # type: ignore[arg-type]


async def test_a_server_that_is_not_there_is_a_passing_trouble() -> None:
    assert (await carry(f"smtp://127.0.0.1:{free_port()}")).verdict == "transient"


async def test_a_connection_lost_after_data_is_unknown(mailbox: Mailbox, url: str) -> None:
    mailbox.at_data = vanish

    assert (await carry(url)).verdict == "unknown"


async def answering(*lines: bytes) -> tuple[asyncio.Server, str]:
    """A server that says its lines one after the other, each upon a line of the client, and then nothing more."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for line in lines:
            writer.write(line + b"\r\n")
            if not await reader.readline():
                break
        else:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    return server, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ([], "transient"),
        ([b"220 mail", b"250 mail"], "transient"),
        ([b"220 mail", b"250 mail", b"250 OK", b"250 OK", b"354 go on"], "unknown"),
        ([b"554 no service here"], "transient"),
        ([b"220 mail", b"250 mail", b"550 no senders like you"], "failed"),
        ([b"220 mail", b"250 mail", b"250 OK", b"250 OK", b"354 go on", b"gibberish"], "unknown"),
    ],
)
async def test_a_server_that_falls_silent_is_unknown_only_once_it_was_given_the_letter(lines: list[bytes], verdict: str) -> None:
    server, url = await answering(*lines)
    async with server:
        delivery = await carry(url, patience=0.5)

    assert delivery.verdict == verdict


@pytest.mark.parametrize("address", ["乌兰@例子.中国", "a@b.cn\nBcc: c@d.cn", "a@b.cn,c@d.cn", "<a@b.cn>", "nobody", ""])
async def test_what_is_no_single_address_is_never_offered_to_a_server(mailbox: Mailbox, url: str, address: str) -> None:
    letter = Letter(LETTER.id, address, LETTER.sender, LETTER.title, LETTER.text, LETTER.written_at)

    assert (await carry(url, letter)).verdict == "failed"
    assert mailbox.seen == []


async def test_a_password_is_never_sent_in_the_clear(mailbox: Mailbox) -> None:
    asked: list[str] = []

    def authenticate(*_: object) -> AuthResult:
        asked.append("password")
        return AuthResult(success=True)

    with serving(mailbox, authenticator=authenticate, auth_require_tls=False) as url:
        delivery = await carry(url.replace("//", "//notify:secret@"))

    assert delivery.verdict == "transient"
    assert asked == []


@pytest.mark.parametrize("url", ["127.0.0.1:25", "http://127.0.0.1", "smtp://", "smtp://mail.example.cn:99999"])
async def test_a_mail_server_s_address_that_is_none_is_refused_with_the_remedy(url: str) -> None:
    with pytest.raises(Refused) as caught:
        carrier_of(url, "noreply@localhost")

    assert "smtp://[用户:密码@]主机:端口" in caught.value.faults[0].remedy


async def test_the_address_may_hold_a_login_and_tls() -> None:
    carrier = carrier_of("smtps://notify:p%40ss@mail.example.cn", "noreply@localhost")

    assert carrier is not None
    assert carrier._server == Server("mail.example.cn", 465, "notify", "p@ss", tls=True)
    assert carrier_of("", "noreply@localhost") is None


async def test_a_case_s_notices_arrive_in_order_and_are_said_as_accepted(mailbox: Mailbox, url: str) -> None:
    bench = Bench(carrier_of(url, "noreply@zge.example.cn"))
    await bench.use.hear(told(INTAKE))
    await bench.post.drain()
    letters = [notice for notice in (await bench.case()).notices if notice.recipient == "applicant"]

    assert [mail["Subject"] for mail in mailbox.taken] == [notice.title for notice in letters]
    assert {sent.outcome for sent in facts(bench.cases.sent, NoticeSent) if sent.channel == "smtp"} == {"accepted"}


async def test_a_letter_whose_fate_is_unknown_is_not_offered_again(mailbox: Mailbox, url: str) -> None:
    mailbox.at_data = vanish
    bench = Bench(carrier_of(url, "noreply@zge.example.cn"))
    for _ in range(3):
        await bench.use.hear(told(INTAKE[:1]))
        await bench.post.drain()

    assert len(mailbox.seen) == 1
    (sent,) = facts(bench.cases.sent, NoticeSent)
    assert (sent.channel, sent.outcome) == ("smtp", "unknown")
