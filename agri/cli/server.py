"""``agri serve``: the API and the pages on this machine."""

from typing import Annotated

import typer

from agri.cli.output import note
from agri.services.database import make_engine
from agri.services.schema_version import check_fit
from agri.settings import Settings

app = typer.Typer()
HOST = "127.0.0.1"
PORT = 8019


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="TCP port on 127.0.0.1")] = PORT,
    workers: Annotated[int, typer.Option(min=1, help="processes; more than one needs PostgreSQL")] = 1,
) -> None:
    """启动服务 · Run the API and the web pages on 127.0.0.1; put a TLS proxy in front."""
    import uvicorn

    settings = Settings()
    engine = make_engine(settings.database_url)
    check_fit(engine)
    if workers > 1 and engine.dialect.name == "sqlite":
        raise typer.BadParameter("SQLite takes one process; use PostgreSQL for more workers")
    engine.dispose()
    note(
        f"page http://{HOST}:{port}/  API http://{HOST}:{port}/api/v1  OpenAPI http://{HOST}:{port}/api/v1/openapi.json"
    )
    uvicorn.run(
        "agri.api.app:create_app",
        factory=True,
        host=HOST,
        port=port,
        workers=workers,
        access_log=False,
        log_level="warning",
        # Else uvicorn believes X-Forwarded-For of this machine; AGRI_TRUSTED_PROXIES alone decides.
        proxy_headers=False,
    )
