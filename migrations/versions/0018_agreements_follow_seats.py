"""One live agreement for each pair of parties and round, any number of ended ones; signed ones are amended.

Revision ID: 0018
Revises: 0017
"""

import re

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LIVE = "round_id IS NOT NULL AND state IN ('draft', 'signed', 'running')"
# table, the constraint that goes, its columns, the one that comes and its columns
UNIQUE = (
    ("agreement", "uq_agreement_round_id_enterprise_id_school_id", ("round_id", "enterprise_id", "school_id"), "", ()),
    (
        "agreement_line",
        "uq_agreement_line_allocation_id",
        ("allocation_id",),
        "uq_agreement_line_agreement_id_allocation_id",
        ("agreement_id", "allocation_id"),
    ),
)


def upgrade() -> None:
    """Loosen what was unique for good, hold what is live, and make the table of amendments."""
    for table, old, old_columns, new, new_columns in UNIQUE:
        _exchange(table, (old, old_columns), (new, new_columns))
    op.create_index(op.f("ix_agreement_line_allocation_id"), "agreement_line", ["allocation_id"])
    op.create_index(
        "uq_agreement_one_live",
        "agreement",
        ["round_id", "enterprise_id", "school_id"],
        unique=True,
        sqlite_where=sa.text(LIVE),
        postgresql_where=sa.text(LIVE),
    )
    op.create_table(
        "amendment",
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "signed",
                "dropped",
                name="amendment_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("enterprise_signed_on", sa.Date(), nullable=True),
        sa.Column("enterprise_signed_by_id", sa.Uuid(), nullable=True),
        sa.Column("school_signed_on", sa.Date(), nullable=True),
        sa.Column("school_signed_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'signed' OR (enterprise_signed_on IS NOT NULL AND school_signed_on IS NOT NULL)",
            name=op.f("ck_amendment_signed_by_both"),
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_amendment_agreement_id_agreement")),
        sa.ForeignKeyConstraint(
            ["enterprise_signed_by_id"], ["person.id"], name=op.f("fk_amendment_enterprise_signed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["school_signed_by_id"], ["person.id"], name=op.f("fk_amendment_school_signed_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_amendment_agreement_id_number")),
    )
    op.create_index(op.f("ix_amendment_agreement_id"), "amendment", ["agreement_id"])
    op.create_index(
        "uq_amendment_one_proposed",
        "amendment",
        ["agreement_id"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )


def downgrade() -> None:
    """Take the table away, and hold everything to be unique again."""
    op.drop_table("amendment")
    op.drop_index("uq_agreement_one_live", "agreement")
    op.drop_index(op.f("ix_agreement_line_allocation_id"), "agreement_line")
    for table, old, old_columns, new, new_columns in UNIQUE:
        _exchange(table, (new, new_columns), (old, old_columns))


def _exchange(table: str, old: tuple[str, tuple[str, ...]], new: tuple[str, tuple[str, ...]]) -> None:
    """Put one unique constraint of a table in another's place; without a name there is none.

    SQLite knows no way but to make the table anew. That is done from its own definition, so that its checks stay.
    """
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        if old[0]:
            op.drop_constraint(old[0], table, type_="unique")
        if new[0]:
            op.create_unique_constraint(new[0], table, list(new[1]))
        return
    kept = connection.exec_driver_sql(
        "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,)
    ).all()
    (definition,) = [sql for kind, sql in kept if kind == "table"]
    if old[0]:
        definition, count = re.subn(rf",\s*CONSTRAINT {old[0]} UNIQUE \([^)]*\)", "", definition)
        if count != 1:
            raise RuntimeError(f"{table} has no constraint {old[0]}")
    if new[0]:
        definition = f"{definition.rstrip().removesuffix(')')}, CONSTRAINT {new[0]} UNIQUE ({', '.join(new[1])}))"
    renamed, count = re.subn(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_anew", definition)
    if count != 1:
        raise RuntimeError(f"{table} is not defined as expected")
    connection.exec_driver_sql(renamed)
    connection.exec_driver_sql(f"INSERT INTO {table}_anew SELECT * FROM {table}")
    connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for kind, sql in kept:
        if kind != "table":
            connection.exec_driver_sql(sql)
