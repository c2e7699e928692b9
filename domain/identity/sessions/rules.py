"""Access tokens, written and read: signed JWTs of RFC 9068, ES256 and nothing else."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, GuestProtocol

from domain.errors import Unauthenticated
from domain.identity.rules import quotas_of
from domain.identity.sessions.values import ACCESS_LIFE_MS, AccessClaims
from domain.identity.values import ApproverGrant, Identity, Permission, Role

ISSUER: Final = "campaign-express"
AUDIENCE: Final = "campaign-express/api"
_ALGORITHM: Final = "ES256"
_TYPE: Final = "at+jwt"
_AHEAD_S: Final = 60
"""How far the clock of whoever signed may be ahead of ours."""


def new_key(key_id: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": key_id, "use": "sig", "alg": _ALGORITHM}, private=True)


def next_half(half: str, made_with: str) -> str:
    """The second half of the refresh token that comes after one: the same for the same two."""
    made = hmac.digest(half.encode(), made_with.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def public_half(key: ECKey) -> dict[str, Any]:
    return dict(key.as_dict(private=False))


def looks_like_access_token(secret: str) -> bool:
    """Whether it is shaped like a JWT; no other token of ours is."""
    return secret.startswith("eyJ") and secret.count(".") == 2


def write_access_token(
    key: ECKey,
    *,
    token_id: str,
    tenant_id: str,
    user_id: str,
    session_id: str,
    revision: int,
    roles: Iterable[Role],
    grants: Iterable[ApproverGrant],
    permissions: Iterable[Permission],
    tenant_per_minute: int | None,
    now_ms: int,
) -> str:
    claims = AccessClaims(
        iss=ISSUER,
        aud=AUDIENCE,
        sub=user_id,
        tenant_id=tenant_id,
        sid=session_id,
        rev=revision,
        roles=tuple(roles),
        grants=tuple(grants),
        scope=" ".join(sorted(permissions)),
        rpm=tenant_per_minute,
        iat=now_ms // 1_000,
        exp=(now_ms + ACCESS_LIFE_MS) // 1_000,
        jti=token_id,
    )
    header = {"alg": _ALGORITHM, "kid": key.kid, "typ": _TYPE}
    return jwt.encode(header, msgspec.to_builtins(claims), key, algorithms=[_ALGORITHM])


def key_id_of(token: str) -> str:
    """Which key a token says it was signed with. Raises ``Unauthenticated`` for what is no token."""
    try:
        part = token.partition(".")[0]
        header = msgspec.json.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (msgspec.DecodeError, ValueError) as error:
        raise refused() from error
    key_id = header.get("kid") if isinstance(header, dict) else None
    if not isinstance(key_id, str):
        raise refused()
    return key_id


def read_access_token(token: str, keys: Mapping[str, ECKey], *, now_ms: int) -> AccessClaims:
    """What a token signed by one of ``keys`` says. Raises ``Unauthenticated``, always in the same words."""

    def signed_with(message: GuestProtocol) -> ECKey:
        key = keys.get(message.headers().get("kid", ""))
        if key is None:
            raise refused()
        return key

    try:
        read = jwt.decode(token, signed_with, algorithms=[_ALGORITHM])
        claims = msgspec.convert(read.claims, AccessClaims)
    except (JoseError, ValueError, TypeError, msgspec.ValidationError) as error:
        raise refused() from error
    now_s = now_ms / 1_000
    meant_for_us = (read.header.get("typ"), claims.iss, claims.aud) == (_TYPE, ISSUER, AUDIENCE)
    if not meant_for_us or not claims.iat - _AHEAD_S <= now_s < claims.exp:
        raise refused()
    return claims


def identity_of(claims: AccessClaims) -> Identity:
    """Whose token it is. Raises ``Unauthenticated`` for a permission this version does not know."""
    try:
        permissions = frozenset(Permission(scope) for scope in claims.scope.split())
    except ValueError as error:
        raise refused() from error
    return Identity(
        tenant_id=claims.tenant_id,
        user_id=claims.sub,
        token_id="",
        session_id=claims.sid,
        roles=claims.roles,
        grants=claims.grants,
        permissions=permissions,
        quotas=quotas_of(claims.tenant_id, claims.rpm),
        expires_at_ms=claims.exp * 1_000,
    )


def is_current(claims: AccessClaims, changed: Mapping[str, int]) -> bool:
    """Whether its session is not over and its rights are still those; ``changed`` has revisions that moved on lately."""
    return claims.rev >= changed.get(claims.sid, 0)


def refused() -> Unauthenticated:
    """The one answer to an access token that opens nothing."""
    return Unauthenticated(
        "the access token is not valid", field="authorization", remedy="Refresh the session, or sign in again."
    )
