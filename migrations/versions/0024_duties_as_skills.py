"""A duty of up to 80 characters may stand as a skill, and be turned down in the review of words.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the longer word."""
    with op.batch_alter_table("reviewed_word") as batch_op:
        batch_op.alter_column("word", existing_type=sa.String(60), type_=sa.String(80), existing_nullable=False)


def downgrade() -> None:
    """Take the room away, with the words that need it."""
    op.execute("DELETE FROM reviewed_word WHERE length(word) > 60")
    with op.batch_alter_table("reviewed_word") as batch_op:
        batch_op.alter_column("word", existing_type=sa.String(80), type_=sa.String(60), existing_nullable=False)
