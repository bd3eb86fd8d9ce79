"""How far each mail is and when it is tried next; why no mail could be written about a notice.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATE = sa.Enum(
    "waiting",
    "sending",
    "sent",
    "given_up",
    name="mail_state",
    native_enum=False,
    create_constraint=True,
    length=32,
)


def upgrade() -> None:
    """Add the columns; what was given up stays so, for `zhiqiao mail resend`, and what has left loses its body."""
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(32), server_default="waiting", nullable=False))
        batch_op.add_column(sa.Column("next_attempt_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.execute("UPDATE outbox_message SET next_attempt_at = made_at")
    op.execute("UPDATE outbox_message SET state = 'given_up' WHERE sent_at IS NULL AND attempts >= 5")
    op.execute("UPDATE outbox_message SET state = 'sent', body = '' WHERE sent_at IS NOT NULL")
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.alter_column("state", existing_type=sa.String(32), type_=STATE, server_default=None)
        batch_op.alter_column(
            "next_attempt_at", existing_type=sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False
        )
        batch_op.create_index("ix_outbox_message_state_next_attempt_at", ["state", "next_attempt_at"])
        batch_op.create_check_constraint(
            op.f("ck_outbox_message_time_if_sent"), "(state = 'sent') = (sent_at IS NOT NULL)"
        )
        batch_op.create_check_constraint(
            op.f("ck_outbox_message_empty_once_sent"), "state <> 'sent' OR body = ''"
        )
    with op.batch_alter_table("notice") as batch_op:
        batch_op.add_column(
            sa.Column("mail_error", sqlmodel.sql.sqltypes.AutoString(length=80), server_default="", nullable=False)
        )


def downgrade() -> None:
    """Take the columns away; what was under way waits again."""
    with op.batch_alter_table("notice") as batch_op:
        batch_op.drop_column("mail_error")
    with op.batch_alter_table("outbox_message") as batch_op:
        batch_op.drop_constraint(op.f("ck_outbox_message_empty_once_sent"), type_="check")
        batch_op.drop_constraint(op.f("ck_outbox_message_time_if_sent"), type_="check")
        batch_op.drop_constraint(op.f("ck_outbox_message_mail_state"), type_="check")
        batch_op.drop_index("ix_outbox_message_state_next_attempt_at")
        batch_op.drop_column("next_attempt_at")
        batch_op.drop_column("state")
