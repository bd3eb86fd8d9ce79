"""Organisations are listed by the pinyin of their names.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from webapp.models.kernel.pinyin import LONGEST_ORDER, pinyin_order

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the order of the name, and work it out."""
    kind = sqlmodel.sql.sqltypes.AutoString(length=LONGEST_ORDER)
    op.add_column("organisation", sa.Column("name_order", kind, server_default="", nullable=False))
    held = sa.table("organisation", sa.column("id"), sa.column("name"), sa.column("name_order"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(held.c.id, held.c.name)).all():
        order = pinyin_order(row.name)
        connection.execute(sa.update(held).where(held.c.id == row.id).values(name_order=order))
    op.create_index(op.f("ix_organisation_name_order"), "organisation", ["name_order"])


def downgrade() -> None:
    """Take the order away."""
    op.drop_index(op.f("ix_organisation_name_order"), "organisation")
    op.drop_column("organisation", "name_order")
