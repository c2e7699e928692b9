"""Firebase Cloud Messaging: push to Android by HTTP v1, with a service account's own tokens (RFC 7523)."""

import json
from collections import deque
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

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
from connectors.channels.wire import (
    Answer,
    as_object,
    at_once,
    not_handed_over,
    post,
    throttled,
)
from domain.campaigns.values import Channel

TOKEN_URL: Final = "https://oauth2.googleapis.com/token"  # noqa: S105 -- an address, not a secret
SCOPE: Final = "https://www.googleapis.com/auth/firebase.messaging"
API: Final = "https://fcm.googleapis.com/v1/projects"
GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
MOST_BYTES: Final = 4_096
MOST_TTL_S: Final = 2_419_200
MESSAGE_ARG: Final = "message_id"
_LIFE_S: Final = 3_600
_EARLY_MS: Final = 60_000
_OWN_KEYS: Final = ("from", "message_type", "collapse_key")
_OWN_PREFIXES: Final = ("google.", "gcm.")
_UNAUTHENTICATED: Final = 401

_REFUSALS: Final = {
    "UNREGISTERED": RefusalClass.BAD_ADDRESS,
    "SENDER_ID_MISMATCH": RefusalClass.BAD_ADDRESS,
    "THIRD_PARTY_AUTH_ERROR": RefusalClass.CREDENTIAL,
    "PERMISSION_DENIED": RefusalClass.CREDENTIAL,
    "UNAUTHENTICATED": RefusalClass.CREDENTIAL,
    "INVALID_ARGUMENT": RefusalClass.CONTENT,
}
_LATER: Final = frozenset({"QUOTA_EXCEEDED", "UNAVAILABLE", "RESOURCE_EXHAUSTED"})

_CAPABILITIES: Final = Capabilities(
    vendor="fcm",
    label="Firebase Cloud Messaging",
    channels=(Channel.PUSH,),
    platforms=("android",),
    credentials=("service_account",),
    batch=500,
    at_once=50,
    rate_per_s=10_000,
    max_bytes=MOST_BYTES,
    documented={
        "send": "HTTP v1, projects.messages.send",
        "errors": "HTTP v1, ErrorCode",
        "credentials": "service accounts by JWT bearer grant (RFC 7523)",
        "rate": "600,000 messages a minute and project by default",
        "test": "validate_only",
    },
    unverified=(
        "what a 500 leaves behind: it is taken for ambiguous; the notification's tag makes a repetition replace the first",
        "that an invalid token is told by the field message.token: from integrators' recordings",
    ),
)


class Fcm:
    """One Firebase project, named by the JSON key of a service account that may send."""

    @classmethod
    def capabilities(cls) -> Capabilities:
        return _CAPABILITIES

    def __init__(self, account: ChannelAccount, dependencies: Dependencies) -> None:
        self._session = dependencies.session
        self._clock_ms = dependencies.clock_ms
        self._key = _read_key(account.credentials["service_account"])
        self._token = KeptToken(self._bought, dependencies.clock_ms)
        self._proven: deque[str] = deque(maxlen=2)
        """Tokens a message was accepted with, the one before among them: calls with it may still be under way."""

    async def send(self, messages: Sequence[OutboundMessage]) -> Sequence[Outcome]:
        return await at_once(_CAPABILITIES.at_once, messages, self._send_one)

    async def look_up(self, message_id: str) -> Accepted | Unknown | None:
        del message_id
        return Unknown("messages cannot be asked for")

    async def test(self, sender: Sender | None) -> AccountCheck:
        """Buy a token, and have a message to a topic nobody can be in validated, not sent."""
        del sender
        checked = ("a token for the service account", "a message, validated only")
        try:
            token = await self._token()
        except _NoToken as error:
            return AccountCheck(works=False, reason=error.reason, checked=checked[:1])
        body = {"validate_only": True, "message": {"topic": "campaign-express-connection-test", "data": {"a": "b"}}}
        answer = await post(self._session, self._url(), msgspec.json.encode(body), _headers(token))
        if not isinstance(answer, Answer):
            return AccountCheck(works=False, reason=answer.reason, checked=checked)
        works = answer.status == 200
        return AccountCheck(
            works=works,
            account=str(self._key.get("project_id", "")) if works else "",
            reason="" if works else _words(answer),
            checked=checked,
        )

    def _url(self) -> str:
        return f"{API}/{self._key.get('project_id', '')}/messages:send"

    async def _bought(self) -> tuple[str, int]:
        """Raises ``_NoToken``."""
        now_s = self._clock_ms() // 1_000
        claims = {
            "iss": self._key.get("client_email", ""),
            "scope": SCOPE,
            "aud": TOKEN_URL,
            "iat": now_s,
            "exp": now_s + _LIFE_S,
        }
        try:
            assertion = jwt.encode(claims, str(self._key.get("private_key", "")), algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError) as error:
            raise _NoToken("the service account's key cannot be read", is_ours=True) from error
        form = urlencode({"grant_type": GRANT, "assertion": assertion}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await post(self._session, TOKEN_URL, form, headers)
        if not isinstance(answer, Answer):
            raise _NoToken(answer.reason)
        said = as_object(answer.body)
        token = said.get("access_token")
        if answer.status != 200 or not isinstance(token, str):
            is_ours = 400 <= answer.status < 500 and answer.status != 429
            raise _NoToken(f"{answer.status}: {answer.excerpt}", is_ours=is_ours)
        life_s = said.get("expires_in", _LIFE_S)
        life_ms = int(life_s) * 1_000 if isinstance(life_s, int) else _LIFE_S * 1_000
        return token, self._clock_ms() + life_ms - _EARLY_MS

    async def _send_one(self, message: OutboundMessage) -> Outcome:
        refused = _faults(message)
        if refused is not None:
            return refused
        try:
            token = await self._token()
        except _NoToken as error:
            if error.is_ours:
                return _refused(message, RefusalClass.CREDENTIAL, "", error.reason)
            return Deferred(message_id=message.message_id, reason=error.reason)
        body = msgspec.json.encode({"message": self._message(message)})
        answer = await post(self._session, self._url(), body, _headers(token))
        if not isinstance(answer, Answer):
            return not_handed_over(message, answer)
        return self._outcome(message, answer, token)

    def _outcome(self, message: OutboundMessage, answer: Answer, token: str) -> Outcome:
        said = as_object(answer.body)
        if answer.status == 200 and isinstance(said.get("name"), str):
            if token not in self._proven:
                self._proven.append(token)
            return Accepted(message_id=message.message_id, provider_message_id=said["name"])
        code = _code(said)
        if answer.status == _UNAUTHENTICATED and code in {"", "UNAUTHENTICATED"}:
            self._token.forget(token)
            if token in self._proven:
                return Deferred(message_id=message.message_id, retry_after_s=1, reason="its token is worn out")
            return _refused(message, RefusalClass.CREDENTIAL, code or str(answer.status), _words(answer))
        if code in _LATER or answer.status in {429, 503}:
            return throttled(message, answer, now_ms=self._clock_ms())
        if 400 <= answer.status < 500:
            why = _REFUSALS.get(code, RefusalClass.CONTENT)
            if "message.token" in _fields(said) or "registration token" in _words(answer):
                why = RefusalClass.BAD_ADDRESS
            return _refused(message, why, code or str(answer.status), _words(answer))
        return Ambiguous(message_id=message.message_id, reason=f"{answer.status}: {answer.excerpt}")

    def _message(self, message: OutboundMessage) -> dict[str, Any]:
        said: dict[str, Any] = {"token": message.address, "data": _data(message)}
        notification = {"title": message.title, "body": message.body or message.text}
        if any(notification.values()):
            said["notification"] = {name: value for name, value in notification.items() if value}
            if message.media_urls:
                said["notification"]["image"] = message.media_urls[0]
        android: dict[str, Any] = {"priority": "HIGH" if message.is_transactional else "NORMAL"}
        if "notification" in said:
            android["notification"] = {"tag": message.message_id}
        if message.expires_at_ms:
            left_s = max((message.expires_at_ms - self._clock_ms()) // 1_000, 0)
            android["ttl"] = f"{min(left_s, MOST_TTL_S)}s"
        return {**said, "android": android}


class _NoToken(Exception):
    """Nothing was sent. ``is_ours`` when the credentials are to blame."""

    def __init__(self, reason: str, *, is_ours: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_ours = is_ours


def _read_key(text: str) -> dict[str, Any]:
    """A service account's key file; empty for what is none, and every call is then refused for its credential."""
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _data(message: OutboundMessage) -> dict[str, str]:
    """Values are text, as the vendor wants them; what is no text travels as JSON."""
    texts = {
        name: value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        for name, value in message.data.items()
    }
    return {**texts, **message.ids, MESSAGE_ARG: message.message_id}


def _faults(message: OutboundMessage) -> Refused | None:
    if not message.address or not message.address.isascii() or len(message.address) > 4_096:
        return _refused(message, RefusalClass.BAD_ADDRESS, "", "that is no registration token")
    data = _data(message)
    taken = [name for name in data if name in _OWN_KEYS or name.startswith(_OWN_PREFIXES)]
    if taken:
        return _refused(message, RefusalClass.CONTENT, "", f"data cannot be named '{taken[0]}'")
    payload = {"notification": {"title": message.title, "body": message.body or message.text}, "data": data}
    if len(msgspec.json.encode(payload)) > MOST_BYTES:
        return _refused(message, RefusalClass.CONTENT, "", f"it is larger than {MOST_BYTES} bytes")
    return None


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=UTF-8"}


def _details(said: dict[str, Any]) -> list[dict[str, Any]]:
    error = said.get("error")
    listed = error.get("details") if isinstance(error, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _code(said: dict[str, Any]) -> str:
    """The code of messaging itself where there is one, else the general status."""
    for detail in _details(said):
        if str(detail.get("@type", "")).endswith("FcmError"):
            return str(detail.get("errorCode", ""))
    error = said.get("error")
    return str(error.get("status", "")) if isinstance(error, dict) else ""


def _fields(said: dict[str, Any]) -> list[str]:
    return [
        str(violation.get("field", ""))
        for detail in _details(said)
        for violation in detail.get("fieldViolations") or ()
        if isinstance(violation, dict)
    ]


def _words(answer: Answer) -> str:
    error = as_object(answer.body).get("error")
    return str(error.get("message", "")) if isinstance(error, dict) else answer.excerpt


def _refused(message: OutboundMessage, why: RefusalClass, code: str, reason: str) -> Refused:
    return Refused(message_id=message.message_id, why=why, code=code, reason=reason[:500])
