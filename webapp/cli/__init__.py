"""The command `zhiqiao`: the demonstration, the service and its worker, data, people and rounds."""

import os

import click

from webapp import logs
from webapp.cli.catalogues import import_
from webapp.cli.data import data
from webapp.cli.demo import demo
from webapp.cli.people import people
from webapp.cli.rounds import rounds
from webapp.cli.serve import serve, worker
from webapp.release import VERSION


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="zhiqiao")
def main() -> None:
    """职桥 Zhiqiao, the matching exchange of a city.

    To look around, run `zhiqiao demo`. To set a platform up, give it a secret of at least 32 random characters in
    ZHIQIAO_SECRET, a database in ZHIQIAO_DATABASE_URL (or none, for SQLite in the folder ZHIQIAO_VAR), and then:

    \b
      zhiqiao data migrate            make or renew the tables
      zhiqiao data load-taxonomies    load industries, majors, regions, chains and skills
      zhiqiao people add --role administrator --email office@example.cn
      zhiqiao serve                   serve the pages and run the worker
    """
    os.umask(0o077)  # what the command writes is its owner's alone
    logs.configure()


for command in (demo, serve, worker, data, people, rounds):
    main.add_command(command)
data.add_command(import_)
