"""Routes that do all their work with the database in one function call: one thread, one connection.

A request that kept a connection while it waited for a thread would starve those who hold the threads and wait
for a connection; so no request holds either between two steps. Dependencies that need the database are marked
with `in_thread`. FastAPI only collects them; they are computed, in the order in which they were collected, by
the thread that runs the route's own function, in the request's one transaction.
"""

from asyncio import Future as AsyncFuture
from asyncio import wait, wrap_future
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import Future
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, isasyncgenfunction, iscoroutinefunction, signature
from typing import TYPE_CHECKING, Any, ParamSpec

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlmodel import Session

from agri.api.http.address_parameters import refuse_unreadable
from agri.api.http.json_body import keys_given_twice
from agri.errors import Invalid, Unavailable
from agri.services.store.database import reading

if TYPE_CHECKING:
    from agri.api.dependencies import Desk
    from agri.api.http.lanes import Lane

P = ParamSpec("P")
_UNKNOWN = object()
_MOMENT_S = 0.05


class Deferred:
    """A dependency's value, computed once the request has its transaction."""

    def __init__(self, compute: Callable[..., object], arguments: Mapping[str, object]) -> None:
        self._compute = compute
        self._arguments = arguments
        self._value: object = _UNKNOWN

    def value(self) -> object:
        """Return the value; it is computed once."""
        if self._value is _UNKNOWN:
            self._value = self._compute(**settled(self._arguments))
        return self._value


def settled(arguments: Mapping[str, object]) -> dict[str, object]:
    """Return arguments with the values of those that were deferred."""
    return {
        name: argument.value() if isinstance(argument, Deferred) else argument
        for name, argument in arguments.items()
    }


class UnitOfWork:
    """What one request wants of the database, and the transaction in which it gets it."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        self.writes = False
        self._deferred: list[Deferred] = []
        self._session: Session | None = None
        self._aside: list[Future[object]] = []

    def defer(self, compute: Callable[..., object], arguments: Mapping[str, object]) -> Deferred:
        """Take note of something that needs the database."""
        deferred = Deferred(compute, arguments)
        self._deferred.append(deferred)
        return deferred

    def session(self) -> Session:
        """Return the request's session; it is there while the route's thread works."""
        if self._session is None:
            raise RuntimeError("the request's transaction is over, or has not begun")
        return self._session

    async def settle(self) -> None:
        """Compute now what was deferred, for a route that goes on without a thread."""
        if self._deferred:
            await self.run(lambda: None, {}, self.desk.readers)

    async def run(
        self,
        function: Callable[..., object],
        arguments: Mapping[str, object],
        lane: "Lane",
        render: Callable[[object], object] = lambda result: result,
    ) -> object:
        """Call a function in a thread, after everything that was deferred; return its result, rendered.

        What writes stands in the writer's line. Where the function itself asks for no session, the connection
        is given back before it begins. Nothing is rendered while there is a connection.
        """
        if self.writes:
            writing = self.desk.writer.run(lambda session: self._write(session, function, arguments))
            return render(await wrap_future(writing))
        return await lane.run(lambda: render(self._read(function, arguments)))

    def write_aside(self, work: Callable[[Session], object]) -> None:
        """Have something written that the answer does not depend on, and that may as well be left out."""
        with suppress(Unavailable):
            self._aside.append(self.desk.writer.run(work))

    async def end(self) -> None:
        """Give what is written aside a moment, so that whoever asks next sees it."""
        if self._aside:
            await wait([_quiet(wrap_future(one)) for one in self._aside], timeout=_MOMENT_S)

    def _write(
        self, session: Session, function: Callable[..., object], arguments: Mapping[str, object]
    ) -> object:
        self._session = session
        try:
            self._compute_deferred()
            return function(**settled(arguments))
        finally:
            self._session = None

    def _read(self, function: Callable[..., object], arguments: Mapping[str, object]) -> object:
        if self._deferred:
            with reading(self.desk.engine) as session:
                self._session = session
                try:
                    self._compute_deferred()
                    values = settled(arguments)
                    if any(value is session for value in values.values()):
                        return function(**values)
                finally:
                    self._session = None
        return function(**settled(arguments))

    def _compute_deferred(self) -> None:
        for deferred in self._deferred:
            deferred.value()


_current: ContextVar[UnitOfWork] = ContextVar("unit of work")


def in_thread(function: Callable[P, object]) -> Callable[P, Awaitable[object]]:
    """Make a dependency of a function that needs the database; see the module."""

    @wraps(function)
    async def defer(*_: P.args, **arguments: P.kwargs) -> object:
        return _current.get().defer(function, arguments)

    return defer


async def get_reader() -> Deferred:
    """Give the request's transaction, which only reads and so never waits for a writer."""
    work = _current.get()
    return work.defer(work.session, {})


async def get_session() -> Deferred:
    """Give the request's transaction, which may write; it commits before the answer leaves."""
    work = _current.get()
    work.writes = True
    return work.defer(work.session, {})


async def get_work() -> UnitOfWork:
    """Give the request's unit of work itself."""
    return _current.get()


async def get_settled() -> None:
    """Compute now what the parameters before this one have deferred."""
    await _current.get().settle()


@dataclass(frozen=True, slots=True)
class AnswerToRender:
    """What a route returns whose answer takes long to render: it is rendered without a connection."""

    render: Callable[[], Response]


class DatabaseRoute(APIRoute):
    """A route whose function runs in one thread, with every dependency that needs the database."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 - what FastAPI takes
        options["generate_unique_id_function"] = lambda route: route.name
        super().__init__(path, self._in_one_thread(endpoint), **options)

    @staticmethod
    def lane(desk: "Desk") -> "Lane":
        """Return the threads that the route runs in while it only reads."""
        return desk.readers

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what serves a request: within a unit of work of its own."""
        serve = super().get_route_handler()

        async def serve_with_work(request: Request) -> Response:
            refuse_unreadable(request)
            work = UnitOfWork(request.app.state.desk)
            _current.set(work)
            twice = await keys_given_twice(request)
            try:
                answer = await serve(request)
            except RequestValidationError as error:
                await work.settle()  # who may not do this at all is told so, and not what its shape is
                if twice:
                    raise Invalid.of(twice) from error
                raise
            await work.end()
            return answer

        return serve_with_work

    def _in_one_thread(self, endpoint: Callable[..., Any]) -> Callable[..., Any]:
        if isasyncgenfunction(endpoint):
            return _settled_stream(endpoint)

        if iscoroutinefunction(endpoint):

            @wraps(endpoint)
            async def call(**arguments: object) -> object:
                await _current.get().settle()
                return await endpoint(**settled(arguments))

            return call

        @wraps(endpoint)
        async def run(**arguments: object) -> object:
            work = _current.get()
            return await work.run(
                endpoint, arguments, self.lane(work.desk), lambda result: self._rendered(result, arguments)
            )

        return run

    def _rendered(self, result: object, arguments: Mapping[str, object]) -> object:
        """Return a result as the answer that it becomes; FastAPI would check its shape once more."""
        if isinstance(result, AnswerToRender):
            return result.render()
        if not isinstance(result, BaseModel):
            return result
        told = next((one for one in arguments.values() if isinstance(one, Response)), None)
        status = told.status_code if told is not None else None
        answer = Response(
            result.model_dump_json(by_alias=True),
            status or self.status_code or 200,
            media_type="application/json",
        )
        if told is not None:
            answer.headers.raw.extend(told.headers.raw)
        return answer


class FiguresRoute(DatabaseRoute):
    """A route that computes for longer than a phone should wait behind: figures, projections, files."""

    @staticmethod
    def lane(desk: "Desk") -> "Lane":
        """Return the threads that the route runs in while it only reads."""
        return desk.figures


def _settled_stream(endpoint: Callable[..., AsyncIterator[Any]]) -> Callable[..., AsyncIterator[Any]]:
    """Return a stream that begins only when its dependencies are computed, so that it can be refused."""

    async def stream(*, settled_first: None, **arguments: object) -> AsyncIterator[Any]:
        async for item in endpoint(**settled(arguments)):
            yield item

    shape = signature(endpoint)
    last = Parameter("settled_first", Parameter.KEYWORD_ONLY, default=Depends(get_settled))
    wraps(endpoint)(stream)
    stream.__signature__ = shape.replace(  # type: ignore[attr-defined]
        parameters=[*(one.replace(kind=Parameter.KEYWORD_ONLY) for one in shape.parameters.values()), last]
    )
    return stream


def _quiet(future: AsyncFuture[object]) -> AsyncFuture[object]:
    """Return a future whose failure nobody need ask for."""
    future.add_done_callback(lambda done: None if done.cancelled() else done.exception())
    return future
