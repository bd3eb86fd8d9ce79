"""What a programme says of its courses, and its training rooms.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COLUMNS = (("course_facts", "{}"), ("rooms", "[]"))


def upgrade() -> None:
    """Add both; nobody has written any yet."""
    for name, empty in COLUMNS:
        op.add_column("program", sa.Column(name, sa.JSON(), nullable=False, server_default=empty))
        if op.get_bind().dialect.name == "postgresql":
            op.alter_column("program", name, server_default=None)


def downgrade() -> None:
    """Take them away."""
    for name, _empty in COLUMNS:
        op.drop_column("program", name)
