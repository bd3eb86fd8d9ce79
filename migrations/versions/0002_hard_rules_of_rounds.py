"""A round names the hard rules that its runs apply.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the list, empty for the rounds that stand."""
    with op.batch_alter_table("matching_round") as batch_op:
        batch_op.add_column(sa.Column("hard_rules", sa.JSON(), nullable=True))
    op.execute(sa.text("UPDATE matching_round SET hard_rules = '[]'"))
    with op.batch_alter_table("matching_round") as batch_op:
        batch_op.alter_column("hard_rules", existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    """Take the list away."""
    with op.batch_alter_table("matching_round") as batch_op:
        batch_op.drop_column("hard_rules")
