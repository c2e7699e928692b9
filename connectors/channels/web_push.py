"""Web Push: RFC 8030 to whichever push service a browser named, encrypted by RFC 8291, signed by VAPID (RFC 8292)."""

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import http_ece
import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from connectors.channels.protocol import (
    Accepted,
    AccountCheck,
    Ambiguous,
    Capabilities,
    ChannelAccount,
    Dependencies,
    OutboundMessage,
    Outcome,
    RefusalClass,
    Refused,
    Sender,
    Unknown,
)
from connectors.channels.wire import AWAY, THROTTLED, Answer, as_object, at_once, not_handed_over, post, throttled
from connectors.public_addresses import check_address
from domain.campaigns.values import Channel
from domain.errors import InvalidInput

MOST_BYTES: Final = 4_096
MOST_PLAIN_BYTES: Final = 3_993
"""What is left of 4,096 once header, padding and tag are taken off (RFC 8291 section 4)."""
MOST_TTL_S: Final = 28 * 86_400
TOKEN_LIFE_S: Final = 12 * 3_600
_EARLY_S: Final = 600
_POINT_BYTES, _SECRET_BYTES = 65, 16
MESSAGE_ARG: Final = "message_id"

_CAPABILITIES: Final = Capabilities(
    vendor="web_push",
    label="Web Push",
    channels=(Channel.WEB_PUSH,),
    platforms=("web",),
    parameters=("subject",),
    patterns={"subject": r"mailto:[^@\s]+@[^@\s]+|https://\S+"},
    credentials=("vapid_private_key",),
    batch=500,
    at_once=50,
    max_bytes=MOST_BYTES,
    documented={
        "send": "RFC 8030, push message delivery",
        "encryption": "RFC 8291 with aes128gcm (RFC 8188)",
        "credentials": "RFC 8292, VAPID",
    },
    unverified=(
        "limits are each push service's own, and most do not say; 429 and Retry-After are heeded",
        "that a topic replaces the message before holds until the browser has fetched it",
    ),
)


class WebPush:
    """One application server's key. Browsers subscribed with its public half, which the test of the account tells."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return _CAPABILITIES

    def __init__(self, account: ChannelAccount, dependencies: Dependencies) -> None:
        self._session = dependencies.session
        self._clock_ms = dependencies.clock_ms
        self._allow_private = dependencies.allow_private
        self._subject = account.parameters["subject"]
        self._key = _read_key(account.credentials["vapid_private_key"])
        self._tokens: dict[str, tuple[str, int]] = {}

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        return await at_once(_CAPABILITIES.at_once, messages, self._send_one)

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        del message_id
        return Unknown("push services cannot be asked")

    async def test(self, sender: Sender | None) -> AccountCheck:
        """Whether the key is one. There is no single service to ask: each browser has its own."""
        del sender
        checked = ("the key; no push service was asked",)
        if self._key is None:
            reason = "the private key is not 32 bytes of P-256 in base64url"
            return AccountCheck(works=False, reason=reason, checked=checked)
        return AccountCheck(works=True, account=f"public key {public_key(self._key)}", checked=checked)

    async def _send_one(self, message: OutboundMessage) -> Outcome:
        if self._key is None:
            return _refused(message, RefusalClass.CREDENTIAL, "", "the private key cannot be read")
        try:
            endpoint, point, secret = _read_subscription(message.address)
            check_address(endpoint, allow_private=self._allow_private)
        except (ValueError, InvalidInput) as error:
            return _refused(message, RefusalClass.BAD_ADDRESS, "", str(error))
        plain = msgspec.json.encode(_payload(message))
        if len(plain) > MOST_PLAIN_BYTES:
            return _refused(message, RefusalClass.CONTENT, "", f"it is larger than {MOST_PLAIN_BYTES} bytes")
        try:
            body = http_ece.encrypt(
                plain,
                salt=os.urandom(16),
                private_key=ec.generate_private_key(ec.SECP256R1()),
                dh=point,
                auth_secret=secret,
                version="aes128gcm",
                rs=MOST_BYTES,
            )
        except ValueError:
            return _refused(message, RefusalClass.BAD_ADDRESS, "", "the subscription's key is no point of P-256")
        answer = await post(self._session, endpoint, body, self._headers(message, endpoint))
        if not isinstance(answer, Answer):
            return not_handed_over(message, answer)
        return self._outcome(message, answer)

    def _outcome(self, message: OutboundMessage, answer: Answer) -> Outcome:
        if answer.status in {200, 201, 202}:
            return Accepted(message_id=message.message_id, provider_message_id=answer.headers.get("location", "")[:200])
        if answer.status in {THROTTLED, AWAY}:
            return throttled(message, answer, now_ms=self._clock_ms())
        if answer.status in {404, 410}:
            return _refused(message, RefusalClass.BAD_ADDRESS, str(answer.status), "the subscription is gone")
        if answer.status in {401, 403}:
            return _refused(message, RefusalClass.CREDENTIAL, str(answer.status), answer.excerpt)
        if answer.status < 500:
            return _refused(message, RefusalClass.CONTENT, str(answer.status), answer.excerpt)
        return Ambiguous(message_id=message.message_id, reason=f"{answer.status}: {answer.excerpt}")

    def _headers(self, message: OutboundMessage, endpoint: str) -> dict[str, str]:
        assert self._key is not None
        left_s = MOST_TTL_S
        if message.expires_at_ms:
            left_s = min(max((message.expires_at_ms - self._clock_ms()) // 1_000, 0), MOST_TTL_S)
        return {
            "TTL": str(left_s),
            "Urgency": "high" if message.is_transactional else "normal",
            "Topic": topic(message.message_id),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": f"vapid t={self._token(self._key, endpoint)}, k={public_key(self._key)}",
        }

    def _token(self, key: ec.EllipticCurvePrivateKey, endpoint: str) -> str:
        """One for each push service, used for as long as it is good."""
        parts = urlsplit(endpoint)
        audience = f"{parts.scheme}://{parts.netloc}"
        now_s = self._clock_ms() // 1_000
        held = self._tokens.get(audience)
        if held is None or held[1] - _EARLY_S <= now_s:
            until_s = now_s + TOKEN_LIFE_S
            claims = {"aud": audience, "exp": until_s, "sub": self._subject}
            held = jwt.encode(claims, key, algorithm="ES256"), until_s
            if len(self._tokens) > 100:
                self._tokens.clear()
            self._tokens[audience] = held
        return held[0]


def topic(message_id: str) -> str:
    """32 characters of base64url that stand for a message: handed over again, it replaces itself (RFC 8030 section 5.4)."""
    return base64.urlsafe_b64encode(hashlib.sha256(message_id.encode()).digest()[:24]).decode()


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """What browsers subscribe with: the uncompressed point in base64url."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def _read_key(text: str) -> ec.EllipticCurvePrivateKey | None:
    try:
        raw = _unbase64(text.strip())
        return ec.derive_private_key(int.from_bytes(raw), ec.SECP256R1()) if len(raw) == 32 else None
    except (ValueError, binascii.Error):
        return None


def _read_subscription(text: str) -> tuple[str, bytes, bytes]:
    """Endpoint, public key and secret of a ``PushSubscription`` as JSON. Raises ``ValueError``."""
    said = as_object(text.encode())
    endpoint, keys = said.get("endpoint"), said.get("keys")
    if not isinstance(endpoint, str) or not isinstance(keys, dict) or not endpoint.startswith("https://"):
        raise ValueError("that is no push subscription")
    try:
        point, secret = _unbase64(str(keys.get("p256dh", ""))), _unbase64(str(keys.get("auth", "")))
    except binascii.Error as error:
        raise ValueError("the subscription's keys are no base64url") from error
    if len(point) != _POINT_BYTES or len(secret) != _SECRET_BYTES:
        raise ValueError("the subscription's keys have the wrong length")
    return endpoint, point, secret


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _payload(message: OutboundMessage) -> dict[str, Any]:
    """What our service worker shows; ``tag`` makes a repetition replace the first."""
    shown = {"title": message.title, "body": message.body or message.text}
    return {
        **{name: value for name, value in shown.items() if value},
        **({"image": message.media_urls[0]} if message.media_urls else {}),
        "tag": message.message_id,
        "data": {**message.data, **message.ids, MESSAGE_ARG: message.message_id},
    }


def _refused(message: OutboundMessage, why: RefusalClass, code: str, reason: str) -> Refused:
    return Refused(message_id=message.message_id, why=why, code=code, reason=reason[:500])
