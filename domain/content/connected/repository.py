"""Statements over hosts of connected content; they take a tenant's session."""

from collections.abc import Sequence

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.content.connected.tables import ContentSourceRow
from domain.records import tenant_of


async def source(session: AsyncSession, host: str) -> ContentSourceRow | None:
    return await session.get(ContentSourceRow, (tenant_of(session), host))


async def sources(session: AsyncSession) -> Sequence[ContentSourceRow]:
    return (await session.exec(select(ContentSourceRow).order_by(col(ContentSourceRow.host)))).all()


async def remove(session: AsyncSession, host: str) -> None:
    await session.exec(delete(ContentSourceRow).where(col(ContentSourceRow.host) == host))
