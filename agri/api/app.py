"""Build the app: everything in `create_app`, nothing at import."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from agri import __version__
from agri.api.dependencies import Desk
from agri.api.http import logs, openapi, problems
from agri.api.http.lanes import Lane
from agri.api.http.metrics import RequestCounters
from agri.api.http.pages import Pages
from agri.api.http.rate_limit import Allowance
from agri.api.http.request_guards import BodyLimit, OwnOrigin
from agri.api.http.response_middleware import PREFIX, Envelope
from agri.api.http.stopping import LastAnswer
from agri.api.jobs.job_runner import JobRunner
from agri.api.routes.access import (
    audit,
    health,
    house,
    many_users,
    renewals,
    second_factor,
    sessions,
    status,
    users,
)
from agri.api.routes.figures import (
    burden,
    chance_history,
    comparisons,
    detections,
    documents,
    figures,
    projections,
    province,
    release_reading,
    releases,
    reminders,
    searches,
    superior_workbooks,
    tables,
    task_filings,
    tasks,
    today,
)
from agri.api.routes.reference import (
    baselines,
    cities,
    definitions,
    forms,
    measures,
    org_units,
    plan,
    reporting_units,
)
from agri.api.routes.reports import (
    acceptances,
    filings,
    genuine,
    imports,
    photos,
    practice,
    reports,
    review,
    review_work,
    signed_forms,
    templates,
)
from agri.api.routes.reports import findings_and_conflicts as review_desk
from agri.api.routes.reports import report_queries as report_views
from agri.errors import DatabaseUnfit
from agri.models.meta import Meta
from agri.services.access.house.provider import HouseProvider
from agri.services.intake.write_queue import Writer
from agri.services.reference.reference import read_reference, record_cities
from agri.services.store.clock import TODAY, Clock, clock_of, system_clock
from agri.services.store.database import CONNECTIONS, make_engine, reading
from agri.services.store.schema_version import check_fit
from agri.settings import Settings

_ROUTES = (
    sessions,
    house,
    second_factor,
    renewals,
    forms,
    org_units,
    reporting_units,
    plan,
    definitions,
    tasks,
    task_filings,
    baselines,
    cities,
    report_views,
    photos,
    imports,
    templates,
    practice,
    review,
    acceptances,
    review_desk,
    review_work,
    detections,
    filings,
    signed_forms,
    genuine,
    reminders,
    today,
    figures,
    tables,
    superior_workbooks,
    chance_history,
    projections,
    comparisons,
    measures,
    searches,
    releases,
    release_reading,
    documents,
    province,
    users,
    many_users,
    audit,
    status,
    burden,
    health,
)
# Those who answer and the one who writes take turns; at Python's 5 ms each waits longer than it works.
_SWITCH_S = 0.0005
_GZIP_FROM = 500  # bytes; below, the headers outweigh the gain
_PATIENCE_S = 2.5  # how long a writer waits for another process; then its sender is told to come again

# Threads, and how many requests may wait for one. Python runs one thread at a time: more readers would only
# take turns. Figures take seconds, so phones do not stand behind them. Checking a password takes a processor
# 25 ms and 19 MiB, by design.
_READERS, _READERS_LINE = 2, 1_500
_FIGURES, _FIGURES_LINE = 4, 100
_PASSWORDS, _PASSWORDS_LINE = 2, 600


def create_app(
    settings: Settings | None = None, *, clock: Clock | None = None, wall_clock: Clock = system_clock
) -> FastAPI:
    """Build the API and the pages; see `open_desk` for what is refused."""
    return build_app(open_desk(settings or Settings(), clock=clock, wall_clock=wall_clock))


def open_desk(
    settings: Settings,
    *,
    clock: Clock | None = None,
    wall_clock: Clock = system_clock,
    connections: int = CONNECTIONS,
) -> Desk:
    """Open the database and gather what an app works with.

    Parameters
    ----------
    settings : Settings
        Of this server.
    clock : callable, optional
        What time it is for reports; by default the database's own clock (a demo has its own today).
    wall_clock : callable, optional
        What time it is for tokens, codes and wrong tries.
    connections : int
        To the database, used at once; one is enough for the server to go on.

    Raises
    ------
    DatabaseUnfit
        The database is missing, older or newer than this program.
    UnsafeSettings
        The key is the published one, and this is neither development nor a demo; or a real server was given
        a demo's database.
    """
    settings.require_named_database()
    settings.require_whole_sign_in()
    engine = make_engine(settings.database_url, patience_s=_PATIENCE_S, connections=connections)
    with ExitStack() as if_refused:
        if_refused.callback(engine.dispose)
        check_fit(engine)
        with reading(engine) as session:
            settings.require_safe(is_demo=session.get(Meta, TODAY) is not None)
            clock = clock or clock_of(session)
        if_refused.pop_all()
    return Desk(
        settings=settings,
        engine=engine,
        clock=clock,
        wall_clock=wall_clock,
        allowance=Allowance(settings.requests_per_minute),
        jobs=JobRunner(
            settings.database_url,
            clock=clock,
            wall_clock=wall_clock,
            workers=settings.projection_workers,
            quiet_s=settings.project_when_quiet_s,
        ),
        writer=Writer(engine, clock),
        readers=Lane("reader", threads=_READERS, most_waiting=_READERS_LINE),
        figures=Lane("figures", threads=_FIGURES, most_waiting=_FIGURES_LINE),
        passwords=Lane("password", threads=_PASSWORDS, most_waiting=_PASSWORDS_LINE),
        house=HouseProvider(settings) if settings.oidc_issuer is not None else None,
    )


def build_app(desk: Desk) -> FastAPI:
    """Build the app around what it works with."""
    settings = desk.settings
    logs.configure(is_json=settings.log_json)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        sys.setswitchinterval(_SWITCH_S)
        # Libraries, forms and places stay until the server stops; looking through them for garbage took up to
        # 290 ms, and stalled all requests. So long-lived objects are frozen.
        with suppress(DatabaseUnfit), reading(desk.engine) as session:
            for city in record_cities(session):
                read_reference(session, of=city)
        gc.collect()
        gc.freeze()
        desk.jobs.start()  # what an earlier process left unfinished is taken up
        yield
        desk.close()
        gc.unfreeze()

    app = FastAPI(
        title="agri",
        version=__version__,
        lifespan=lifespan,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # both load scripts from elsewhere, which our policy forbids
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.desk = desk
    problems.install(app)
    openapi.install(app)
    # What phones send in masses is matched first, and not by way of routers within routers.
    app.router.routes.extend(reports.router.routes)
    api = APIRouter(prefix=PREFIX)
    for routes in _ROUTES:
        api.include_router(routes.router)
    app.include_router(api)
    # Where machines that watch servers look by habit.
    app.include_router(health.router, include_in_schema=False)
    app.router.default = Pages()
    measure = RequestCounters()
    app.state.metrics = measure.registry
    # The last one added is the outermost.
    app.add_middleware(OwnOrigin, origin=settings.origin)
    takes_files = (
        "imports",
        "imports/marked-copy",
        "superior-workbooks",
        "superior-workbooks/filled",
        "superior-workbooks/cells",
    )
    uploads = dict.fromkeys((f"{PREFIX}/{path}" for path in takes_files), settings.max_upload_bytes)
    app.add_middleware(BodyLimit, limit=settings.max_body_bytes, of_paths=uploads)
    app.add_middleware(GZipMiddleware, minimum_size=_GZIP_FROM, compresslevel=6)
    app.add_middleware(LastAnswer)
    app.add_middleware(Envelope, is_secure=settings.is_secure, measure=measure)
    return app
