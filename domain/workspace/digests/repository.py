"""Statements over digests, on a tenant's session unless they say otherwise."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import col, delete, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.identity.tables import User
from domain.records import inserting, tenant_of
from domain.workspace.digests.tables import DigestPreference, DigestRow
from domain.workspace.digests.values import DigestState


async def tenants_with_readers(session: AsyncSession) -> Sequence[str]:
    """On a platform session."""
    wanted = select(DigestPreference.tenant_id).where(col(DigestPreference.is_on)).distinct()
    return (await session.exec(wanted.order_by(DigestPreference.tenant_id))).all()


async def preference(session: AsyncSession, user_id: str) -> DigestPreference | None:
    return (await session.exec(select(DigestPreference).where(DigestPreference.user_id == user_id))).one_or_none()


async def readers(session: AsyncSession) -> Sequence[DigestPreference]:
    """Of everybody who is written to and is not locked out."""
    wanted = select(DigestPreference).where(
        col(DigestPreference.is_on),
        col(User.id) == DigestPreference.user_id,
        col(User.disabled_at_ms).is_(None),
    )
    return (await session.exec(wanted.order_by(DigestPreference.user_id))).all()


async def of_days(session: AsyncSession, user_ids: Collection[str], days: Collection[str]) -> Sequence[DigestRow]:
    wanted = select(DigestRow).where(col(DigestRow.user_id).in_(user_ids), col(DigestRow.day).in_(days))
    return (await session.exec(wanted)).all()


async def newest(session: AsyncSession, user_id: str) -> DigestRow | None:
    wanted = select(DigestRow).where(DigestRow.user_id == user_id).order_by(col(DigestRow.day).desc()).limit(1)
    return (await session.exec(wanted)).one_or_none()


async def last_told(session: AsyncSession, user_ids: Collection[str]) -> dict[str, int]:
    """Until when each of them was told all there was."""
    wanted = (
        select(DigestRow.user_id, func.max(col(DigestRow.told_until_ms)))
        .where(
            col(DigestRow.user_id).in_(user_ids),
            col(DigestRow.state).in_([DigestState.SENT.value, DigestState.NOTHING_TO_SAY.value]),
        )
        .group_by(col(DigestRow.user_id))
    )
    return {user_id: int(until_ms) for user_id, until_ms in (await session.exec(wanted)).all()}


async def claim(
    session: AsyncSession, user_id: str, day: str, *, seen_at_ms: int | None, is_begun: bool, now_ms: int
) -> bool:
    """Whether it is ours to send: nobody has written to its row since it was seen, or made one where there was none.

    One that was begun before may be on its way, and tells of what was known then.
    """
    done: Any
    if seen_at_ms is None:
        ours = inserting(session, DigestRow).values(
            tenant_id=tenant_of(session),
            user_id=user_id,
            day=day,
            state=DigestState.CLAIMED.value,
            why="",
            at_ms=now_ms,
            told_until_ms=now_ms,
        )
        done = await session.exec(ours.on_conflict_do_nothing())
    else:
        done = await session.exec(
            update(DigestRow)
            .where(
                col(DigestRow.user_id) == user_id,
                col(DigestRow.day) == day,
                col(DigestRow.at_ms) == seen_at_ms,
                col(DigestRow.state).in_([DigestState.CLAIMED.value, DigestState.WAITING.value]),
            )
            .values(state=DigestState.CLAIMED.value, at_ms=now_ms, **({} if is_begun else {"told_until_ms": now_ms}))
        )
    return int(done.rowcount) == 1


async def settle(
    session: AsyncSession,
    user_id: str,
    day: str,
    state: DigestState,
    why: str,
    *,
    told_until_ms: int | None,
    now_ms: int,
) -> None:
    """``told_until_ms`` None leaves what was said when it was claimed."""
    told: dict[str, int] = {} if told_until_ms is None else {"told_until_ms": told_until_ms}
    await session.exec(
        update(DigestRow)
        .where(col(DigestRow.user_id) == user_id, col(DigestRow.day) == day)
        .values(state=state.value, why=why[:300], at_ms=now_ms, **told)
    )


async def forget(session: AsyncSession, *, before_ms: int) -> None:
    await session.exec(delete(DigestRow).where(col(DigestRow.at_ms) < before_ms))
