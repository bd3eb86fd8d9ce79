"""Steps of a round that the worker takes, and the notice that one has ended.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

EVENTS = (
    "invited",
    "post_returned",
    "phase_due",
    "choosing_open",
    "choice_reminder",
    "handed_over",
    "conflict",
    "ruling",
    "alternate",
    "published",
    "objection",
    "agreement",
)
ADDED = "work_ended"
ACTIVE = sa.text("state IN ('queued', 'running')")


def upgrade() -> None:
    """Make the table; let notices say that work has ended."""
    op.create_table(
        "round_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("step", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                "cancelled",
                name="job_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("taken_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_round_step_percent_range")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state IN ('queued', 'running'))", name=op.f("ck_round_step_time_if_ended")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["matching_round.id"], name=op.f("fk_round_step_round_id_matching_round")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_round_step_asked_by_id_person")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_round_step_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_step")),
    )
    op.create_index(op.f("ix_round_step_round_id"), "round_step", ["round_id"])
    op.create_index(op.f("ix_round_step_job_id"), "round_step", ["job_id"])
    op.create_index(
        "uq_round_step_one_active_per_round",
        "round_step",
        ["round_id"],
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )
    _hold_events((*EVENTS, ADDED))


def downgrade() -> None:
    """Take the table away, and the notices that nobody could word any more."""
    for table in ("notice", "notice_opt_out"):
        op.execute(f"DELETE FROM {table} WHERE event = '{ADDED}'")
    _hold_events(EVENTS)
    op.drop_table("round_step")


def _hold_events(events: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{event}'" for event in events)
    for table in ("notice", "notice_opt_out"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_notice_event"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_{table}_notice_event"), f"event IN ({listed})")
