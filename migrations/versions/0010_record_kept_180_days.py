"""The record may be forgotten after 180 days where an operator wants it, and never before.

Revision ID: 0010
Revises: 0009
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DAYS = 180


def upgrade() -> None:
    """Let the database refuse to delete what is younger; changes are refused as before."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_event_is_kept ON audit_event")
        op.execute(
            "CREATE TRIGGER audit_event_is_kept BEFORE UPDATE OR TRUNCATE ON audit_event"
            " FOR EACH STATEMENT EXECUTE FUNCTION keep_audit()"
        )
        op.execute(
            "CREATE TRIGGER audit_event_is_kept_long BEFORE DELETE ON audit_event FOR EACH ROW"
            f" WHEN (OLD.at > CURRENT_TIMESTAMP - INTERVAL '{DAYS} days') EXECUTE FUNCTION keep_audit()"
        )
        return
    op.execute("DROP TRIGGER audit_event_is_kept_delete")
    op.execute(
        "CREATE TRIGGER audit_event_is_kept_delete BEFORE DELETE ON audit_event"
        f" WHEN OLD.at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{DAYS} days')"
        " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
    )


def downgrade() -> None:
    """Refuse to delete anything again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_event_is_kept_long ON audit_event")
        op.execute("DROP TRIGGER audit_event_is_kept ON audit_event")
        op.execute(
            "CREATE TRIGGER audit_event_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event"
            " FOR EACH STATEMENT EXECUTE FUNCTION keep_audit()"
        )
        return
    op.execute("DROP TRIGGER audit_event_is_kept_delete")
    op.execute(
        "CREATE TRIGGER audit_event_is_kept_delete BEFORE DELETE ON audit_event"
        " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
    )
