"""What is frozen stands in a table; the places of a post are counted once, across all rounds.

Revision ID: 0017
Revises: 0016
"""

import json
from collections.abc import Iterator
from uuid import UUID, uuid4

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

POSTS = (("demand", "headcount"), ("offering", "seats"))
FROZEN = ("frozen", "scored", "choosing", "adjudicating", "published", "closed")


def upgrade() -> None:
    """Make the table and the counts, fill them from what stands, and let the database hold them."""
    op.create_table(
        "frozen_post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=True),
        sa.Column("offering_id", sa.Uuid(), nullable=True),
        sa.Column("kept_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.CheckConstraint("(demand_id IS NULL) <> (offering_id IS NULL)", name=op.f("ck_frozen_post_one_post")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR length(reason) >= 2", name=op.f("ck_frozen_post_reason_if_withdrawn")
        ),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_frozen_post_demand_id_demand")),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_frozen_post_offering_id_offering")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["matching_round.id"], name=op.f("fk_frozen_post_round_id_matching_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_post")),
        sa.UniqueConstraint("round_id", "demand_id", name=op.f("uq_frozen_post_round_id_demand_id")),
        sa.UniqueConstraint("round_id", "offering_id", name=op.f("uq_frozen_post_round_id_offering_id")),
    )
    for name in ("round_id", "demand_id", "offering_id"):
        op.create_index(op.f(f"ix_frozen_post_{name}"), "frozen_post", [name])
    op.add_column("allocation", sa.Column("released", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table, _places in POSTS:
        op.add_column(table, sa.Column("given", sa.Integer(), nullable=False, server_default="0"))
    _fill()
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("allocation", "released", server_default=None)
        for table, places in POSTS:
            op.alter_column(table, "given", server_default=None)
            op.execute(sa.text(_bound_function(table, places)))
            op.execute(
                f"CREATE TRIGGER {table}_gives_within_places BEFORE UPDATE OF given, {places} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {table}_gives_within_places()"
            )
        op.execute(sa.text(_count_function()))
        op.execute(
            "CREATE TRIGGER allocation_counts_posts AFTER INSERT OR UPDATE OF seats, released OR DELETE ON allocation"
            " FOR EACH ROW EXECUTE FUNCTION count_given_of_posts()"
        )
        return
    for table, places in POSTS:
        op.execute(
            f"CREATE TRIGGER {table}_gives_within_places BEFORE UPDATE OF given, {places} ON {table}"
            f" WHEN {_is_beyond(places)} BEGIN SELECT RAISE(ABORT, 'places are given already'); END"
        )
    for name, event, row, change in (
        ("insert", "INSERT", "NEW", _held("NEW")),
        ("update", "UPDATE OF seats, released", "NEW", f"{_held('NEW')} - {_held('OLD')}"),
        ("delete", "DELETE", "OLD", f"-{_held('OLD')}"),
    ):
        steps = " ".join(
            f"UPDATE {table} SET given = given + ({change}) WHERE id = {row}.{table}_id;" for table, _places in POSTS
        )
        op.execute(f"CREATE TRIGGER allocation_counts_posts_{name} AFTER {event} ON allocation BEGIN {steps} END")


def downgrade() -> None:
    """Take the counts and the table away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER allocation_counts_posts ON allocation")
        op.execute("DROP FUNCTION count_given_of_posts()")
        for table, _places in POSTS:
            op.execute(f"DROP TRIGGER {table}_gives_within_places ON {table}")
            op.execute(f"DROP FUNCTION {table}_gives_within_places()")
    else:
        for name in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER allocation_counts_posts_{name}")
        for table, _places in POSTS:
            op.execute(f"DROP TRIGGER {table}_gives_within_places")
    for table, _places in POSTS:
        op.drop_column(table, "given")
    op.drop_column("allocation", "released")
    op.drop_table("frozen_post")


def _held(row: str) -> str:
    return f"(CASE WHEN {row}.released THEN 0 ELSE {row}.seats END)"


def _is_beyond(places: str) -> str:
    """Return when more is given than there is, and not less than before: what was given too much may be taken back."""
    gives = f"NEW.given > OLD.given AND NEW.given > COALESCE(NEW.{places}, 0)"
    shrinks = f"COALESCE(NEW.{places}, 0) < COALESCE(OLD.{places}, 0) AND COALESCE(NEW.{places}, 0) < NEW.given"
    return f"({gives}) OR ({shrinks})"


def _bound_function(table: str, places: str) -> str:
    return f"""
    CREATE FUNCTION {table}_gives_within_places() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {_is_beyond(places)} THEN
            RAISE EXCEPTION 'places are given already' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
    """


def _count_function() -> str:
    steps = "\n".join(
        f"        UPDATE {table} SET given = given + change WHERE id = held.{table}_id;" for table, _places in POSTS
    )
    return f"""
    CREATE FUNCTION count_given_of_posts() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE held allocation; change integer;
    BEGIN
        IF TG_OP = 'INSERT' THEN held \\:= NEW; change \\:= {_held("NEW")};
        ELSIF TG_OP = 'UPDATE' THEN held \\:= NEW; change \\:= {_held("NEW")} - {_held("OLD")};
        ELSE held \\:= OLD; change \\:= -{_held("OLD")}; END IF;
{steps}
        RETURN NULL;
    END $$
    """


def _fill() -> None:
    """Write what stands: pairs whose agreement was broken off in mid-way, places given, posts kept by frozen rounds."""
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "UPDATE allocation SET released = :yes WHERE id IN (SELECT line.allocation_id FROM agreement_line AS line"
            " JOIN agreement ON agreement.id = line.agreement_id WHERE agreement.state = 'broken_off'"
            " AND line.allocation_id IS NOT NULL)"
        ),
        {"yes": True},
    )
    for table, _places in POSTS:
        op.execute(
            f"UPDATE {table} SET given = COALESCE((SELECT SUM(seats) FROM allocation"
            f" WHERE allocation.{table}_id = {table}.id AND NOT released), 0)"
        )
    rows = list(_kept(connection))
    if rows:
        table = sa.table(
            "frozen_post",
            *(sa.column(name, sa.Uuid()) for name in ("id", "round_id", "demand_id", "offering_id")),
            *(sa.column(name, sqlmodel.sql.sqltypes.UTCDateTime()) for name in ("kept_at", "withdrawn_at")),
            sa.column("reason", sa.String()),
        )
        op.bulk_insert(table, rows)


def _kept(connection: sa.Connection) -> Iterator[dict[str, object]]:
    """Yield the posts of each frozen round: those of its last snapshot, or those that name it where there is none."""
    rounds = sa.table(
        "matching_round",
        sa.column("id", sa.Uuid()),
        sa.column("status", sa.String()),
        sa.column("frozen_at", sqlmodel.sql.sqltypes.UTCDateTime()),
    )
    snapshots = sa.table(
        "round_snapshot",
        sa.column("round_id", sa.Uuid()),
        sa.column("number", sa.Integer()),
        sa.column("content", sa.Text()),
        sa.column("taken_at", sqlmodel.sql.sqltypes.UTCDateTime()),
    )
    wanted = sa.select(rounds.c.id, rounds.c.frozen_at).where(
        rounds.c.status.in_(FROZEN), rounds.c.frozen_at.is_not(None)
    )
    for round_id, frozen_at in connection.execute(wanted).all():
        last = connection.execute(
            sa.select(snapshots.c.content)
            .where(snapshots.c.round_id == round_id, snapshots.c.taken_at >= frozen_at)
            .order_by(snapshots.c.number.desc())
            .limit(1)
        ).scalar()
        content = json.loads(last) if last else {}
        for kind, _places in POSTS:
            posts = sa.table(
                kind,
                sa.column("id", sa.Uuid()),
                sa.column("round_id", sa.Uuid()),
                sa.column("status", sa.String()),
                sa.column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime()),
            )
            keys = [UUID(facts["id"]) for facts in content.get(f"{kind}s", ())]
            here = posts.c.id.in_(keys) if last else (posts.c.round_id == round_id) & (posts.c.status == "submitted")
            found = connection.execute(sa.select(posts.c.id, posts.c.status, posts.c.updated_at).where(here)).all()
            for key, status, changed_at in found:
                is_gone = status == "withdrawn"
                yield {
                    "id": uuid4(),
                    "round_id": round_id,
                    "demand_id": key if kind == "demand" else None,
                    "offering_id": key if kind == "offering" else None,
                    "kept_at": frozen_at,
                    "withdrawn_at": changed_at if is_gone else None,
                    "reason": "--" if is_gone else "",
                }
