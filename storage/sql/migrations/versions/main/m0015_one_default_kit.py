"""At most one default brand kit of each tenant. After 0014."""

import sqlalchemy as sa
from alembic import op

from storage.sql.row_security import TENANT_SETTING

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"SELECT set_config('{TENANT_SETTING}', '*', true)")
    op.execute(
        "UPDATE brand_kits SET is_default = false WHERE is_default"
        " AND id NOT IN (SELECT min(id) FROM brand_kits WHERE is_default GROUP BY tenant_id)"
    )
    op.create_index(
        "uq_brand_kits_default",
        "brand_kits",
        ["tenant_id"],
        unique=True,
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )


def downgrade() -> None:
    op.drop_index("uq_brand_kits_default", "brand_kits")
