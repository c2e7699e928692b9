"""SendGrid's event webhook: signed by ECDSA over timestamp and body, read into feedback."""

import base64
import binascii
import hashlib
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from connectors.channels.sendgrid import MESSAGE_ARG
from connectors.channels.wire import storable, whole_number
from domain.campaigns.values import Channel
from domain.errors import InvalidInput, Unauthenticated
from domain.messages.values import Feedback, FeedbackKind
from domain.senders.values import VendorCall, VendorTold

SIGNATURE: Final = "x-twilio-email-event-webhook-signature"
TIMESTAMP: Final = "x-twilio-email-event-webhook-timestamp"
WINDOW_S: Final = 600
MOST_EVENTS: Final = 20_000

_KINDS: Final = {
    "delivered": FeedbackKind.DELIVERED,
    "bounce": FeedbackKind.BOUNCED,
    "dropped": FeedbackKind.DROPPED,
    "open": FeedbackKind.OPENED,
    "click": FeedbackKind.CLICKED,
    "spamreport": FeedbackKind.COMPLAINED,
    "unsubscribe": FeedbackKind.UNSUBSCRIBED,
    "group_unsubscribe": FeedbackKind.UNSUBSCRIBED,
    "group_resubscribe": FeedbackKind.RESUBSCRIBED,
}
"""``processed`` and ``deferred`` say that it is still under way: nothing follows from them."""

_DROPPED_FOR: Final = {
    "bounced address": FeedbackKind.BOUNCED,
    "invalid": FeedbackKind.BOUNCED,
    "unsubscribed address": FeedbackKind.UNSUBSCRIBED,
    "spam reporting address": FeedbackKind.COMPLAINED,
}
"""Lists of the vendor's own, on which an address may stand from before us: a message to it goes no further, time after time."""


def read(call: VendorCall) -> VendorTold:
    """Raises ``Unauthenticated`` for a call that the account's key did not sign, or too old; ``InvalidInput`` for no events."""
    _verify(call)
    try:
        events = msgspec.json.decode(call.body, type=list[dict[str, Any]])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidInput("the body is no array of events", field="body") from error
    read_events = (_feedback(one, told_at_ms=call.received_at_ms) for one in events[:MOST_EVENTS])
    return VendorTold(feedback=tuple(one for one in read_events if one is not None))


def _verify(call: VendorCall) -> None:
    key = _public_key(call.account.parameters.get("event_public_key", ""))
    timestamp = call.headers.get(TIMESTAMP, "")
    try:
        signature = base64.b64decode(call.headers.get(SIGNATURE, ""), validate=True)
        key.verify(signature, timestamp.encode() + call.body, ec.ECDSA(SHA256()))
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise Unauthenticated("the signature is not that of the account's key", field=SIGNATURE) from error
    window_s = int(call.account.parameters.get("replay_window_s", WINDOW_S))
    signed_at_s = whole_number(timestamp)
    if signed_at_s is None or abs(call.received_at_ms // 1_000 - signed_at_s) > window_s:
        raise Unauthenticated("the call is too old, or from the future", field=TIMESTAMP)


def _public_key(text: str) -> ec.EllipticCurvePublicKey:
    """Base64 of a SubjectPublicKeyInfo, as the vendor's settings show it."""
    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error) as error:
        raise Unauthenticated(
            "the account has no key to check events with",
            field="parameters.event_public_key",
            remedy="Copy the verification key of the signed event webhook into the account.",
        ) from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Unauthenticated("the account's key is none of P-256", field="parameters.event_public_key")
    return key


def _feedback(event: dict[str, Any], *, told_at_ms: int) -> Feedback | None:
    kind = _kind(event)
    at_ms = _at_ms(event.get("timestamp"), told_at_ms)
    if kind is None or at_ms is None:
        return None
    return Feedback(
        event_id=_event_id(event),
        kind=kind,
        channel=Channel.EMAIL,
        at_ms=at_ms,
        message_key=_text(event, MESSAGE_ARG)[:200],
        provider_message_id=_text(event, "sg_message_id").partition(".")[0][:200],
        address=_text(event, "email")[:254],
        is_bot=event.get("sg_machine_open") is True,
        is_permanent=not (kind is FeedbackKind.BOUNCED and event.get("type") == "blocked"),
        reason=(_text(event, "reason") or _text(event, "response"))[:1_000],
        url=_text(event, "url")[:2_000],
    )


def _kind(event: dict[str, Any]) -> FeedbackKind | None:
    kind = _KINDS.get(str(event.get("event", "")))
    if kind is FeedbackKind.DROPPED:
        return _DROPPED_FOR.get(_text(event, "reason").strip().lower(), kind)
    return kind


def _event_id(event: dict[str, Any]) -> str:
    """The vendor's own, or else what cannot be the same of two events."""
    given = _text(event, "sg_event_id")
    if given and len(given) <= 150:
        return f"sendgrid:{given}"
    return "sendgrid:~" + hashlib.sha256(msgspec.json.encode(event, order="sorted")).hexdigest()


def _at_ms(value: Any, told_at_ms: int) -> int | None:
    """Seconds, which old accounts get as text. Nothing happened after it was told, whatever the vendor's clock says."""
    at_s = None if isinstance(value, bool) else whole_number(str(value))
    return None if at_s is None else min(at_s * 1_000, told_at_ms)


def _text(event: dict[str, Any], name: str) -> str:
    value = event.get(name)
    return storable(value) if isinstance(value, str) else ""
