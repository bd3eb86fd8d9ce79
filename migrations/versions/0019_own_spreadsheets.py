"""Spreadsheets in layouts of their own: columns are matched, cells are asked about, mended, completed.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

STATES = ("checking", "checked", "failed", "applying", "applied", "undoing", "undone")
OUTCOMES = ("new", "same", "twin", "verify", "error")
KINDS = ("organisations", "demands", "programs", "offerings")


def upgrade() -> None:
    """Let lists wait for their columns, and rows for answers."""
    for table, column in (
        ("import_batch", sa.Column("mapping", sa.JSON(), nullable=False, server_default="{}")),
        ("import_batch", sa.Column("rewordings", sa.JSON(), nullable=False, server_default="{}")),
        ("import_batch", sa.Column("hints", sa.JSON(), nullable=False, server_default="[]")),
        ("import_batch", sa.Column("gaps_as_drafts", sa.Boolean(), nullable=False, server_default=sa.true())),
        ("import_row", sa.Column("sheet", sa.Integer(), nullable=False, server_default="0")),
        ("import_row", sa.Column("line", sa.Integer(), nullable=False, server_default="0")),
        ("import_row", sa.Column("part", sa.Integer(), nullable=False, server_default="0")),
        ("import_row", sa.Column("mended", sa.JSON(), nullable=False, server_default="{}")),
    ):
        op.add_column(table, column)
    op.execute("UPDATE import_row SET line = number")
    _hold("import_batch", "import_state", "state", (*STATES, "mapping"))
    _hold("import_row", "row_outcome", "outcome", (*OUTCOMES, "ask", "gaps"))
    kind = sa.Enum(*KINDS, name="import_kind", native_enum=False, create_constraint=True, length=32)
    op.create_table(
        "import_layout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("heads", sa.String(64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("constants", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_import_layout_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_layout")),
        sa.UniqueConstraint("organisation_id", "kind", "heads", name=op.f("uq_import_layout_organisation_id_kind_heads")),
    )
    op.create_index(op.f("ix_import_layout_organisation_id"), "import_layout", ["organisation_id"])
    op.create_table(
        "import_wording",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("written", sa.String(200), nullable=False),
        sa.Column("meant", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_import_wording_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_wording")),
        sa.UniqueConstraint(
            "organisation_id", "kind", "field", "written", name=op.f("uq_import_wording_organisation_id_kind_field_written")
        ),
    )
    op.create_index(op.f("ix_import_wording_organisation_id"), "import_wording", ["organisation_id"])


def downgrade() -> None:
    """Take lists away that wait for their columns, and call rows wrong that wait for answers."""
    op.drop_table("import_wording")
    op.drop_table("import_layout")
    waiting = "SELECT id FROM import_batch WHERE state = 'mapping'"
    op.execute(f"DELETE FROM import_row WHERE batch_id IN ({waiting})")
    op.execute(f"DELETE FROM import_file WHERE batch_id IN ({waiting})")
    op.execute("DELETE FROM import_batch WHERE state = 'mapping'")
    op.execute("UPDATE import_row SET outcome = 'error' WHERE outcome IN ('ask', 'gaps')")
    _hold("import_batch", "import_state", "state", STATES)
    _hold("import_row", "row_outcome", "outcome", OUTCOMES)
    for table, columns in (
        ("import_row", ("mended", "part", "line", "sheet")),
        ("import_batch", ("gaps_as_drafts", "hints", "rewordings", "mapping")),
    ):
        for column in columns:
            op.drop_column(table, column)


def _hold(table: str, name: str, column: str, values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({listed})")
