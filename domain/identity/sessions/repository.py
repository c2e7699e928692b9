"""Statements over sessions and signing keys."""

from collections.abc import Sequence

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.identity.sessions.tables import SessionRow, SigningKeyRow
from domain.identity.tables import Tenant, User


async def of_family(session: AsyncSession, family_sha256: str) -> tuple[SessionRow, User, Tenant] | None:
    """To be changed: others wait until this transaction ends."""
    wanted = select(SessionRow).where(SessionRow.family_sha256 == family_sha256).with_for_update()
    row = (await session.exec(wanted)).one_or_none()
    if row is None:
        return None
    people = select(User, Tenant).where(User.id == row.user_id, col(Tenant.id) == User.tenant_id)
    user, tenant = (await session.exec(people)).one()
    return row, user, tenant


async def of_user(session: AsyncSession, user_id: str) -> Sequence[SessionRow]:
    """Those that are not over, newest first."""
    wanted = select(SessionRow).where(SessionRow.user_id == user_id, col(SessionRow.ended_at_ms).is_(None))
    return (await session.exec(wanted.order_by(col(SessionRow.id).desc()))).all()


async def end(session: AsyncSession, user_id: str, *, only: str | None, but: str | None, why: str, now_ms: int) -> int:
    """The person's sessions, ``only`` one of them or all ``but`` one; how many were not over."""
    wanted = update(SessionRow).where(col(SessionRow.user_id) == user_id, col(SessionRow.ended_at_ms).is_(None))
    if only is not None:
        wanted = wanted.where(col(SessionRow.id) == only)
    if but is not None:
        wanted = wanted.where(col(SessionRow.id) != but)
    ended = await session.exec(
        wanted.values(ended_at_ms=now_ms, ended_because=why, changed_at_ms=now_ms, revision=SessionRow.revision + 1)
    )
    return ended.rowcount


async def end_by_provider(
    session: AsyncSession, provider_id: str, *, user_id: str | None, why: str, now_ms: int
) -> None:
    """Those that came by it, everybody's or one person's."""
    wanted = update(SessionRow).where(col(SessionRow.provider_id) == provider_id, col(SessionRow.ended_at_ms).is_(None))
    if user_id is not None:
        wanted = wanted.where(col(SessionRow.user_id) == user_id)
    await session.exec(
        wanted.values(ended_at_ms=now_ms, ended_because=why, changed_at_ms=now_ms, revision=SessionRow.revision + 1)
    )


async def move_on(session: AsyncSession, user_id: str, *, now_ms: int) -> None:
    """Give the person's sessions another revision."""
    await session.exec(
        update(SessionRow)
        .where(col(SessionRow.user_id) == user_id, col(SessionRow.ended_at_ms).is_(None))
        .values(changed_at_ms=now_ms, revision=SessionRow.revision + 1)
    )


async def changed_since(session: AsyncSession, since_ms: int) -> Sequence[tuple[str, int]]:
    """Sessions whose revision has moved on since, with the one they are at."""
    wanted = select(SessionRow.id, SessionRow.revision).where(col(SessionRow.changed_at_ms) >= since_ms)
    return (await session.exec(wanted)).all()


async def forget(session: AsyncSession, *, ended_before_ms: int) -> None:
    await session.exec(delete(SessionRow).where(col(SessionRow.ends_at_ms) < ended_before_ms))


async def keys(session: AsyncSession) -> Sequence[SigningKeyRow]:
    """Newest first."""
    return (await session.exec(select(SigningKeyRow).order_by(col(SigningKeyRow.created_at_ms).desc()))).all()


async def forget_keys(session: AsyncSession, *, before_ms: int) -> None:
    await session.exec(delete(SigningKeyRow).where(col(SigningKeyRow.created_at_ms) < before_ms))
