"""Statements over profiles. On a tenant's session each stays inside the tenant; the neutral part has no tenant."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.profiles.tables import Person, PersonIdentity, TenantPerson

CHUNK: Final = 500


async def upsert_people(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    await _upsert(session, Person, ("person_id",), rows)


async def upsert_tenant_people(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    await _upsert(session, TenantPerson, ("tenant_id", "person_id"), rows)


async def upsert_identities(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    await _upsert(session, PersonIdentity, ("identity",), rows)


async def identities(session: AsyncSession, keys: Collection[str]) -> Sequence[PersonIdentity]:
    """Those of at most 500 identities that somebody has claimed."""
    return (await session.exec(select(PersonIdentity).where(col(PersonIdentity.identity).in_(keys)))).all()


async def people(session: AsyncSession, person_ids: Collection[str]) -> Sequence[Person]:
    """The neutral parts there are of at most 500 people."""
    return (await session.exec(select(Person).where(col(Person.person_id).in_(person_ids)))).all()


async def tenant_people(session: AsyncSession, person_ids: Collection[str]) -> Sequence[TenantPerson]:
    """What the session's tenant, or on a platform session every tenant, knows of at most 500 people."""
    return (await session.exec(select(TenantPerson).where(col(TenantPerson.person_id).in_(person_ids)))).all()


async def next_tenant_people(session: AsyncSession, *, after: str, limit: int) -> Sequence[TenantPerson]:
    """Those beyond ``after``, in the order of their ids."""
    wanted = select(TenantPerson).where(col(TenantPerson.person_id) > after)
    return (await session.exec(wanted.order_by(col(TenantPerson.person_id)).limit(limit))).all()


async def _upsert(
    session: AsyncSession, table: type[SQLModel], key: Sequence[str], rows: Sequence[dict[str, Any]]
) -> None:
    """Write ``rows``, all of the same columns, over whatever has the same key."""
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    replaced = {column: statement.excluded[column] for column in rows[0] if column not in key}
    await session.exec(statement.on_conflict_do_update(index_elements=list(key), set_=replaced), params=rows)
