"""`zhiqiao data`: tables, code tables, sample."""

from datetime import date

import click

from webapp.cli.database import migrate as bring_up_to_date
from webapp.cli.database import open_engine, transaction
from webapp.cli.refusal import read_settings
from webapp.services import reference_data, sample_data


@click.group()
def data() -> None:
    """Make the tables and load what comes with the platform."""


@data.command()
def migrate() -> None:
    """Make the tables, or bring them to this version."""
    engine = open_engine(read_settings())
    bring_up_to_date(engine)
    engine.dispose()
    click.echo("The tables are up to date.")


@data.command("load-taxonomies")
def load_taxonomies() -> None:
    """Load industries, majors, regions, chains, position families and skills.

    Rows that exist are brought up to date and none is taken away; loading the same files again changes nothing.
    """
    with transaction() as session:
        version = reference_data.load(session)
        for table, count in version.counts.items():
            click.echo(f"{table:16} {count:6}")
        click.echo(f"version {version.id}, SHA-256 {version.sha256[:16]}")


@data.command("load-sample")
def load_sample() -> None:
    """Load the sample: schools, majors, enterprises, demands and offerings, outside any round."""
    with transaction() as session:
        reference_data.load(session)
        organisations = sample_data.load_organisations(session)
        sample_data.load_posts(session, organisations, round_=None, today=date.today())
        counts = sample_data.count_sample(session)
        click.echo(
            f"{counts.organisations} organisations, {counts.programs} programmes, {counts.offerings} offerings, "
            f"{counts.demands} demands"
        )
