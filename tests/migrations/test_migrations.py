"""Migrations make exactly the tables of the models, and can be taken back."""

from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import Session, SQLModel, select

import webapp.models  # noqa: F401  (fills the metadata)
from webapp import schema
from webapp.database import make_engine, writing
from webapp.models import Organisation, Region
from webapp.models.accounts.enums import OrganisationKind
from webapp.models.kernel.pinyin import pinyin_order


def test_migrations_equal_models(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    schema.upgrade(engine)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    assert differences == []


def test_migrations_can_be_taken_back(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    schema.upgrade(engine)
    schema.downgrade(engine, "base")
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"}


def test_organisations_that_stand_get_the_order_of_their_names(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'standing.sqlite3'}")
    schema.upgrade(engine)
    with Session(writing(engine)) as session:
        session.add(Region(code="330602", name="越城区", level=3))
        session.flush()
        for number, name in enumerate(("长治电梯有限公司", "安达电梯有限公司")):
            code = f"9133060200000000{number}X"
            kind = OrganisationKind.ENTERPRISE
            session.add(Organisation(kind=kind, credit_code=code, name=name, region="330602"))
        session.commit()
    schema.downgrade(engine, "0022")
    schema.upgrade(engine)
    with Session(engine) as session:
        orders = dict(session.exec(select(Organisation.name, Organisation.name_order)).all())
    assert orders == {name: pinyin_order(name) for name in orders}
    assert sorted(orders, key=orders.__getitem__) == ["安达电梯有限公司", "长治电梯有限公司"]
