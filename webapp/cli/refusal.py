"""How the command says no: one plain sentence in Chinese and one in English, and an exit status."""

from typing import IO, Any

import click
from pydantic import ValidationError

from webapp.config import Settings


class Refusal(click.ClickException):
    """Why nothing goes on."""

    def __init__(self, chinese: str, english: str) -> None:
        """Hold both sentences."""
        super().__init__(english)
        self.chinese, self.english = chinese, english

    def show(self, file: IO[Any] | None = None) -> None:
        """Print both sentences."""
        click.echo(f"{self.chinese}\n{self.english}", file=file, err=file is None)


class WrongSetting(Refusal):
    """A variable of the environment that cannot be taken."""

    exit_code = 2


def read_settings() -> Settings:
    """Return the settings of the environment, or say which one is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        complaint = error.errors()[0]
        place = "_".join(str(part) for part in complaint["loc"])
        what = f"ZHIQIAO_{place.upper()}: " if place else ""
        sentence = f"{what}{complaint['msg'].removeprefix('Value error, ')}"
        raise WrongSetting(f"设置有误，没有启动：{sentence}", f"Not started, a setting is wrong: {sentence}") from None
