"""What people change becomes entries of the audit log, in the transaction that changes it.

One listener hears of every row that a session writes by way of its mapper, another one of every INSERT, UPDATE and DELETE
over mapped classes; what they note of tables that are audited (``domain.audit.rules``) is put in order when the
transaction commits, row by row, and appended to the chain of its tenant. The end of a chain is a row that is locked last
and held until the commit, so that writers of one tenant queue for a few statements and no two continue the same entry.
Statements that SQLAlchemy's session never sees (``domain.records.run_many``) are not heard: audited tables are not written so.
"""

import secrets
import time
from collections.abc import Collection, Iterable, Mapping
from itertools import count, takewhile
from typing import Any, Final

from msgspec.structs import asdict, replace
from sqlalchemy import ColumnElement, Connection, event, func, inspect, select, true, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, SessionTransaction, UOWTransaction
from sqlalchemy.orm import Session as OrmSession

from domain.acting import Acting, acting
from domain.audit.rules import (
    AUDITED,
    GENESIS,
    action_of,
    bound_to,
    entry_id,
    hash_of,
    merged,
    sealer_of,
    told,
    written,
)
from domain.audit.tables import CHAINS, Chain
from domain.audit.values import Audited, Change, Entry, Head
from domain.identity.values import PLATFORM_TENANT
from domain.records import TENANT_KEY
from domain.sealing import Sealer
from storage.sql.tenancy import PlatformSession, TenantSession

_BOOK: Final = "audit_book"
_Place = tuple[str, str, tuple[Any, ...]]
"""Of a row: tenant, table, primary key."""


class _Book:
    """What one transaction has changed so far, and in whose name."""

    def __init__(self, chain: str, by: Acting) -> None:
        self.chain = chain
        self.by = by
        self.changes: dict[_Place, Change | None] = {}
        self.savepoints: dict[SessionTransaction, dict[_Place, Change | None]] = {}

    def note(self, place: _Place, change: Change) -> None:
        self.changes[place] = merged(self.changes.get(place), change)


def audited_in(store: str) -> dict[str, Any]:
    """What the ``info`` of a writing session holds so that its changes are entered: nothing where a store has no log."""
    return {_BOOK: _Book(store, acting())} if store in CHAINS else {}


def _book_of(session: OrmSession) -> _Book | None:
    book: _Book | None = session.info.get(_BOOK)
    return book


@event.listens_for(TenantSession, "before_flush")
@event.listens_for(PlatformSession, "before_flush")
def _note_rows(session: OrmSession, _context: UOWTransaction, _instances: object) -> None:
    book = _book_of(session)
    if book is None:
        return
    for row in session.new:
        _note_row(session, book, row, is_new=True)
    for row in session.dirty:
        _note_row(session, book, row)
    for row in session.deleted:
        _note_row(session, book, row, is_gone=True)


def _note_row(session: OrmSession, book: _Book, row: Any, *, is_new: bool = False, is_gone: bool = False) -> None:
    table = row.__table__
    audited = AUDITED.get(table.name)
    if audited is None:
        return
    now = {name: getattr(row, name) for name in table.columns.keys()}  # noqa: SIM118 -- a collection of columns
    before: dict[str, Any] | None = None
    if not is_new:
        history = inspect(row).attrs
        before = {name: _was(history[name].history, value) for name, value in now.items()}
    book.note(_place(session, table, now), _change(audited, before, None if is_gone else now))


def _was(history: Any, now: Any) -> Any:
    if history.deleted:
        return history.deleted[0]
    return None if history.added else now


@event.listens_for(TenantSession, "do_orm_execute")
@event.listens_for(PlatformSession, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> Any:
    """Rows that a statement writes are read before and after it, and locked from before on; it then writes no others.

    On PostgreSQL it would otherwise see what was committed since they were read, and write what no entry tells of.
    """
    book = _book_of(state.session)
    if book is None or not (state.is_insert or state.is_update or state.is_delete) or state.bind_mapper is None:
        return None
    table: Any = state.bind_mapper.local_table
    audited = AUDITED.get(table.name)
    if audited is None or (state.is_update and not _columns_set(state) - audited.ignored):
        return None
    if audited.come_and_go and not state.is_update:
        return None
    entity = state.bind_mapper.class_
    wanted = _rows_meant(state, entity)
    if state.is_insert:
        _take_turns(state.session, table.name)
    before = _read(state.session, entity, wanted, locked=True)
    statement: Any = state.statement
    if not state.is_insert and not _parameters(state):
        statement = statement.where(_these(entity, before))
    result = state.invoke_statement(statement)
    if state.is_delete:
        after = {}
    elif state.is_insert:
        after = _read(state.session, entity, wanted)
    else:
        after = _read(state.session, entity, _these(entity, before))
    for place in before | after:
        change = _change(audited, before.get(place), after.get(place))
        if change.before != change.after:
            book.note(place, change)
    return result


def _take_turns(session: OrmSession, table: str) -> None:
    """Rows that are not there yet cannot be locked: two who write the same one for the first time would both find none.

    So on PostgreSQL those who insert by statement, few of an audited table, go one after another in each tenant.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        turn = f"audited/{session.info.get(TENANT_KEY, '')}/{table}"
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(turn, 0))))


def _columns_set(state: ORMExecuteState) -> set[str]:
    statement: Any = state.statement
    named = {getattr(column, "key", column) for column in statement._values or ()}  # noqa: SLF001 -- not told otherwise
    return named.union(*_parameters(state))


def _parameters(state: ORMExecuteState) -> list[Mapping[str, Any]]:
    given = state.parameters or []
    return [given] if isinstance(given, Mapping) else list(given)


def _rows_meant(state: ORMExecuteState, entity: Any) -> ColumnElement[bool]:
    """Those that its WHERE chooses, or all; those it names by primary key where it comes with rows."""
    statement: Any = state.statement
    rows = _parameters(state)
    if not state.is_insert and (statement.whereclause is not None or not rows):
        return true() if statement.whereclause is None else statement.whereclause
    key = [column.name for column in entity.__table__.primary_key]
    return _any_of(entity, key, [tuple([row[name] for name in key]) for row in rows or _values_of(statement, key[0])])


def _values_of(statement: Any, column: str) -> list[Mapping[str, Any]]:
    """Of each row in the VALUES of an INSERT, every one of which has that column.

    SQLAlchemy calls the parameters of the n-th of several ``<column>_m<n>``.
    """
    given = statement.compile().params
    if f"{column}_m0" not in given:
        return [given]
    marks = [f"_m{number}" for number in takewhile(lambda number: f"{column}_m{number}" in given, count())]
    return [{name.removesuffix(mark): given[name] for name in given if name.endswith(mark)} for mark in marks]


def _these(entity: Any, places: Iterable[_Place]) -> ColumnElement[bool]:
    return _any_of(entity, [column.name for column in entity.__table__.primary_key], [place[2] for place in places])


def _any_of(entity: Any, key: list[str], values: Collection[tuple[Any, ...]]) -> ColumnElement[bool]:
    """A list, since SQLite takes no more than a thousand conditions joined by OR."""
    if len(key) == 1:
        of_one: ColumnElement[bool] = getattr(entity, key[0]).in_([value for (value,) in values])
        return of_one
    return tuple_(*(getattr(entity, name) for name in key)).in_(values)


def _read(
    session: OrmSession, entity: Any, wanted: ColumnElement[bool], *, locked: bool = False
) -> dict[_Place, dict[str, Any]]:
    table = entity.__table__
    columns = [getattr(entity, column.name) for column in table.columns]
    asked = select(*columns).where(wanted)
    found = session.execute(asked.with_for_update(of=entity) if locked else asked).mappings()
    rows = [{column.name: row[column.name] for column in table.columns} for row in found]
    return {_place(session, table, row): row for row in rows}


def _place(session: OrmSession, table: Any, row: Mapping[str, Any]) -> _Place:
    tenant_id = row.get("tenant_id") or session.info.get(TENANT_KEY, PLATFORM_TENANT)
    return tenant_id, table.name, tuple([row[column.name] for column in table.primary_key])


def _change(audited: Audited, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Change:
    row = after if after is not None else before or {}
    person_id = str(row[audited.person]) if audited.person else ""
    return Change(audited, str(row[audited.subject]), person_id, before, after)


@event.listens_for(TenantSession, "after_transaction_create")
@event.listens_for(PlatformSession, "after_transaction_create")
def _remember(session: OrmSession, transaction: SessionTransaction) -> None:
    book = _book_of(session)
    if book is not None and transaction.nested:
        book.savepoints[transaction] = dict(book.changes)


@event.listens_for(TenantSession, "after_soft_rollback")
@event.listens_for(PlatformSession, "after_soft_rollback")
def _forget(session: OrmSession, transaction: SessionTransaction) -> None:
    """What was done since a savepoint and undone was not done."""
    book = _book_of(session)
    if book is not None and transaction in book.savepoints:
        book.changes = book.savepoints.pop(transaction)


@event.listens_for(TenantSession, "before_commit")
@event.listens_for(PlatformSession, "before_commit")
def _enter(session: OrmSession) -> None:
    book = _book_of(session)
    if book is None or session.in_nested_transaction():
        return
    session.flush()
    of_tenants: dict[str, list[Change]] = {}
    for (tenant_id, _, _), noted in book.changes.items():
        change = told(noted) if noted is not None else None
        if change is not None:
            of_tenants.setdefault(tenant_id, []).append(change)
    book.changes = {}
    for tenant_id in sorted(of_tenants):  # in one order, so that no two transactions wait for each other
        _append(session.connection(), book, tenant_id, of_tenants[tenant_id])


def _append(connection: Connection, book: _Book, tenant_id: str, changes: Iterable[Change]) -> None:
    chain = CHAINS[book.chain]
    last = _hold_end(connection, chain, tenant_id)
    at_ms = max(time.time_ns() // 1_000_000, last.at_ms)
    keys = _Keys(connection, chain, tenant_id, at_ms)
    entries = []
    for change in changes:
        sequence = last.sequence + 1
        entry = Entry(
            tenant_id=tenant_id,
            sequence=sequence,
            id=entry_id(book.chain, at_ms, sequence),
            at_ms=at_ms,
            actor_id=book.by.actor_id,
            actor_tenant_id=book.by.actor_tenant_id,
            credential_id=book.by.credential_id,
            request_id=book.by.request_id,
            action=action_of(change),
            subject_id=change.subject_id,
            person_id=change.person_id,
            before=written(change.before, change.audited, keys.sealing(change.person_id)),
            after=written(change.after, change.audited, keys.sealing(change.person_id)),
            previous_hash=last.hash,
            hash="",
        )
        entry = replace(entry, hash=hash_of(book.chain, entry))
        entries.append(asdict(entry))
        last = Head(sequence, entry.hash, at_ms)
    connection.execute(chain.entries.__table__.insert(), entries)
    heads = chain.heads.__table__
    connection.execute(heads.update().where(heads.c.tenant_id == tenant_id).values(asdict(last)))


def _hold_end(connection: Connection, chain: Chain, tenant_id: str) -> Head:
    """The end of a tenant's chain, which nobody else reads to continue it until this transaction is over."""
    heads = chain.heads.__table__
    wanted = select(heads.c.sequence, heads.c.hash, heads.c.at_ms).where(heads.c.tenant_id == tenant_id)
    found = connection.execute(wanted.with_for_update()).one_or_none()
    if found is None:
        dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
        first = dialect.insert(heads).values(tenant_id=tenant_id, **asdict(GENESIS)).on_conflict_do_nothing()
        connection.execute(first)
        found = connection.execute(wanted.with_for_update()).one()
    return Head(*found)


class _Keys:
    """The keys of the people whom the entries of one transaction are about, made where somebody has none."""

    def __init__(self, connection: Connection, chain: Chain, tenant_id: str, now_ms: int) -> None:
        self._connection = connection
        self._keys = chain.keys.__table__
        self._tenant_id = tenant_id
        self._now_ms = now_ms
        self._sealers: dict[str, Sealer] = {}

    def sealing(self, person_id: str) -> Any:
        """What encrypts a value of a column for that person."""

        def seal(column: str, value: str) -> str:
            if person_id not in self._sealers:
                self._sealers[person_id] = sealer_of(self._secret(person_id))
            return self._sealers[person_id].seal(value.encode(), bound_to=bound_to(self._tenant_id, person_id, column))

        return seal

    def _secret(self, person_id: str) -> str:
        keys = self._keys
        wanted = select(keys.c.secret).where(keys.c.tenant_id == self._tenant_id, keys.c.person_id == person_id)
        known: str | None = self._connection.execute(wanted).scalar_one_or_none()
        if known is not None:
            return known
        made = secrets.token_urlsafe(32)
        row = {"tenant_id": self._tenant_id, "person_id": person_id, "secret": made, "created_at_ms": self._now_ms}
        self._connection.execute(keys.insert(), [row])
        return made
