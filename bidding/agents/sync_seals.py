"""What user syncs believe: cookies that we have set, and ids that their exchange has signed.

An exchange signs an id of its own with ``sig``, the hex HMAC-SHA256 of ``{uid}:{ts}``, where ``ts`` is now in Unix seconds and
the key the SHA-256 digest of the exchange's secret.
"""

import hmac
from collections.abc import Sequence
from hashlib import blake2b
from re import compile as pattern
from typing import Final

from domain.exchanges.rules import is_rotating
from domain.exchanges.values import Exchange

SIGNED_WITHIN_S: Final = 600
_SEAL_BYTES: Final = 12
_SEALED: Final = pattern(rf"(per_[0-9a-f]{{32}})\.([0-9a-f]{{{2 * _SEAL_BYTES}}})").fullmatch
_SECONDS: Final = pattern(r"[0-9]{1,12}").fullmatch


class CookieSeal:
    """Seals ids in cookies with the first of ``keys``, and knows the seals of all of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(blake2b(key.encode(), digest_size=32, person=b"user sync").digest() for key in keys)

    def sealed(self, person_id: str) -> str:
        return f"{person_id}.{_seal(self._keys[0], person_id)}"

    def opened(self, value: str) -> str:
        """The id in a cookie of ours; empty when it is none."""
        found = _SEALED(value)
        if found is None:
            return ""
        person_id, seal = found.groups()
        return person_id if any(hmac.compare_digest(seal, _seal(key, person_id)) for key in self._keys) else ""


def is_signed(exchange: Exchange, uid: str, ts: str, sig: str, *, now_ms: int) -> bool:
    """Whether the exchange itself has said lately that ``uid`` is the id of whoever comes with it.

    An exchange without a secret can say nothing. While its secret is being replaced either signs.
    """
    if _SECONDS(ts) is None or not sig.isascii() or abs(now_ms // 1_000 - int(ts)) > SIGNED_WITHIN_S:
        return False
    digests = [exchange.secret_sha256]
    if is_rotating(exchange, now_ms):
        digests.append(exchange.previous_secret_sha256)
    said = f"{uid}:{ts}".encode()
    return any(
        hmac.compare_digest(sig.lower(), hmac.digest(bytes.fromhex(digest), said, "sha256").hex())
        for digest in digests
        if digest
    )


def _seal(key: bytes, person_id: str) -> str:
    return blake2b(person_id.encode(), key=key, digest_size=_SEAL_BYTES).hexdigest()
