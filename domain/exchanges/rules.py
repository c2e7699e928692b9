"""When an exchange is who it says."""

import re
from hashlib import sha256
from hmac import compare_digest
from typing import Final

from domain.exchanges.values import Exchange

EXCHANGE_ID: Final = re.compile(r"[a-z][a-z0-9_-]{1,39}")
"""What an exchange's id looks like."""
_BEARER: Final = b"bearer "


def admits(exchange: Exchange, authorization: bytes, *, now_ms: int, demo: bool) -> bool:
    """Whether ``authorization``, as an ``Authorization`` header has it, is the exchange's own.

    An exchange without a secret admits, in demo mode, whoever sends none; a secret sent to it cannot be right and is
    refused, so that a mistaken configuration shows.
    """
    if exchange.revoked:
        return False
    if not exchange.secret_sha256:
        return demo and not authorization
    if authorization[: len(_BEARER)].lower() != _BEARER:
        return False
    digest = sha256(authorization[len(_BEARER) :].strip()).hexdigest()
    if compare_digest(digest, exchange.secret_sha256):
        return True
    return is_rotating(exchange, now_ms) and compare_digest(digest, exchange.previous_secret_sha256)


def is_rotating(exchange: Exchange, now_ms: int) -> bool:
    """Whether the secret before the present one is good still."""
    return bool(exchange.previous_secret_sha256) and now_ms < exchange.previous_until_ms
