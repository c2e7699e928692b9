"""Apple Push Notification service: HTTP/2, with provider tokens signed by ES256."""

import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

import httpx2
import jwt
import msgspec

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
from connectors.channels.tokens import KeptToken
from connectors.channels.wire import CALL_S, CONNECT_S, as_object, at_once
from domain.campaigns.values import Channel

HOSTS: Final = {
    "production": "https://api.push.apple.com",
    "development": "https://api.sandbox.push.apple.com",
}
MOST_BYTES: Final = 4_096
MOST_COLLAPSE_BYTES: Final = 64
TOKEN_LIFE_MS: Final = 45 * 60_000
"""A token is good for an hour, and must not be replaced within twenty minutes."""
MESSAGE_ARG: Final = "message_id"
_LATER_S: Final = 900
"""After an answer that begins with 5, as the vendor asks."""
_TOKEN: Final = re.compile(r"[0-9a-fA-F]{16,200}")
_BEFORE_ANYTHING_LEFT: Final = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.LocalProtocolError,
    httpx2.UnsupportedProtocol,
)
_BAD_ADDRESS: Final = frozenset(
    {"BadDeviceToken", "DeviceTokenNotForTopic", "MissingDeviceToken", "Unregistered", "ExpiredToken"}
)
_CREDENTIAL: Final = frozenset(
    {
        "BadTopic",
        "BadCertificate",
        "BadCertificateEnvironment",
        "BadEnvironmentKeyIdInToken",
        "Forbidden",
        "InvalidProviderToken",
        "MissingProviderToken",
        "MissingTopic",
        "TopicDisallowed",
        "UnrelatedKeyIdInToken",
    }
)
_WORN_OUT: Final = "ExpiredProviderToken"

_CAPABILITIES: Final = Capabilities(
    vendor="apns",
    label="Apple Push Notification service",
    channels=(Channel.PUSH,),
    platforms=("ios",),
    parameters=("team_id", "key_id", "topic"),
    optional_parameters=("environment",),
    patterns={
        "team_id": "[A-Z0-9]{10}",
        "key_id": "[A-Z0-9]{10}",
        "topic": r"[A-Za-z0-9][A-Za-z0-9.-]{1,154}",
        "environment": "production|development",
    },
    credentials=("private_key",),
    batch=500,
    at_once=100,
    max_bytes=MOST_BYTES,
    documented={
        "send": "Sending notification requests to APNs",
        "errors": "Handling notification responses from APNs",
        "credentials": "Establishing a token-based connection to APNs",
    },
    unverified=(
        "that a request which is sent again with its apns-collapse-id replaces the first on every device",
        "a test proves the key and the topic by a token that no device has",
    ),
)


class Apns:
    """One app, named by its topic (bundle id)."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return _CAPABILITIES

    def __init__(self, account: ChannelAccount, dependencies: Dependencies) -> None:
        self._http2 = dependencies.http2
        self._clock_ms = dependencies.clock_ms
        self._host = HOSTS[account.parameters.get("environment", "production")]
        self._team = account.parameters["team_id"]
        self._key_id = account.parameters["key_id"]
        self._topic = account.parameters["topic"]
        self._key = account.credentials["private_key"]
        self._token = KeptToken(self._signed, dependencies.clock_ms)

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        return await at_once(_CAPABILITIES.at_once, messages, self._send_one)

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        del message_id
        return Unknown("notifications cannot be asked for")

    async def test(self, sender: Sender | None) -> AccountCheck:
        """Push to a token that no device has: refused for the token, once key and topic are good."""
        del sender
        checked = ("the key and the topic, by a token that no device has",)
        nobody = OutboundMessage(
            message_id="connection-test",
            tenant_id="",
            person_id="",
            channel=Channel.PUSH,
            address="0" * 64,
            title="Connection test",
        )
        outcome = await self._send_one(nobody)
        if isinstance(outcome, Refused) and outcome.code in _BAD_ADDRESS:
            return AccountCheck(works=True, account=self._topic, checked=checked)
        reason = outcome.reason if not isinstance(outcome, Accepted) else "a token that no device has was accepted"
        return AccountCheck(works=False, reason=reason, checked=checked)

    async def _signed(self) -> tuple[str, int]:
        now_ms = self._clock_ms()
        claims = {"iss": self._team, "iat": now_ms // 1_000}
        token = jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self._key_id})
        return token, now_ms + TOKEN_LIFE_MS

    async def _send_one(self, message: OutboundMessage) -> Outcome:
        if not _TOKEN.fullmatch(message.address):
            return _refused(message, RefusalClass.BAD_ADDRESS, "", "that is no device token")
        body = msgspec.json.encode(_payload(message))
        if len(body) > MOST_BYTES:
            return _refused(message, RefusalClass.CONTENT, "", f"it is larger than {MOST_BYTES} bytes")
        try:
            token = await self._token()
        except (ValueError, TypeError, jwt.PyJWTError):
            return _refused(message, RefusalClass.CREDENTIAL, "", "the private key is no ES256 key")
        url = f"{self._host}/3/device/{message.address.lower()}"
        timeout = httpx2.Timeout(CALL_S, connect=CONNECT_S)
        try:
            answer = await self._http2.post(url, content=body, headers=self._headers(message, token), timeout=timeout)
        except _BEFORE_ANYTHING_LEFT as error:
            return Deferred(message_id=message.message_id, reason=f"{type(error).__name__}: {error}"[:300])
        except httpx2.HTTPError as error:
            return Ambiguous(message_id=message.message_id, reason=f"{type(error).__name__}: {error}"[:300])
        return self._outcome(message, answer, token)

    def _headers(self, message: OutboundMessage, token: str) -> dict[str, str]:
        return {
            "authorization": f"bearer {token}",
            "apns-topic": message.app or self._topic,
            "apns-push-type": "alert",
            "apns-id": str(uuid5(NAMESPACE_OID, message.message_id)),
            "apns-collapse-id": message.message_id.encode()[:MOST_COLLAPSE_BYTES].decode("utf-8", "ignore"),
            "apns-priority": "10" if message.is_transactional else "5",
            "apns-expiration": str(message.expires_at_ms // 1_000 if message.expires_at_ms else self._in_a_month_s()),
        }

    def _in_a_month_s(self) -> int:
        return self._clock_ms() // 1_000 + 30 * 86_400

    def _outcome(self, message: OutboundMessage, answer: httpx2.Response, token: str) -> Outcome:
        if answer.status_code == 200:
            return Accepted(message_id=message.message_id, provider_message_id=answer.headers.get("apns-id", ""))
        reason = str(as_object(answer.content).get("reason", ""))
        if reason == _WORN_OUT:
            self._token.forget(token)
            return Deferred(message_id=message.message_id, retry_after_s=1, reason=reason)
        if answer.status_code == 429:
            return Deferred(message_id=message.message_id, retry_after_s=60, reason=reason, is_throttled=True)
        if answer.status_code == 503:
            return Deferred(message_id=message.message_id, retry_after_s=_LATER_S, reason=reason)
        if answer.status_code >= 500:
            return Ambiguous(message_id=message.message_id, reason=f"{answer.status_code}: {reason}")
        if reason in _BAD_ADDRESS:
            return _refused(message, RefusalClass.BAD_ADDRESS, reason, reason)
        why = RefusalClass.CREDENTIAL if reason in _CREDENTIAL else RefusalClass.CONTENT
        return _refused(message, why, reason or str(answer.status_code), reason or answer.text[:300])


def _payload(message: OutboundMessage) -> dict[str, Any]:
    """The alert, and our data beside it; ``aps`` is the vendor's own."""
    alert = {"title": message.title, "body": message.body or message.text}
    aps: dict[str, Any] = {"alert": {name: value for name, value in alert.items() if value}, "sound": "default"}
    if message.media_urls:
        aps["mutable-content"] = 1
    data = {name: value for name, value in message.data.items() if name != "aps"}
    media = {"media_url": message.media_urls[0]} if message.media_urls else {}
    return {**data, **media, **message.ids, MESSAGE_ARG: message.message_id, "aps": aps}


def _refused(message: OutboundMessage, why: RefusalClass, code: str, reason: str) -> Refused:
    return Refused(message_id=message.message_id, why=why, code=code, reason=reason[:500])
