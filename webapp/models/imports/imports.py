"""Imports: an uploaded list, its file, and what became of each of its rows."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from webapp.models.kernel.base import Keyed, Timed, enum_field, json_field
from webapp.models.kernel.labels import LabelledEnum


class ImportKind(LabelledEnum):
    """What a list is a list of."""

    ORGANISATIONS = "organisations", "单位", "Organisations"
    DEMANDS = "demands", "人才需求", "Demands"
    PROGRAMS = "programs", "专业", "Programmes"
    OFFERINGS = "offerings", "培养能力", "Offerings"


class ImportState(LabelledEnum):
    """How far an import is."""

    MAPPING = "mapping", "待对照列", "Columns to be matched"
    CHECKING = "checking", "正在校验", "Being checked"
    CHECKED = "checked", "待确认", "To be confirmed"
    FAILED = "failed", "校验中断", "Check interrupted"
    APPLYING = "applying", "正在导入", "Being imported"
    APPLIED = "applied", "已导入", "Imported"
    UNDOING = "undoing", "正在撤销", "Being undone"
    UNDONE = "undone", "已撤销", "Undone"


class RowOutcome(LabelledEnum):
    """What the check found of a row."""

    NEW = "new", "新增", "New"
    SAME = "same", "无变化", "Unchanged"
    TWIN = "twin", "重复", "Duplicate"
    VERIFY = "verify", "待核实", "To be verified"
    ASK = "ask", "请确认", "To be answered"
    GAPS = "gaps", "缺必填项", "Incomplete"
    ERROR = "error", "有错误", "Has errors"


class TwinChoice(LabelledEnum):
    """What to do with a row that is there already."""

    SKIP = "skip", "跳过", "Skip"
    UPDATE = "update", "更新", "Update"
    NEW = "new", "新增", "Add as new"


class RowDeed(LabelledEnum):
    """What the import did with a row."""

    MADE = "made", "已新增", "Added"
    CHANGED = "changed", "已更新", "Updated"
    TAKEN_BACK = "taken_back", "已撤销", "Undone"
    KEPT = "kept", "已保留", "Kept"


UNDER_WAY = (ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING)


class ImportBatch(Keyed, Timed, table=True):
    """One uploaded list."""

    __tablename__: ClassVar[str] = "import_batch"

    kind: ImportKind = enum_field(ImportKind)
    state: ImportState = enum_field(ImportState, default=ImportState.CHECKING, index=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    made_by_id: UUID = Field(foreign_key="person.id")
    job_id: UUID | None = Field(default=None, foreign_key="job.id", index=True)
    file_name: str = Field(max_length=120)
    file_kind: str = Field(max_length=8)
    sha256: str = Field(max_length=64, index=True)
    sheet: str = Field(default="", max_length=60)
    head_row: int = 1
    places: dict[str, int] = json_field(dict)
    mapping: dict[str, Any] = json_field(
        dict
    )  # of a list in a layout of its own: which column is which, sheet by sheet
    rewordings: dict[str, Any] = json_field(dict)  # field → what is written → what it is to be read as, for every row
    hints: list[Any] = json_field(list)  # what the check has to say of several rows, once: code, facts, rows
    gaps_as_drafts: bool = True  # whether posts that lack something come in as drafts
    language: str = Field(default="zh", max_length=8)
    warnings: list[Any] = json_field(list)
    rows_total: int = 0
    rows_done: int = 0
    applied_at: datetime | None = None
    undone_at: datetime | None = None
    changed_row: int | None = None  # the row that kept the list from being stored: it was checked anew
    version: int = Field(default=1)

    __table_args__ = (
        sa.CheckConstraint(
            "state = 'undoing' OR (applied_at IS NOT NULL) = (state IN ('applied', 'undone'))", name="time_if_applied"
        ),
        sa.CheckConstraint("(undone_at IS NOT NULL) = (state = 'undone')", name="time_if_undone"),
        sa.CheckConstraint("rows_done BETWEEN 0 AND rows_total", name="progress_range"),
    )


class ImportFile(SQLModel, table=True):
    """The bytes of an uploaded list, for as long as they are kept."""

    __tablename__: ClassVar[str] = "import_file"

    batch_id: UUID = Field(foreign_key="import_batch.id", primary_key=True)
    content: bytes = Field(sa_type=sa.LargeBinary)


class ImportRow(Keyed, table=True):
    """One row of an uploaded list: what it says, what the check found, what the import did."""

    __tablename__: ClassVar[str] = "import_row"

    batch_id: UUID = Field(foreign_key="import_batch.id")
    number: int  # unique in its list
    sheet: int = 0  # which of the file's sheets the row stands in
    line: int = 0  # which row of its sheet it is
    part: int = 0  # which of the things that one row of the sheet speaks of
    cells: dict[str, str] = json_field(dict)
    mended: dict[str, str] = json_field(dict)  # of cells that were mended on the report: what the file says
    unreadable: dict[str, str] = json_field(dict)
    outcome: RowOutcome | None = enum_field(RowOutcome, nullable=True, default=None)
    remarks: list[Any] = json_field(list)
    differences: list[Any] = json_field(list)
    target_id: UUID | None = None
    target_version: int | None = None
    choice: TwinChoice = enum_field(TwinChoice, default=TwinChoice.SKIP)
    deed: RowDeed | None = enum_field(RowDeed, nullable=True, default=None)
    thing_id: UUID | None = None
    thing_version: int | None = None
    before: dict[str, Any] = json_field(dict)

    __table_args__ = (
        sa.UniqueConstraint("batch_id", "number"),
        sa.CheckConstraint("(deed IS NULL) = (thing_id IS NULL)", name="thing_if_done"),
    )


class ImportLayout(Keyed, Timed, table=True):
    """How an organisation's own spreadsheet is read: what each head means, kept for the next file with these heads."""

    __tablename__: ClassVar[str] = "import_layout"

    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    kind: ImportKind = enum_field(ImportKind)
    heads: str = Field(max_length=64)  # a fingerprint of the heads
    columns: dict[str, str] = json_field(dict)
    constants: dict[str, str] = json_field(dict)

    __table_args__ = (sa.UniqueConstraint("organisation_id", "kind", "heads"),)


class ImportWording(Keyed, Timed, table=True):
    """What an organisation means by a word of its own, kept for the next file."""

    __tablename__: ClassVar[str] = "import_wording"

    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    kind: ImportKind = enum_field(ImportKind)
    field: str = Field(max_length=40)
    written: str = Field(max_length=200)
    meant: str = Field(default="", max_length=200)

    __table_args__ = (sa.UniqueConstraint("organisation_id", "kind", "field", "written"),)
