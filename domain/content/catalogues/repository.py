"""Statements over catalogues; they take a tenant's session, and lists of at most a thousand ids."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.content.catalogues.tables import CatalogueItem, CatalogueRow
from domain.records import inserting, tenant_of


async def catalogue(session: AsyncSession, name: str) -> CatalogueRow | None:
    return await session.get(CatalogueRow, (tenant_of(session), name))


async def catalogues(session: AsyncSession) -> Sequence[CatalogueRow]:
    return (await session.exec(select(CatalogueRow).order_by(col(CatalogueRow.name)))).all()


async def count_items(session: AsyncSession, name: str) -> int:
    return int((await session.exec(select(func.count()).where(CatalogueItem.catalogue == name))).one())


async def documents(session: AsyncSession, name: str, ids: Collection[str]) -> dict[str, bytes]:
    wanted = select(CatalogueItem.id, CatalogueItem.document).where(
        CatalogueItem.tenant_id == tenant_of(session), CatalogueItem.catalogue == name, col(CatalogueItem.id).in_(ids)
    )
    return dict((await session.exec(wanted)).all())


async def items(session: AsyncSession, name: str, *, after: str, limit: int) -> Sequence[CatalogueItem]:
    wanted = select(CatalogueItem).where(CatalogueItem.catalogue == name, col(CatalogueItem.id) > after)
    return (await session.exec(wanted.order_by(col(CatalogueItem.id)).limit(limit))).all()


async def put_items(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    statement = inserting(session, CatalogueItem)
    replaced = statement.on_conflict_do_update(
        index_elements=["tenant_id", "catalogue", "id"],
        set_={"document": statement.excluded.document, "updated_at_ms": statement.excluded.updated_at_ms},
    )
    await session.exec(replaced, params=rows)


async def remove_items(session: AsyncSession, name: str, ids: Collection[str] | None) -> None:
    statement = delete(CatalogueItem).where(col(CatalogueItem.catalogue) == name)
    await session.exec(statement if ids is None else statement.where(col(CatalogueItem.id).in_(ids)))


async def remove(session: AsyncSession, name: str) -> None:
    await session.exec(delete(CatalogueRow).where(col(CatalogueRow.name) == name))
