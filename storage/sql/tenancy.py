"""Sessions that belong to one tenant.

Every statement of a ``TenantSession`` passes through here. Reads, updates and deletes of a ``TenantOwned`` table, however
deep in a subquery, get ``tenant_id = <the tenant>`` added; rows written by way of the session or of an INSERT must carry
the tenant; a new object without one is given it. Statements that are not built from mapped classes could not be
filtered, so they are refused: what must look across tenants takes a ``PlatformSession``.
On PostgreSQL the transaction also says who it acts for, and row-level security (``row_security.py``) holds even for
statements that never came through here.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, column, event, func, select
from sqlalchemy.orm import ORMExecuteState, SessionTransaction, UOWTransaction, with_loader_criteria
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.sql.dml import UpdateBase
from sqlmodel import Session

from domain.errors import Forbidden
from domain.records import EVERY_TENANT, TENANT_KEY, TenantOwned
from storage.sql.row_security import TENANT_SETTING

READ_ONLY: Final = "read_only"
"""In ``session.info`` of a session whose transactions may not write."""
_BARE_COLUMN: ColumnElement[str] = column("tenant_id")
_OUTSIDE_TENANT: Final = "a session of one tenant was asked to touch another tenant's rows"


class PlatformSession(Session):
    """Sees every tenant's rows: token look-up, banker, reconcilers."""


class TenantSession(Session):
    """Sees and writes the rows of ``info[TENANT_KEY]`` and of nobody else."""


@event.listens_for(TenantSession, "after_begin")
@event.listens_for(PlatformSession, "after_begin")
def _say_who_acts(session: OrmSession, _transaction: SessionTransaction, connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        tenant_id = session.info.get(TENANT_KEY, EVERY_TENANT)
        if READ_ONLY in session.info:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute(select(func.set_config(TENANT_SETTING, tenant_id, True)))  # noqa: FBT003 -- SQL function


@event.listens_for(TenantSession, "do_orm_execute")
def _stay_inside(state: ORMExecuteState) -> None:
    if not state.is_orm_statement:
        raise Forbidden(
            "a tenant's session runs statements over mapped classes only, since no other can be limited to the tenant",
            remedy="Select from the table's class, or take a platform session.",
        )
    tenant_id = state.session.info[TENANT_KEY]
    if state.is_insert or state.is_update:
        _refuse_foreign_values(state, tenant_id)
    if not state.is_insert:
        usual = state.session.get_bind().dialect.name == "sqlite"
        state.statement = state.statement.options(_usually_of(tenant_id) if usual else _of(tenant_id))


def _of(tenant_id: str) -> Any:
    return with_loader_criteria(TenantOwned, lambda table: _tenant_of(table) == tenant_id, include_aliases=True)


def _usually_of(tenant_id: str) -> Any:
    """SQLite would take a tenant's rows for rare and prefer any index on them to a list of ids: it is told that they are not."""
    return with_loader_criteria(
        TenantOwned, lambda table: func.likely(_tenant_of(table) == tenant_id), include_aliases=True
    )


def _tenant_of(table: Any) -> Any:
    # SQLAlchemy first tries the criterion on the unmapped base class, which has no column attribute of its own.
    return getattr(table, "tenant_id", _BARE_COLUMN)


def _refuse_foreign_values(state: ORMExecuteState, tenant_id: str) -> None:
    mapper = state.bind_mapper
    if mapper is None or not issubclass(mapper.class_, TenantOwned):
        return
    for row in _rows_written(state):
        named = {value for name, value in row.items() if name == "tenant_id" or name.startswith("tenant_id_m")}
        if not named <= {tenant_id} or (state.is_insert and not named):
            raise Forbidden(_OUTSIDE_TENANT)


def _rows_written(state: ORMExecuteState) -> Sequence[Mapping[str, Any]]:
    """Values by column; those of the n-th row of a multi-row VALUES end in ``_m<n>``."""
    if state.parameters:
        return [state.parameters] if isinstance(state.parameters, Mapping) else state.parameters
    assert isinstance(state.statement, UpdateBase)
    return [state.statement.compile().params]


@event.listens_for(TenantSession, "before_flush")
def _write_inside(session: OrmSession, _context: UOWTransaction, _instances: object) -> None:
    tenant_id = session.info[TENANT_KEY]
    for row in session.new:
        if isinstance(row, TenantOwned) and not getattr(row, "tenant_id", None):
            row.tenant_id = tenant_id
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, TenantOwned) and row.tenant_id != tenant_id:
            raise Forbidden(_OUTSIDE_TENANT)
