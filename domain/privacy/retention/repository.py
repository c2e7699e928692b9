"""Statements over how long things are kept, on a tenant's session."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.privacy.retention.tables import PrivacyRetention, PrivacyRetentionRun
from domain.records import inserting


async def chosen(session: AsyncSession) -> Sequence[PrivacyRetention]:
    return (await session.exec(select(PrivacyRetention))).all()


async def choose(session: AsyncSession, row: dict[str, Any]) -> None:
    statement = inserting(session, PrivacyRetention)
    replaced = {column: statement.excluded[column] for column in ("days", "updated_by", "updated_at_ms")}
    await session.exec(
        statement.on_conflict_do_update(index_elements=["tenant_id", "kind"], set_=replaced), params=[row]
    )


async def choose_not(session: AsyncSession, kind: str) -> None:
    await session.exec(delete(PrivacyRetention).where(col(PrivacyRetention.kind) == kind))


async def add_run(session: AsyncSession, row: dict[str, Any]) -> None:
    statement = inserting(session, PrivacyRetentionRun)
    replaced = {column: statement.excluded[column] for column in ("rows", "before_ms")}
    await session.exec(
        statement.on_conflict_do_update(index_elements=["tenant_id", "kind", "at_ms"], set_=replaced), params=[row]
    )


async def forget_runs(session: AsyncSession, *, before_ms: int) -> None:
    await session.exec(delete(PrivacyRetentionRun).where(col(PrivacyRetentionRun.at_ms) < before_ms))


async def runs(session: AsyncSession, *, limit: int) -> Sequence[PrivacyRetentionRun]:
    wanted = select(PrivacyRetentionRun).order_by(col(PrivacyRetentionRun.at_ms).desc(), col(PrivacyRetentionRun.kind))
    return (await session.exec(wanted.limit(limit))).all()
