"""Sessions: what an access token says, and why a session ended."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from domain.identity.values import ApproverGrant, Role

ACCESS_LIFE_MS: Final = 300_000
"""How long an access token opens doors."""
IDLE_LIFE_MS: Final = 7 * 86_400_000
"""How long a refresh token waits to be used."""
SESSION_LIFE_MS: Final = 30 * 86_400_000
"""After which somebody signs in again, however busy they were."""
REPEATED_WITHIN_MS: Final = 10_000
"""A refresh token that comes again so soon is answered as before: the answer was lost, or another tab asked at once."""
KEY_LIFE_MS: Final = 30 * 86_400_000
"""How long a key signs; what it signed is good until it expires."""


class Ending(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"
    """By an administrator, or from another session of the same person."""
    EXPIRED = "expired"
    REUSED = "reused"
    """A refresh token came a second time, and not at once, so that one of two who hold it has stolen it."""
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- a reason
    LOCKED_OUT = "locked_out"
    SIGN_ON_NEEDED = "sign_on_needed"
    """It came by a password, and by now its person comes by an identity provider alone."""
    PROVIDER_CHANGED = "provider_changed"
    """The identity provider it came by is off, gone or another one by now, or knows its person no more."""


class AccessClaims(Struct, frozen=True, kw_only=True):
    """What an access token says: RFC 9068, with the tenant, its session and that session's revision."""

    iss: str
    aud: str
    sub: str
    tenant_id: str
    sid: str
    rev: int
    roles: tuple[Role, ...]
    grants: tuple[ApproverGrant, ...]
    scope: str
    """Everything the bearer may do, separated by spaces."""
    rpm: int | None = None
    """What the tenant may ask in a minute."""
    iat: int
    exp: int
    jti: str
