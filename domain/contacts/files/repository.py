"""Statements over mappings and imports, on a tenant's session."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, update
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.contacts.files.tables import ContactImport, ContactMapping


async def mapping(session: AsyncSession, name: str) -> ContactMapping | None:
    return (await session.exec(select(ContactMapping).where(ContactMapping.name == name))).one_or_none()


async def mappings(session: AsyncSession) -> Sequence[ContactMapping]:
    return (await session.exec(select(ContactMapping).order_by(col(ContactMapping.name)))).all()


async def erase(session: AsyncSession, texts: Collection[str]) -> None:
    """Looks at every one there is."""
    for text in texts:
        holds = func.lower(col(ContactImport.errors)).contains(text.lower(), autoescape=True)
        await session.exec(update(ContactImport).where(holds).values(errors=""))


async def forget_mapping(session: AsyncSession, name: str) -> None:
    await session.exec(delete(ContactMapping).where(col(ContactMapping.name) == name))


async def imports(session: AsyncSession, *, limit: int) -> Sequence[ContactImport]:
    """The last ones, the newest first: ids follow time."""
    return (await session.exec(select(ContactImport).order_by(col(ContactImport.id).desc()).limit(limit))).all()


async def import_of(session: AsyncSession, import_id: str) -> ContactImport | None:
    return (await session.exec(select(ContactImport).where(ContactImport.id == import_id))).one_or_none()


async def first_with(session: AsyncSession, digest: str, mapping: str) -> ContactImport | None:
    wanted = select(ContactImport).where(ContactImport.digest == digest, ContactImport.mapping == mapping)
    return (await session.exec(wanted.order_by(col(ContactImport.id)).limit(1))).one_or_none()
