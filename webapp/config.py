"""Settings, from the environment only; unsafe ones are refused at start."""

from pathlib import Path
from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

LEAST_SECRET = 32


class Settings(BaseSettings):
    """Everything that an operator may set, as `ZHIQIAO_…` variables."""

    model_config = SettingsConfigDict(env_prefix="ZHIQIAO_", extra="ignore")

    secret: str = ""
    database_url: str = ""
    var: Path = Path("var")
    debug: bool = False
    demo: bool = False
    https: bool = True
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    trusted_hosts: str = ""  # comma-separated; .example.cn: all below it; empty: any, but no link is built from it
    public_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    web_workers: int = Field(default=1, ge=1, le=64)
    with_worker: bool = True  # gunicorn keeps one worker running beside itself
    mail_from: str = "zhiqiao@localhost"
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_tls: bool = True
    session_idle_minutes: int = Field(default=240, ge=5)
    session_hours: int = Field(default=24 * 7, ge=1)
    record_days: int | None = Field(default=None, ge=180)  # how long the record is kept; not set: for good
    job_lease_seconds: float = Field(default=15.0, gt=0)
    cluster: str = ""  # scheduler (tcp://host:port) whose workers rank large rounds; empty: this machine does
    worker_poll_seconds: float = Field(default=0.5, gt=0)
    api_requests_per_minute: int = Field(default=300, ge=1)  # of each token, counted by each web worker

    @field_validator("var")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @model_validator(mode="after")
    def _refuse_unsafe(self) -> Self:
        if not self.database_url:
            self.database_url = f"sqlite:///{self.var / 'zhiqiao.sqlite3'}"
        if self.database_url.startswith(("postgresql://", "postgres://")):
            self.database_url = "postgresql+psycopg://" + self.database_url.split("://", 1)[1]
        if self.debug:
            return self
        if len(self.secret) < LEAST_SECRET:
            raise PydanticCustomError(
                "secret_short",
                "ZHIQIAO_SECRET must be set to at least {least} random characters",
                {"least": LEAST_SECRET},
            )
        if self.is_sqlite and self.web_workers > 1:
            raise PydanticCustomError(
                "sqlite_workers", "SQLite serves one web worker only: set ZHIQIAO_WEB_WORKERS=1 or a PostgreSQL URL"
            )
        return self

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the embedded database is in use."""
        return self.database_url.startswith("sqlite")

    @property
    def outbox_folder(self) -> Path:
        """Return the folder that takes mails as files where no mail server is set."""
        return self.var / "outbox"


class ServedSettings(Settings):
    """Settings to serve people with: debugging, which shows the inside of the application, is refused."""

    @model_validator(mode="after")
    def _refuse_debugging(self) -> Self:
        if self.debug:
            raise PydanticCustomError(
                "debug_on", "ZHIQIAO_DEBUG is on: it shows the inside of the application to anybody"
            )
        return self
