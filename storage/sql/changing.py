"""What a transaction changed, told once it is committed to whoever opened the store.

A session's rows and its statements are looked at as they are written, for their table and their tenant alone; which of
them are told is up to ``domain.changes.rules``. Statements past the session (``domain.records.run_many``) are not heard,
nor those of a platform's session over rows of tenants it does not name: whoever looks asks again in a while anyway.
"""

from collections.abc import Callable, Collection
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlalchemy.orm import Session as OrmSession

from domain.changes.rules import TOLD
from domain.changes.values import ChangeKind
from domain.records import TENANT_KEY
from storage.sql.tenancy import PlatformSession, TenantSession

Tell = Callable[[str, Collection[ChangeKind]], None]
"""Called with a tenant and what of it has just changed, at once and without waiting for anybody."""

_TELL: Final = "tell_changes"
_CHANGED: Final = "changed"


def told_by(tell: Tell | None) -> dict[str, Any]:
    """What the ``info`` of a writing session holds so that its changes are told; nothing where nobody wants to know."""
    return {} if tell is None else {_TELL: tell, _CHANGED: {}}


@event.listens_for(TenantSession, "before_flush")
@event.listens_for(PlatformSession, "before_flush")
def _note_rows(session: OrmSession, _context: UOWTransaction, _instances: object) -> None:
    changed = session.info.get(_CHANGED)
    if changed is None:
        return
    for rows in (session.new, session.dirty, session.deleted):
        for row in rows:
            _note(session, changed, row.__table__.name, getattr(row, TENANT_KEY, None))


@event.listens_for(TenantSession, "do_orm_execute")
@event.listens_for(PlatformSession, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    changed = state.session.info.get(_CHANGED)
    if changed is None or state.bind_mapper is None or not (state.is_insert or state.is_update or state.is_delete):
        return
    table: Any = state.bind_mapper.local_table
    _note(state.session, changed, table.name, None)


def _note(session: OrmSession, changed: dict[str, set[ChangeKind]], table: str, tenant_id: str | None) -> None:
    kind = TOLD.get(table)
    whose = tenant_id or session.info.get(TENANT_KEY)
    if kind is not None and whose:
        changed.setdefault(whose, set()).add(kind)


@event.listens_for(TenantSession, "after_commit")
@event.listens_for(PlatformSession, "after_commit")
def _tell(session: OrmSession) -> None:
    changed: dict[str, set[ChangeKind]] | None = session.info.get(_CHANGED)
    if not changed or session.in_nested_transaction():
        return
    tell: Tell = session.info[_TELL]
    for tenant_id, kinds in changed.items():
        tell(tenant_id, kinds)
    session.info[_CHANGED] = {}
