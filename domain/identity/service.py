"""Use cases of identity on a session handed in: tenants, people, tokens, and who a token belongs to."""

import secrets
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlmodel.ext.asyncio.session import AsyncSession

from domain.errors import Conflict, InvalidInput, NotFound, Unauthenticated
from domain.identity import repository
from domain.identity.rules import digest, permissions_of, quotas_of, within
from domain.identity.sessions import service as sessions
from domain.identity.sessions.values import Ending
from domain.identity.tables import ApiToken, Tenant, User
from domain.identity.values import PLATFORM_TENANT, ApproverGrant, Identity, NewTenant, NewUser, Permission, Role
from domain.identity.vouchers import service as vouchers
from domain.ids import new_id
from domain.records import TENANT_KEY

BOOTSTRAP_EMAIL: Final = "bootstrap@platform.invalid"
BOOTSTRAP_TOKEN: Final = "bootstrap"  # noqa: S105 -- a token's name
MIN_SECRET_LENGTH: Final = 16
USE_NOTED_EVERY_MS: Final = 60_000


class IssuedToken(NamedTuple):
    """A new token. ``secret`` is shown this once; we keep its digest."""

    token: ApiToken
    secret: str


async def create_tenant(session: AsyncSession, new: NewTenant, *, now_ms: int) -> Tenant:
    """On a platform session. Raises ``Conflict`` when the id is taken."""
    if await repository.tenant(session, new.id):
        raise Conflict(f"the tenant '{new.id}' exists already", field="id", remedy="Choose another id.")
    tenant = Tenant(
        id=new.id,
        name=new.name,
        seat=new.seat or new.id,
        requests_per_minute=new.requests_per_minute,
        created_at_ms=now_ms,
    )
    session.add(tenant)
    await session.flush()
    return tenant


async def get_tenant(session: AsyncSession, tenant_id: str) -> Tenant:
    found = await repository.tenant(session, tenant_id)
    if found is None:
        raise NotFound(f"there is no tenant '{tenant_id}'", field="tenant_id")
    return found


async def has_tenant(session: AsyncSession, tenant_id: str) -> bool:
    return await repository.tenant(session, tenant_id) is not None


async def limit_tenant(session: AsyncSession, tenant_id: str, requests_per_minute: int | None) -> Tenant:
    """What all its people and keys together may ask of the API from now on; None for as much as they like."""
    tenant = await get_tenant(session, tenant_id)
    tenant.requests_per_minute = requests_per_minute
    session.add(tenant)
    await session.flush()
    return tenant


async def create_user(session: AsyncSession, new: NewUser, *, tenant_id: str, now_ms: int) -> User:
    """Raises ``NotFound`` for an unknown tenant, ``Conflict`` when the tenant has somebody with this address."""
    await get_tenant(session, tenant_id)
    email = new.email.lower()
    if await repository.user_by_email(session, tenant_id, email):
        raise Conflict(f"somebody with the address {email} exists already", field="email", remedy="Use another one.")
    user = User(
        id=new_id("usr"),
        tenant_id=tenant_id,
        email=email,
        name=new.name,
        roles=[role.value for role in dict.fromkeys(new.roles)],
        grants=[grant.value for grant in dict.fromkeys(new.grants)],
        created_at_ms=now_ms,
    )
    session.add(user)
    await session.flush()
    return user


async def get_user(session: AsyncSession, user_id: str, *, to_change: bool = False) -> User:
    """``to_change``: whatever else is about this person waits until the transaction ends."""
    found = await repository.user(session, user_id, to_change=to_change)
    if found is None:
        raise NotFound(f"there is no user '{user_id}'", field="user_id", remedy=_where_else(session))
    return found


def _where_else(session: AsyncSession) -> str | None:
    """The platform's people look among themselves unless they say where; nobody else could look elsewhere."""
    if session.info.get(TENANT_KEY) != PLATFORM_TENANT:
        return None
    return "You looked among the platform's own people. For somebody of a tenant, send its tenant_id along: in the query, or in the body of a new token."


async def find_user(session: AsyncSession, tenant_id: str, email: str) -> User | None:
    return await repository.user_by_email(session, tenant_id, email.lower())


async def change_user(
    session: AsyncSession,
    user_id: str,
    *,
    roles: Sequence[Role] | None = None,
    grants: Sequence[ApproverGrant] | None = None,
    disabled: bool | None = None,
    now_ms: int,
) -> User:
    """Give somebody other roles or grants, lock them out or let them in again; None leaves a thing as it is.

    Locking somebody out ends their sessions, keys and vouchers for good; other roles are felt in them at once.
    """
    user = await get_user(session, user_id, to_change=True)
    if roles is not None:
        if not roles:
            raise InvalidInput("a user has at least one role", field="roles", remedy="Send one, or disable the user.")
        user.roles = [role.value for role in dict.fromkeys(roles)]
    if grants is not None:
        user.grants = [grant.value for grant in dict.fromkeys(grants)]
    if disabled is not None:
        user.disabled_at_ms = now_ms if disabled else None
    session.add(user)
    await session.flush()
    if disabled:
        await sessions.end_all(session, user.id, why=Ending.LOCKED_OUT, now_ms=now_ms)
        await repository.revoke_all(session, user.id, now_ms=now_ms)
        await vouchers.withdraw(session, user.id)
    else:
        await sessions.rights_changed(session, user.id, now_ms=now_ms)
    return user


async def erase_user(session: AsyncSession, user_id: str) -> None:
    """Take name and address from an account that is locked out. Raises ``Conflict`` for one that is not."""
    user = await get_user(session, user_id, to_change=True)
    if user.disabled_at_ms is None:
        raise Conflict("the account is in use", field="user_id", remedy="Lock it out first.")
    user.email, user.name = f"{user.id}@erased.invalid", "erased"
    session.add(user)
    await session.flush()


async def create_token(
    session: AsyncSession,
    user_id: str,
    *,
    name: str,
    now_ms: int,
    expires_at_ms: int | None = None,
    demo: bool = False,
    scopes: Sequence[Permission] | None = None,
    requests_per_minute: int | None = None,
    secret: str | None = None,
) -> IssuedToken:
    """A token for a user; ``secret`` is drawn unless one is given, ``scopes`` narrow what the user may do.

    Raises ``NotFound`` for an unknown user, ``InvalidInput`` for an expiry that has passed or a short secret.
    """
    user = await get_user(session, user_id)
    if expires_at_ms is not None and expires_at_ms <= now_ms:
        raise InvalidInput("the token would have expired already", field="expires_at", remedy="Send a later time.")
    if secret is not None and len(secret) < MIN_SECRET_LENGTH:
        raise InvalidInput(
            "the secret is too short", field="secret", remedy=f"Use at least {MIN_SECRET_LENGTH} characters."
        )
    drawn = secret or f"ce_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        id=new_id("tok"),
        tenant_id=user.tenant_id,
        user_id=user.id,
        name=name,
        sha256=digest(drawn),
        demo=demo,
        scopes=None if scopes is None else [scope.value for scope in dict.fromkeys(scopes)],
        requests_per_minute=requests_per_minute,
        created_at_ms=now_ms,
        expires_at_ms=expires_at_ms,
    )
    session.add(token)
    await session.flush()
    return IssuedToken(token, drawn)


async def get_token(session: AsyncSession, token_id: str, *, to_change: bool = False) -> ApiToken:
    found = await repository.token(session, token_id, to_change=to_change)
    if found is None:
        raise NotFound(f"there is no token '{token_id}'", field="token_id")
    return found


async def rotate_token(session: AsyncSession, token_id: str, *, overlap_ms: int, now_ms: int) -> IssuedToken:
    """A token in place of this one, like it but for its secret; both open the same doors for ``overlap_ms``.

    Raises ``NotFound``, and ``Conflict`` for one that opens nothing any more. A lifetime is that of the old one, anew.
    """
    old = await get_token(session, token_id, to_change=True)
    if is_over(old, now_ms=now_ms):
        raise Conflict("the token opens nothing any more", field="token_id", remedy="Make a new one.")
    lifetime_ms = None if old.expires_at_ms is None else old.expires_at_ms - old.created_at_ms
    issued = await create_token(
        session,
        old.user_id,
        name=old.name,
        now_ms=now_ms,
        expires_at_ms=None if lifetime_ms is None else now_ms + lifetime_ms,
        demo=old.demo,
        scopes=None if old.scopes is None else [Permission(scope) for scope in old.scopes],
        requests_per_minute=old.requests_per_minute,
    )
    ends_at_ms = now_ms + overlap_ms
    old.expires_at_ms = ends_at_ms if old.expires_at_ms is None else min(old.expires_at_ms, ends_at_ms)
    session.add(old)
    return issued


async def revoke_token(session: AsyncSession, token_id: str, *, now_ms: int) -> ApiToken:
    """From now on it opens nothing. Revoking it again changes nothing."""
    token = await get_token(session, token_id)
    token.revoked_at_ms = token.revoked_at_ms or now_ms
    session.add(token)
    return token


def is_over(token: ApiToken, *, now_ms: int) -> bool:
    """Whether it was revoked or has expired."""
    return token.revoked_at_ms is not None or (token.expires_at_ms is not None and token.expires_at_ms <= now_ms)


def held_by(user: User) -> frozenset[Permission]:
    """Everything a person may do, by their roles and grants."""
    roles, grants = (Role(role) for role in user.roles), (ApproverGrant(grant) for grant in user.grants)
    return permissions_of(roles, grants, tenant_id=user.tenant_id)


async def authenticate(session: AsyncSession, secret: str, *, now_ms: int, demo_mode: bool) -> Identity:
    """Whose token this is, on a platform session.

    Raises ``Unauthenticated``, saying no more than it must: a demo token outside demo mode, a revoked or expired one and
    one that never was all look alike.
    """
    found = await repository.bearer(session, digest(secret))
    if found is None:
        raise _unknown_token()
    token, user, tenant = found
    if is_over(token, now_ms=now_ms) or user.disabled_at_ms is not None or (token.demo and not demo_mode):
        raise _unknown_token()
    return Identity(
        tenant_id=user.tenant_id,
        user_id=user.id,
        token_id=token.id,
        is_demo=token.demo,
        roles=tuple(Role(role) for role in user.roles),
        grants=tuple(ApproverGrant(grant) for grant in user.grants),
        permissions=within(held_by(user), token.scopes),
        quotas=quotas_of(tenant.id, tenant.requests_per_minute, (token.id, token.requests_per_minute)),
        expires_at_ms=token.expires_at_ms,
        used_at_ms=token.last_used_at_ms,
    )


async def note_use(session: AsyncSession, identity: Identity, *, now_ms: int) -> None:
    """That a key was used, to the minute; on its tenant's session."""
    await repository.note_use(session, identity.token_id, now_ms=now_ms, unless_since_ms=now_ms - USE_NOTED_EVERY_MS)


def is_use_noted(identity: Identity, *, now_ms: int) -> bool:
    """Whether nothing is to be written: a use of the last minute is on record, or nobody used a key."""
    return not identity.token_id or (
        identity.used_at_ms is not None and now_ms - identity.used_at_ms < USE_NOTED_EVERY_MS
    )


def _unknown_token() -> Unauthenticated:
    return Unauthenticated(
        "the token is not valid", field="authorization", remedy="Ask an administrator for a new one."
    )


async def ensure_bootstrap_admin(session: AsyncSession, secret: str, *, demo: bool, now_ms: int) -> bool:
    """Make the first administrator of the platform a token with this secret; earlier ones stop working. Whether it opens doors.

    On a platform session; may be repeated at every start. A secret that was here before stays what became of it: rotated,
    revoked or ended by a later one. Another secret is the way back in.
    """
    if await repository.tenant(session, PLATFORM_TENANT) is None:
        await create_tenant(session, NewTenant(id=PLATFORM_TENANT, name="Platform"), now_ms=now_ms)
    user = await repository.user_by_email(session, PLATFORM_TENANT, BOOTSTRAP_EMAIL)
    if user is None:
        new = NewUser(email=BOOTSTRAP_EMAIL, name="Bootstrap administrator", roles=(Role.ADMIN,))
        user = await create_user(session, new, tenant_id=PLATFORM_TENANT, now_ms=now_ms)
    known = await repository.holder_of(session, digest(secret))
    if known is None:
        await repository.revoke_others(session, user.id, name=BOOTSTRAP_TOKEN, sha256=digest(secret), now_ms=now_ms)
        await create_token(session, user.id, name=BOOTSTRAP_TOKEN, now_ms=now_ms, demo=demo, secret=secret)
        return True
    token, _ = known
    token.demo = demo
    session.add(token)
    return not is_over(token, now_ms=now_ms)


async def list_tenants(session: AsyncSession, *, after: str, limit: int) -> Sequence[Tenant]:
    return await repository.tenants(session, after=after, limit=limit)


async def list_users(session: AsyncSession, *, after: str, limit: int) -> Sequence[User]:
    return await repository.users(session, after=after, limit=limit)


async def users_by_id(session: AsyncSession, user_ids: Sequence[str]) -> Sequence[User]:
    """Those of them that there are, in no order."""
    return await repository.users_by_id(session, user_ids)


async def users_named(session: AsyncSession, text: str, *, limit: int) -> Sequence[User]:
    """Who may sign in and has ``text`` in the name, in the order of names."""
    return await repository.users_named(session, text, limit=limit)


async def list_tokens(
    session: AsyncSession, *, user_id: str | None = None, after: str, limit: int
) -> Sequence[ApiToken]:
    return await repository.tokens(session, user_id=user_id, after=after, limit=limit)
