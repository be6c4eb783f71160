"""``agri serve``: the API and the pages on this machine."""

import socket
import sys
from contextlib import suppress
from typing import Annotated

import typer

from agri.cli.opening import note_uncounted_clock
from agri.cli.output import note
from agri.errors import Conflict
from agri.models import Meta
from agri.services.store.clock import TODAY
from agri.services.store.database import make_engine, reading
from agri.services.store.schema_version import check_fit
from agri.settings import Settings

app = typer.Typer()
HOST = "127.0.0.1"
PORT = 8019
# The next request comes over the connection that is open; the usual five seconds end it just then.
KEEP_ALIVE_S = 75
STOP_S = 5  # seconds that a stopping server waits for answers; what is written takes a fraction of one


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="TCP port")] = PORT,
    host: Annotated[
        str,
        typer.Option(help="where to listen; another than 127.0.0.1 only in a container or a closed net"),
    ] = HOST,
    workers: Annotated[int, typer.Option(min=1, help="processes; more than one needs PostgreSQL")] = 1,
) -> None:
    """启动服务 · Run the API and the web pages; put a TLS proxy in front."""
    import uvicorn

    settings = Settings()
    settings.require_named_database()
    engine = make_engine(settings.database_url)
    check_fit(engine)
    if workers > 1 and engine.dialect.name == "sqlite":
        raise typer.BadParameter(
            "SQLite 只能用一个进程，多进程请用 PostgreSQL · "
            "SQLite takes one process; use PostgreSQL for more workers"
        )
    with reading(engine) as session:
        settings.require_safe(is_demo=session.get(Meta, TODAY) is not None)
    note_uncounted_clock(engine)
    engine.dispose()
    _require_free(host, port)
    _allow_many_connections()
    at = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    note(f"page {at}/  API {at}/api/v1  OpenAPI {at}/api/v1/openapi.json")
    uvicorn.run(
        "agri.api.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        log_level="warning",
        http="agri.api.http.connections:PatientProtocol",
        timeout_keep_alive=KEEP_ALIVE_S,
        # A body that does not come on, or a stream, must not keep a server that is to stop.
        timeout_graceful_shutdown=STOP_S,
        # Else uvicorn believes X-Forwarded-For of this machine; AGRI_TRUSTED_PROXIES alone decides.
        proxy_headers=False,
    )


def _allow_many_connections() -> None:
    """Use as many open files as the machine allows; the usual first limit is 1,024, and a phone is one."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _require_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, before the page's address is told."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise Conflict(
            f"cannot listen on {host}:{port} ({error.strerror}); stop what uses it, or name another one with "
            "--port or --host",
            f"无法监听 {host}:{port}（{error.strerror}）；请停掉占用它的程序，或用 --port、--host 另指定",
        ) from error
