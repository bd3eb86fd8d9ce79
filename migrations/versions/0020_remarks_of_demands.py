"""A remark on a demand: what its other fields cannot say, such as a range of people.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the remark; nobody has written one yet."""
    op.add_column("demand", sa.Column("note", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("demand", "note")
