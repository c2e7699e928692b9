"""Use cases of sessions, on a session of SQL handed in: opened, refreshed, listed, ended; and the keys that sign."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from joserfc.jwk import ECKey
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import NotFound
from domain.identity.rules import digest, permissions_of, within
from domain.identity.sessions import repository, rules
from domain.identity.sessions.tables import SessionRow, SigningKeyRow
from domain.identity.sessions.values import (
    ACCESS_LIFE_MS,
    IDLE_LIFE_MS,
    KEY_LIFE_MS,
    REPEATED_WITHIN_MS,
    SESSION_LIFE_MS,
    Ending,
)
from domain.identity.sign_on import repository as sign_on
from domain.identity.tables import Tenant, User
from domain.identity.values import ApproverGrant, Permission, Role
from domain.ids import new_id
from domain.sealing import Sealer

_KEPT_MS: Final = 30 * 86_400_000
"""How long one may see that a session ended, and why."""
_BETWEEN: Final = "."
_PREFIX: Final = "cer_"


class Opened(NamedTuple):
    """A session with its newest refresh token, which is shown this once."""

    row: SessionRow
    user: User
    tenant: Tenant
    refresh_token: str


async def start(
    session: AsyncSession,
    user: User,
    tenant: Tenant,
    *,
    scopes: Sequence[Permission] | None,
    user_agent: str,
    now_ms: int,
    life_ms: int = SESSION_LIFE_MS,
    provider_id: str = "",
) -> Opened:
    """Somebody proved who they are, by ``provider_id`` if by any, which is believed for ``life_ms``.

    Sessions that ended long ago are forgotten on the way.
    """
    await repository.forget(session, ended_before_ms=now_ms - _KEPT_MS)
    family, part = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    row = SessionRow(
        id=new_id("ses"),
        tenant_id=user.tenant_id,
        user_id=user.id,
        family_sha256=digest(family),
        refresh_sha256=digest(part),
        scopes=None if scopes is None else [scope.value for scope in dict.fromkeys(scopes)],
        provider_id=provider_id,
        user_agent=user_agent[:300],
        created_at_ms=now_ms,
        refreshed_at_ms=now_ms,
        changed_at_ms=now_ms,
        idle_until_ms=now_ms + min(IDLE_LIFE_MS, life_ms),
        ends_at_ms=now_ms + life_ms,
    )
    session.add(row)
    await session.flush()
    return Opened(row, user, tenant, f"{_PREFIX}{family}{_BETWEEN}{part}")


async def refresh(session: AsyncSession, refresh_token: str, *, now_ms: int) -> Opened | SessionRow | None:
    """The session with a new refresh token in place of this one, on a platform session.

    None for a token that never was; the row alone for a session that is over, be it by this very call: because its time
    has come, or because the token was used before. One that comes again within seconds is given what it was given then.
    Commit either way.
    """
    family, part = _halves(refresh_token)
    found = await repository.of_family(session, digest(family))
    if found is None:
        return None
    row, user, tenant = found
    if row.ended_at_ms is not None:
        return row
    over = await _over(session, row, user, part, now_ms=now_ms)
    if over is not None:
        row.ended_at_ms, row.ended_because = now_ms, over.value
        row.changed_at_ms, row.revision = now_ms, row.revision + 1
        session.add(row)
        return row
    if not _is_right(row.refresh_sha256, part):
        return Opened(row, user, tenant, f"{_PREFIX}{family}{_BETWEEN}{rules.next_half(part, row.made_with)}")
    row.before_sha256, row.made_with = row.refresh_sha256, secrets.token_urlsafe(24)
    part = rules.next_half(part, row.made_with)
    row.refresh_sha256, row.refreshed_at_ms = digest(part), now_ms
    row.idle_until_ms = min(now_ms + IDLE_LIFE_MS, row.ends_at_ms)
    session.add(row)
    return Opened(row, user, tenant, f"{_PREFIX}{family}{_BETWEEN}{part}")


async def of_token(session: AsyncSession, refresh_token: str) -> SessionRow | None:
    """The session that a refresh token is of, used or not, on a platform session; None where none is open."""
    found = await repository.of_family(session, digest(_halves(refresh_token)[0]))
    return None if found is None or found[0].ended_at_ms is not None else found[0]


def _halves(refresh_token: str) -> tuple[str, str]:
    family, _, part = refresh_token.removeprefix(_PREFIX).partition(_BETWEEN)
    return family, part


def _is_right(sha256: str, part: str) -> bool:
    return secrets.compare_digest(sha256, digest(part))


def _is_repeated(row: SessionRow, part: str, now_ms: int) -> bool:
    return now_ms - row.refreshed_at_ms <= REPEATED_WITHIN_MS and _is_right(row.before_sha256, part)


async def _over(session: AsyncSession, row: SessionRow, user: User, part: str, *, now_ms: int) -> Ending | None:
    if not _is_right(row.refresh_sha256, part) and not _is_repeated(row, part, now_ms):
        return Ending.REUSED
    if min(row.idle_until_ms, row.ends_at_ms) <= now_ms:
        return Ending.EXPIRED
    if user.disabled_at_ms is not None:
        return Ending.LOCKED_OUT
    if not row.provider_id and await sign_on.only_way_in_of(session, user.id) is not None:
        return Ending.SIGN_ON_NEEDED
    return None


def access_token(opened: Opened, key: ECKey, *, now_ms: int) -> str:
    """What the session's user may do at this moment, as far as its scopes reach, signed."""
    row, user, tenant, _ = opened
    roles = tuple(Role(role) for role in user.roles)
    grants = tuple(ApproverGrant(grant) for grant in user.grants)
    return rules.write_access_token(
        key,
        token_id=new_id("acc"),
        tenant_id=user.tenant_id,
        user_id=user.id,
        session_id=row.id,
        revision=row.revision,
        roles=roles,
        grants=grants,
        permissions=within(permissions_of(roles, grants, tenant_id=user.tenant_id), row.scopes),
        tenant_per_minute=tenant.requests_per_minute,
        now_ms=now_ms,
    )


async def open_ones(session: AsyncSession, user_id: str, *, now_ms: int) -> Sequence[SessionRow]:
    """A person's sessions that are not over, newest first."""
    rows = await repository.of_user(session, user_id)
    return [row for row in rows if min(row.idle_until_ms, row.ends_at_ms) > now_ms]


async def end_one(session: AsyncSession, user_id: str, session_id: str, *, why: Ending, now_ms: int) -> None:
    """Raises ``NotFound`` for one that is over, or another person's."""
    if not await repository.end(session, user_id, only=session_id, but=None, why=why.value, now_ms=now_ms):
        raise NotFound(f"there is no open session '{session_id}'", field="session_id")


async def end_all(session: AsyncSession, user_id: str, *, why: Ending, now_ms: int, but: str | None = None) -> int:
    """All of a person's, perhaps ``but`` the one they are in; how many there were."""
    return await repository.end(session, user_id, only=None, but=but, why=why.value, now_ms=now_ms)


async def end_by_provider(session: AsyncSession, provider_id: str, *, now_ms: int, user_id: str | None = None) -> None:
    """Those that came by an identity provider whose word for them counts no more, everybody's or one person's."""
    await repository.end_by_provider(
        session, provider_id, user_id=user_id, why=Ending.PROVIDER_CHANGED.value, now_ms=now_ms
    )


async def rights_changed(session: AsyncSession, user_id: str, *, now_ms: int) -> None:
    """From now on access tokens written before open nothing; refreshing gives one with the new rights."""
    await repository.move_on(session, user_id, now_ms=now_ms)


async def changed_lately(session: AsyncSession, *, now_ms: int) -> Mapping[str, int]:
    """Revisions of sessions, as far as an access token of an earlier one may still be about."""
    return dict(await repository.changed_since(session, now_ms - 2 * ACCESS_LIFE_MS))


async def verifying_keys(session: AsyncSession) -> Mapping[str, ECKey]:
    """Public halves of all keys that may have signed what is still good, by their ids."""
    return {row.id: ECKey.import_key(row.public) for row in await repository.keys(session)}


async def signing_key(session: AsyncSession, sealer: Sealer, *, now_ms: int) -> ECKey:
    """The newest key, made now when the last one has signed for long enough. On a platform session that may write.

    Raises ``Unopenable`` when it was sealed with a key that is not given any more.
    """
    newest = next(iter(await repository.keys(session)), None)
    if newest is not None and now_ms - newest.created_at_ms < KEY_LIFE_MS:
        return ECKey.import_key(msgspec.json.decode(sealer.open(newest.sealed, bound_to=newest.id)))
    await repository.forget_keys(session, before_ms=now_ms - KEY_LIFE_MS - 2 * ACCESS_LIFE_MS)
    key = rules.new_key(new_id("sgn"))
    session.add(
        SigningKeyRow(
            id=str(key.kid),
            public=rules.public_half(key),
            sealed=sealer.seal(msgspec.json.encode(key.as_dict(private=True)), bound_to=str(key.kid)),
            created_at_ms=now_ms,
        )
    )
    await session.flush()
    return key
