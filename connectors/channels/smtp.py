"""SMTP: mail through a server of one's own, with TLS; a connection for each batch (RFC 5321, RFC 3207, RFC 8314)."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from typing import Final

import aiosmtplib

from connectors.channels import mail
from connectors.channels.protocol import (
    Accepted,
    AccountCheck,
    Ambiguous,
    Capabilities,
    ChannelAccount,
    Deferred,
    Dependencies,
    OutboundMessage,
    Outcome,
    RefusalClass,
    Refused,
    Sender,
    Unknown,
)
from connectors.public_addresses import PublicResolver
from domain.campaigns.values import Channel

TIMEOUT_S: Final = 20.0
_LATER_S: Final = 60
_AUTHENTICATION: Final = (530, 534, 535, 538)
_NOBODY_THERE: Final = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
"""Mailbox, domain or syntax that is none, mailbox moved away, domain without mail (RFC 3463, RFC 7505).

Anything else may be about us: a server that does not relay for us, a sender it does not believe, a mailbox that is full today.
"""

_CAPABILITIES: Final = Capabilities(
    vendor="smtp",
    label="SMTP server",
    channels=(Channel.EMAIL,),
    parameters=("host", "port", "security"),
    optional_parameters=("username",),
    patterns={"port": r"[0-9]{1,5}", "security": "tls|starttls|none"},
    optional_credentials=("password",),
    destination=("host", "port", "security", "username"),
    needs_sender=True,
    batch=50,
    documented={
        "send": "RFC 5321, in seven bits (RFC 2045)",
        "errors": "RFC 3463 and RFC 7505, where the server says them (RFC 2034)",
        "security": "RFC 8314 (tls) and RFC 3207 (starttls)",
        "unsubscribe": "RFC 2369 and RFC 8058",
    },
    unverified=("bounces that come back as mail (RFC 3464) are not read: use a vendor with events for that",),
)


class _NoConnection(Exception):
    """Nothing was sent. ``is_ours`` when the account is to blame."""

    def __init__(self, reason: str, *, is_ours: bool = False, code: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_ours = is_ours
        self.code = code


class Smtp:
    """One server. ``security`` is ``tls`` (from the first byte), ``starttls``, or ``none`` on a network of one's own."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return _CAPABILITIES

    def __init__(self, account: ChannelAccount, dependencies: Dependencies) -> None:
        self._host = account.parameters["host"]
        self._port = int(account.parameters["port"])
        self._security = account.parameters["security"]
        self._username = account.parameters.get("username", "")
        self._password = account.credentials.get("password", "")
        self._clock_ms = dependencies.clock_ms
        self._allow_private = dependencies.allow_private

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        outcomes: dict[str, Outcome] = {}
        fit: list[OutboundMessage] = []
        for message in messages:
            refused = mail.faults(message)
            if refused is not None:
                outcomes[message.message_id] = refused
            else:
                fit.append(message)
        try:
            if fit:
                async with self._connected() as client:
                    for message in fit:
                        outcomes[message.message_id] = await self._hand_over(client, message)
        except _NoConnection as error:
            for message in fit:
                outcomes.setdefault(message.message_id, _without_connection(message, error))
        return [outcomes[message.message_id] for message in messages]

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        del message_id
        return Unknown("a mail server cannot be asked what became of a message")

    async def test(self, sender: Sender | None) -> AccountCheck:
        """Connect, secure, log in; with a sender, have it taken as one. No message is begun."""
        checked = ["connection", f"security: {self._security}", *(["login"] if self._username else [])]
        try:
            async with self._connected() as client:
                if sender is not None:
                    checked.append("sender")
                    await client.mail(sender.address)
                    await client.rset()
        except _NoConnection as error:
            return AccountCheck(works=False, reason=error.reason, checked=tuple(checked))
        except (aiosmtplib.SMTPException, OSError) as error:
            return AccountCheck(works=False, reason=str(error)[:300], checked=tuple(checked))
        return AccountCheck(works=True, account=f"{self._host}:{self._port}", checked=tuple(checked))

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A session that is secure and logged in. Raises ``_NoConnection``."""
        client = aiosmtplib.SMTP(
            hostname=self._host,
            timeout=TIMEOUT_S,
            use_tls=self._security == "tls",
            start_tls=self._security == "starttls",
            sock=await self._socket(),
        )
        try:
            await client.connect()
            if self._username:
                await client.login(self._username, self._password)
        except aiosmtplib.SMTPAuthenticationError as error:
            client.close()
            raise _NoConnection(f"{error.code} {error.message}", is_ours=True, code=str(error.code)) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise _NoConnection(f"{type(error).__name__}: {error}"[:300]) from error
        try:
            yield client
        finally:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
            client.close()

    async def _socket(self) -> socket.socket:
        """A connection to a public address, unless private ones are allowed."""
        resolver = PublicResolver(allow_private=self._allow_private)
        opened: socket.socket | None = None
        try:
            found = await resolver.resolve(self._host, self._port, socket.AF_UNSPEC)
            opened = socket.socket(found[0]["family"], socket.SOCK_STREAM)
            opened.setblocking(False)  # noqa: FBT003 -- the standard library's
            async with asyncio.timeout(TIMEOUT_S):
                await asyncio.get_running_loop().sock_connect(opened, (found[0]["host"], self._port))
        except (OSError, TimeoutError) as error:
            if opened is not None:
                opened.close()
            raise _NoConnection(f"{self._host}:{self._port}: {error or 'does not answer'}") from error
        finally:
            await resolver.close()
        return opened

    async def _hand_over(self, client: aiosmtplib.SMTP, message: OutboundMessage) -> Outcome:
        """One message on an open session. What fails before DATA was certainly not sent."""
        try:
            content = mail.as_mime(message, now_ms=self._clock_ms()).as_bytes()
        except ValueError as error:
            return _refused(message, RefusalClass.CONTENT, "", str(error))
        try:
            await client.mail(message.sender.address)
            await client.rcpt(message.address)
        except aiosmtplib.SMTPResponseException as error:
            await self._reset(client)
            return _answered(message, error)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Deferred(message_id=message.message_id, retry_after_s=_LATER_S, reason=str(error)[:300])
        try:
            await client.data(content)
        except aiosmtplib.SMTPResponseException as error:
            await self._reset(client)
            return _answered(message, error)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Ambiguous(message_id=message.message_id, reason=f"after DATA: {error}"[:300])
        return Accepted(message_id=message.message_id)

    @staticmethod
    async def _reset(client: aiosmtplib.SMTP) -> None:
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await client.rset()


def _without_connection(message: OutboundMessage, error: _NoConnection) -> Outcome:
    if error.is_ours:
        return _refused(message, RefusalClass.CREDENTIAL, error.code, error.reason)
    return Deferred(message_id=message.message_id, retry_after_s=_LATER_S, reason=error.reason)


def _answered(message: OutboundMessage, error: aiosmtplib.SMTPResponseException) -> Outcome:
    """RFC 5321 section 4.2.1: 4yz is for later, 5yz for good. Only ``_NOBODY_THERE`` is held against the address."""
    code, words = str(error.code), error.message
    if error.code < 500:
        return Deferred(message_id=message.message_id, retry_after_s=_LATER_S, reason=f"{code} {words}"[:300])
    if error.code in _AUTHENTICATION:
        return _refused(message, RefusalClass.CREDENTIAL, code, words)
    enhanced = words.split(maxsplit=1)[0] if words.strip() else ""
    is_address = enhanced in _NOBODY_THERE and not isinstance(error, aiosmtplib.SMTPSenderRefused)
    why = RefusalClass.BAD_ADDRESS if is_address else RefusalClass.CONTENT
    return _refused(message, why, code, words)


def _refused(message: OutboundMessage, why: RefusalClass, code: str, reason: str) -> Refused:
    return Refused(message_id=message.message_id, why=why, code=code, reason=" ".join(reason.split())[:500])
