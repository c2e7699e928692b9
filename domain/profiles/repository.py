"""Statements over profiles. On a tenant's session each stays inside the tenant; the neutral part has no tenant."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import or_, update
from sqlmodel import SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.profiles.tables import Person, PersonIdentity, TenantPerson
from domain.records import inserting, tenant_of

CHUNK: Final = 500


async def upsert_people(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    await _upsert(session, Person, ("person_id",), rows)


async def upsert_tenant_people(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """An opt-out of sale and sharing that is there stays."""
    await _upsert(session, TenantPerson, ("tenant_id", "person_id"), rows, stays_true="sale_refused")


async def claim_identities(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write what is claimed of these identities, over earlier claims of the same tenant and over no other's.

    Waits for whoever is claiming one of them right now. ``rows`` come in the order of their identities, for everybody.
    """
    if not rows:
        return
    statement = inserting(session, PersonIdentity)
    claimed = statement.excluded
    replaced = {column: claimed[column] for column in ("person_id", "updated_at_ms")}
    is_own = col(PersonIdentity.claimed_by) == claimed.claimed_by
    await session.exec(
        statement.on_conflict_do_update(index_elements=["identity"], set_=replaced, where=is_own), params=rows
    )


async def identities(session: AsyncSession, keys: Collection[str]) -> Sequence[PersonIdentity]:
    """Those of at most 500 identities that somebody has claimed, as they stand now."""
    claimed = select(PersonIdentity).where(col(PersonIdentity.identity).in_(keys))
    return (await session.exec(claimed.execution_options(populate_existing=True))).all()


async def people(session: AsyncSession, person_ids: Collection[str]) -> Sequence[Person]:
    """The neutral parts there are of at most 500 people."""
    return (await session.exec(select(Person).where(col(Person.person_id).in_(person_ids)))).all()


async def tenant_people(
    session: AsyncSession, person_ids: Collection[str], *, to_change: bool = False
) -> Sequence[TenantPerson]:
    """What the session's tenant, or on a platform session every tenant, knows of at most 500 people."""
    wanted = select(TenantPerson).where(col(TenantPerson.person_id).in_(person_ids))
    if to_change:
        wanted = wanted.order_by(col(TenantPerson.person_id)).with_for_update()
    return (await session.exec(wanted)).all()


async def with_match_key(session: AsyncSession, kind: str, values: Sequence[str]) -> Sequence[str]:
    """Whom the tenant knows by one of at most 500 match keys of a kind in ``MATCHED_AT_OTHERS``, in lower case."""
    key = col(getattr(TenantPerson, kind))
    return (await session.exec(select(TenantPerson.person_id).where(key.in_(values)))).all()


async def refuse_sale(session: AsyncSession, person_ids: Collection[str], *, now_ms: int) -> None:
    """Note it of at most 500 people. Somebody unknown is written down for refusing alone."""
    known = {row.person_id: row for row in await tenant_people(session, person_ids, to_change=True)}
    fresh = sorted(one for one, row in known.items() if not row.sale_refused)
    await note_sale(session, fresh, refused=True, now_ms=now_ms)
    new = sorted(set(person_ids) - known.keys())
    tenant_id = tenant_of(session)
    rows = [TenantPerson(tenant_id=tenant_id, person_id=one, sale_refused=True, updated_at_ms=now_ms) for one in new]
    await upsert_tenant_people(session, [row.model_dump() for row in rows])


async def note_sale(session: AsyncSession, person_ids: Collection[str], *, refused: bool, now_ms: int) -> None:
    await session.exec(
        update(TenantPerson)
        .where(col(TenantPerson.person_id).in_(person_ids))
        .values(sale_refused=refused, updated_at_ms=now_ms)
    )


async def put_segments(session: AsyncSession, segments: Mapping[str, Sequence[int]], *, now_ms: int) -> None:
    """Write whole lists of segments, and nothing else of a person."""
    if not segments:
        return
    statement = inserting(session, TenantPerson)
    replaced = {column: statement.excluded[column] for column in ("segments", "updated_at_ms")}
    tenant_id = tenant_of(session)
    rows = [
        TenantPerson(tenant_id=tenant_id, person_id=person_id, segments=list(own), updated_at_ms=now_ms).model_dump()
        for person_id, own in sorted(segments.items())
    ]
    await session.exec(
        statement.on_conflict_do_update(index_elements=["tenant_id", "person_id"], set_=replaced), params=rows
    )


async def erase_claims(session: AsyncSession, person_ids: Collection[str], *, claimed_by: str) -> None:
    await session.exec(
        delete(PersonIdentity).where(
            col(PersonIdentity.person_id).in_(person_ids), col(PersonIdentity.claimed_by) == claimed_by
        )
    )


async def claims_of_others(session: AsyncSession, person_ids: Collection[str], *, tenant_id: str) -> Sequence[str]:
    """The identities of at most 500 people that other tenants have claimed."""
    wanted = select(PersonIdentity.identity).where(
        col(PersonIdentity.person_id).in_(person_ids), PersonIdentity.claimed_by != tenant_id
    )
    return (await session.exec(wanted)).all()


async def erase_neutral(session: AsyncSession, person_ids: Collection[str]) -> None:
    await session.exec(delete(Person).where(col(Person.person_id).in_(person_ids)))


async def next_tenant_people(session: AsyncSession, *, after: str, limit: int) -> Sequence[TenantPerson]:
    """Those beyond ``after``, in the order of their ids."""
    wanted = select(TenantPerson).where(col(TenantPerson.person_id) > after)
    return (await session.exec(wanted.order_by(col(TenantPerson.person_id)).limit(limit))).all()


async def _upsert(
    session: AsyncSession,
    table: type[SQLModel],
    key: Sequence[str],
    rows: Sequence[dict[str, Any]],
    *,
    stays_true: str = "",
) -> None:
    """Write ``rows``, all of the same columns, over whatever has the same key."""
    if not rows:
        return
    statement = inserting(session, table)
    replaced: dict[str, Any] = {column: statement.excluded[column] for column in rows[0] if column not in key}
    if stays_true:
        replaced[stays_true] = or_(getattr(table, stays_true), statement.excluded[stays_true])
    await session.exec(statement.on_conflict_do_update(index_elements=list(key), set_=replaced), params=rows)
