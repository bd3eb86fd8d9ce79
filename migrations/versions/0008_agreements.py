"""Agreements, batches of students by headcount, satisfaction of both sides; how strictly each limit is held.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "agreement",
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "signed",
                "running",
                "ended",
                "broken_off",
                name="agreement_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("duties", sa.JSON(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_number", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("end_reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("verify_notes", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'broken_off' OR end_reason <> ''", name=op.f("ck_agreement_reason_if_broken_off")),
        sa.CheckConstraint(
            "state IN ('draft', 'broken_off') OR (signed_on IS NOT NULL AND signed_number <> '')",
            name=op.f("ck_agreement_signed_with_number"),
        ),
        sa.CheckConstraint(
            "starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", name=op.f("ck_agreement_period_order")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.id"], name=op.f("fk_agreement_enterprise_id_organisation")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["matching_round.id"], name=op.f("fk_agreement_round_id_matching_round")),
        sa.ForeignKeyConstraint(["school_id"], ["organisation.id"], name=op.f("fk_agreement_school_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("number", name=op.f("uq_agreement_number")),
        sa.UniqueConstraint(
            "round_id", "enterprise_id", "school_id", name=op.f("uq_agreement_round_id_enterprise_id_school_id")
        ),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_enterprise_id"), ["enterprise_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_round_id"), ["round_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_school_id"), ["school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_state"), ["state"], unique=False)

    op.create_table(
        "agreement_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=True),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=True),
        sa.Column("program_title", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("position", sqlmodel.sql.sqltypes.AutoString(length=30), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.CheckConstraint("headcount >= 1", name=op.f("ck_agreement_line_headcount_range")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_line_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_agreement_line_allocation_id_allocation")
        ),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_agreement_line_demand_id_demand")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_agreement_line_program_id_program")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_line")),
        sa.UniqueConstraint("allocation_id", name=op.f("uq_agreement_line_allocation_id")),
    )
    with op.batch_alter_table("agreement_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_line_agreement_id"), ["agreement_id"], unique=False)

    op.create_table(
        "student_batch",
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "cognition",
                "post_internship",
                "apprenticeship",
                "employment",
                name="batch_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("grade", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("started", sa.Integer(), nullable=True),
        sa.Column("stayed_6_months", sa.Integer(), nullable=True),
        sa.Column("hired", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("tripartite_signed", sa.Boolean(), nullable=False),
        sa.Column("insured", sa.Boolean(), nullable=False),
        sa.Column("insurance_number", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("pay", sa.Integer(), nullable=True),
        sa.Column("mentors", sa.Integer(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("nights", sa.Integer(), nullable=False),
        sa.Column("hazardous", sa.Boolean(), nullable=False),
        sa.Column("verify_notes", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'post_internship' OR started IS NULL OR (tripartite_signed AND insured)",
            name=op.f("ck_student_batch_covered_before_internship"),
        ),
        sa.CheckConstraint(
            "hired IS NULL OR (started IS NOT NULL AND hired BETWEEN 0 AND started)",
            name=op.f("ck_student_batch_hired_within_started"),
        ),
        sa.CheckConstraint("planned >= 1", name=op.f("ck_student_batch_planned_range")),
        sa.CheckConstraint(
            "started IS NULL OR started BETWEEN 0 AND planned", name=op.f("ck_student_batch_started_within_planned")
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_student_batch_period_order")),
        sa.CheckConstraint(
            "stayed_6_months IS NULL OR (started IS NOT NULL AND stayed_6_months BETWEEN 0 AND started)",
            name=op.f("ck_student_batch_stayed_within_started"),
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_student_batch_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["agreement_line.id"], name=op.f("fk_student_batch_line_id_agreement_line")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_student_batch_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student_batch")),
    )
    with op.batch_alter_table("student_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_student_batch_agreement_id"), ["agreement_id"], unique=False)

    op.create_table(
        "satisfaction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("enterprise", "school", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("comment", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("grade BETWEEN 1 AND 5", name=op.f("ck_satisfaction_grade_range")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_satisfaction_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_satisfaction_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_satisfaction")),
        sa.UniqueConstraint("agreement_id", "side", name=op.f("uq_satisfaction_agreement_id_side")),
    )
    with op.batch_alter_table("satisfaction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_satisfaction_agreement_id"), ["agreement_id"], unique=False)

    with op.batch_alter_table("rule_parameter", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("severity", sqlmodel.sql.sqltypes.AutoString(length=10), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    """Take the tables and the columns away."""
    with op.batch_alter_table("rule_parameter", schema=None) as batch_op:
        batch_op.drop_column("is_active")
        batch_op.drop_column("severity")
    op.drop_table("satisfaction")
    op.drop_table("student_batch")
    op.drop_table("agreement_line")
    op.drop_table("agreement")
