"""Sealed notice tokens: everything a notice must know about its bid, carried by the exchange and trusted by nobody.

A token reads ``{key id}.{payload}.{signature}``. The payload is URL-safe base 64 of a nonce and the token's MessagePack,
encrypted: XORed with what SHAKE-128 makes of key and nonce, the nonce being a keyed digest of what is hidden, so that no
two different tokens share one. The signature is 32 hex digits. One keyed BLAKE2b over key id
and payload yields 64 bytes, cut into four signatures: for win, bill, loss, and for click with conversion. A click token is
visible in markup, and shares its payload with the billing token of the same bid; its signature still says nothing about
the other three, and its payload nothing to a page it leads to.

The signature covers the payload's base 64 text, so no second spelling of a token verifies.
"""

from binascii import Error as BadBase64
from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from hashlib import blake2b, shake_128
from hmac import compare_digest
from re import compile as pattern
from typing import Final

import msgspec

from domain.errors import Forbidden, InvalidInput
from domain.events.values import EventType

SIGNATURE_DIGITS: Final = 32
NONCE_BYTES: Final = 12
_FOR_NONCES: Final = b"nonces"
_FOR_PADS: Final = b"pads"
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
    quantity_e6: int = 0
    """How many impressions the showing counts as, in millionths; 0 for one, which almost all do."""


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


class _Key:
    """One key, as hashes that have taken it in already."""

    __slots__ = ("_nonces", "_pads", "key_id", "signing")

    def __init__(self, key_id: str, secret: str) -> None:
        self.key_id = key_id
        material = blake2b(secret.encode(), digest_size=64).digest()
        self.signing = blake2b(key_id.encode() + b".", digest_size=64, key=material)
        self._nonces = blake2b(digest_size=NONCE_BYTES, key=blake2b(_FOR_NONCES, key=material).digest())
        self._pads = shake_128(blake2b(_FOR_PADS, digest_size=32, key=material).digest())

    def sealed(self, payload: bytes) -> bytes:
        nonces = self._nonces.copy()
        nonces.update(payload)
        nonce = nonces.digest()
        return nonce + self._hidden(nonce, payload)

    def opened(self, sealed: bytes) -> bytes:
        return self._hidden(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:])

    def _hidden(self, nonce: bytes, payload: bytes) -> bytes:
        """``payload`` made unreadable, or readable again."""
        pad = self._pads.copy()
        pad.update(nonce)
        size = len(payload)
        return (int.from_bytes(payload) ^ int.from_bytes(pad.digest(size))).to_bytes(size)


class NoticeSigner:
    """Seals with the first of ``keys`` (``id:secret`` each) and opens with any of them.

    To rotate: put the new key first, and drop the old one when the last bid signed with it has expired. Raises
    ``InvalidInput`` for an empty list, a malformed or repeated id, or a secret under 16 characters.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys: dict[str, _Key] = {}
        for key in keys:
            key_id, _, secret = key.partition(":")
            if not _KEY_ID.fullmatch(key_id) or key_id in self._keys or len(secret) < 16:
                raise InvalidInput(
                    f"notice key {key_id!r} is not usable",
                    field="notices.keys",
                    remedy="Give unique id:secret pairs: ids of letters, digits, - and _, secrets of 16 characters or more.",
                )
            self._keys[key_id] = _Key(key_id, secret)
        if not self._keys:
            raise InvalidInput(
                "there is no notice key", field="notices.keys", remedy="Give at least one id:secret pair."
            )
        self._first = next(iter(self._keys.values()))

    def sign(self, token: NoticeToken) -> SignedNotice:
        """Make the bid's four tokens."""
        key = self._first
        payload = b2a_base64(key.sealed(_encode(token)), newline=False).translate(_TO_URL_SAFE, b"=")
        signing = key.signing.copy()
        signing.update(payload)
        signatures = signing.hexdigest()
        stem = f"{key.key_id}.{payload.decode('ascii')}."
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
        key = self._keys.get(key_id)
        if key is None:
            raise Forbidden("the notice is signed with a key we do not hold")
        signing = key.signing.copy()
        payload = text.encode("ascii")
        signing.update(payload)
        start = slot * SIGNATURE_DIGITS
        if not compare_digest(signing.hexdigest()[start : start + SIGNATURE_DIGITS], signature):
            raise Forbidden("the notice's signature does not verify")
        try:
            sealed = a2b_base64(payload.translate(_FROM_URL_SAFE) + b"=" * (-len(payload) % 4))
            return _decode(key.opened(sealed))
        except (BadBase64, msgspec.DecodeError) as error:
            raise Forbidden("the notice was signed by another version of ours and cannot be read") from error
