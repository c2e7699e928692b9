"""Signed notice tokens: everything a notice must know about its bid, carried by the exchange and trusted by nobody.

A token reads ``{key id}.{payload}.{signature}``: the payload is the token's MessagePack in URL-safe base 64, the signature
32 hex digits. One keyed BLAKE2b over key id and payload yields 64 bytes, cut into four signatures: for win, bill, loss,
and for click with conversion. A click token is visible in markup, and shares its payload with the billing token of the
same bid; its signature still says nothing about the other three.

The signature covers the payload's base 64 text, so no second spelling of a token verifies.
"""

from binascii import Error as BadBase64
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from hashlib import blake2b
from hmac import compare_digest
from re import compile as pattern
from typing import Final

import msgspec

from domain.errors import Forbidden, InvalidInput
from domain.events.values import EventType

SIGNATURE_DIGITS: Final = 32
_KEY_ID = pattern(r"[A-Za-z0-9_-]{1,16}")
_LONGEST_TOKEN: Final = 4_096
_TO_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
_FROM_URL_SAFE: Final = bytes.maketrans(b"-_", b"+/")
_SLOT: Final = {
    EventType.WIN: 0,
    EventType.BILL: 1,
    EventType.LOSS: 2,
    EventType.CLICK: 3,
    EventType.CONVERSION: 3,
}


class NoticeToken(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One bid, as its notices will need it.

    ``max_price_nanos`` is what the lease holds back, in the campaign's ``currency``; ``rate_e9`` turns an amount of
    ``bid_currency`` into it. ``landing`` is ``landing_digest`` of where a click may lead; empty means nowhere.
    Fields are positional on the wire: append, never reorder.
    """

    bid_id: str
    bidder_id: str
    lease_id: str
    tenant_id: str
    campaign_id: str
    creative_id: str
    exchange_id: str
    request_id: str
    impression_id: str
    person_id: str
    max_price_nanos: int
    rate_e9: int
    bid_currency: str
    currency: str
    expires_at_ms: int
    is_test: bool
    landing: bytes = b""


class SignedNotice(msgspec.Struct, frozen=True, gc=False):
    """The four tokens of one bid; ``click`` serves conversions too."""

    win: str
    bill: str
    loss: str
    click: str


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(NoticeToken).decode


def landing_digest(landing_url: str) -> bytes:
    """Sixteen bytes that bind a token to the one address its click may lead to; worth computing once a creative."""
    return blake2b(landing_url.encode(), digest_size=16).digest()


class NoticeSigner:
    """Signs with the first of ``keys`` (``id:secret`` each) and verifies with any of them.

    To rotate: put the new key first, and drop the old one when the last bid signed with it has expired. Raises
    ``InvalidInput`` for an empty list, a malformed or repeated id, or a secret under 16 characters.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keyed: dict[str, blake2b] = {}
        for key in keys:
            key_id, _, secret = key.partition(":")
            if not _KEY_ID.fullmatch(key_id) or key_id in self._keyed or len(secret) < 16:
                raise InvalidInput(
                    f"notice key {key_id!r} is not usable",
                    field="notices.keys",
                    remedy="Give unique id:secret pairs: ids of letters, digits, - and _, secrets of 16 characters or more.",
                )
            material = blake2b(secret.encode(), digest_size=64).digest()
            self._keyed[key_id] = blake2b(key_id.encode() + b".", digest_size=64, key=material)
        if not self._keyed:
            raise InvalidInput(
                "there is no notice key", field="notices.keys", remedy="Give at least one id:secret pair."
            )
        self._signing_id = next(iter(self._keyed))
        self._signing = self._keyed[self._signing_id]

    def sign(self, token: NoticeToken) -> SignedNotice:
        """Make the bid's four tokens."""
        payload = b2a_base64(_encode(token), newline=False).translate(_TO_URL_SAFE, b"=")
        keyed = self._signing.copy()
        keyed.update(payload)
        signatures = keyed.hexdigest()
        stem = f"{self._signing_id}.{payload.decode('ascii')}."
        return SignedNotice(
            stem + signatures[:32],
            stem + signatures[32:64],
            stem + signatures[64:96],
            stem + signatures[96:],
        )

    def verify(self, kind: EventType, signed: str) -> NoticeToken:
        """Read the token behind ``signed``. Raises ``Forbidden`` unless it was signed here for ``kind``."""
        slot = _SLOT.get(kind)
        if slot is None or len(signed) > _LONGEST_TOKEN or not signed.isascii():
            raise Forbidden("this is no notice of ours")
        key_id, _, rest = signed.partition(".")
        text, _, signature = rest.partition(".")
        keyed = self._keyed.get(key_id)
        if keyed is None:
            raise Forbidden("the notice is signed with a key we do not hold")
        keyed = keyed.copy()
        payload = text.encode("ascii")
        keyed.update(payload)
        start = slot * SIGNATURE_DIGITS
        if not compare_digest(keyed.hexdigest()[start : start + SIGNATURE_DIGITS], signature):
            raise Forbidden("the notice's signature does not verify")
        try:
            return _decode(a2b_base64(payload.translate(_FROM_URL_SAFE) + b"=" * (-len(payload) % 4)))
        except (BadBase64, msgspec.DecodeError) as error:
            raise Forbidden("the notice was signed by another version of ours and cannot be read") from error
