"""What the tables of a store hold of one person: counted, read and taken out.

Everything here goes round the mapper, so each statement names its tenant itself. A table is gone through in pages by its primary
key: a look may take minutes where there are many rows, and no statement of it seconds.
"""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    LargeBinary,
    Select,
    String,
    Table,
    Text,
    and_,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.privacy.places.rules import AUTHORED, OF_PEOPLE
from domain.privacy.places.values import OfPeople, Subject
from storage.sql.database import Database
from storage.sql.tables import all_tables, tables_of

PAGE: Final = 20_000
"""Rows that one statement goes through."""
READ_AT_ONCE: Final = 500
"""Rows that are in memory: some hold whole documents."""
CHANGED_AT_ONCE: Final = 500
"""Rows are looked for beside everybody else's work, and changed in transactions that are short: a store may have one writer."""


async def count(database: Database, subject: Subject) -> Counter[str]:
    """How many rows of a store hold something of the person, by kind."""
    found: Counter[str] = Counter()
    async with database.platform_reading() as session:
        connection = await session.connection()
        for table, held in _tables(database.store):
            async for rows in _pages(connection, table, held, subject, read=False):
                found[held.kind] += len(rows)
    return found


async def mentioned(database: Database, subject: Subject) -> Counter[str]:
    """In which tables texts that people wrote themselves hold something of the person."""
    found: Counter[str] = Counter()
    async with database.platform_reading() as session:
        connection = await session.connection()
        for table in tables_of(database.store):
            if table.name in AUTHORED:
                everything = OfPeople(kind=table.name, texts=tuple(c.name for c in table.columns if _holds_text(c)))
                async for rows in _pages(connection, table, everything, subject, read=False):
                    found[str(table.name)] += len(rows)
    return found


async def read(database: Database, subject: Subject) -> AsyncIterator[tuple[str, str, list[dict[str, Any]]]]:
    """(kind, table, what they may be given of its rows): no row of somebody else, nor a column that nobody is given."""
    async with database.platform_reading() as session:
        connection = await session.connection()
        for table, held in _tables(database.store):
            async for rows in _pages(connection, table, held, subject, read=True):
                if given := [part for row in rows if (part := _given(held, row, subject))]:
                    yield held.kind, str(table.name), given


def _given(held: OfPeople, row: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
    if held.is_shared:
        speaking = (name for name in held.texts if name not in held.hidden and subject.stand_in(row[name]))
        return {name: subject.names.own(row[name]) for name in speaking}
    if not _is_theirs(held, row, subject) and _is_somebodys(held, row):
        return {}
    return {name: value for name, value in row.items() if name not in held.hidden | held.worked_out}


def _tables(store: str) -> Iterator[tuple[Table, OfPeople]]:
    for table in tables_of(store):
        if table.name in OF_PEOPLE:
            yield table, OF_PEOPLE[table.name]


async def _pages(
    connection: AsyncConnection, table: Table, held: OfPeople, subject: Subject, *, read: bool
) -> AsyncIterator[list[dict[str, Any]]]:
    """Rows that hold something of the person; with what tells that alone unless they are to be ``read``.

    The database finds what may be theirs; whether it is, one rule decides for all places.
    """
    key = list(table.primary_key)
    telling = [column for column in table.columns if column.primary_key or column.name in (*held.ids, *held.texts)]
    shown = list(table.columns) if read else telling
    mine = _about(table, held, subject, connection.dialect.name)
    if mine is None:
        return
    if not held.texts:  # columns of ids are indexed, or the table is small
        async for rows in _some(connection, select(*shown).where(_scope(table, subject), mine)):
            yield rows
        return
    after: tuple[Any, ...] | None = None
    while True:
        scope = _scope(table, subject)
        if after is not None:
            scope &= tuple_(*key) > tuple_(*_literals(after, key))
        wanted = select(*key).where(scope).order_by(*key).limit(1).offset(PAGE - 1)
        last = (await connection.execute(wanted)).one_or_none()
        page = scope if last is None else scope & (tuple_(*key) <= tuple_(*_literals(last, key)))
        async for rows in _some(connection, select(*shown).where(page, mine)):
            if found := [row for row in rows if _holds_them(held, row, subject)]:
                yield found
        if last is None:
            return
        after = tuple(last)


async def _some(connection: AsyncConnection, wanted: Select[Any]) -> AsyncIterator[list[dict[str, Any]]]:
    """A result as it comes, a few rows at a time."""
    async with connection.stream(wanted) as result:
        async for rows in result.mappings().partitions(READ_AT_ONCE):
            yield [dict(row) for row in rows]


def _literals(values: Any, key: list[Any]) -> list[Any]:
    return [literal(value, column.type) for value, column in zip(values, key, strict=True)]


def _scope(table: Table, subject: Subject) -> ColumnElement[bool]:
    """Of the tenant: what it has, and what it said. What belongs to no tenant is found by the person's ids alone."""
    for owner in ("tenant_id", "claimed_by"):
        if owner in table.c:
            return table.c[owner] == subject.tenant_id
    return true()


def _holds_them(held: OfPeople, row: Mapping[Any, Any], subject: Subject) -> bool:
    return _is_theirs(held, row, subject) or any(subject.stand_in(row[name]) for name in held.texts)


def _is_theirs(held: OfPeople, row: Mapping[Any, Any], subject: Subject) -> bool:
    return any(row[name] in subject.known_as for name in held.ids)


def _is_somebodys(held: OfPeople, row: Mapping[Any, Any]) -> bool:
    return any(row[name] for name in held.ids)


def _about(table: Table, held: OfPeople, subject: Subject, dialect: str) -> ColumnElement[bool] | None:
    known = sorted(subject.known_as)
    hits: list[ColumnElement[bool]] = [table.c[name].in_(known) for name in held.ids if known]
    hits += [hit for name in held.texts for hit in _holds(table.c[name], subject, dialect)]
    return or_(*hits) if hits else None


def _holds(column: Any, subject: Subject, dialect: str) -> Iterator[ColumnElement[bool]]:
    for needle in subject.needles:
        if isinstance(column.type, LargeBinary):
            place = func.instr if dialect == "sqlite" else func.pg_catalog.position
            yield from (place(column, literal(spelt, LargeBinary)) > 0 for spelt in _spelt(needle, subject))
        else:
            yield func.lower(cast(column, Text)).contains(needle.decode(), autoescape=True)


def _spelt(needle: bytes, subject: Subject) -> Iterator[bytes]:
    """Bytes are compared as they are: in lower case, and as the person's own texts have it."""
    yield needle
    yield from (text.encode() for text in subject.texts if text.lower().encode() == needle and text.encode() != needle)


def _holds_text(column: Any) -> bool:
    return isinstance(column.type, String | JSON | LargeBinary) and column.name != "tenant_id"


async def sweep(database: Database, subject: Subject, tables: Collection[str]) -> int:
    """Take the person out of what is left in ``tables`` after their contexts have erased them; how many rows it was.

    Rows under their ids go, and rows of nobody whose key names them. Rows of others, and of several people, stay: what tells of the
    person is blotted out of them, whatever it is packed in.
    """
    swept = 0
    for table, held in _tables(database.store):
        if table.name in tables:
            key = [column.name for column in table.primary_key]
            async with database.platform_reading() as session:
                connection = await session.connection()
                pages = _pages(connection, table, held, subject, read=False)
                found = [{name: row[name] for name in key} async for rows in pages for row in rows]
            for start in range(0, len(found), CHANGED_AT_ONCE):
                async with database.platform() as session:
                    connection = await session.connection()
                    for one in found[start : start + CHANGED_AT_ONCE]:
                        await _take_out(connection, table, held, one, subject)
            swept += len(found)
    return swept


async def _take_out(
    connection: AsyncConnection, table: Table, held: OfPeople, key: Mapping[str, Any], subject: Subject
) -> None:
    this = and_(*(column == key[column.name] for column in table.primary_key))
    row = (await connection.execute(select(table).where(this))).mappings().one_or_none()
    if row is None:
        return
    if _is_theirs(held, row, subject) and not held.is_shared:
        await connection.execute(delete(table).where(this))
        return
    changed = {name: subject.names.blotted(row[name]) for name in held.texts if subject.stand_in(row[name])}
    if any(table.c[name].primary_key for name in changed) and not (held.is_shared or _is_somebodys(held, row)):
        await connection.execute(delete(table).where(this))
        return
    if changed and held.work_out:
        changed |= held.work_out({**row, **changed})
    for name in held.ids:
        if row[name] in subject.known_as:
            changed[name] = await _just_before(connection, row[name], subject)
    if changed:
        await connection.execute(update(table).where(this).values(changed))


async def _just_before(connection: AsyncConnection, person_id: str, subject: Subject) -> str:
    """Whom a look through everybody meets before somebody: it goes on from there as from them."""
    contacts = all_tables().tables["contacts"]
    earlier = select(func.max(contacts.c.person_id)).where(
        contacts.c.tenant_id == subject.tenant_id, contacts.c.person_id < person_id
    )
    return (await connection.execute(earlier)).scalar() or ""
