"""One activation for each person, kind and cause. After 0009."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activations", schema=None) as batch_op:
        batch_op.drop_constraint("pk_activations", type_="primary")
        batch_op.create_primary_key("pk_activations", ["tenant_id", "person_id", "kind", "cause_id"])


def downgrade() -> None:
    with op.batch_alter_table("activations", schema=None) as batch_op:
        batch_op.drop_constraint("pk_activations", type_="primary")
        batch_op.create_primary_key("pk_activations", ["tenant_id", "cause_id"])
