"""What routes ask for: the request's one transaction, who acts, the clock, what stands still.

What needs the database is marked `in_thread`: it is computed by the thread that runs the route, in the
request's own transaction, which is over before the answer leaves (see `agri.api.http.database_route`).
Whatever writes goes through the desk's writer. What asks no database is `async`.
"""

from asyncio import wrap_future
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request
from fastapi.security import APIKeyCookie, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from sqlalchemy import Engine
from sqlmodel import Session

from agri.api.http.database_route import UnitOfWork, get_reader, get_session, get_work, in_thread
from agri.api.http.lanes import Lane
from agri.api.http.problems import of_address
from agri.api.http.rate_limit import Allowance
from agri.api.http.request_guards import COOKIE, cookie_of
from agri.api.jobs.job_runner import JobRunner
from agri.api.jobs.watched import Watched
from agri.errors import NotSignedIn
from agri.models.person import SessionToken
from agri.services.access.cities import cities_seen, city_among
from agri.services.access.house.provider import HouseProvider
from agri.services.access.own_password import require_own_password
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.access.second_factor import second_factor_first
from agri.services.access.session_cache import Visitor, Visitors
from agri.services.access.sessions import find_actor, is_stale, keyed_hash, note_use
from agri.services.intake.write_queue import Writer
from agri.services.reference.figures_day import bounded_day
from agri.services.reference.reference import Reference, read_reference, record_cities
from agri.services.store.database import reading
from agri.services.store.single_flight_cache import SingleFlightCache
from agri.settings import Env, Settings

T = TypeVar("T")
_MOST_ANSWERS = 256  # an assessment is about 30 kB


def _answers() -> SingleFlightCache[tuple[object, ...], str]:
    return SingleFlightCache(_MOST_ANSWERS, one_at_a_time=False)


@dataclass(frozen=True)
class Desk:
    """What one app works with; built once by `create_app`, kept on `app.state.desk`."""

    settings: Settings
    engine: Engine
    clock: Callable[[], datetime]
    wall_clock: Callable[[], datetime]
    allowance: Allowance
    jobs: JobRunner
    writer: Writer
    readers: Lane
    figures: Lane
    passwords: Lane
    house: HouseProvider | None = None
    visitors: Visitors = field(default_factory=Visitors)
    watched: Watched = field(default_factory=Watched)
    # Serialised answers by all that they depend on.
    answers: SingleFlightCache[tuple[object, ...], str] = field(default_factory=_answers)

    def close(self) -> None:
        """Wait for what is being written and computed, and let the database go."""
        for lane in (self.readers, self.figures, self.passwords):
            lane.close()
        self.writer.close()
        self.jobs.close()
        self.engine.dispose()

    @property
    def key(self) -> str:
        """The key of token and code hashes."""
        return self.settings.secret_key.get_secret_value()

    @property
    def desk_idle(self) -> timedelta:
        """After how long without use a desk is signed out."""
        return timedelta(minutes=self.settings.desk_idle_minutes)

    def require_own_password(self, actor: Actor) -> None:
        """Refuse a person whose password somebody else chose; in a demo all passwords are printed."""
        if self.settings.env != Env.DEMO:
            require_own_password(actor)

    def must_set_factor(self, actor: Actor, *, is_strong: bool) -> bool:
        """Say whether the person's role needs a second factor and this sign-in had none."""
        return not is_strong and actor.role in self.settings.factor_roles

    def require_ready(self, actor: Actor, token: SessionToken) -> None:
        """Refuse whoever must first set a password of their own, or a second factor.

        Raises
        ------
        OwnPasswordFirst, SecondFactorFirst
            What comes first.
        """
        self.require_own_password(actor)
        if self.must_set_factor(actor, is_strong=token.is_strong):
            raise second_factor_first()

    async def read(self, work: Callable[[Session], T]) -> T:
        """Return what the work returns, done in one thread in a transaction that only reads."""

        def run() -> T:
            with reading(self.engine) as session:
                return work(session)

        return await self.readers.run(run)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Return what the work returns, once it is committed: one after the other, by the writer."""
        return await wrap_future(self.writer.run(work))


def desk_of(request: Request) -> Desk:
    """Return what the app works with."""
    desk: Desk = request.app.state.desk
    return desk


async def get_desk(request: Request) -> Desk:
    """Return what the app works with."""
    return desk_of(request)


DeskDep = Annotated[Desk, Depends(get_desk)]


SessionDep = Annotated[Session, Depends(get_session)]
ReaderDep = Annotated[Session, Depends(get_reader)]


async def get_now(desk: DeskDep) -> datetime:
    """Return the instant of the record: in the demo, its own today."""
    return desk.clock()


async def get_wall_now(desk: DeskDep) -> datetime:
    """Return the instant on the wall, for what expires: tokens, codes, wrong tries."""
    return desk.wall_clock()


NowDep = Annotated[datetime, Depends(get_now)]
WallNowDep = Annotated[datetime, Depends(get_wall_now)]
_bearer = HTTPBearer(auto_error=False, description="机器用 · for machines: the token of POST /sessions")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="网页用 · for our own pages")


async def get_address(request: Request, desk: DeskDep) -> str:
    """Return where a request comes from, as far as the operator's proxies say so truthfully."""
    peer = request.client.host if request.client else "unknown"
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    count = desk.settings.trusted_proxies
    return hops[-count] if 0 < count <= len(hops) else peer


AddressDep = Annotated[str, Depends(get_address)]


async def get_secret(
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
    request: Request,
) -> str:
    """Return the token that a request brings, as a Bearer token or in the page's cookie."""
    token = bearer.credentials if bearer is not None else cookie_of(request.cookies) or cookie
    if not token:
        raise _not_signed_in()
    return token


def _not_signed_in() -> NotSignedIn:
    return NotSignedIn("sign in first: POST /api/v1/sessions", "请先登录（POST /api/v1/sessions）")


SecretDep = Annotated[str, Depends(get_secret)]


@in_thread
def get_own_token(
    *,
    request: Request,
    desk: DeskDep,
    work: Annotated[UnitOfWork, Depends(get_work)],
    now: WallNowDep,
    token: SecretDep,
    session: ReaderDep,
) -> tuple[Actor, SessionToken]:
    """Return who sends the request and by which sign-in, looked up in the request's own transaction.

    Also where a password of their own or a second factor comes first: only for what is needed until then.
    """
    actor, row = find_actor(session, token, key=desk.key, now=now, desk_idle=desk.desk_idle)
    if not actor.must_set_password and not desk.must_set_factor(actor, is_strong=row.is_strong):
        desk.visitors.remember(actor, row, now)
    _let_in(request, desk, actor)
    if is_stale(row, now):
        work.write_aside(lambda writing: note_use(writing, row.id, now))
    return actor, row


OwnTokenDep = Annotated[tuple[Actor, SessionToken], Depends(get_own_token)]


@in_thread
def get_owned_token(token: OwnTokenDep, desk: DeskDep) -> tuple[Actor, SessionToken]:
    """Return the same once the password is the person's own; a second factor may still be to be set."""
    desk.require_own_password(token[0])
    return token


OwnedTokenDep = Annotated[tuple[Actor, SessionToken], Depends(get_owned_token)]


@in_thread
def get_token(token: OwnTokenDep, desk: DeskDep) -> tuple[Actor, SessionToken]:
    """Return the same for everything else: it waits until the person has what comes first."""
    desk.require_ready(*token)
    return token


TokenDep = Annotated[tuple[Actor, SessionToken], Depends(get_token)]


async def get_reporter(request: Request) -> Visitor:
    """Return who reports, by a sign-in that was looked up within the last minute, or else now.

    Only for routes that hand the visitor to the writer, which looks at the sign-in again where it writes. It
    depends on nothing else, because each dependency of a route costs as much as the whole of this one.
    """
    desk = desk_of(request)
    now = desk.wall_clock()
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    token = credentials if scheme.lower() == "bearer" and credentials else cookie_of(request.cookies)
    if not token:
        raise _not_signed_in()
    visitor = desk.visitors.find(keyed_hash(desk.key, token), now)
    if visitor is None:
        actor, row = await desk.read(
            lambda session: find_actor(session, token, key=desk.key, now=now, desk_idle=desk.desk_idle)
        )
        desk.require_ready(actor, row)
        visitor = desk.visitors.remember(actor, row, now)
    require_act(visitor.actor, Act.REPORT)
    _let_in(request, desk, visitor.actor)
    return visitor


def _let_in(request: Request, desk: Desk, actor: Actor) -> None:
    request.state.actor_id = str(actor.id)
    desk.allowance.take(str(actor.id))


@in_thread
def get_actor(token: TokenDep) -> Actor:
    """Return who sends the request."""
    return token[0]


SignedInActor = Annotated[Actor, Depends(get_actor)]


def who_may(act: Act) -> Callable[..., object]:
    """Return a dependency that lets through only roles that do this act."""

    @in_thread
    def check(actor: SignedInActor) -> Actor:
        require_act(actor, act)
        return actor

    return check


@in_thread
def get_reference(
    reader: ReaderDep,
    actor: SignedInActor,
    city: Annotated[
        str | None,
        Query(pattern=r"^[0-9]{4}$", description="省级和运维可指明城市 · province and operator may name one"),
    ] = None,
) -> Reference:
    """Return places, forms, plan and baselines of the person's city, or of one that is named.

    Who has several and names none is shown the first.
    """
    if city is None and city_among(record_cities(reader), actor.org_unit) is None:
        city = next(iter(cities_seen(record_cities(reader), actor)), None)
    return read_reference(reader, of=actor, named=city)


ReferenceDep = Annotated[Reference, Depends(get_reference)]


@in_thread
def get_as_of(
    reader: ReaderDep,
    actor: SignedInActor,
    now: NowDep,
    as_of: Annotated[date | None, Query(description="默认今天 · today by default")] = None,
) -> date:
    """Return the day that figures are asked for: from the plan year's first day to today."""
    with of_address():
        return bounded_day(read_reference(reader, of=actor), now, as_of, "/query/as_of")


AsOf = Annotated[date, Depends(get_as_of)]


Reporter = Annotated[Actor, Depends(who_may(Act.REPORT))]
ReporterAtDoor = Annotated[Visitor, Depends(get_reporter)]
# How the API describes a route that asks for `ReporterAtDoor`.
SIGNED_IN: dict[str, Any] = {"security": [{"HTTPBearer": []}, {"APIKeyCookie": []}]}
ReportReader = Annotated[Actor, Depends(who_may(Act.READ_REPORTS))]
Reviewer = Annotated[Actor, Depends(who_may(Act.REVIEW))]
Closer = Annotated[Actor, Depends(who_may(Act.CLOSE))]
SpotChecker = Annotated[Actor, Depends(who_may(Act.CHECK_ON_SPOT))]
FigureReader = Annotated[Actor, Depends(who_may(Act.READ_FIGURES))]
Projector = Annotated[Actor, Depends(who_may(Act.PROJECT))]
Releaser = Annotated[Actor, Depends(who_may(Act.RELEASE))]
ReleaseReader = Annotated[Actor, Depends(who_may(Act.READ_RELEASES))]
TaskReader = Annotated[Actor, Depends(who_may(Act.READ_TASKS))]
TaskKeeper = Annotated[Actor, Depends(who_may(Act.ADVANCE_TASKS))]
BaselineReader = Annotated[Actor, Depends(who_may(Act.READ_BASELINES))]
BaselineKeeper = Annotated[Actor, Depends(who_may(Act.SET_BASELINES))]
AccountKeeper = Annotated[Actor, Depends(who_may(Act.MANAGE_PEOPLE))]
AuditReader = Annotated[Actor, Depends(who_may(Act.READ_AUDIT))]
DefinitionReader = Annotated[Actor, Depends(who_may(Act.READ_DEFINITIONS))]
DefinitionConsenter = Annotated[Actor, Depends(who_may(Act.CONSENT_TO_DEFINITIONS))]
ReleaseAsker = Annotated[Actor, Depends(who_may(Act.ASK_ABOUT_RELEASE))]
ReleaseAnswerer = Annotated[Actor, Depends(who_may(Act.ANSWER_ABOUT_RELEASE))]
StatusReader = Annotated[Actor, Depends(who_may(Act.READ_STATUS))]
ContactReader = Annotated[Actor, Depends(who_may(Act.READ_CONTACTS))]
SharedFilingReader = Annotated[Actor, Depends(who_may(Act.READ_SHARED_FILINGS))]
FilingConfirmer = Annotated[Actor, Depends(who_may(Act.CONFIRM_FILING))]
UnitKeeper = Annotated[Actor, Depends(who_may(Act.KEEP_UNITS))]
YearKeeper = Annotated[Actor, Depends(who_may(Act.CLOSE_YEAR))]
BurdenReader = Annotated[Actor, Depends(who_may(Act.READ_BURDEN))]
WorkbookFiller = Annotated[Actor, Depends(who_may(Act.FILL_WORKBOOKS))]
ViewKeeper = Annotated[Actor, Depends(who_may(Act.KEEP_VIEWS))]
TaskFiler = Annotated[Actor, Depends(who_may(Act.FILE_TASKS))]
TaskFigureKeeper = Annotated[Actor, Depends(who_may(Act.SET_TASK_FIGURES))]
