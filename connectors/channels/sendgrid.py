"""SendGrid: mail by API v3 ``mail/send``, one call for messages that read alike."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from connectors.channels import mail
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

HOSTS: Final = {"": "https://api.sendgrid.com", "eu": "https://api.eu.sendgrid.com"}
MOST_RECIPIENTS: Final = 1_000
MOST_CUSTOM_BYTES: Final = 10_000
MESSAGE_ARG: Final = "message_id"
_SHARED: Final = frozenset({"content", "from", "reply_to", "tracking_settings"})
"""What stands once in a call, whoever its receivers are."""
_OFF: Final = {"enable": False}
_NOBODY: Final = "nobody@example.com"

_CAPABILITIES: Final = Capabilities(
    vendor="sendgrid",
    label="SendGrid",
    channels=(Channel.EMAIL,),
    optional_parameters=("region", "replay_window_s", "event_public_key", "tracking"),
    patterns={
        "region": "eu",
        "replay_window_s": "[0-9]{1,6}",
        "tracking": "vendor",
        "event_public_key": "[A-Za-z0-9+/=]+",
    },
    credentials=("api_key",),
    needs_sender=True,
    batch=MOST_RECIPIENTS,
    at_once=20,
    rate_per_s=100,
    max_bytes=30 * 1024 * 1024,
    names_message=True,
    receipts=("delivered", "bounced", "dropped", "complained", "opened", "clicked", "unsubscribed", "resubscribed"),
    documented={
        "send": "API v3, POST /v3/mail/send",
        "errors": "API v3, mail send errors",
        "test": "API v3, GET /v3/scopes; mail settings, sandbox mode",
        "feedback": "Event Webhook reference; Signed Event Webhook",
    },
    unverified=(
        "rate: mail/send has no documented limit for all plans; 100 a second is ours",
        "what a 500 leaves behind: it is taken for ambiguous",
        "whether an event that is posted again is signed anew: our window of ten minutes assumes that it is",
    ),
)


class SendGrid:
    """One account or subuser. ``region`` is ``eu`` for subusers there; ``tracking`` is ``vendor`` to let it rewrite links."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return _CAPABILITIES

    def __init__(self, account: ChannelAccount, dependencies: Dependencies) -> None:
        self._session = dependencies.session
        self._clock_ms = dependencies.clock_ms
        self._host = HOSTS[account.parameters.get("region", "")]
        self._tracks = account.parameters.get("tracking", "") == "vendor"
        self._headers = {
            "Authorization": f"Bearer {account.credentials['api_key']}",
            "Content-Type": "application/json",
        }

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        outcomes: dict[str, Outcome] = {}
        fit: list[OutboundMessage] = []
        for message in messages:
            refused = mail.faults(message) or _custom_faults(message)
            if refused is not None:
                outcomes[message.message_id] = refused
            else:
                fit.append(message)
        waiting: Sequence[Sequence[OutboundMessage]] = _alike(fit)
        while waiting:
            answered = await at_once(_CAPABILITIES.at_once, waiting, self._send_alike)
            outcomes |= {outcome.message_id: outcome for one in answered for outcome in one.outcomes}
            waiting = [messages for one in answered for messages in one.again]
        return [outcomes[message.message_id] for message in messages]

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        del message_id
        return Unknown("its history of activity is an extra that accounts may lack; its events name the message")

    async def test(self, sender: Sender | None) -> AccountCheck:
        """Read what the key may do, then have a message checked in the sandbox, where it goes to nobody."""
        answer = await get(self._session, f"{self._host}/v3/scopes", self._headers)
        if isinstance(answer, NotSent) or answer.status != 200:
            reason = answer.reason if isinstance(answer, NotSent) else f"{answer.status}: {_words(answer)}"
            return AccountCheck(works=False, reason=reason, checked=("what the key may do",))
        scopes = as_object(answer.body).get("scopes", [])
        if "mail.send" not in scopes:
            return AccountCheck(works=False, reason="the key may not send mail (mail.send)", checked=("scopes",))
        if sender is None:
            return AccountCheck(works=True, account="the key may send mail", checked=("what the key may do",))
        body = {
            "personalizations": [{"to": [{"email": _NOBODY}]}],
            "from": {"email": sender.address},
            "subject": "Connection test",
            "content": [{"type": "text/plain", "value": "Nobody gets this."}],
            "mail_settings": {"sandbox_mode": {"enable": True}},
        }
        tried = await post(self._session, f"{self._host}/v3/mail/send", msgspec.json.encode(body), self._headers)
        if not isinstance(tried, Answer):
            return AccountCheck(works=False, reason=tried.reason, checked=("what the key may do", "sandbox"))
        works = tried.status in {200, 202}
        return AccountCheck(
            works=works,
            account="the key may send mail" if works else "",
            reason="" if works else f"{tried.status}: {_words(tried)}",
            checked=("what the key may do", "a message in the sandbox"),
        )

    async def _send_alike(self, messages: Sequence[OutboundMessage]) -> "_Answered":
        """Messages with one content. One that is refused for its receiver does not take the others with it."""
        answer = await post(self._session, f"{self._host}/v3/mail/send", self._body(messages), self._headers)
        if not isinstance(answer, Answer):
            return _Answered(outcomes=[not_handed_over(message, answer) for message in messages])
        if answer.status in {200, 202}:
            provider_id = answer.headers.get("x-message-id", "")
            return _Answered(
                outcomes=[Accepted(message_id=one.message_id, provider_message_id=provider_id) for one in messages]
            )
        if answer.status == 400 and len(messages) > 1 and not _is_about_content(answer):
            return _divided(messages, answer)
        return _Answered(outcomes=[self._outcome(message, answer) for message in messages])

    def _outcome(self, message: OutboundMessage, answer: Answer) -> Outcome:
        if answer.status in {THROTTLED, AWAY}:
            return throttled(message, answer, now_ms=self._clock_ms())
        if answer.status < 500:
            return _refused(message, answer)
        return Ambiguous(message_id=message.message_id, reason=f"{answer.status}: {_words(answer)}")

    def _body(self, messages: Sequence[OutboundMessage]) -> bytes:
        first = messages[0]
        tracking = (
            {} if self._tracks else {"click_tracking": _OFF, "open_tracking": _OFF, "subscription_tracking": _OFF}
        )
        body: dict[str, Any] = {
            "personalizations": [_personalization(message) for message in messages],
            "from": _mailbox(first.sender.address, first.sender.name),
            "subject": first.subject,
            "content": [
                {"type": kind, "value": value}
                for kind, value in (("text/plain", first.text), ("text/html", first.html))
                if value
            ],
        }
        if first.sender.reply_to:
            body["reply_to"] = {"email": first.sender.reply_to}
        if tracking:
            body["tracking_settings"] = tracking
        return msgspec.json.encode(body)


class _Answered(Struct, frozen=True, kw_only=True):
    """What came of one call; ``again`` are parts of it that are worth another call each."""

    outcomes: Sequence[Outcome] = ()
    again: Sequence[Sequence[OutboundMessage]] = ()


def _divided(messages: Sequence[OutboundMessage], answer: Answer) -> _Answered:
    """Without those whom the vendor names; where it names nobody, in halves."""
    blamed = _blamed(answer, len(messages))
    if not blamed:
        half = len(messages) // 2
        return _Answered(again=(messages[:half], messages[half:]))
    left = [one for place, one in enumerate(messages) if place not in blamed]
    return _Answered(
        outcomes=[_refused(messages[place], answer) for place in sorted(blamed)], again=(left,) if left else ()
    )


def _alike(messages: Sequence[OutboundMessage]) -> list[list[OutboundMessage]]:
    """Messages that differ in receiver, subject and headers alone, together; no address twice in one call."""
    calls: dict[tuple[str, str, Sender], list[dict[str, OutboundMessage]]] = defaultdict(list)
    for message in messages:
        address = message.address.lower()
        open_calls = calls[message.html, message.text, message.sender]
        for call in open_calls:
            if address not in call and len(call) < MOST_RECIPIENTS:
                call[address] = message
                break
        else:
            open_calls.append({address: message})
    return [list(call.values()) for open_calls in calls.values() for call in open_calls]


def _personalization(message: OutboundMessage) -> dict[str, Any]:
    said: dict[str, Any] = {
        "to": [{"email": message.address}],
        "subject": message.subject,
        "custom_args": _custom(message),
    }
    if message.headers:
        said["headers"] = message.headers
    return said


def _custom(message: OutboundMessage) -> dict[str, str]:
    """Comes back with every event. The vendor warns against personal data in it: ids of ours alone."""
    return {**message.ids, MESSAGE_ARG: message.message_id, "tenant_id": message.tenant_id}


def _custom_faults(message: OutboundMessage) -> Refused | None:
    if len(msgspec.json.encode(_custom(message))) <= MOST_CUSTOM_BYTES:
        return None
    reason = f"its ids are longer than {MOST_CUSTOM_BYTES} bytes"
    return Refused(message_id=message.message_id, why=RefusalClass.CONTENT, reason=reason)


def _mailbox(address: str, name: str) -> dict[str, str]:
    return {"email": address, "name": name} if name else {"email": address}


def _errors(answer: Answer) -> list[dict[str, Any]]:
    listed = as_object(answer.body).get("errors")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _words(answer: Answer) -> str:
    said = "; ".join(str(one.get("message", "")) for one in _errors(answer))
    return said[:500] or answer.excerpt


def _is_about_content(answer: Answer) -> bool:
    """Whether all that the vendor names is what the messages share: each of them would be refused alone as well."""
    named = [str(error.get("field") or "").partition(".")[0] for error in _errors(answer)]
    return bool(named) and _SHARED.issuperset(named)


def _blamed(answer: Answer, count: int) -> set[int]:
    """Which personalizations the vendor names: ``personalizations.3.to.0.email``."""
    places: set[int] = set()
    for error in _errors(answer):
        parts = str(error.get("field") or "").split(".")
        place = whole_number(parts[1]) if len(parts) > 1 and parts[0] == "personalizations" else None
        if place is None or place >= count:
            return set()
        places.add(place)
    return places


def _refused(message: OutboundMessage, answer: Answer) -> Refused:
    fields = [str(error.get("field") or "") for error in _errors(answer)]
    if answer.status in {401, 403}:
        why = RefusalClass.CREDENTIAL
    elif any(field.startswith("personalizations") and ".to" in field for field in fields):
        why = RefusalClass.BAD_ADDRESS
    else:
        why = RefusalClass.CONTENT
    code = next((field for field in fields if field), "")
    return Refused(message_id=message.message_id, why=why, code=code or str(answer.status), reason=_words(answer))
