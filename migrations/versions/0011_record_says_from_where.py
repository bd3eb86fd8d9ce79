"""The record says from where something was done, and no entry takes another's place.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the address; on SQLite, refuse an entry under a key that is taken: REPLACE deletes without a trigger."""
    op.add_column(
        "audit_event",
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=64), server_default="", nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_event_is_kept_insert BEFORE INSERT ON audit_event"
            " WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id OR rowid = NEW.rowid)"
            " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )


def downgrade() -> None:
    """Take both away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_event_is_kept_insert")
    op.drop_column("audit_event", "address")
