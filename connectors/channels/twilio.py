"""Twilio: text messages and WhatsApp by the Messages resource (API 2010-04-01)."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

import aiohttp

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
from connectors.channels.wire import (
    AWAY,
    THROTTLED,
    Answer,
    NotSent,
    as_object,
    at_once,
    get,
    not_handed_over,
    post,
    throttled,
    whole_number,
)
from domain.campaigns.values import Channel
from domain.senders.rules import Prices, is_e164, read_prices, segments

API: Final = "https://api.twilio.com/2010-04-01"
MOST_CHARACTERS: Final = 1_600
MOST_MEDIA: Final = 10
MESSAGE_ARG: Final = "message"
"""Of a callback's address: which message it is about."""
CONTENT_SID: Final = "content_sid"
CONTENT_VARIABLES: Final = "content_variables"
"""Of a WhatsApp message's data: the approved template, and its variables by number or name."""
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
_VALIDITY_S: Final = (1, 36_000)

_REFUSALS: Final = {
    20003: RefusalClass.CREDENTIAL,
    20005: RefusalClass.CREDENTIAL,
    20403: RefusalClass.CREDENTIAL,
    20404: RefusalClass.CREDENTIAL,
    21211: RefusalClass.BAD_ADDRESS,
    21217: RefusalClass.BAD_ADDRESS,
    21265: RefusalClass.BAD_ADDRESS,
    21614: RefusalClass.BAD_ADDRESS,
    21635: RefusalClass.BAD_ADDRESS,
    30005: RefusalClass.BAD_ADDRESS,
    30006: RefusalClass.BAD_ADDRESS,
    63003: RefusalClass.BAD_ADDRESS,
    63024: RefusalClass.BAD_ADDRESS,
    21610: RefusalClass.UNSUBSCRIBED,
    21408: RefusalClass.CREDENTIAL,
    21603: RefusalClass.CREDENTIAL,
    21606: RefusalClass.CREDENTIAL,
    21608: RefusalClass.CREDENTIAL,
    21660: RefusalClass.CREDENTIAL,
    63007: RefusalClass.CREDENTIAL,
}
"""By the vendor's error code; any other is about the content."""
_BUSY: Final = frozenset({20429, 14107, 21611, 63018})

_TEXT: Final = Capabilities(
    vendor="twilio",
    label="Twilio, text messages",
    channels=(Channel.SMS,),
    parameters=("account_sid",),
    optional_parameters=("messaging_service_sid", "prices", "help_text"),
    patterns={"account_sid": "AC[0-9a-fA-F]{32}", "messaging_service_sid": "MG[0-9a-fA-F]{32}"},
    credentials=("auth_token",),
    batch=200,
    at_once=20,
    rate_per_s=100,
    max_bytes=MOST_CHARACTERS * 4,
    names_message=True,
    costs=True,
    receipts=("delivered", "bounced", "failed", "unsubscribed", "resubscribed", "replied"),
    documented={
        "send": "Messages resource, POST /2010-04-01/Accounts/{sid}/Messages.json",
        "errors": "error and warning dictionary",
        "segments": "3GPP TS 23.038",
        "test": "Accounts resource, GET /2010-04-01/Accounts/{sid}.json",
        "feedback": "message status callbacks and incoming messages; request validation by X-Twilio-Signature",
    },
    unverified=(
        "rate: it depends on the sender, from one message a second; 100 is ours",
        "cost: our count of segments at the prices given to the account; the bill is the vendor's",
        "what a 5xx leaves behind: it is taken for ambiguous, and settled by the message's callbacks",
    ),
)
_WHATSAPP: Final = Capabilities(
    vendor="twilio_whatsapp",
    label="Twilio, WhatsApp",
    channels=(Channel.WHATSAPP,),
    parameters=("account_sid",),
    optional_parameters=("messaging_service_sid", "prices", "help_text"),
    patterns={"account_sid": "AC[0-9a-fA-F]{32}", "messaging_service_sid": "MG[0-9a-fA-F]{32}"},
    credentials=("auth_token",),
    batch=200,
    at_once=20,
    rate_per_s=80,
    names_message=True,
    costs=True,
    receipts=("delivered", "opened", "bounced", "failed", "unsubscribed", "resubscribed", "replied"),
    documented={**_TEXT.documented, "content": "Content templates: ContentSid and ContentVariables"},
    unverified=(
        "whether somebody wrote within the last 24 hours is the vendor's to know: free text outside is refused afterwards",
        *_TEXT.unverified[1:],
    ),
)


class _Messages(ABC):
    """What both channels share: one call a message."""

    _own: Capabilities = _TEXT

    def __init__(self, account: ChannelAccount, dependencies: Dependencies) -> None:
        self._session = dependencies.session
        self._clock_ms = dependencies.clock_ms
        self._sid = account.parameters["account_sid"]
        self._service = account.parameters.get("messaging_service_sid", "")
        self._authorization = {"Authorization": aiohttp.encode_basic_auth(self._sid, account.credentials["auth_token"])}
        prices = account.parameters.get("prices", "")
        self._prices: Prices | None = read_prices(prices) if prices else None
        self._callback = (
            f"{dependencies.callback_url.rstrip('/')}/{self._own.vendor}/{account.account_id}"
            if dependencies.callback_url.startswith("https://")
            else ""
        )

    @classmethod
    def capabilities(cls) -> Capabilities:
        return cls._own

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        return await at_once(self._own.at_once, messages, self._send_one)

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        del message_id
        return Unknown("messages are listed by number and day alone; their callbacks name ours")

    async def test(self, sender: Sender | None) -> AccountCheck:
        """Read the account. Nothing is sent, and no number is looked at."""
        del sender
        answer = await get(self._session, f"{API}/Accounts/{self._sid}.json", self._authorization)
        checked = ("the account with its token",)
        if isinstance(answer, NotSent):
            return AccountCheck(works=False, reason=answer.reason, checked=checked)
        said = as_object(answer.body)
        if answer.status != 200:
            reason = f"{answer.status}: {said.get('message', answer.excerpt)}"
            return AccountCheck(works=False, reason=reason, checked=checked)
        active = said.get("status") == "active"
        return AccountCheck(
            works=active,
            account=str(said.get("friendly_name", "")),
            reason="" if active else f"the account is {said.get('status')}",
            checked=checked,
        )

    @abstractmethod
    def _form(self, message: OutboundMessage) -> list[tuple[str, str]] | Refused: ...

    @abstractmethod
    def _accepted(self, message: OutboundMessage, said: dict[str, Any]) -> Accepted: ...

    async def _send_one(self, message: OutboundMessage) -> Outcome:
        if not is_e164(message.address):
            return _refused(message, RefusalClass.BAD_ADDRESS, "", "that is no number like +15551234567")
        form = self._form(message)
        if isinstance(form, Refused):
            return form
        if self._callback:
            form.append(("StatusCallback", f"{self._callback}?{MESSAGE_ARG}={quote(message.message_id, safe='')}"))
        if message.expires_at_ms:
            left_s = (message.expires_at_ms - self._clock_ms()) // 1_000
            form.append(("ValidityPeriod", str(min(max(left_s, _VALIDITY_S[0]), _VALIDITY_S[1]))))
        answer = await post(
            self._session,
            f"{API}/Accounts/{self._sid}/Messages.json",
            urlencode(form).encode(),
            self._authorization | _FORM,
        )
        if not isinstance(answer, Answer):
            return not_handed_over(message, answer)
        return self._outcome(message, answer)

    def _outcome(self, message: OutboundMessage, answer: Answer) -> Outcome:
        said = as_object(answer.body)
        code = said.get("code")
        if answer.status in {200, 201} and isinstance(said.get("sid"), str):
            return self._accepted(message, said)
        if answer.status in {THROTTLED, AWAY} or code in _BUSY:
            return throttled(message, answer, now_ms=self._clock_ms())
        if 400 <= answer.status < 500:
            why = _REFUSALS.get(code, RefusalClass.CONTENT) if isinstance(code, int) else RefusalClass.CONTENT
            if answer.status in {401, 403} and code not in _REFUSALS:
                why = RefusalClass.CREDENTIAL
            return _refused(message, why, str(code or answer.status), str(said.get("message", answer.excerpt)))
        return Ambiguous(message_id=message.message_id, reason=f"{answer.status}: {answer.excerpt}")

    def _sender(self, message: OutboundMessage, prefix: str = "") -> list[tuple[str, str]]:
        """From a number or name, else whichever the messaging service chooses; empty when there is neither."""
        named = [("From", prefix + message.sender.address)] if message.sender.address else []
        service = [("MessagingServiceSid", self._service)] if self._service else []
        return named + service


class TwilioText(_Messages):
    """Text messages; with media they are multimedia messages where the network has such a thing."""

    _own = _TEXT

    def _form(self, message: OutboundMessage) -> list[tuple[str, str]] | Refused:
        text = message.text or message.body
        if not text and not message.media_urls:
            return _refused(message, RefusalClass.CONTENT, "", "there is no text")
        if len(text) > MOST_CHARACTERS:
            return _refused(message, RefusalClass.CONTENT, "", f"its text is longer than {MOST_CHARACTERS} characters")
        sender = self._sender(message)
        if not sender:
            return _refused(message, RefusalClass.CONTENT, "", "there is neither a sender nor a messaging service")
        media = [("MediaUrl", url) for url in message.media_urls[:MOST_MEDIA]]
        return [("To", message.address), *sender, *([("Body", text)] if text else []), *media]

    def _accepted(self, message: OutboundMessage, said: dict[str, Any]) -> Accepted:
        counted = whole_number(str(said.get("num_segments"))) or 0
        count = counted or segments(message.text or message.body).count
        return Accepted(
            message_id=message.message_id,
            provider_message_id=str(said["sid"]),
            segments=count,
            cost_nanos=count * self._prices.of(message.address) if self._prices else 0,
            currency=self._prices.currency if self._prices else "",
        )


class TwilioWhatsApp(_Messages):
    """WhatsApp: approved content templates, or free text within a day of somebody's own message."""

    _own = _WHATSAPP

    def _form(self, message: OutboundMessage) -> list[tuple[str, str]] | Refused:
        sender = self._sender(message, "whatsapp:")
        if not sender:
            return _refused(message, RefusalClass.CONTENT, "", "there is neither a sender nor a messaging service")
        content = message.data.get(CONTENT_SID)
        if isinstance(content, str) and content:
            variables = message.data.get(CONTENT_VARIABLES) or {}
            if not isinstance(variables, dict):
                return _refused(message, RefusalClass.CONTENT, "", f"{CONTENT_VARIABLES} is no object")
            said = [("ContentSid", content)]
            if variables:
                texts = {name: str(value) for name, value in variables.items()}
                said.append(("ContentVariables", json.dumps(texts, separators=(",", ":"))))
        else:
            text = message.text or message.body
            if not text or len(text) > MOST_CHARACTERS:
                reason = f"it names no {CONTENT_SID}, and its text is empty or longer than {MOST_CHARACTERS} characters"
                return _refused(message, RefusalClass.CONTENT, "", reason)
            said = [("Body", text), *(("MediaUrl", url) for url in message.media_urls[:1])]
        return [("To", f"whatsapp:{message.address}"), *sender, *said]

    def _accepted(self, message: OutboundMessage, said: dict[str, Any]) -> Accepted:
        return Accepted(
            message_id=message.message_id,
            provider_message_id=str(said["sid"]),
            segments=1,
            cost_nanos=self._prices.of(message.address) if self._prices else 0,
            currency=self._prices.currency if self._prices else "",
        )


def _refused(message: OutboundMessage, why: RefusalClass, code: str, reason: str) -> Refused:
    return Refused(message_id=message.message_id, why=why, code=code, reason=reason[:500])
