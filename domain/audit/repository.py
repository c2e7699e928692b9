"""Queries over the audit log of one store. On a tenant's session every function stays inside the tenant."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.audit.rules import first_id
from domain.audit.tables import CHAINS, EntryRow
from domain.audit.values import Entry, Filters, Head

_COLUMNS: Final = Entry.__struct_fields__


async def newest(session: AsyncSession, chain: str, filters: Filters, *, before_id: str, limit: int) -> Sequence[Entry]:
    """Entries older than ``before_id``, unless it is empty, newest first."""
    rows: type[EntryRow] = CHAINS[chain].entries
    wanted = _entries(rows).where(*_conditions(rows, filters)).order_by(col(rows.id).desc()).limit(limit)
    if before_id:
        wanted = wanted.where(col(rows.id) < before_id)
    return [Entry(**found) for found in (await session.exec(wanted)).mappings()]


async def following(
    session: AsyncSession, chain: str, tenant_id: str, *, after_sequence: int, limit: int
) -> Sequence[Entry]:
    """A tenant's entries in the order of the chain; on a platform session, any tenant's."""
    rows: type[EntryRow] = CHAINS[chain].entries
    wanted = (
        _entries(rows)
        .where(col(rows.tenant_id) == tenant_id, col(rows.sequence) > after_sequence)
        .order_by(col(rows.sequence))
        .limit(limit)
    )
    return [Entry(**found) for found in (await session.exec(wanted)).mappings()]


async def heads(session: AsyncSession, chain: str) -> Mapping[str, Head]:
    """Where each tenant's chain ends; on a tenant's session, its own."""
    rows = CHAINS[chain].heads
    found = await session.exec(select(rows.tenant_id, rows.sequence, rows.hash, rows.at_ms).order_by(rows.tenant_id))
    return {tenant_id: Head(*head) for tenant_id, *head in found.all()}


async def tenants(session: AsyncSession, chain: str) -> Sequence[str]:
    """Whoever has an entry, on a platform session."""
    rows = CHAINS[chain].entries
    return (await session.exec(select(rows.tenant_id).distinct().order_by(rows.tenant_id))).all()


async def secrets_of(session: AsyncSession, chain: str, person_ids: Collection[str]) -> Mapping[str, str]:
    """Of each of these people whose key there is, the key."""
    rows = CHAINS[chain].keys
    found = await session.exec(select(rows.person_id, rows.secret).where(col(rows.person_id).in_(person_ids)))
    return dict(found.all())


async def destroy_key(session: AsyncSession, chain: str, person_id: str) -> bool:
    """Whether there was one."""
    rows = CHAINS[chain].keys
    result: Any = await session.exec(delete(rows).where(col(rows.person_id) == person_id))
    return bool(result.rowcount)


def _entries(rows: type[EntryRow]) -> Any:
    return select(*(getattr(rows, name) for name in _COLUMNS))


def _conditions(rows: type[EntryRow], filters: Filters) -> list[ColumnElement[bool]]:
    conditions = [
        col(getattr(rows, name)) == wanted
        for name, wanted in (
            ("actor_id", filters.actor_id),
            ("subject_id", filters.subject_id),
            ("request_id", filters.request_id),
        )
        if wanted
    ]
    if filters.action:
        named, below = (
            col(rows.action) == filters.action,
            col(rows.action).startswith(f"{filters.action}.", autoescape=True),
        )
        conditions.append(or_(named, below))
    if filters.from_ms is not None:
        conditions.append(col(rows.id) >= first_id(filters.from_ms))
    if filters.to_ms is not None:
        conditions.append(col(rows.id) < first_id(filters.to_ms))
    return conditions
