"""Letters by e-mail: one attempt at one mail server, and an honest word on what came of it."""

import asyncio
import contextlib
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, formataddr
from typing import Final
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from services.notify.domain.delivery import Delivery, Letter
from shared.errors import refuse

PATIENCE: Final = 60.0
"""Seconds for a whole attempt. It and post.QUEUE_PATIENCE together must stay below notice.OUTCOME_WITHIN."""
ADDRESS: Final = re.compile(r"[!-~]+@[!-~]+", re.ASCII)
NOT_IN_ADDRESS: Final = frozenset('<>,;:"()[]\\')
"""What would let one address be two, or something else than an address."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as SMTP_URL names it: smtp:// (STARTTLS where offered) or smtps:// (TLS from the start)."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None
    tls: bool = False


def carrier_of(url: str, sender: str) -> "SmtpCarrier | None":
    """The carrier that the settings describe; None without SMTP_URL. Errors: Refused."""
    if not url:
        return None
    remedy = "写成 smtp://[用户:密码@]主机:端口 或 smtps://…，不发邮件则留空"
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise refuse("smtp_url", "不是邮件服务器地址", remedy)
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 25)
    except ValueError as error:
        raise refuse("smtp_url", "端口应为 1 到 65535 的整数", remedy) from error
    user, password = (unquote(text) if text else None for text in (parts.username, parts.password))
    return SmtpCarrier(Server(parts.hostname, port, user, password, tls=parts.scheme == "smtps"), sender)


class SmtpCarrier:
    """The Carrier over SMTP; a connection per letter, for notices are few and far between."""

    def __init__(self, server: Server, sender: str, patience: float = PATIENCE) -> None:
        self._server = server
        self._sender = sender
        self._patience = patience

    async def carry(self, letter: Letter) -> Delivery:
        """See Carrier."""
        if not ADDRESS.fullmatch(letter.address) or NOT_IN_ADDRESS.intersection(letter.address):
            return Delivery("failed", "not an e-mail address we can send to")
        message = composed(letter, self._sender)
        client = self._client()
        attempt = _Attempt(client, self._sender, letter.address, bytes(message))
        try:
            async with asyncio.timeout(self._patience):
                delivery = await attempt.make()
        except (SMTPException, OSError) as error:  # TimeoutError is an OSError
            return attempt.failed(error)
        else:
            with contextlib.suppress(SMTPException, OSError):  # it has the letter; how we part changes nothing
                await client.quit(timeout=1)
            return delivery
        finally:
            client.close()

    def _client(self) -> SMTP:
        # A password is never sent in the clear: with one, STARTTLS is demanded instead of taken where offered.
        start_tls = False if self._server.tls else True if self._server.user else None
        return SMTP(
            hostname=self._server.host,
            port=self._server.port,
            username=self._server.user,
            password=self._server.password,
            use_tls=self._server.tls,
            start_tls=start_tls,
            timeout=self._patience,
        )


@dataclass(slots=True)
class _Attempt:
    """One conversation with the server, and how far it got."""

    client: SMTP
    sender: str
    address: str
    message: bytes
    greeted: bool = False
    handed: bool = False

    async def make(self) -> Delivery:
        await self.client.connect()
        self.greeted = True
        await self.client.mail(self.sender)
        await self.client.rcpt(self.address)
        self.handed = True  # from here on only the server knows whether it has the letter
        response = await self.client.data(self.message)
        return Delivery("accepted", f"{response.code} {response.message}")

    def failed(self, error: Exception) -> Delivery:
        """What a failure means: 5xx on the letter is for good; no word after DATA is no knowledge; the rest may pass.

        A 5xx before MAIL (no service, a login refused) is not about this letter, so it may pass too.
        """
        if isinstance(error, SMTPResponseException) and 400 <= error.code < 600:
            answer = f"{error.code} {error.message}"
            return Delivery("failed" if self.greeted and error.code >= 500 else "transient", answer)
        return Delivery("unknown" if self.handed else "transient", f"{type(error).__name__}: {error}")


def composed(letter: Letter, sender: str) -> EmailMessage:
    """The letter as a message in UTF-8; its Message-ID is the notice's id, the same in every attempt."""
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = formataddr((letter.sender, sender))
    message["To"] = letter.address
    message["Subject"] = " ".join(letter.title.split())
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "zh-CN"
    message.set_content(letter.text, cte="base64")
    return message
