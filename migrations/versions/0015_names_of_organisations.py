"""Names of organisations are kept in the form in which they are equal.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from webapp.models.accounts.names import LONGEST_KEY, organisation_key

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEYS = {"name_key": "name", "short_name_key": "short_name"}


def upgrade() -> None:
    """Add the keys, work them out, and find organisations by the one of the name."""
    for key in KEYS:
        op.add_column(
            "organisation",
            sa.Column(
                key, sqlmodel.sql.sqltypes.AutoString(length=LONGEST_KEY), server_default="", nullable=False
            ),
        )
    held = sa.table("organisation", sa.column("id"), *(sa.column(name) for pair in KEYS.items() for name in pair))
    connection = op.get_bind()
    for row in connection.execute(sa.select(held.c.id, held.c.name, held.c.short_name)).all():
        keys = {key: organisation_key(getattr(row, name)) for key, name in KEYS.items()}
        connection.execute(sa.update(held).where(held.c.id == row.id).values(**keys))
    op.create_index(op.f("ix_organisation_name_key"), "organisation", ["name_key"])


def downgrade() -> None:
    """Take the keys away."""
    op.drop_index(op.f("ix_organisation_name_key"), "organisation")
    for key in KEYS:
        op.drop_column("organisation", key)
