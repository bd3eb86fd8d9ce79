"""How gunicorn serves the exchange: on loopback by default, with one supervised worker beside it."""

import os
import sys

from webapp import logs
from webapp.cli.refusal import Refusal, read_settings
from webapp.config import ServedSettings
from webapp.jobs.compiling import keep_compiled_code
from webapp.jobs.supervision import end_supervised, supervise

logs.configure()
try:
    settings = read_settings(ServedSettings)
except Refusal as refusal:
    refusal.show()
    sys.exit(refusal.exit_code)

keep_compiled_code(settings)
bind = f"{settings.host}:{settings.port}"
workers = settings.web_workers
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 20
umask = 0o077
accesslog = None
forwarded_allow_ips = ""  # proxies are counted by ZHIQIAO_TRUSTED_PROXIES, never believed by address
control_socket_disable = True


def when_ready(_server: object) -> None:
    """Start the worker once the port is open."""
    if settings.with_worker:
        supervise([sys.executable, "-m", "webapp.cli", "worker", "--parent", str(os.getpid())])


def on_exit(_server: object) -> None:
    """End the worker with the service."""
    end_supervised()
