"""`zhiqiao data`: tables, code tables, sample."""

import click
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from webapp import clock, schema
from webapp.cli.database import migrate as bring_up_to_date
from webapp.cli.database import open_engine, transaction
from webapp.cli.output import json_option, print_json, print_table, tell
from webapp.cli.refusal import Refusal, read_settings
from webapp.database import stored_revision
from webapp.services.codes.tables import reference_data, versions
from webapp.services.sample import sample_data


@click.group()
def data() -> None:
    """Make the tables and load the codes.

    \b
      zhiqiao data migrate
      zhiqiao data load
      zhiqiao data check --json
      zhiqiao data import majors majors-2025.csv --edition 2025 --apply
    """


@data.command()
def migrate() -> None:
    """Make the tables, or bring them to this version."""
    engine = open_engine(read_settings())
    bring_up_to_date(engine)
    engine.dispose()
    click.echo("The tables are up to date.")


def _load_taxonomies(as_json: bool) -> None:
    """Load industries, majors, regions, chains, position families and skills.

    Rows that exist are brought up to date and none is taken away; loading the same files again changes nothing.
    """
    tell("loading the code tables")
    with transaction() as session:
        version = reference_data.load(session)
        summary = {"version": version.id, "sha256": version.sha256, "counts": version.counts}
        if as_json:
            return print_json(summary)
        for table, count in version.counts.items():
            click.echo(f"{table:16} {count:6}")
        click.echo(f"version {version.id}, SHA-256 {version.sha256[:16]}")
    return None


for _name, _is_old in (("load", False), ("load-taxonomies", True)):  # the second is how the command was called first
    data.add_command(json_option(click.command(_name, hidden=_is_old)(_load_taxonomies)))


@data.command()
@json_option
def check(as_json: bool) -> None:
    """Tell whether the tables and the code tables are there and up to date; exit 1 where they are not."""
    engine = open_engine(read_settings())
    with Session(engine) as session:
        state = state_of(session)
    engine.dispose()
    if as_json:
        print_json(state)
    else:
        print_table([name.replace("_", " "), "-" if value is None else value] for name, value in state.items())
    if not state["schema_is_current"]:
        raise Refusal(
            "数据表不是当前版本，请运行 zhiqiao data migrate。",
            "The tables are not up to date: run `zhiqiao data migrate`.",
        )
    if state["taxonomy_version"] is None:
        raise Refusal(
            "还没有装入代码表，请运行 zhiqiao data load。", "The code tables are not loaded: run `zhiqiao data load`."
        )


def state_of(session: Session) -> dict[str, object]:
    """Return which version the tables have, and which the code tables."""
    newest = ScriptDirectory.from_config(schema.alembic_config()).get_current_head()
    try:
        revision = stored_revision(session)
    except SQLAlchemyError:
        session.rollback()
        revision = None
    version = versions.current_version(session) if revision == newest else None
    return {
        "schema": revision,
        "schema_is_current": revision == newest,
        "taxonomy_version": version.id if version else None,
        "taxonomy_sha256": version.sha256 if version else None,
        "editions": version.editions if version else None,
    }


@data.command("load-sample")
def load_sample() -> None:
    """Load the sample: schools, majors, enterprises, demands and offerings, outside any round."""
    with transaction() as session:
        tell("loading the code tables")
        reference_data.load(session)
        tell("loading organisations, programmes, offerings and demands")
        organisations = sample_data.load_organisations(session)
        sample_data.load_posts(session, organisations, round_=None, today=clock.today())
        counts = sample_data.count_sample(session)
        click.echo(
            f"{counts.organisations} organisations, {counts.programs} programmes, {counts.offerings} offerings, "
            f"{counts.demands} demands"
        )
