"""Where Alembic finds the database and the models."""

from alembic import context
from sqlalchemy import Connection

from webapp.config import Settings
from webapp.database import make_engine
from webapp.models import metadata


def migrate(connection: Connection) -> None:
    """Run the migrations on an open connection."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with make_engine(Settings().database_url).connect() as opened:
        migrate(opened)
        opened.commit()
