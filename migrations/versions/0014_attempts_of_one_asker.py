"""Attempts of every kind are counted in one table; coordinators are told of registrations together.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = ("sign_in", "signed_in", "reset", "registration", "invitation", "objection", "token")
EVENTS = (
    "invited", "post_returned", "phase_due", "choosing_open", "choice_reminder", "handed_over", "conflict", "ruling",
    "alternate", "published", "objection", "agreement", "work_ended",
)  # fmt: skip


def upgrade() -> None:
    """Make the table, move failed sign-ins into it, and let notices tell of registrations."""
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="attempt_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("who", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_at", "attempt", ["at"])
    op.create_index("ix_attempt_kind_who_at", "attempt", ["kind", "who", "at"])
    op.create_index("ix_attempt_kind_address_at", "attempt", ["kind", "address", "at"])
    op.execute(
        "INSERT INTO attempt (id, kind, who, address, at) SELECT id, 'sign_in', account, address, at FROM sign_in_attempt"
    )
    op.drop_table("sign_in_attempt")
    _set_events((*EVENTS, "registered"))


def downgrade() -> None:
    """Keep the failed sign-ins of these."""
    op.execute("DELETE FROM notice WHERE event = 'registered'")
    op.execute("DELETE FROM notice_opt_out WHERE event = 'registered'")
    _set_events(EVENTS)
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    for name in ("account", "address", "at"):
        op.create_index(f"ix_sign_in_attempt_{name}", "sign_in_attempt", [name])
    op.execute(
        "INSERT INTO sign_in_attempt (id, account, address, at)"
        " SELECT id, who, address, at FROM attempt WHERE kind = 'sign_in'"
    )
    op.drop_table("attempt")


def _set_events(events: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{event}'" for event in events)
    for table in ("notice", "notice_opt_out"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_notice_event"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_{table}_notice_event"), f"event IN ({listed})")
