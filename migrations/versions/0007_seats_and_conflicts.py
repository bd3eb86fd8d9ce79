"""Seats are given within capacities that the database holds; conflicts, rulings, publication, objections.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SIDES = ("demand_id", "offering_id")


def upgrade() -> None:
    """Make the tables, and count what is given where seats are written."""
    op.create_table(
        "capacity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=True),
        sa.Column("offering_id", sa.Uuid(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.CheckConstraint("(demand_id IS NULL) <> (offering_id IS NULL)", name=op.f("ck_capacity_one_post")),
        sa.CheckConstraint("given >= 0 AND given <= places", name=op.f("ck_capacity_given_within_places")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_capacity_demand_id_demand")),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_capacity_offering_id_offering")),
        sa.ForeignKeyConstraint(["round_id"], ["matching_round.id"], name=op.f("fk_capacity_round_id_matching_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity")),
        sa.UniqueConstraint("round_id", "demand_id", name=op.f("uq_capacity_round_id_demand_id")),
        sa.UniqueConstraint("round_id", "offering_id", name=op.f("uq_capacity_round_id_offering_id")),
    )
    with op.batch_alter_table("capacity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_capacity_round_id"), ["round_id"], unique=False)

    op.create_table(
        "allocation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("offering_id", sa.Uuid(), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("suggested", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum(
                "algorithm",
                "pin",
                "ruling",
                "alternate",
                name="allocation_origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "settled",
                "fallen",
                name="allocation_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("fallen_reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'fallen' OR seats = 0", name=op.f("ck_allocation_fallen_holds_none")),
        sa.CheckConstraint("seats >= 0 AND suggested >= 0 AND wanted >= 0", name=op.f("ck_allocation_seats_range")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_allocation_demand_id_demand")),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_allocation_offering_id_offering")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["matching_round.id"], name=op.f("fk_allocation_round_id_matching_round")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestion.id"], name=op.f("fk_allocation_suggestion_id_suggestion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint(
            "round_id", "demand_id", "offering_id", name=op.f("uq_allocation_round_id_demand_id_offering_id")
        ),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_demand_id"), ["demand_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocation_offering_id"), ["offering_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allocation_round_id"), ["round_id"], unique=False)

    op.create_table(
        "alternate_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("fallen_id", sa.Uuid(), nullable=False),
        sa.Column("suggestion_id", sa.Uuid(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("offering_id", sa.Uuid(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "taken",
                "refused",
                "lapsed",
                name="alternate_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("enterprise_answer", sa.Boolean(), nullable=True),
        sa.Column("school_answer", sa.Boolean(), nullable=True),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats >= 1", name=op.f("ck_alternate_offer_seats_range")),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_alternate_offer_demand_id_demand")),
        sa.ForeignKeyConstraint(["fallen_id"], ["allocation.id"], name=op.f("fk_alternate_offer_fallen_id_allocation")),
        sa.ForeignKeyConstraint(["offering_id"], ["offering.id"], name=op.f("fk_alternate_offer_offering_id_offering")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["matching_round.id"], name=op.f("fk_alternate_offer_round_id_matching_round")
        ),
        sa.ForeignKeyConstraint(
            ["suggestion_id"], ["suggestion.id"], name=op.f("fk_alternate_offer_suggestion_id_suggestion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternate_offer")),
        sa.UniqueConstraint("fallen_id", "suggestion_id", name=op.f("uq_alternate_offer_fallen_id_suggestion_id")),
    )
    with op.batch_alter_table("alternate_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alternate_offer_round_id"), ["round_id"], unique=False)

    op.create_table(
        "publication",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("contact", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("notice_days BETWEEN 1 AND 30", name=op.f("ck_publication_notice_days_range")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_publication_approved_by_id_person")),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_publication_published_by_id_person")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["matching_round.id"], name=op.f("fk_publication_round_id_matching_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("round_id", name=op.f("uq_publication_round_id")),
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_correction_made_by_id_person")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_correction_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("publication_id", "number", name=op.f("uq_correction_publication_id_number")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_publication_id"), ["publication_id"], unique=False)

    op.create_table(
        "objection",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("publication_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("organisation_name", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("contact", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("content", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "upheld",
                "dismissed",
                "withdrawn",
                name="objection_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reply", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("replied_by_id", sa.Uuid(), nullable=True),
        sa.Column("replied_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('upheld', 'dismissed') OR length(reply) > 0", name=op.f("ck_objection_reply_if_settled")
        ),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_objection_allocation_id_allocation")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_objection_made_by_id_person")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_objection_publication_id_publication")
        ),
        sa.ForeignKeyConstraint(["replied_by_id"], ["person.id"], name=op.f("fk_objection_replied_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("publication_id", "number", name=op.f("uq_objection_publication_id_number")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_publication_id"), ["publication_id"], unique=False)

    op.create_table(
        "special_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("holiday", "workday", name="day_kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_special_day")),
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "many_to_one",
                "one_to_many",
                "many_to_many",
                "over_capacity",
                "one_sided",
                "duplicate",
                "qualification",
                "withdrawn",
                "objection",
                name="conflict_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "hearing",
                "decided",
                "void",
                name="conflict_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("objection_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_conflict_objection_id_objection")),
        sa.ForeignKeyConstraint(["round_id"], ["matching_round.id"], name=op.f("fk_conflict_round_id_matching_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_conflict_round_id_number")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_round_id"), ["round_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflict_state"), ["state"], unique=False)

    op.create_table(
        "conflict_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conflict_id", sa.Uuid(), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_conflict_claim_allocation_id_allocation")
        ),
        sa.ForeignKeyConstraint(["conflict_id"], ["conflict.id"], name=op.f("fk_conflict_claim_conflict_id_conflict")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_claim")),
        sa.UniqueConstraint("conflict_id", "allocation_id", name=op.f("uq_conflict_claim_conflict_id_allocation_id")),
    )
    with op.batch_alter_table("conflict_claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_claim_allocation_id"), ["allocation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conflict_claim_conflict_id"), ["conflict_id"], unique=False)

    op.create_table(
        "conflict_statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conflict_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conflict_id"], ["conflict.id"], name=op.f("fk_conflict_statement_conflict_id_conflict")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_conflict_statement_made_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_conflict_statement_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_statement")),
        sa.UniqueConstraint(
            "conflict_id", "organisation_id", name=op.f("uq_conflict_statement_conflict_id_organisation_id")
        ),
    )
    with op.batch_alter_table("conflict_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_statement_conflict_id"), ["conflict_id"], unique=False)

    op.create_table(
        "hearing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conflict_id", sa.Uuid(), nullable=False),
        sa.Column("held_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("panel", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["conflict_id"], ["conflict.id"], name=op.f("fk_hearing_conflict_id_conflict")),
        sa.ForeignKeyConstraint(["set_by_id"], ["person.id"], name=op.f("fk_hearing_set_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearing")),
        sa.UniqueConstraint("conflict_id", name=op.f("uq_hearing_conflict_id")),
    )
    op.create_table(
        "ruling",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conflict_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "adopt",
                "by_rank",
                "by_score",
                "ruling",
                "hearing",
                "exception",
                "cancel",
                name="ruling_way",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("no_interest", sa.Boolean(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("reverted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reverted_by_id", sa.Uuid(), nullable=True),
        sa.Column("revert_reason", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.CheckConstraint("length(reason) BETWEEN 20 AND 500", name=op.f("ck_ruling_reason_length")),
        sa.CheckConstraint("no_interest", name=op.f("ck_ruling_no_interest_declared")),
        sa.ForeignKeyConstraint(["conflict_id"], ["conflict.id"], name=op.f("fk_ruling_conflict_id_conflict")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_ruling_made_by_id_person")),
        sa.ForeignKeyConstraint(["reverted_by_id"], ["person.id"], name=op.f("fk_ruling_reverted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sa.UniqueConstraint("conflict_id", "number", name=op.f("uq_ruling_conflict_id_number")),
    )
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ruling_conflict_id"), ["conflict_id"], unique=False)

    op.create_table(
        "ruling_seats",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ruling_id", sa.Uuid(), nullable=False),
        sa.Column("allocation_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats >= 0 AND before >= 0", name=op.f("ck_ruling_seats_seats_range")),
        sa.ForeignKeyConstraint(
            ["allocation_id"], ["allocation.id"], name=op.f("fk_ruling_seats_allocation_id_allocation")
        ),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"], name=op.f("fk_ruling_seats_ruling_id_ruling")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling_seats")),
        sa.UniqueConstraint("ruling_id", "allocation_id", name=op.f("uq_ruling_seats_ruling_id_allocation_id")),
    )
    with op.batch_alter_table("ruling_seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ruling_seats_ruling_id"), ["ruling_id"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(_function()))
        op.execute(
            "CREATE TRIGGER allocation_counts AFTER INSERT OR UPDATE OF seats OR DELETE ON allocation"
            " FOR EACH ROW EXECUTE FUNCTION count_given()"
        )
    else:
        for name, event, row, change in (
            ("insert", "INSERT", "NEW", "NEW.seats"),
            ("update", "UPDATE OF seats", "NEW", "NEW.seats - OLD.seats"),
            ("delete", "DELETE", "OLD", "-OLD.seats"),
        ):
            steps = " ".join(_step(row, side, change) for side in SIDES)
            op.execute(f"CREATE TRIGGER allocation_counts_{name} AFTER {event} ON allocation BEGIN {steps} END")


def _step(row: str, side: str, change: str) -> str:
    """Return the statements for one side: the capacity must be known, and what is given follows the seats."""
    here = f"round_id = {row}.round_id AND {side} = {row}.{side}"
    missing = f"SELECT RAISE(ABORT, 'capacity unknown') WHERE NOT EXISTS (SELECT 1 FROM capacity WHERE {here});"
    return f"{missing} UPDATE capacity SET given = given + ({change}) WHERE {here};"


def _function() -> str:
    steps = "\n".join(
        f"""
        UPDATE capacity SET given = given + change WHERE round_id = held.round_id AND {side} = held.{side};
        IF NOT FOUND THEN RAISE EXCEPTION 'capacity unknown' USING ERRCODE = 'check_violation'; END IF;"""
        for side in SIDES
    )
    return f"""
    CREATE FUNCTION count_given() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE held allocation; change integer;
    BEGIN
        IF TG_OP = 'INSERT' THEN held \\:= NEW; change \\:= NEW.seats;
        ELSIF TG_OP = 'UPDATE' THEN held \\:= NEW; change \\:= NEW.seats - OLD.seats;
        ELSE held \\:= OLD; change \\:= -OLD.seats; END IF;
        {steps}
        RETURN NULL;
    END $$"""


def downgrade() -> None:
    """Take the tables away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER allocation_counts ON allocation")
        op.execute("DROP FUNCTION count_given()")
    op.drop_table("ruling_seats")
    op.drop_table("ruling")
    op.drop_table("hearing")
    op.drop_table("conflict_statement")
    op.drop_table("conflict_claim")
    op.drop_table("conflict")
    op.drop_table("special_day")
    op.drop_table("objection")
    op.drop_table("correction")
    op.drop_table("publication")
    op.drop_table("alternate_offer")
    op.drop_table("allocation")
    op.drop_table("capacity")
