"""Effects of a person by an index. After 0010."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("journey_effects", schema=None) as batch_op:
        batch_op.create_index("ix_journey_effects_person", ["tenant_id", "person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("journey_effects", schema=None) as batch_op:
        batch_op.drop_index("ix_journey_effects_person")
