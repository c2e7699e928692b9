"""The match keys that opt-outs know people by, each in a column with an index. After 0027."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import TENANT_SETTING

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

INDICES = {"email_sha256": "ix_tenant_people_email", "phone_sha256": "ix_tenant_people_phone"}


def upgrade() -> None:
    for column in INDICES:
        op.add_column("tenant_people", sa.Column(column, sa.String(length=128), nullable=True))
    people = sa.table("tenant_people", sa.column("match_keys", sa.JSON()), *map(sa.column, INDICES))
    _as(tenant="*")
    op.execute(
        people.update().values({column: sa.func.lower(people.c.match_keys[column].as_string()) for column in INDICES})
    )
    _as(tenant="")
    for column, index in INDICES.items():
        has_it = sa.text(f"{column} IS NOT NULL")
        op.create_index(index, "tenant_people", ["tenant_id", column], postgresql_where=has_it, sqlite_where=has_it)


def downgrade() -> None:
    for column, index in reversed(INDICES.items()):
        op.drop_index(index, table_name="tenant_people")
        op.drop_column("tenant_people", column)


def _as(*, tenant: str) -> None:
    """Row security binds the owner too: rows of everybody are the platform's alone to change."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(sa.select(sa.func.set_config(TENANT_SETTING, tenant, sa.true())))
