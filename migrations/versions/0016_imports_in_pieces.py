"""Long lists are stored and taken back by the worker.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

STATES = ("checking", "checked", "failed", "applied", "undone")
ADDED = ("applying", "undoing")
TIME = "(applied_at IS NOT NULL) = (state IN ('applied', 'undone'))"


def upgrade() -> None:
    """Let lists be under way."""
    op.add_column("import_batch", sa.Column("changed_row", sa.Integer(), nullable=True))
    _hold((*STATES, *ADDED), f"state = 'undoing' OR {TIME}")


def downgrade() -> None:
    """Give lists that are under way an end that was known before."""
    op.execute("UPDATE import_batch SET state = 'failed' WHERE state IN ('applying', 'undoing') AND applied_at IS NULL")
    op.execute("UPDATE import_batch SET state = 'applied' WHERE state = 'undoing'")
    _hold(STATES, TIME)
    op.drop_column("import_batch", "changed_row")


def _hold(states: tuple[str, ...], time: str) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("import_batch") as batch_op:
        batch_op.drop_constraint(op.f("ck_import_batch_import_state"), type_="check")
        batch_op.drop_constraint(op.f("ck_import_batch_time_if_applied"), type_="check")
        batch_op.create_check_constraint(op.f("ck_import_batch_import_state"), f"state IN ({listed})")
        batch_op.create_check_constraint(op.f("ck_import_batch_time_if_applied"), time)
