"""Room for numbers that follow from a segment's name, which have 53 bits. After 0008."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("segments", schema=None) as batch_op:
        batch_op.alter_column("number", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("segments", schema=None) as batch_op:
        batch_op.alter_column("number", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)
