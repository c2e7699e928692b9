"""Alembic's entry: runs the migrations of one store on the connection ``storage.sql.migrate`` hands over."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Table
from sqlalchemy.sql.schema import SchemaItem
from sqlmodel.sql.sqltypes import AutoString

from storage.sql.tables import all_tables, store_of

connection = context.config.attributes["connection"]
store: str = context.config.attributes["store"]


def belongs(item: SchemaItem, name: str | None, _type: str, _reflected: bool, _compare_to: SchemaItem | None) -> bool:  # noqa: FBT001 -- Alembic's signature
    """All stores may live in one PostgreSQL database: each looks at its own tables alone."""
    if not isinstance(item, Table):
        return True
    known = all_tables().tables.get(str(name))
    return known is not None and store_of(known) == store


def rendered(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """A string column without SQLModel's own type, which means the same; everything else as Alembic has it."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


context.configure(
    connection=connection,
    target_metadata=all_tables(),
    include_object=belongs,
    render_item=rendered,
    version_table=f"alembic_version_{store}",
    render_as_batch=context.config.attributes.get("alters", False),
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
