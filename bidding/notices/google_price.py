"""Prices as Google encrypts them in win and billing notices ("Decrypt price confirmations", Authorized Buyers).

URL-safe base 64 of 28 bytes: an initialization vector of 16, the price in CPM micros of 8, XORed with a pad, and 4 of a
signature. Pad and signature are HMAC-SHA1s under an encryption key and an integrity key.
"""

from binascii import Error as BadBase64
from binascii import a2b_base64
from hashlib import sha1
from hmac import compare_digest, digest
from re import compile as pattern
from typing import Final

from domain.errors import InvalidInput

_VECTOR: Final = 16
_PRICE: Final = 8
_SIGNATURE: Final = 4
_MESSAGE: Final = pattern(r"[A-Za-z0-9_-]{38}")
_MOST_MICROS: Final = 10**18
_FROM_URL_SAFE: Final = str.maketrans("-_", "+/")


class GooglePrices:
    """Decrypts with one buyer's keys, each URL-safe base 64 as Google gives them.

    Raises ``InvalidInput`` for keys that are none.
    """

    def __init__(self, encryption_key: str, integrity_key: str) -> None:
        self._encryption_key = _key(encryption_key)
        self._integrity_key = _key(integrity_key)

    def cpm_micros(self, encrypted: str) -> int:
        """The price in CPM micros. Raises ``InvalidInput`` for anything that was not encrypted with these keys."""
        if not _MESSAGE.fullmatch(encrypted):
            raise InvalidInput("the price is not encrypted as Google does", field="price")
        message = a2b_base64(encrypted.translate(_FROM_URL_SAFE) + "==")
        vector, hidden, signature = message[:_VECTOR], message[_VECTOR:-_SIGNATURE], message[-_SIGNATURE:]
        pad = digest(self._encryption_key, vector, sha1)
        price = bytes(one ^ other for one, other in zip(hidden, pad[:_PRICE], strict=True))
        if not compare_digest(digest(self._integrity_key, price + vector, sha1)[:_SIGNATURE], signature):
            raise InvalidInput("the price's signature does not verify", field="price")
        micros = int.from_bytes(price)
        if micros > _MOST_MICROS:
            raise InvalidInput("the price is out of all proportion", field="price")
        return micros


def _key(text: str) -> bytes:
    stripped = text.strip().rstrip("=")
    try:
        key = a2b_base64(stripped.translate(_FROM_URL_SAFE) + "=" * (-len(stripped) % 4), strict_mode=True)
    except (BadBase64, ValueError) as error:
        raise InvalidInput("a price key is not base 64", field="notices.google_price_keys") from error
    if len(key) < 16:
        raise InvalidInput("a price key is too short", field="notices.google_price_keys")
    return key
