"""People by the beginning of their first and last names. After 0017."""

import msgspec
import sqlalchemy as sa
from alembic import op

from domain.contacts.names.rules import found_by
from storage.sql.row_security import TENANT_SETTING

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COLUMNS = ("by_first_name", "by_last_name")
AT_ONCE = 2_000
LETTER_BY_LETTER = sa.String(length=100).with_variant(sa.String(length=100, collation="C"), "postgresql")


class Named(msgspec.Struct):
    """Of a contact, what names it is made of."""

    attributes: dict[str, object] = {}


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("contacts", sa.Column(column, LETTER_BY_LETTER, nullable=True))
    _as(tenant="*")
    _fill()
    _as(tenant="")
    for column in COLUMNS:
        has_one = sa.text(f"{column} IS NOT NULL")
        index = f"ix_contacts_{column}"
        op.create_index(index, "contacts", ["tenant_id", column], postgresql_where=has_one, sqlite_where=has_one)


def downgrade() -> None:
    for column in reversed(COLUMNS):
        op.drop_index(f"ix_contacts_{column}", table_name="contacts")
        op.drop_column("contacts", column)


def _fill() -> None:
    connection = op.get_bind()
    contacts = sa.table("contacts", *map(sa.column, ("tenant_id", "person_id", "document", "merged_into", *COLUMNS)))
    key = sa.tuple_(contacts.c.tenant_id, contacts.c.person_id)
    this = (contacts.c.tenant_id == sa.bindparam("of_tenant"), contacts.c.person_id == sa.bindparam("of_person"))
    write = contacts.update().where(*this).values({column: sa.bindparam(f"new_{column}") for column in COLUMNS})
    read = msgspec.msgpack.Decoder(Named).decode
    page = sa.select(contacts.c.tenant_id, contacts.c.person_id, contacts.c.document, contacts.c.merged_into)
    page = page.order_by(contacts.c.tenant_id, contacts.c.person_id).limit(AT_ONCE)
    after = ("", "")
    while rows := connection.execute(page.where(key > sa.tuple_(*map(sa.literal, after)))).all():
        named = [
            {"of_tenant": tenant_id, "of_person": person_id, "new_by_first_name": first, "new_by_last_name": last}
            for tenant_id, person_id, document, merged_into in rows
            for first, last in [found_by(read(document).attributes)]
            if first and not merged_into
        ]
        if named:
            connection.execute(write, named)
        after = (rows[-1].tenant_id, rows[-1].person_id)


def _as(*, tenant: str) -> None:
    """Row security binds the owner too: rows of everybody are the platform's alone to change."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(sa.select(sa.func.set_config(TENANT_SETTING, tenant, sa.true())))
