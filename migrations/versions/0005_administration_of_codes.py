"""Codes are edited: relations of industries, versions with their author, frozen tables, merges, verdicts, limits.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ADDED = (  # plain statements: a table that others refer to is not built anew for a column
    ("matching_round", "taxonomy_version_id", "INTEGER CONSTRAINT {key} REFERENCES taxonomy_version (id)"),
    ("taxonomy_version", "source_sha256", "VARCHAR(64)"),
    ("taxonomy_version", "made_by_id", "{uuid} CONSTRAINT {key} REFERENCES person (id)"),
    ("taxonomy_version", "change", "JSON DEFAULT '{{}}' NOT NULL"),
    ("taxonomy_version", "editions", "JSON DEFAULT '{{}}' NOT NULL"),
)
KEYS = {
    "taxonomy_version_id": "fk_matching_round_taxonomy_version_id_taxonomy_version",
    "made_by_id": "fk_taxonomy_version_made_by_id_person",
}


def upgrade() -> None:
    """Make the tables and add the columns."""
    op.create_table(
        "rule_parameter",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rule_parameter")),
    )
    op.create_table(
        "industry_relation",
        sa.Column("a", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=False),
        sa.Column("b", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=False),
        sa.Column("relation", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("strength", sa.Float(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.CheckConstraint("strength BETWEEN 0 AND 1", name=op.f("ck_industry_relation_strength_range")),
        sa.ForeignKeyConstraint(["a"], ["industry.code"], name=op.f("fk_industry_relation_a_industry")),
        sa.ForeignKeyConstraint(["b"], ["industry.code"], name=op.f("fk_industry_relation_b_industry")),
        sa.PrimaryKeyConstraint("a", "b", name=op.f("pk_industry_relation")),
    )
    op.create_table(
        "code_upload",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sheet", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("file_name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("skill_field", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("takes_away", sa.Boolean(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("applied_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_code_upload_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_upload")),
    )
    op.create_table(
        "reviewed_word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("word", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "accepted",
                "alias",
                "dismissed",
                name="word_verdict",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("skill_name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_reviewed_word_decided_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewed_word")),
        sa.UniqueConstraint("word", name=op.f("uq_reviewed_word_word")),
    )
    op.create_table(
        "skill_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("old_name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("into_name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("field_slug", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("merged_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("merged_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["merged_by_id"], ["person.id"], name=op.f("fk_skill_merge_merged_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_merge")),
    )
    with op.batch_alter_table("skill_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_skill_merge_into_name"), ["into_name"], unique=False)
        batch_op.create_index(batch_op.f("ix_skill_merge_old_name"), ["old_name"], unique=False)

    op.create_table(
        "frozen_tables",
        sa.Column("taxonomy_version_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["taxonomy_version_id"],
            ["taxonomy_version.id"],
            name=op.f("fk_frozen_tables_taxonomy_version_id_taxonomy_version"),
        ),
        sa.PrimaryKeyConstraint("taxonomy_version_id", name=op.f("pk_frozen_tables")),
    )
    uuid = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    for table, column, kind in ADDED:
        definition = kind.format(key=KEYS.get(column, ""), uuid=uuid)
        op.execute(sa.text(f"ALTER TABLE {table} ADD COLUMN {column} {definition}".replace(":", "\\:")))


def downgrade() -> None:
    """Take the columns and the tables away."""
    for table, column, _kind in reversed(ADDED):
        op.execute(sa.text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    for table in (
        "frozen_tables",
        "skill_merge",
        "reviewed_word",
        "code_upload",
        "industry_relation",
        "rule_parameter",
    ):
        op.drop_table(table)
