"""Queries over tenants, people and tokens. On a tenant's session each stays inside the tenant, tenants apart."""

from collections.abc import Collection, Sequence

from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.identity.tables import ApiToken, Tenant, User


async def tenant(session: AsyncSession, tenant_id: str) -> Tenant | None:
    return await session.get(Tenant, tenant_id)


async def tenants(session: AsyncSession, *, after: str, limit: int) -> Sequence[Tenant]:
    wanted = select(Tenant).where(col(Tenant.id) > after).order_by(col(Tenant.id)).limit(limit)
    return (await session.exec(wanted)).all()


async def user(session: AsyncSession, user_id: str, *, to_change: bool = False) -> User | None:
    """``to_change`` reads it anew and keeps other transactions from changing it until this one ends."""
    wanted = select(User).where(User.id == user_id)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return (await session.exec(wanted)).one_or_none()


async def user_by_email(session: AsyncSession, tenant_id: str, email: str) -> User | None:
    wanted = select(User).where(User.tenant_id == tenant_id, User.email == email)
    return (await session.exec(wanted)).one_or_none()


async def users(session: AsyncSession, *, after: str, limit: int) -> Sequence[User]:
    return (await session.exec(select(User).where(col(User.id) > after).order_by(col(User.id)).limit(limit))).all()


async def users_by_id(session: AsyncSession, user_ids: Collection[str]) -> Sequence[User]:
    return (await session.exec(select(User).where(col(User.id).in_(user_ids)))).all()


async def users_named(session: AsyncSession, text: str, *, limit: int) -> Sequence[User]:
    """Who is not disabled and has ``text`` in the name, in the order of names."""
    wanted = select(User).where(col(User.disabled_at_ms).is_(None))
    if text:
        wanted = wanted.where(col(User.name).icontains(text, autoescape=True))
    return (await session.exec(wanted.order_by(col(User.name), col(User.id)).limit(limit))).all()


async def active_users(session: AsyncSession) -> Sequence[User]:
    """Everybody who is not disabled."""
    return (await session.exec(select(User).where(col(User.disabled_at_ms).is_(None)))).all()


async def token(session: AsyncSession, token_id: str, *, to_change: bool = False) -> ApiToken | None:
    """``to_change`` keeps other transactions from changing it until this one ends."""
    wanted = select(ApiToken).where(ApiToken.id == token_id)
    return (await session.exec(wanted.with_for_update() if to_change else wanted)).one_or_none()


async def tokens(session: AsyncSession, *, user_id: str | None, after: str, limit: int) -> Sequence[ApiToken]:
    wanted = select(ApiToken).where(col(ApiToken.id) > after).order_by(col(ApiToken.id)).limit(limit)
    if user_id is not None:
        wanted = wanted.where(ApiToken.user_id == user_id)
    return (await session.exec(wanted)).all()


async def holder_of(session: AsyncSession, sha256: str) -> tuple[ApiToken, User] | None:
    wanted = select(ApiToken, User).where(ApiToken.sha256 == sha256, col(User.id) == ApiToken.user_id)
    return (await session.exec(wanted)).one_or_none()


async def bearer(session: AsyncSession, sha256: str) -> tuple[ApiToken, User, Tenant] | None:
    wanted = select(ApiToken, User, Tenant).where(
        ApiToken.sha256 == sha256, col(User.id) == ApiToken.user_id, col(Tenant.id) == ApiToken.tenant_id
    )
    return (await session.exec(wanted)).one_or_none()


async def note_use(session: AsyncSession, token_id: str, *, now_ms: int, unless_since_ms: int) -> None:
    """Unless a use since ``unless_since_ms`` is noted already."""
    noted = col(ApiToken.last_used_at_ms)
    await session.exec(
        update(ApiToken)
        .where(col(ApiToken.id) == token_id, or_(noted.is_(None), noted < unless_since_ms))
        .values(last_used_at_ms=now_ms)
    )


async def revoke_all(session: AsyncSession, user_id: str, *, now_ms: int) -> None:
    await session.exec(
        update(ApiToken)
        .where(col(ApiToken.user_id) == user_id, col(ApiToken.revoked_at_ms).is_(None))
        .values(revoked_at_ms=now_ms)
    )


async def revoke_others(session: AsyncSession, user_id: str, *, name: str, sha256: str, now_ms: int) -> None:
    """Revoke the user's tokens of this name, but for the one with this digest."""
    await session.exec(
        update(ApiToken)
        .where(
            col(ApiToken.user_id) == user_id,
            col(ApiToken.name) == name,
            col(ApiToken.sha256) != sha256,
            col(ApiToken.revoked_at_ms).is_(None),
        )
        .values(revoked_at_ms=now_ms)
    )
