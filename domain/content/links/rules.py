"""Links of ours: signed, checked, and put in place of an author's. Pure.

A token reads ``{key id}.{payload and signature}`` in URL-safe base 64. Each kind is signed under a name of its own, so that
none passes for another: a link that is copied out of a message and passed on opens nobody's preferences.
"""

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from hashlib import blake2b
from hmac import compare_digest
from html import escape, unescape
from typing import Final, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import msgspec

from domain.campaigns.values import Channel
from domain.content.links.values import (
    PREFERENCES_LIFE_MS,
    READING_LIFE_MS,
    UNSUBSCRIBE_LIFE_MS,
    Choosing,
    LinkExpired,
    Reading,
    Visit,
)
from domain.errors import Forbidden, InvalidInput

_SIGNATURE: Final = 15
_SCOPE: Final = 9
_LONGEST_TOKEN: Final = 2_000
_LONGEST_ADDRESS: Final = 8_000
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,16}")
_READING: Final = b"reading"
_CHOOSING: Final = b"choosing"
_LINK: Final = b"link"
_SCHEMES: Final = ("http", "https")
Said = TypeVar("Said", Reading, Choosing)


class LinkSigner:
    """Makes and checks links below ``base_url`` with ``id:secret`` keys: the first one signs, all verify."""

    def __init__(self, keys: Sequence[str], *, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._states: dict[tuple[str, bytes], blake2b] = {}
        for pair in keys:
            key_id, _, secret = pair.partition(":")
            if not _KEY_ID.fullmatch(key_id) or len(secret) < 16:
                raise InvalidInput(
                    "a key of links is an id, a colon and a secret of at least 16 characters",
                    field="secrets.keys",
                    remedy="Send pairs such as 2026a:<32 random characters>.",
                )
            key = blake2b(secret.encode(), digest_size=32, person=b"links").digest()
            for kind in (_READING, _CHOOSING, _LINK):
                self._states[key_id, kind] = blake2b(key=key, digest_size=_SIGNATURE, person=kind)
        if not self._states:
            raise InvalidInput("there is no key to sign links with", field="secrets.keys", remedy="Set one.")
        self._first = next(iter(self._states))[0]
        self._encoder = msgspec.msgpack.Encoder()

    # What goes into messages

    def reading(self, tenant_id: str, message_id: str, channel: Channel, scope: bytes, at_ms: int) -> str:
        """The part of clicks and opens that is the message's own."""
        return self._token(_READING, self._encoder.encode((tenant_id, message_id, channel, at_ms // 1_000, scope)))

    def choosing(self, tenant_id: str, message_id: str, channel: Channel, person_id: str, at_ms: int) -> str:
        """The part of unsubscribing and preferences that is the message's own."""
        return self._token(_CHOOSING, self._encoder.encode((tenant_id, message_id, channel, at_ms // 1_000, person_id)))

    def link(self, scope: bytes, address: str) -> str:
        """The part of a click that says where it leads: the same for everybody who gets this version."""
        return self._token(_LINK, address.encode(), under=scope)

    def click_url(self, reading: str, link: str) -> str:
        return f"{self.base_url}/r/c/{reading}/{link}"

    def open_url(self, reading: str) -> str:
        return f"{self.base_url}/r/o/{reading}.gif"

    def unsubscribe_url(self, choosing: str) -> str:
        return f"{self.base_url}/r/u/{choosing}"

    def preferences_url(self, choosing: str) -> str:
        return f"{self.base_url}/r/p/{choosing}"

    # What comes back

    def read_click(self, reading: str, link: str, *, now_ms: int) -> tuple[Reading, str]:
        """Which message, and where to. Raises ``Forbidden`` unless that message contained this very link."""
        said = self.read_reading(reading, now_ms=now_ms)
        address = self._opened(_LINK, link, under=said.scope).decode("utf-8", "strict")
        if urlsplit(address).scheme not in _SCHEMES:
            raise _unknown()
        return said, address

    def read_reading(self, token: str, *, now_ms: int) -> Reading:
        return self._said(_READING, token, Reading, now_ms=now_ms, life_ms=READING_LIFE_MS)

    def read_choosing(self, token: str, *, now_ms: int, to_show: bool) -> Choosing:
        """``to_show`` is for what shows or changes preferences; unsubscribing alone may come years later."""
        life_ms = PREFERENCES_LIFE_MS if to_show else UNSUBSCRIBE_LIFE_MS
        return self._said(_CHOOSING, token, Choosing, now_ms=now_ms, life_ms=life_ms)

    def _token(self, kind: bytes, payload: bytes, *, under: bytes = b"") -> str:
        state = self._states[self._first, kind].copy()
        state.update(under + payload)
        return f"{self._first}.{urlsafe_b64encode(state.digest() + payload).decode().rstrip('=')}"

    def _opened(self, kind: bytes, token: str, *, under: bytes = b"") -> bytes:
        key_id, _, body = token.partition(".")
        state = self._states.get((key_id, kind))
        if state is None or len(token) > (_LONGEST_ADDRESS * 4 // 3 + 100 if kind == _LINK else _LONGEST_TOKEN):
            raise _unknown()
        try:
            raw = urlsafe_b64decode(body + "=" * (-len(body) % 4))
        except (binascii.Error, ValueError) as error:
            raise _unknown() from error
        payload = raw[_SIGNATURE:]
        fresh = state.copy()
        fresh.update(under + payload)
        if not compare_digest(fresh.digest(), raw[:_SIGNATURE]):
            raise _unknown()
        return payload

    def _said(self, kind: bytes, token: str, form: type[Said], *, now_ms: int, life_ms: int) -> Said:
        try:
            said = msgspec.msgpack.decode(self._opened(kind, token), type=form)
        except msgspec.MsgspecError as error:
            raise _unknown() from error
        if now_ms > said.at_s * 1_000 + life_ms:
            raise LinkExpired("this link is too old", remedy="Open it from a newer message.")
        return said


def _unknown() -> Forbidden:
    return Forbidden("this is no link of ours", remedy="Open the message again and use the link in it.")


def scope_of(tenant_id: str, template_id: str, version: int) -> bytes:
    """What ties links to the version of a template that contained them."""
    return blake2b(f"{tenant_id}/{template_id}/{version}".encode(), digest_size=_SCOPE, person=b"scope").digest()


# What becomes of an author's links


class Rewriter:
    """What is done to the links of one version: UTM, and with ``signer`` clicks that are counted."""

    def __init__(
        self, *, utm: dict[str, str], hosts: Sequence[str] = (), signer: LinkSigner | None, scope: bytes, reading: str
    ) -> None:
        self._utm = [(f"utm_{name}", value) for name, value in utm.items() if value]
        self._all_utm = urlencode(self._utm, quote_via=quote)
        self._hosts = tuple(host.lower() for host in hosts)
        self._signer = signer
        self._scope = scope
        self._reading = reading
        """What stands for the message's own part: Liquid, or the token itself."""
        self._made: dict[str, str] = {}

    def with_reading(self, reading: str) -> "Rewriter":
        made = Rewriter(utm={}, hosts=self._hosts, signer=self._signer, scope=self._scope, reading=reading)
        made._utm, made._all_utm = self._utm, self._all_utm
        return made

    def address(self, address: str) -> str:
        """Where the link leads in the message. Addresses that are not the web's stay as they are; raises ``InvalidInput``."""
        address = address.strip()
        scheme = address.partition(":")[0].lower() if ":" in address else ""
        if scheme not in _SCHEMES:
            if scheme and scheme not in OTHER_SCHEMES:
                raise InvalidInput(
                    f"a link begins with '{scheme[:20]}:'",
                    remedy=f"Link to https, http, {', '.join(sorted(OTHER_SCHEMES))}; into an app by an https address that opens it.",
                )
            return address
        made = self._made.get(address)
        if made is None:
            if len(address) > _LONGEST_ADDRESS:
                raise InvalidInput("a link has more than 8,000 characters", remedy="Shorten it.")
            made = self._with_utm(address)
            if self._signer is not None:
                made = self._signer.click_url(self._reading, self._signer.link(self._scope, made))
            self._made[address] = made
        return made

    def _with_utm(self, address: str) -> str:
        if not self._utm:
            return address
        if not self._hosts and "#" not in address and "utm_" not in address:
            return f"{address}{'&' if '?' in address else '?'}{self._all_utm}"
        try:
            parts = urlsplit(address)
        except ValueError as error:
            raise InvalidInput(f"'{address[:80]}' is no address", remedy="Correct it.") from error
        host = (parts.hostname or "").lower()
        if self._hosts and not any(host == one or host.endswith(f".{one}") for one in self._hosts):
            return address
        present = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
        added = urlencode([pair for pair in self._utm if pair[0] not in present], quote_via=quote)
        return urlunsplit(parts._replace(query="&".join(one for one in (parts.query, added) if one)))


OTHER_SCHEMES: Final = frozenset({"mailto", "tel", "sms", "geo", "maps", "webcal", "whatsapp"})
_IN_TEXT: Final = re.compile(r"https?://[^\s<>\[\](){}\"'`|\\^]{1,8000}")
_TRAILING: Final = ".,;:!?*_~"


_NEEDS_ESCAPING: Final = re.compile("[&<>'\"]").search


def rewrite_html_attribute(value: str, rewriter: Rewriter) -> str:
    """The value of a ``href`` as HTML has it, with references for ``&`` and quotes."""
    address = rewriter.address(unescape(value))
    return escape(address) if _NEEDS_ESCAPING(address) is not None else address


def rewrite_text(text: str, rewrite: Callable[[str], str]) -> str:
    """Every web address in a text, without the full stop behind it."""

    def replaced(found: re.Match[str]) -> str:
        address = found.group().rstrip(_TRAILING)
        return rewrite(address) + found.group()[len(address) :]

    return _IN_TEXT.sub(replaced, text)


# Who opens and clicks

_MACHINES: Final = re.compile(
    r"bot\b|crawl|spider|scan|preview|prefetch|monitor|curl|wget|python|java/|okhttp|go-http|libwww|httpclient|axios|node-fetch"
    r"|headless|phantom|barracuda|proofpoint|mimecast|forcepoint|trendmicro|symantec|fireeye|zscaler|sophos|fortinet|messagelabs"
    r"|slackbot|facebookexternalhit|whatsapp|telegrambot|skypeuripreview|discordbot|linkedinbot|twitterbot|google-safety",
    re.IGNORECASE,
)
_PROXIES: Final = re.compile(r"GoogleImageProxy|YahooMailProxy", re.IGNORECASE)
"""They fetch a picture when its message is opened: a person's open by another's hands."""
_APPLE_PREFETCH: Final = "Mozilla/5.0"
"""All that Apple's mail privacy protection says of itself; it fetches every picture of every message."""
TOO_SOON_MS: Final = 2_000
"""Nobody reads that fast: whatever comes so soon after rendering examines the message."""


def is_machine(visit: Visit) -> bool:
    """Whether an open or click is a machine's. Wrong now and then, in both directions; counted apart, never dropped."""
    if visit.method not in {"GET", "POST"} or re.search(r"prefetch|preview", visit.purpose, re.IGNORECASE):
        return True
    if visit.age_ms < TOO_SOON_MS:
        return True
    agent = visit.user_agent.strip()
    if _PROXIES.search(agent):
        return False
    return not agent or agent == _APPLE_PREFETCH or bool(_MACHINES.search(agent))
