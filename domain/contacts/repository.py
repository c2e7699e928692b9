"""Statements over contacts, on a tenant's session."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from typing import Any, Final

from sqlalchemy import update
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from domain.contacts.names.rules import BEYOND
from domain.contacts.tables import (
    AttributeDefinitionRow,
    ConsentRecord,
    ContactIdentity,
    ContactMerge,
    ContactRow,
)
from domain.contacts.values import Identity
from domain.records import inserting

CHUNK: Final = 500
_WRITTEN: Final = ("document", "merged_into", "created_at_ms", "updated_at_ms")
_NAMES: Final = ("by_first_name", "by_last_name")


async def documents(
    session: AsyncSession, person_ids: Collection[str], *, to_change: bool = False
) -> Sequence[tuple[str, bytes, str]]:
    """(person id, document, merged into) of those there are; locked until the transaction ends, if ``to_change``."""
    found: list[tuple[str, bytes, str]] = []
    for chunk in _chunks(sorted(set(person_ids))):
        wanted = select(ContactRow.person_id, ContactRow.document, ContactRow.merged_into).where(
            col(ContactRow.person_id).in_(chunk)
        )
        if to_change:
            wanted = wanted.order_by(col(ContactRow.person_id)).with_for_update()
        found += (await session.exec(wanted)).all()
    return found


async def merged_into(session: AsyncSession, person_ids: Collection[str]) -> dict[str, str]:
    """Who of these people is somebody else by now."""
    found: dict[str, str] = {}
    for chunk in _chunks(sorted(set(person_ids))):
        wanted = select(ContactRow.person_id, ContactRow.merged_into).where(
            col(ContactRow.person_id).in_(chunk), ContactRow.merged_into != ""
        )
        found |= dict((await session.exec(wanted)).all())
    return found


async def absorbed_by(session: AsyncSession, person_ids: Collection[str]) -> dict[str, str]:
    """Who was somebody else until they became one of these people, and which."""
    found: dict[str, str] = {}
    for chunk in _chunks(sorted(set(person_ids))):
        wanted = select(ContactMerge.absorbed_id, ContactMerge.person_id).where(col(ContactMerge.person_id).in_(chunk))
        found |= dict((await session.exec(wanted)).all())
    return found


async def page(session: AsyncSession, *, after: str, limit: int) -> Sequence[bytes]:
    """Documents of the next people beyond ``after``, in the order of their ids; nobody who was merged away."""
    wanted = select(ContactRow.document).where(ContactRow.merged_into == "", col(ContactRow.person_id) > after)
    return (await session.exec(wanted.order_by(col(ContactRow.person_id)).limit(limit))).all()


async def begun(session: AsyncSession, beginning: str, *, limit: int) -> Iterator[tuple[str, bytes]]:
    """(person id, document) of those whose first or last name begins so, by turns, so that neither crowds out the other."""
    found: list[Sequence[tuple[str, bytes]]] = []
    for name in (ContactRow.by_first_name, ContactRow.by_last_name):
        column = col(name)
        wanted = select(ContactRow.person_id, ContactRow.document).where(
            column >= beginning, column < beginning + BEYOND
        )
        found.append((await session.exec(wanted.order_by(column).limit(limit))).all())
    return (one for pair in zip_longest(*found) for one in pair if one is not None)


async def owners(session: AsyncSession, identities: Collection[Identity]) -> dict[Identity, str]:
    """Whose these are, as far as they are anybody's."""
    found: dict[Identity, str] = {}
    for kind, values in _by_kind(identities):
        for chunk in _chunks(values):
            wanted = select(ContactIdentity.value, ContactIdentity.person_id).where(
                ContactIdentity.kind == kind, col(ContactIdentity.value).in_(chunk)
            )
            found |= {(kind, value): person_id for value, person_id in (await session.exec(wanted)).all()}
    return found


async def save_contacts(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write whole rows, new ones and changed ones. A row that leaves out its names keeps those it has, and their indices rest."""
    named = [row for row in rows if _NAMES[0] in row]
    for some, columns in ((named, (*_WRITTEN, *_NAMES)), ([row for row in rows if _NAMES[0] not in row], _WRITTEN)):
        if some:
            statement = inserting(session, ContactRow)
            replaced = {column: statement.excluded[column] for column in columns}
            await session.exec(
                statement.on_conflict_do_update(index_elements=["tenant_id", "person_id"], set_=replaced), params=some
            )


async def claim(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> int:
    """Give identities that were nobody's; how many were still free."""
    if not rows:
        return 0
    statement = inserting(session, ContactIdentity).on_conflict_do_nothing()
    if session.get_bind().dialect.name == "sqlite":  # one writer at a time: whoever looked has seen what there is
        await session.exec(statement, params=rows)
        return len(rows)
    taken: Any = await session.exec(statement.returning(col(ContactIdentity.value)), params=rows)
    return len(taken.all())


async def move(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Give identities of people whose rows are locked to others."""
    if rows:
        statement = inserting(session, ContactIdentity)
        replaced = {column: statement.excluded[column] for column in ("person_id", "since_ms")}
        await session.exec(
            statement.on_conflict_do_update(index_elements=["tenant_id", "kind", "value"], set_=replaced), params=rows
        )


async def release(session: AsyncSession, identities: Collection[Identity]) -> None:
    for kind, values in _by_kind(identities):
        for chunk in _chunks(values):
            await session.exec(
                delete(ContactIdentity).where(col(ContactIdentity.kind) == kind, col(ContactIdentity.value).in_(chunk))
            )


async def record_merges(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await session.exec(inserting(session, ContactMerge).on_conflict_do_nothing(), params=rows)


async def redirect(session: AsyncSession, absorbed_id: str, person_id: str) -> None:
    """Whoever had become ``absorbed_id`` is ``person_id`` now; so every redirection is one step long."""
    of_them = select(ContactMerge.absorbed_id).where(ContactMerge.person_id == absorbed_id)
    earlier = (await session.exec(of_them)).all()
    for chunk in _chunks(earlier):
        await session.exec(update(ContactRow).where(col(ContactRow.person_id).in_(chunk)).values(merged_into=person_id))
        await session.exec(
            update(ContactMerge).where(col(ContactMerge.absorbed_id).in_(chunk)).values(person_id=person_id)
        )


async def merges(session: AsyncSession, person_id: str) -> Sequence[ContactMerge]:
    wanted = select(ContactMerge).where(ContactMerge.person_id == person_id)
    return (await session.exec(wanted.order_by(col(ContactMerge.at_ms)))).all()


async def record_consents(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        await session.exec(inserting(session, ConsentRecord).on_conflict_do_nothing(), params=rows)


async def consents(session: AsyncSession, person_ids: Collection[str]) -> Sequence[ConsentRecord]:
    wanted = select(ConsentRecord).where(col(ConsentRecord.person_id).in_(person_ids))
    oldest_first = (ConsentRecord.at_ms, ConsentRecord.recorded_at_ms, ConsentRecord.channel, ConsentRecord.purpose)
    return (await session.exec(wanted.order_by(*map(col, oldest_first)))).all()


async def erase(session: AsyncSession, person_ids: Collection[str]) -> None:
    """Everything kept of these people here."""
    for table in (ContactIdentity, ConsentRecord, ContactRow):
        await session.exec(delete(table).where(col(table.person_id).in_(person_ids)))
    await session.exec(delete(ContactMerge).where(col(ContactMerge.absorbed_id).in_(person_ids)))


async def definitions(session: AsyncSession) -> Sequence[AttributeDefinitionRow]:
    return (await session.exec(select(AttributeDefinitionRow).order_by(col(AttributeDefinitionRow.name)))).all()


async def save_definition(session: AsyncSession, row: dict[str, Any]) -> None:
    statement = inserting(session, AttributeDefinitionRow)
    replaced = {column: statement.excluded[column] for column in ("type", "description", "is_personal")}
    await session.exec(
        statement.on_conflict_do_update(index_elements=["tenant_id", "name"], set_=replaced), params=[row]
    )


async def forget_definition(session: AsyncSession, name: str) -> bool:
    result: Any = await session.exec(delete(AttributeDefinitionRow).where(col(AttributeDefinitionRow.name) == name))
    return bool(result.rowcount)


def _by_kind(identities: Iterable[Identity]) -> Iterator[tuple[str, list[str]]]:
    for kind, group in groupby(sorted(set(identities)), key=lambda identity: identity[0]):
        yield kind, [value for _, value in group]


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
