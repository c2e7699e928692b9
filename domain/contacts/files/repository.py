"""Statements over mappings and imports, on a tenant's session."""

from collections.abc import Collection, Sequence

from sqlalchemy import func
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.contacts.files.tables import ContactImport, ContactMapping
from domain.contacts.files.values import ImportState


async def mapping(session: AsyncSession, name: str) -> ContactMapping | None:
    return (await session.exec(select(ContactMapping).where(ContactMapping.name == name))).one_or_none()


async def mappings(session: AsyncSession) -> Sequence[ContactMapping]:
    return (await session.exec(select(ContactMapping).order_by(col(ContactMapping.name)))).all()


async def mentioning(session: AsyncSession, texts: Collection[str]) -> Sequence[ContactImport]:
    """Those in whose name or refused rows one of the texts stands, whole or within another. Looks at every one there is."""
    found: dict[str, ContactImport] = {}
    for text in texts:
        for column in (ContactImport.errors, ContactImport.file_name):
            wanted = select(ContactImport).where(func.lower(col(column)).contains(text.lower(), autoescape=True))
            found |= {row.id: row for row in (await session.exec(wanted)).all()}
    return list(found.values())


async def forget_mapping(session: AsyncSession, name: str) -> None:
    await session.exec(delete(ContactMapping).where(col(ContactMapping.name) == name))


async def imports(session: AsyncSession, *, limit: int) -> Sequence[ContactImport]:
    """The last ones, the newest first: ids follow time."""
    return (await session.exec(select(ContactImport).order_by(col(ContactImport.id).desc()).limit(limit))).all()


async def import_of(session: AsyncSession, import_id: str) -> ContactImport | None:
    return (await session.exec(select(ContactImport).where(ContactImport.id == import_id))).one_or_none()


async def by_key(session: AsyncSession, creation_key: str) -> ContactImport | None:
    return (await session.exec(select(ContactImport).where(ContactImport.creation_key == creation_key))).one_or_none()


async def first_with(session: AsyncSession, digest: str, mapping: str) -> ContactImport | None:
    wanted = select(ContactImport).where(
        ContactImport.digest == digest, ContactImport.mapping == mapping, ContactImport.state == ImportState.DONE
    )
    return (await session.exec(wanted.order_by(col(ContactImport.id)).limit(1))).one_or_none()
