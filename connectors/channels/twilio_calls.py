"""Twilio's calls to us: message status, and what people reply; signed by HMAC-SHA1 over address and fields."""

import base64
import hashlib
import hmac
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urlsplit
from xml.sax.saxutils import escape

from connectors.channels.twilio import MESSAGE_ARG
from connectors.channels.wire import storable
from domain.campaigns.values import Channel
from domain.errors import InvalidInput, Unauthenticated
from domain.messages.values import Feedback, FeedbackKind
from domain.senders.values import VendorCall, VendorTold

SIGNATURE: Final = "x-twilio-signature"
XML: Final = "text/xml"
_NOTHING: Final = "<Response/>"
_MOST_FIELDS: Final = 200

STOP: Final = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START: Final = frozenset({"START", "UNSTOP"})
"""The vendor's own also count YES, which people say to much else."""
HELP: Final = frozenset({"HELP", "INFO"})

_STATUSES: Final = {
    "delivered": FeedbackKind.DELIVERED,
    "read": FeedbackKind.OPENED,
    "undelivered": FeedbackKind.BOUNCED,
    "failed": FeedbackKind.FAILED,
}
"""``queued``, ``sending`` and ``sent`` say that it is still under way: nothing follows from them."""
_NOBODY_THERE: Final = frozenset({"21211", "21614", "30005", "30006", "63003", "63024"})
_OPTED_OUT: Final = frozenset({"21610"})
"""Not 63032 and 63049: there Meta chose not to deliver, and the receiver said nothing."""


def read(call: VendorCall) -> VendorTold:
    """Raises ``Unauthenticated`` for a call the account's token did not sign, ``InvalidInput`` for one of another kind."""
    fields = _fields(call.body)
    _verify(call, fields)
    said = {name: storable(value) for name, value in fields}
    if said.get("MessageStatus"):
        told = _status(call, said)
        return VendorTold(feedback=(told,) if told else ())
    if said.get("MessageSid") and "Body" in said and said.get("From"):
        return _reply(call, said)
    raise InvalidInput("this is neither a message's status nor a message", field="body")


def _fields(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise InvalidInput("the body is no form", field="body") from error


def _verify(call: VendorCall, fields: list[tuple[str, str]]) -> None:
    """The address as we gave it, then each field's name and value, sorted by name, without anything between."""
    signed = call.url + "".join(name + value for name, value in sorted(set(fields)))
    wanted = hmac.new(call.account.credentials.get("auth_token", "").encode(), signed.encode(), hashlib.sha1).digest()
    given = call.headers.get(SIGNATURE, "")
    if not call.account.credentials.get("auth_token") or not hmac.compare_digest(
        base64.b64encode(wanted), given.encode("ascii", "replace")
    ):
        raise Unauthenticated("the signature is not that of the account's token", field=SIGNATURE)


def _status(call: VendorCall, said: dict[str, str]) -> Feedback | None:
    status, code = said["MessageStatus"], said.get("ErrorCode", "")
    kind = FeedbackKind.UNSUBSCRIBED if code in _OPTED_OUT else _STATUSES.get(status)
    if kind is None:
        return None
    channel, address = _whom(said.get("To", ""))
    sid = said.get("MessageSid") or said.get("SmsSid", "")
    return Feedback(
        event_id=f"twilio:{sid[:100]}:{status[:40]}",
        kind=kind,
        channel=channel,
        at_ms=call.received_at_ms,
        message_key=_message_of(call.url),
        provider_message_id=sid[:100],
        address=address,
        is_permanent=code in _NOBODY_THERE,
        reason=" ".join(part for part in (code, said.get("ErrorMessage", "")) if part)[:500],
    )


def _reply(call: VendorCall, said: dict[str, str]) -> VendorTold:
    """A keyword is one when it is the whole message; the vendor's own judgement counts before ours."""
    channel, address = _whom(said["From"])
    word = said.get("OptOutType", "").upper() or said["Body"].strip().strip(".!\"' ").upper()
    if word in STOP:
        kind = FeedbackKind.UNSUBSCRIBED
    elif word in START:
        kind = FeedbackKind.RESUBSCRIBED
    else:
        kind = FeedbackKind.REPLIED
    feedback = Feedback(
        event_id=f"twilio:{said['MessageSid'][:100]}:in",
        kind=kind,
        channel=channel,
        at_ms=call.received_at_ms,
        address=address,
        reason=said["Body"][:1_000],
    )
    answer = _NOTHING
    help_text = call.account.parameters.get("help_text", "")
    if word in HELP and help_text and not said.get("OptOutType"):
        answer = f"<Response><Message>{escape(help_text)}</Message></Response>"
    return VendorTold(feedback=(feedback,), answer=answer, media_type=XML)


def _whom(address: str) -> tuple[Channel, str]:
    """``whatsapp:+15551234567`` as channel and number."""
    if address.startswith("whatsapp:"):
        return Channel.WHATSAPP, address.removeprefix("whatsapp:")[:40]
    return Channel.SMS, address[:40]


def _message_of(url: str) -> str:
    """Which message a callback is about: we wrote it into the address, which the signature covers."""
    return storable(parse_qs(urlsplit(url).query).get(MESSAGE_ARG, [""])[0])[:200]
