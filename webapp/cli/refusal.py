"""How the command says no: one plain sentence in Chinese and one in English, and an exit status."""

from typing import IO, Any

import click
from pydantic import ValidationError

from webapp.config import Settings

CHINESE = {
    "secret_short": "ZHIQIAO_SECRET 至少要有 32 个随机字符。",
    "sqlite_workers": "SQLite 只能用一个网页进程，请设 ZHIQIAO_WEB_WORKERS=1，或改用 PostgreSQL。",
    "debug_on": "ZHIQIAO_DEBUG 已打开，会把应用内部暴露给任何人。",
}


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


def read_settings(kind: type[Settings] = Settings) -> Settings:
    """Return the settings of the environment, or say which one is wrong."""
    try:
        return kind()
    except ValidationError as error:
        complaint = error.errors()[0]
        place = "_".join(str(part) for part in complaint["loc"])
        english = f"ZHIQIAO_{place.upper()}: {complaint['msg']}" if place else complaint["msg"]
        chinese = CHINESE.get(complaint["type"], english)
        raise WrongSetting(f"设置有误，没有启动：{chinese}", f"Not started, a setting is wrong: {english}") from None
