"""Secrets at rest: small values under AES-256-GCM, with keys that can be replaced.

A sealed value names its key, so that values sealed before a rotation open as long as the old key is still given. ``bound_to``
ties it to its place: moved to another row or another tenant, it does not open.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import InvalidInput, Unopenable

_NONCE: Final = 12
_SEPARATOR: Final = "."


class Sealer:
    """Seals with the first of ``keys`` (``id:secret`` pairs), opens with any. Raises ``InvalidInput`` for a malformed pair."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys: dict[str, AESGCM] = {}
        for pair in keys:
            key_id, _, secret = pair.partition(":")
            if not key_id or _SEPARATOR in key_id or len(secret) < 16:
                raise InvalidInput(
                    "a sealing key is an id, a colon and a secret of at least 16 characters",
                    field="secrets.keys",
                    remedy="Send pairs such as 2026a:<32 random characters>; ids have no dots.",
                )
            self._keys[key_id] = AESGCM(hashlib.sha256(secret.encode()).digest())
        if not self._keys:
            raise InvalidInput("there is no key to seal secrets with", field="secrets.keys", remedy="Set one.")
        self._first = next(iter(self._keys))

    def seal(self, value: bytes, *, bound_to: str) -> str:
        """``value`` as printable text that opens for the same ``bound_to`` alone."""
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._keys[self._first].encrypt(nonce, value, bound_to.encode())
        return f"{self._first}{_SEPARATOR}{base64.urlsafe_b64encode(sealed).decode().rstrip('=')}"

    def open(self, sealed: str, *, bound_to: str) -> bytes:
        """What was sealed. Raises ``Unopenable``."""
        key_id, _, body = sealed.partition(_SEPARATOR)
        key = self._keys.get(key_id)
        if key is None:
            raise Unopenable(
                f"a secret was sealed with the key '{key_id[:40]}', which this process does not have",
                remedy="Add that key to secrets.keys again, or enter the secret anew.",
            )
        try:
            raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
            return key.decrypt(raw[:_NONCE], raw[_NONCE:], bound_to.encode())
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise Unopenable("a sealed secret was altered or moved", remedy="Enter the secret anew.") from error
