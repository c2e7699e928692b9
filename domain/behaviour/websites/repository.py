"""Statements over websites."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.behaviour.websites.tables import WebsiteRow


async def website(session: AsyncSession, website_id: str) -> WebsiteRow | None:
    return await session.get(WebsiteRow, website_id)


async def websites(session: AsyncSession) -> Sequence[WebsiteRow]:
    return (await session.exec(select(WebsiteRow).order_by(col(WebsiteRow.id)))).all()


async def by_write_key(session: AsyncSession, write_key: str) -> WebsiteRow | None:
    """Takes a platform session."""
    return (await session.exec(select(WebsiteRow).where(WebsiteRow.write_key == write_key))).one_or_none()
