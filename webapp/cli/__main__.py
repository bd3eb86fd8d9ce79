"""`python -m webapp.cli` is the command `zhiqiao`."""

from webapp.cli import main

main(prog_name="zhiqiao")
