"""Time-based one-time passwords (RFC 6238), and codes for the day the authenticator is lost."""

import base64
import hashlib
import hmac
from typing import Final
from urllib.parse import quote, urlencode

STEP_MS: Final = 30_000
DIGITS: Final = 6
ISSUER: Final = "Campaign Express"
_TOLERANCE: Final = 1
"""Half minutes that a clock may be off."""


def code_at(secret: bytes, step: int) -> str:
    """The six digits of one half minute (RFC 4226, section 5.3)."""
    mac = hmac.digest(secret, step.to_bytes(8), hashlib.sha1)
    offset = mac[-1] & 0xF
    number = int.from_bytes(mac[offset : offset + 4]) & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, code: str, *, after_step: int, now_ms: int) -> int | None:
    """The half minute that ``code`` is of, if it is a near one ``after_step``."""
    now = now_ms // STEP_MS
    for step in range(now - _TOLERANCE, now + _TOLERANCE + 1):
        if step > after_step and hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            return step
    return None


def plain(code: str) -> str:
    """As it is compared: people type spaces and dashes."""
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def shown(secret: bytes) -> str:
    """As somebody types it into their authenticator."""
    return base64.b32encode(secret).decode().rstrip("=")


def provisioning_uri(secret: bytes, *, tenant_id: str, email: str) -> str:
    """What authenticators read from a QR code."""
    label = quote(f"{ISSUER}:{email} ({tenant_id})", safe=":")
    wanted = {"secret": shown(secret), "issuer": ISSUER, "algorithm": "SHA1", "digits": DIGITS, "period": 30}
    return f"otpauth://totp/{label}?{urlencode(wanted, quote_via=quote)}"
