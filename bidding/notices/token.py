"""Sealed notice tokens: everything a notice must know about its bid, carried by the exchange and trusted by nobody.

A token reads ``{key id}.{payload}.{signature}``, the latter two in URL-safe base 64. The payload is what the token says, in
MessagePack, encrypted. A click token is visible in markup, and shares its payload with the billing token of the same bid;
its signature still says nothing about the other three, and its payload nothing to a page it leads to.

Sealing is deterministic, as in RFC 5297 (SIV), with other parts. One keyed BLAKE2b over what is said yields 64 bytes: four
signatures of 12 bytes (for win, bill, loss, and for click with conversion) and 16 with which AES-256 in counter mode starts
to encrypt it; those lead the payload. Both keys are derived from the secret and the key's id. Why that holds:

- To whoever lacks the key, the 64 bytes are random and independent of each other, so three kinds' tokens tell nothing of the
  fourth's signature, and nobody guesses 96 bits by calling us.
- What starts the counter is a digest of what is hidden: two tokens share a key stream only if they say the same.
- A token is believed only if sealing what it decrypts to gives that very token again, to the letter. So there is no second
  spelling of one, and nothing is read, let alone believed, of what was tampered with.
"""

from binascii import Error as BadBase64
from binascii import a2b_base64
from collections.abc import Sequence
from hashlib import blake2b
from hmac import compare_digest
from re import compile as pattern
from typing import Final

import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from domain.errors import Forbidden, InvalidInput
from domain.events.values import EventType

SIGNATURE_CHARACTERS: Final = 16
NONCE_BYTES: Final = 16
_SIGNATURES_BYTES: Final = 48
_SIGNATURES_CHARACTERS: Final = 4 * SIGNATURE_CHARACTERS
_FOR_DIGESTS: Final = b"digests"
_FOR_ENCRYPTION: Final = b"encryption"
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


class Standing(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What all bids of a creative on an exchange say alike, which is worth packing once."""

    bidder_id: str
    tenant_id: str
    campaign_id: str
    creative_id: str
    exchange_id: str
    bid_currency: str
    currency: str
    landing: bytes = b""


class Particulars(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What each bid says for itself."""

    bid_id: str
    lease_id: str
    request_id: str
    impression_id: str
    person_id: str
    max_price_nanos: int
    rate_e9: int
    expires_at_ms: int
    is_test: bool
    quantity_e6: int = 0


class _Said(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A token on the wire. Its fields and those of its parts are positional: append, never reorder."""

    standing: Standing
    particulars: Particulars

    def token(self) -> "NoticeToken":
        alike, own = self.standing, self.particulars
        return NoticeToken(
            bid_id=own.bid_id,
            bidder_id=alike.bidder_id,
            lease_id=own.lease_id,
            tenant_id=alike.tenant_id,
            campaign_id=alike.campaign_id,
            creative_id=alike.creative_id,
            exchange_id=alike.exchange_id,
            request_id=own.request_id,
            impression_id=own.impression_id,
            person_id=own.person_id,
            max_price_nanos=own.max_price_nanos,
            rate_e9=own.rate_e9,
            bid_currency=alike.bid_currency,
            currency=alike.currency,
            expires_at_ms=own.expires_at_ms,
            is_test=own.is_test,
            landing=alike.landing,
            quantity_e6=own.quantity_e6,
        )


class NoticeToken(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One bid, as its notices will need it: its standing and its particulars.

    ``max_price_nanos`` is what the lease holds back, in the campaign's ``currency``; ``rate_e9`` turns an amount of
    ``bid_currency`` into it. ``landing`` is ``landing_digest`` of where a click may lead; empty means nowhere.
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


Sealed = tuple[bytes, bytes]
"""Four tokens in pieces: a stem that each begins with, and their signatures end to end, in ``SignedNotice``'s order."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Said).decode
_base64: Final = msgspec.json.Encoder().encode
"""Of bytes: in quotes, and a third faster than the standard library."""
_NOT_BASE64: Final = b'"='
_PAIR: Final = b"\x92"
"""How MessagePack begins an array of two."""

pack_particulars: Final = _encode


def pack_standing(standing: Standing) -> bytes:
    """What a token says begins with this, and ends with ``pack_particulars``."""
    return _PAIR + _encode(standing)


def landing_digest(landing_url: str) -> bytes:
    """Sixteen bytes that bind a token to the one address its click may lead to; worth computing once a creative."""
    return blake2b(landing_url.encode(), digest_size=16).digest()


class _Key:
    """One key, as a hash and a cipher that have taken it in already. For one thread."""

    __slots__ = ("_cipher", "_digests", "_stem")

    def __init__(self, key_id: str, secret: str) -> None:
        material = blake2b(f"{key_id}.{secret}".encode(), digest_size=64).digest()
        self._stem = f"{key_id}.".encode()
        self._digests = blake2b(self._stem, digest_size=64, key=blake2b(_FOR_DIGESTS, key=material).digest())
        encryption = blake2b(_FOR_ENCRYPTION, digest_size=32, key=material).digest()
        self._cipher: CipherContext = Cipher(AES(encryption), CTR(bytes(NONCE_BYTES))).encryptor()

    def seal(self, said: bytes) -> Sealed:
        """About 2 µs: a digest, a cipher, and one base 64 of both, in which each signature ends where a character does."""
        digests = self._digests.copy()
        digests.update(said)
        digest = digests.digest()
        cipher = self._cipher
        cipher.reset_nonce(digest[_SIGNATURES_BYTES:])
        text = _base64(digest + cipher.update(said)).translate(_TO_URL_SAFE, _NOT_BASE64)
        return self._stem + text[_SIGNATURES_CHARACTERS:] + b".", text[:_SIGNATURES_CHARACTERS]

    def opened(self, payload: bytes) -> bytes:
        """What a payload would say if it were ours, which is not looked at here."""
        self._cipher.reset_nonce(payload[:NONCE_BYTES])
        return self._cipher.update(payload[NONCE_BYTES:])


class NoticeSigner:
    """Seals with the first of ``keys`` (``id:secret`` each) and opens with any of them. For one thread.

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
        self.seal = next(iter(self._keys.values())).seal
        """Makes a bid's four tokens of what they say: ``pack_standing`` followed by ``pack_particulars``."""

    def sign(self, token: NoticeToken) -> SignedNotice:
        """Make the bid's four tokens."""
        standing = Standing(**{name: getattr(token, name) for name in Standing.__struct_fields__})
        particulars = Particulars(**{name: getattr(token, name) for name in Particulars.__struct_fields__})
        stem, signatures = self.seal(pack_standing(standing) + pack_particulars(particulars))
        text, ends = stem.decode("ascii"), signatures.decode("ascii")
        size = SIGNATURE_CHARACTERS
        return SignedNotice(*(text + ends[slot * size : (slot + 1) * size] for slot in range(4)))

    def verify(self, kind: EventType, signed: str) -> NoticeToken:
        """Read the token behind ``signed``. Raises ``Forbidden`` unless it was sealed here for ``kind``."""
        slot = _SLOT.get(kind)
        if slot is None or len(signed) > _LONGEST_TOKEN or not signed.isascii():
            raise Forbidden("this is no notice of ours")
        key_id, _, rest = signed.partition(".")
        key = self._keys.get(key_id)
        if key is None:
            raise Forbidden("the notice is signed with a key we do not hold")
        text = rest.partition(".")[0].encode("ascii").translate(_FROM_URL_SAFE)
        try:
            payload = a2b_base64(text + b"=" * (-len(text) % 4))
        except BadBase64 as error:
            raise Forbidden("the notice's payload is damaged") from error
        if len(payload) <= NONCE_BYTES:
            raise Forbidden("this is no notice of ours")
        said = key.opened(payload)
        stem, signatures = key.seal(said)
        start = slot * SIGNATURE_CHARACTERS
        if not compare_digest(stem + signatures[start : start + SIGNATURE_CHARACTERS], signed.encode("ascii")):
            raise Forbidden("the notice's signature does not verify")
        try:
            read = _decode(said)
        except msgspec.DecodeError as error:
            raise Forbidden("the notice was signed by another version of ours and cannot be read") from error
        return read.token()
