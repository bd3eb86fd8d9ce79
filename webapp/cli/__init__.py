"""The command `zhiqiao`: everything that an operator needs without a browser."""

import os

import click

from webapp import logs
from webapp.cli.backup.command import backup
from webapp.cli.catalogues import import_
from webapp.cli.data import data
from webapp.cli.demo.command import demo
from webapp.cli.doctor import doctor
from webapp.cli.mail import mail
from webapp.cli.people import people
from webapp.cli.rounds import rounds
from webapp.cli.serve import serve
from webapp.cli.tokens import tokens
from webapp.cli.worker import worker
from webapp.release import VERSION


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="zhiqiao")
def main() -> None:
    """职桥 Zhiqiao, the matching exchange of a city.

    To look around, run `zhiqiao demo`. To set a platform up, give it a secret of at least 32 random characters in
    ZHIQIAO_SECRET, a database in ZHIQIAO_DATABASE_URL (or none, for SQLite in the folder ZHIQIAO_VAR), and then:

    \b
      zhiqiao data migrate            make or renew the tables
      zhiqiao data load               load industries, majors, regions, chains and skills
      zhiqiao people add --role administrator --email office@example.cn
      zhiqiao doctor                  say what is still missing
      zhiqiao serve                   serve the pages and run the worker

    Each command has examples: `zhiqiao rounds --help`. With --json, a command that reads prints one JSON document on
    standard output. Progress and refusals go to standard error.

    \b
    Exit status, for scripts:
      0  done
      1  refused or failed; the reason is one sentence in Chinese and one in English
      2  the command or a setting is wrong; nothing was begun
    """
    os.umask(0o077)  # what the command writes is its owner's alone
    logs.configure()


for command in (demo, serve, worker, data, people, tokens, rounds, mail, backup, doctor):
    main.add_command(command)
data.add_command(import_)
