"""What has gone from the exchange is told to those who keep copies.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KINDS = ("demand", "offering", "program", "organisation")
VISIBILITIES = ("public", "verified", "private")
REASONS = ("taken_back", "withdrawn", "returned")


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    """Make the table; what has gone before leaves nothing in it."""
    op.create_table(
        "tombstone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", _enum("gone_kind", KINDS), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("shown_to", _enum("visibility", VISIBILITIES), nullable=True),
        sa.Column("submitted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reason", _enum("gone_reason", REASONS), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstone")),
    )
    op.create_index(op.f("ix_tombstone_thing_id"), "tombstone", ["thing_id"])
    op.create_index(op.f("ix_tombstone_owner_id"), "tombstone", ["owner_id"])
    op.create_index("ix_tombstone_created_at_id", "tombstone", ["created_at", "id"])


def downgrade() -> None:
    """Forget what has gone."""
    op.drop_table("tombstone")
