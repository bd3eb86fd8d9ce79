"""Both sides choose with ranks: invitations, late posts, pins and bans, messages, attachments.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ADDED = (  # plain statements: a table that others refer to is not built anew for a column
    (
        "matching_round",
        "cap_enterprise_pct",
        "INTEGER DEFAULT 100 NOT NULL"
        " CONSTRAINT ck_matching_round_cap_range CHECK (cap_enterprise_pct BETWEEN 1 AND 100)",
    ),
    (
        "matching_round",
        "method",
        "VARCHAR(32) DEFAULT 'stable_enterprise' NOT NULL"
        " CONSTRAINT ck_matching_round_allocation_method CHECK (method IN ('stable_enterprise', 'stable_school', 'best_total'))",
    ),
    ("matching_round", "adjudicate_until", "DATE"),
    ("matching_round", "notice_days", "INTEGER DEFAULT 5 NOT NULL"),
    ("matching_round", "frozen_at", "{moment}"),
    ("matching_round", "chosen_at", "{moment}"),
    ("run", "title", "VARCHAR(40) DEFAULT '' NOT NULL"),
)
KEPT = (
    "id, suggestion_id, side, decision, headcount, rank, reason, note_public, note_private,"
    " decided_by_id, decided_at, version"
)


def upgrade() -> None:
    """Make the tables, add the columns, and let choices know their run and their post."""
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    for table, column, kind in ADDED:
        op.execute(sa.text(f"ALTER TABLE {table} ADD COLUMN {column} {kind.format(moment=moment)}"))
    op.execute("CREATE TABLE choice_before AS SELECT * FROM choice")
    op.drop_table("choice")
    _make_choice()
    named = ", ".join(f"c.{name.strip()}" for name in KEPT.split(","))
    op.execute(
        f"INSERT INTO choice ({KEPT}, run_id, post_id, on_behalf, evidence)"
        f" SELECT {named}, s.run_id, CASE c.side WHEN 'enterprise' THEN s.demand_id ELSE s.offering_id END, false, ''"  # noqa: S608
        " FROM choice_before c JOIN suggestion s ON s.id = c.suggestion_id"
    )
    op.drop_table("choice_before")
    op.create_table(
        "attachment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("thing_kind", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("added_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("size BETWEEN 1 AND 5242880", name=op.f("ck_attachment_size_range")),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_attachment_added_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_thing_id"), ["thing_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
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
                name="notice_event",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("path", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=True),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("read_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("mail_settled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_mail_settled_at"), ["mail_settled_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_made_at"), ["made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_thing_id"), ["thing_id"], unique=False)
        batch_op.create_index(
            "uq_notice_person_id_key",
            ["person_id", "key"],
            unique=True,
            sqlite_where=sa.text("key <> ''"),
            postgresql_where=sa.text("key <> ''"),
        )

    op.create_table(
        "notice_opt_out",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
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
                name="notice_event",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_opt_out_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_opt_out")),
        sa.UniqueConstraint("person_id", "event", name=op.f("uq_notice_opt_out_person_id_event")),
    )
    with op.batch_alter_table("notice_opt_out", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_opt_out_person_id"), ["person_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("message", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "invited",
                "yes",
                "maybe",
                "no",
                name="invitation_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "no_need",
                "time",
                "other_channel",
                "conditions",
                "other",
                name="absence_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("invited_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'no' OR reason IS NOT NULL", name=op.f("ck_invitation_reason_if_no")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_invitation_answered_by_id_person")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["matching_round.id"], name=op.f("fk_invitation_round_id_matching_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("round_id", "organisation_id", name=op.f("uq_invitation_round_id_organisation_id")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_round_id"), ["round_id"], unique=False)

    op.create_table(
        "admitted_post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=True),
        sa.Column("offering_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("admitted_by_id", sa.Uuid(), nullable=False),
        sa.Column("admitted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("(demand_id IS NULL) <> (offering_id IS NULL)", name=op.f("ck_admitted_post_one_post")),
        sa.CheckConstraint("length(reason) >= 2", name=op.f("ck_admitted_post_reason_given")),
        sa.ForeignKeyConstraint(["admitted_by_id"], ["person.id"], name=op.f("fk_admitted_post_admitted_by_id_person")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_admitted_post_demand_id_demand")),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_admitted_post_offering_id_offering")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["matching_round.id"], name=op.f("fk_admitted_post_round_id_matching_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admitted_post")),
        sa.UniqueConstraint("round_id", "demand_id", name=op.f("uq_admitted_post_round_id_demand_id")),
        sa.UniqueConstraint("round_id", "offering_id", name=op.f("uq_admitted_post_round_id_offering_id")),
    )
    with op.batch_alter_table("admitted_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_admitted_post_round_id"), ["round_id"], unique=False)

    op.create_table(
        "pair_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("offering_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("pin", "ban", name="pair_rule_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'pin') = (seats IS NOT NULL)", name=op.f("ck_pair_rule_seats_of_pin")),
        sa.CheckConstraint("length(reason) >= 2", name=op.f("ck_pair_rule_reason_given")),
        sa.CheckConstraint("seats IS NULL OR seats >= 1", name=op.f("ck_pair_rule_seats_range")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_pair_rule_demand_id_demand")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_pair_rule_made_by_id_person")),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_pair_rule_offering_id_offering")),
        sa.ForeignKeyConstraint(["round_id"], ["matching_round.id"], name=op.f("fk_pair_rule_round_id_matching_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_rule")),
        sa.UniqueConstraint(
            "round_id", "demand_id", "offering_id", name=op.f("uq_pair_rule_round_id_demand_id_offering_id")
        ),
    )
    with op.batch_alter_table("pair_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pair_rule_round_id"), ["round_id"], unique=False)
    _keep_audit()


def _keep_audit() -> None:
    """Let the database itself refuse to change or to forget what the record holds."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION 'the audit is append-only' USING ERRCODE = 'check_violation'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_event_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event"
            " FOR EACH STATEMENT EXECUTE FUNCTION keep_audit()"
        )
        return
    for event in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER audit_event_is_kept_{event} BEFORE {event.upper()} ON audit_event"
            " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )


def _make_choice() -> None:
    op.create_table(
        "choice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("enterprise", "school", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "decision",
            sa.Enum(
                "accept",
                "accept_partial",
                "decline",
                "defer",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("evidence", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("handed_to_id", sa.Uuid(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "major_mismatch",
                "no_capacity",
                "time_mismatch",
                "too_far",
                "pay",
                "bad_experience",
                "safety",
                "post_filled",
                "other",
                name="decline_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note_public", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("note_private", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decision IN ('accept', 'accept_partial')) = (headcount > 0)", name=op.f("ck_choice_headcount_if_accepted")
        ),
        sa.CheckConstraint("NOT on_behalf OR evidence <> ''", name=op.f("ck_choice_evidence_if_on_behalf")),
        sa.CheckConstraint("decision <> 'decline' OR reason IS NOT NULL", name=op.f("ck_choice_reason_if_declined")),
        sa.CheckConstraint("headcount >= 0", name=op.f("ck_choice_headcount_range")),
        sa.CheckConstraint("rank IS NULL OR (rank >= 1 AND headcount > 0)", name=op.f("ck_choice_rank_if_accepted")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_choice_decided_by_id_person")),
        sa.ForeignKeyConstraint(["handed_to_id"], ["person.id"], name=op.f("fk_choice_handed_to_id_person")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_choice_run_id_run")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_choice_suggestion_id_suggestion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
        sa.UniqueConstraint("run_id", "side", "post_id", "rank", name=op.f("uq_choice_run_id_side_post_id_rank")),
        sa.UniqueConstraint("suggestion_id", "side", name=op.f("uq_choice_suggestion_id_side")),
    )
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choice_post_id"), ["post_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_choice_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_choice_suggestion_id"), ["suggestion_id"], unique=False)


def downgrade() -> None:
    """Take the tables and the columns away; choices forget what the older form has no place for."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_event_is_kept ON audit_event")
        op.execute("DROP FUNCTION keep_audit()")
    else:
        op.execute("DROP TRIGGER audit_event_is_kept_update")
        op.execute("DROP TRIGGER audit_event_is_kept_delete")
    op.drop_table("pair_rule")
    op.drop_table("admitted_post")
    op.drop_table("invitation")
    op.drop_table("notice_opt_out")
    op.drop_table("notice")
    op.drop_table("attachment")
    op.execute("CREATE TABLE choice_before AS SELECT * FROM choice")
    op.drop_table("choice")
    _make_older_choice()
    op.execute(f"INSERT INTO choice ({KEPT}) SELECT {KEPT} FROM choice_before")  # noqa: S608
    op.drop_table("choice_before")
    for table, column, _kind in reversed(ADDED):
        op.execute(sa.text(f"ALTER TABLE {table} DROP COLUMN {column}"))


def _make_older_choice() -> None:
    op.create_table(
        "choice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("enterprise", "school", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "decision",
            sa.Enum(
                "accept",
                "accept_partial",
                "decline",
                "defer",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "major_mismatch",
                "no_capacity",
                "time_mismatch",
                "too_far",
                "pay",
                "bad_experience",
                "safety",
                "post_filled",
                "other",
                name="decline_reason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note_public", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("note_private", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(decision IN ('accept', 'accept_partial')) = (headcount > 0)", name=op.f("ck_choice_headcount_if_accepted")
        ),
        sa.CheckConstraint("decision <> 'decline' OR reason IS NOT NULL", name=op.f("ck_choice_reason_if_declined")),
        sa.CheckConstraint("headcount >= 0", name=op.f("ck_choice_headcount_range")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_choice_decided_by_id_person")),
        sa.ForeignKeyConstraint(["suggestion_id"], ["suggestion.id"], name=op.f("fk_choice_suggestion_id_suggestion")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
        sa.UniqueConstraint("suggestion_id", "side", name=op.f("uq_choice_suggestion_id_side")),
    )
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choice_suggestion_id"), ["suggestion_id"], unique=False)
