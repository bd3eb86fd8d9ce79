"""A round is led by its host and by the co-hosts that the host names.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of co-hosts."""
    op.create_table(
        "co_host",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("named_by_id", sa.Uuid(), nullable=True),
        sa.Column("named_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["named_by_id"], ["person.id"], name=op.f("fk_co_host_named_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_co_host_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["matching_round.id"], name=op.f("fk_co_host_round_id_matching_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_host")),
        sa.UniqueConstraint("round_id", "organisation_id", name=op.f("uq_co_host_round_id_organisation_id")),
    )
    op.create_index(op.f("ix_co_host_organisation_id"), "co_host", ["organisation_id"])
    op.create_index(op.f("ix_co_host_round_id"), "co_host", ["round_id"])


def downgrade() -> None:
    """Forget the co-hosts."""
    op.drop_table("co_host")
