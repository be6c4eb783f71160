"""A fast path for the two routes that phones use most; anything unusual takes the framework's way.

Every request passes the same sign-in check, limits and writer. What is not plain (a query, another content
type, an id or a body that is not well formed) is read by the framework, which also describes the operation.
"""

import re
from collections.abc import Callable, Coroutine
from inspect import signature
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from agri.api.dependencies import get_reporter
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.json_body import read_json
from agri.api.schema_base import Wire

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_JSON = {"application/json", "application/json; charset=utf-8"}


class ReportRoute(DatabaseRoute):
    """A route whose function takes ids, a body and a visitor, and answers by itself."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:  # noqa: ANN401 - what FastAPI takes
        self._answer = endpoint
        shapes = ((name, one.annotation) for name, one in signature(endpoint).parameters.items())
        self._body: tuple[str, type[Wire]] | None = next(
            ((name, shape) for name, shape in shapes if isinstance(shape, type) and issubclass(shape, Wire)),
            None,
        )
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what serves a request: here where it is plain, else by the framework."""
        by_framework = super().get_route_handler()
        if self._body is None:
            return by_framework
        name, shape = self._body

        async def serve(request: Request) -> Response:
            ids = request.path_params
            if (
                request.scope["query_string"]
                or request.headers.get("content-type", "").lower() not in _JSON
                or not all(_ID.fullmatch(one) for one in ids.values())
            ):
                return await by_framework(request)
            try:
                body = read_json(await request.body())
            except HTTPException:
                raise
            except Exception:  # however the body is unreadable, the framework says so
                return await by_framework(request)
            visitor = await get_reporter(request)
            try:
                read = shape.model_validate(body)
            except ValidationError as error:
                found = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
                raise RequestValidationError(found, body=body) from error
            keys = {key: UUID(one) for key, one in ids.items()}
            answer: Response = await self._answer(**keys, **{name: read}, request=request, visitor=visitor)
            return answer

        return serve
