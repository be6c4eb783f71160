"""What routes ask for: the request's one transaction, who acts, the clock, what stands still.

A session that writes has `scope="function"`: it commits before the answer leaves, so that a failed commit is
never answered with 201. Readers have their own transaction, which takes no write lock. Revisions go through
the desk's writer. What asks no database is `async`, which spares the way to a thread and back.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import APIKeyCookie, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from sqlalchemy import Engine
from sqlmodel import Session

from agri.api.guards import COOKIE, cookie_of
from agri.api.jobs import Jobs
from agri.api.limits import Allowance
from agri.api.problems import BadParameter
from agri.api.written import Written
from agri.definitions.plan import Plan
from agri.errors import Fault, Invalid, NotSignedIn
from agri.models.person import SessionToken
from agri.periods import day_of
from agri.services.database import reading
from agri.services.scope import Act, Actor, require_act
from agri.services.sign_in import find_actor, is_stale, note_use
from agri.services.standing import Standing, standing
from agri.services.visitors import Visitors
from agri.services.writer import Writer
from agri.settings import Settings


@dataclass(frozen=True)
class Desk:
    """What one app works with; built once by `create_app`, kept on `app.state.desk`."""

    settings: Settings
    engine: Engine
    clock: Callable[[], datetime]
    wall_clock: Callable[[], datetime]
    allowance: Allowance
    jobs: Jobs
    writer: Writer
    visitors: Visitors = field(default_factory=Visitors)
    assessments: Written = field(default_factory=Written)

    def close(self) -> None:
        """Wait for what is being written and computed, and let the database go."""
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


async def get_desk(request: Request) -> Desk:
    """Return what the app works with."""
    desk: Desk = request.app.state.desk
    return desk


DeskDep = Annotated[Desk, Depends(get_desk)]


def get_session(desk: DeskDep) -> Iterator[Session]:
    """Yield the request's one transaction; it commits before the answer leaves."""
    with Session(desk.engine, expire_on_commit=False) as session, session.begin():
        yield session


def get_reader(desk: DeskDep) -> Iterator[Session]:
    """Yield a transaction that only reads, so that it never waits for a writer."""
    with reading(desk.engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
ReaderDep = Annotated[Session, Depends(get_reader, scope="function")]


async def get_now(desk: DeskDep) -> datetime:
    """Return the instant of the record: in the demo, its own today."""
    return desk.clock()


async def get_wall_now(desk: DeskDep) -> datetime:
    """Return the instant on the wall, for what expires: tokens, codes, wrong tries."""
    return desk.wall_clock()


def get_standing(reader: ReaderDep) -> Standing:
    """Return places, forms, plan and baselines of the database."""
    return standing(reader)


NowDep = Annotated[datetime, Depends(get_now)]
WallNowDep = Annotated[datetime, Depends(get_wall_now)]
StandingDep = Annotated[Standing, Depends(get_standing)]


def get_as_of(
    standing: StandingDep,
    now: NowDep,
    as_of: Annotated[date | None, Query(description="默认今天 · today by default")] = None,
) -> date:
    """Return the day that figures are asked for: from the plan year's first day to today."""
    try:
        return bounded_day(standing.plan, now, as_of, "/query/as_of")
    except Invalid as error:
        raise BadParameter(error.detail, error.detail_zh, error.faults) from error


def bounded_day(plan: Plan, now: datetime, day: date | None, pointer: str) -> date:
    """Return a day from the plan year's first to today; today where none is named.

    Raises
    ------
    Invalid
        The day lies outside, with the pointer of where it was named.
    """
    first = date(plan.year, 1, 1)
    last = max(day_of(now), first)
    day = day or last
    if first <= day <= last:
        return day
    fault = Fault(
        pointer,
        "out-of-bounds",
        f"choose a day from {first} to {last}",
        f"请选择 {first} 至 {last} 之间的日期",
    )
    raise Invalid(fault.detail, fault.detail_zh, (fault,))


AsOf = Annotated[date, Depends(get_as_of)]
_bearer = HTTPBearer(auto_error=False, description="机器用 · for machines: the token of POST /sessions")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="网页用 · for our own pages")


async def get_address(request: Request, desk: DeskDep) -> str:
    """Return where a request comes from, as far as the operator's proxies say so truthfully."""
    peer = request.client.host if request.client else "unknown"
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    count = desk.settings.trusted_proxies
    return hops[-count] if 0 < count <= len(hops) else peer


AddressDep = Annotated[str, Depends(get_address)]


def get_token(
    request: Request,
    desk: DeskDep,
    now: WallNowDep,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> tuple[Actor, SessionToken]:
    """Return who sends the request, by Bearer token or by the page's cookie."""
    token = bearer.credentials if bearer is not None else cookie_of(request.cookies) or cookie
    if not token:
        raise NotSignedIn("sign in first: POST /api/v1/sessions", "请先登录（POST /api/v1/sessions）")
    with reading(desk.engine) as session:
        actor, row = find_actor(session, token, key=desk.key, now=now, desk_idle=desk.desk_idle)
    request.state.actor_id = str(actor.id)
    desk.allowance.take(str(actor.id))
    desk.visitors.remember(actor, row, now)
    if is_stale(row, now):
        with Session(desk.engine) as session, session.begin():
            note_use(session, row.id, now)
    return actor, row


TokenDep = Annotated[tuple[Actor, SessionToken], Depends(get_token)]


async def get_actor(token: TokenDep) -> Actor:
    """Return who sends the request."""
    return token[0]


SignedInActor = Annotated[Actor, Depends(get_actor)]


def who_may(act: Act) -> Callable[[Actor], Awaitable[Actor]]:
    """Return a dependency that lets through only roles that do this act."""

    async def check(actor: SignedInActor) -> Actor:
        require_act(actor, act)
        return actor

    return check


Reporter = Annotated[Actor, Depends(who_may(Act.REPORT))]
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
