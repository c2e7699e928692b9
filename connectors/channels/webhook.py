"""Outbound webhooks, signed as the Standard Webhooks specification says; queued here, and called until they are answered.

A call carries ``webhook-id`` (our message id, the same at every attempt), ``webhook-timestamp`` (seconds) and
``webhook-signature`` (``v1,`` and base64 of HMAC-SHA256 over ``id.timestamp.body``). Several secrets sign at once while one
replaces another.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Final

import aiohttp
import msgspec

from connectors.channels.protocol import (
    Accepted,
    AccountCheck,
    Ambiguous,
    Capabilities,
    ChannelAccount,
    Deferred,
    Dependencies,
    Idempotency,
    OutboundMessage,
    Outcome,
    RefusalClass,
    Refused,
    Sender,
    Unknown,
)
from connectors.channels.wire import THROTTLED, Answer, pause_s, post
from connectors.public_addresses import check_address
from domain.campaigns.values import Channel
from domain.errors import CampaignExpressError, InvalidInput, Unavailable
from domain.outbox.values import Attempt, WebhookCall

CALL_S: Final = 15.0
MOST_BYTES: Final = 256 * 1024
PREFIX: Final = "whsec_"
GONE: Final = 410
_OURS: Final = frozenset(
    {"webhook-id", "webhook-timestamp", "webhook-signature", "content-type", "content-length", "host"}
    | {"connection", "expect", "te", "trailer", "transfer-encoding", "upgrade"}
)
"""Headers that a message does not set: the call's own, and those of the connection."""
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,76}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")

_CAPABILITIES: Final = Capabilities(
    vendor="webhook",
    label="Webhook",
    channels=(Channel.WEBHOOK,),
    parameters=("url",),
    patterns={"url": r"https?://[^\s\x00-\x1f\\@]+"},
    credentials=("secret",),
    optional_credentials=("former_secret",),
    batch=500,
    max_bytes=MOST_BYTES,
    idempotency=Idempotency.NATIVE,
    can_look_up=True,
    names_message=True,
    receipts=("delivered", "failed"),
    documented={"send": "Standard Webhooks: id, timestamp and signature headers"},
    unverified=("whether a receiver ignores an id that it has seen is the receiver's part of the specification",),
)


class Webhook:
    """One address. ``send`` queues the call; ``Caller`` makes it."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return _CAPABILITIES

    def __init__(self, account: ChannelAccount, dependencies: Dependencies) -> None:
        self._account = account
        self._keeper = dependencies.keeper
        self._clock_ms = dependencies.clock_ms
        self._session = dependencies.session
        self._allow_private = dependencies.allow_private

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        now_ms = self._clock_ms()
        url = self._account.parameters["url"]
        outcomes: dict[str, Outcome] = {}
        calls: list[WebhookCall] = []
        for message in messages:
            body = _body(message, now_ms)
            if fault := _fault(message.headers, body):
                outcomes[message.message_id] = Refused(
                    message_id=message.message_id, why=RefusalClass.CONTENT, reason=fault
                )
                continue
            outcomes[message.message_id] = Accepted(message_id=message.message_id)
            calls.append(
                WebhookCall(
                    message_id=message.message_id,
                    account_id=self._account.account_id,
                    person_id=message.person_id,
                    at_ms=now_ms,
                    url=url,
                    body=body,
                    headers={name: value for name, value in message.headers.items() if name.lower() not in _OURS},
                    source=message.source,
                )
            )
        try:
            await self._keeper.queue_calls(self._account.tenant_id, calls)
        except CampaignExpressError as error:
            for call in calls:
                kind = Ambiguous if isinstance(error, Unavailable) else Deferred
                outcomes[call.message_id] = kind(message_id=call.message_id, reason=error.message)
        return [outcomes[message.message_id] for message in messages]

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        try:
            kept = await self._keeper.kept(self._account.tenant_id, message_id)
        except Unavailable as error:
            return Unknown(error.message)
        return None if kept is None else Accepted(message_id=message_id)

    async def test(self, sender: Sender | None) -> AccountCheck:
        """Call the address once with a signed ``test`` that names nobody."""
        del sender
        now_ms = self._clock_ms()
        body = msgspec.json.encode({"id": "msg_test", "type": "test", "timestamp": now_ms // 1_000, "data": {}})
        call = WebhookCall(
            message_id="msg_test",
            account_id=self._account.account_id,
            person_id="",
            at_ms=now_ms,
            url=self._account.parameters["url"],
            body=body,
        )
        checked = ("a signed call of type test",)
        try:
            attempt = await make(self._session, self._account, call, now_ms=now_ms, allow_private=self._allow_private)
        except InvalidInput as error:
            return AccountCheck(works=False, reason=error.message, checked=checked)
        reason = "" if attempt.delivered else attempt.error
        return AccountCheck(works=attempt.delivered, account=call.url, reason=reason, checked=checked)


async def make(
    session: aiohttp.ClientSession,
    account: ChannelAccount,
    call: WebhookCall,
    *,
    now_ms: int,
    allow_private: bool = False,
) -> Attempt:
    """One attempt at a call, signed for this moment. Raises ``InvalidInput`` for an address that is not public."""
    check_address(call.url, allow_private=allow_private)
    secrets = [account.credentials[name] for name in ("secret", "former_secret") if account.credentials.get(name)]
    signatures = [sign(secret, call.message_id, now_ms // 1_000, call.body) for secret in secrets]
    headers = {
        **call.headers,
        "Content-Type": "application/json",
        "User-Agent": "CampaignExpress/1",
        "webhook-id": call.message_id,
        "webhook-timestamp": str(now_ms // 1_000),
        "webhook-signature": " ".join(signatures),
    }
    answer = await post(session, call.url, call.body, headers, timeout_s=CALL_S)
    if not isinstance(answer, Answer):
        return Attempt(delivered=False, error=answer.reason)
    if 200 <= answer.status < 300:
        return Attempt(delivered=True, status=answer.status)
    return Attempt(
        delivered=False,
        status=answer.status,
        error=f"{answer.status}: {answer.excerpt}",
        retry_after_s=_pause_s(answer.status, answer.headers, now_ms),
        is_final=answer.status == GONE,
    )


def sign(secret: str, message_id: str, timestamp_s: int, body: bytes) -> str:
    """``v1,<base64>``. A secret that begins with ``whsec_`` is base64 behind it; any other is taken as it is."""
    key = _key(secret)
    signed = f"{message_id}.{timestamp_s}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()


def _pause_s(status: int, headers: Mapping[str, str], now_ms: int) -> int:
    return pause_s(headers, now_ms=now_ms) if status == THROTTLED or "retry-after" in headers else 0


def _fault(headers: Mapping[str, str], body: bytes) -> str:
    """Why no receiver could get it; empty for what can be sent."""
    if len(body) > MOST_BYTES:
        return f"it is larger than {MOST_BYTES} bytes"
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or _CONTROL.search(value):
            return f"the header {name[:40]!r} is malformed"
    return ""


def _body(message: OutboundMessage, now_ms: int) -> bytes:
    said = {
        "id": message.message_id,
        "type": "message",
        "timestamp": now_ms // 1_000,
        "person_id": message.person_id,
        "source": message.source,
        "data": {**message.data, **message.ids},
        "text": message.body or message.text,
    }
    return msgspec.json.encode({name: value for name, value in said.items() if value not in ("", None)})
