"""Problem documents (RFC 9457) for refusals, in two languages, with the way out.

This is the only module that knows which HTTP status and header a refusal has. `docs/problems.md` lists every
type; a test compares the list with the tree of refusals.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict
from pydantic_core import to_jsonable_python
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from agri.api.http.response_middleware import SECURITY_HEADERS
from agri.api.http.validation_messages import body_faults, parameter_faults
from agri.errors import (
    Fault,
    Invalid,
    NotFound,
    Refusal,
    TooLarge,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
_log = structlog.get_logger(__name__)


class NotJson(Refusal):
    """The body cannot be read as JSON at all."""

    status, slug = 400, "not-json"
    title, title_zh = "The body is not JSON", "请求内容不是 JSON"


class NotForm(Refusal):
    """The body cannot be taken apart into files and fields."""

    status, slug = 400, "not-form"
    title, title_zh = "The body is not a readable form", "请求内容不是可读的表单"


class BadParameter(Refusal):
    """A parameter in the address or the query is not of its kind."""

    status, slug = 400, "bad-parameter"
    title, title_zh = "A parameter of the address is wrong", "地址中的参数有误"

    def __init__(self, detail: str, detail_zh: str, faults: Sequence[Fault]) -> None:
        super().__init__(detail, detail_zh)
        self.faults = tuple(faults)


@contextmanager
def of_address() -> Iterator[None]:
    """Refuse as a parameter of the address what a service finds wrong with it.

    Raises
    ------
    BadParameter
        With the service's own faults.
    """
    try:
        yield
    except Invalid as error:
        raise BadParameter(error.detail, error.detail_zh, error.faults) from error


class NoSuchMethod(Refusal):
    """The address exists, but not for this method."""

    status, slug = 405, "no-such-method"
    title, title_zh = "This address does not take this method", "该地址不支持此操作"


class Unexpected(Refusal):
    """A fault of ours; the instance is what to quote on the telephone."""

    status, slug = 500, "unexpected"
    title, title_zh = "Something went wrong on our side", "服务器内部错误"


class FaultPublic(BaseModel):
    """One fault: where (JSON pointer), which, and what to do about it."""

    pointer: str
    code: str
    detail: str
    detail_zh: str


class Problem(BaseModel):
    """A refusal (RFC 9457). `then` says what the sender does: keep and retry, ask the person, or stop."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    title_zh: str
    status: int
    detail: str
    detail_zh: str
    instance: str
    then: str
    errors: list[FaultPublic] | None = None


# The program stops on these before it serves anybody.
_NEVER_SENT = {"database-damaged", "database-unfit", "unsafe-settings"}


def tree(root: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Yield every kind of refusal that can reach the wire."""
    for child in root.__subclasses__():
        if child.slug not in _NEVER_SENT:
            yield child
        yield from tree(child)


def then(status: int) -> str:
    """Return what the sender of a refused request does next."""
    if status >= 500 or status == 429:
        return "keep_and_retry"
    return "stop" if status in {401, 403} else "ask"


def document(refusal: Refusal, instance: str) -> dict[str, Any]:
    """Return a refusal as problem+json."""
    body: dict[str, Any] = {
        "type": f"/problems/{refusal.slug}",
        "title": refusal.title,
        "title_zh": refusal.title_zh,
        "status": refusal.status,
        "detail": refusal.detail,
        "detail_zh": refusal.detail_zh,
        "instance": instance,
        "then": then(refusal.status),
    }
    if isinstance(refusal, Invalid | BadParameter):
        body["errors"] = [
            {
                "pointer": fault.pointer,
                "code": fault.code,
                "detail": fault.detail,
                "detail_zh": fault.detail_zh,
            }
            for fault in refusal.faults
        ]
    extra = to_jsonable_python(refusal.context, inf_nan_mode="null")
    return {**extra, **body}


class ProblemResponse(Response):
    """problem+json; an ill-formed character that somebody sent is quoted back as a question mark."""

    media_type = MEDIA_TYPE

    def render(self, content: object) -> bytes:
        """Return the document as bytes."""
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def render(refusal: Refusal, instance: str, headers: Mapping[str, str] | None = None) -> ProblemResponse:
    """Return a refusal as a response."""
    kept = dict(headers or {})
    if refusal.status == 401:
        kept.setdefault("WWW-Authenticate", "Bearer")
    if refusal.status in {429, 503}:
        kept.setdefault("Retry-After", str(refusal.context.get("retry_after", 5)))
    return ProblemResponse(document(refusal, instance), refusal.status, kept)


def problems(*refusals: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI answers for refusals; those of one status share an answer."""
    answers: dict[int | str, dict[str, Any]] = {}
    for refusal in refusals:
        answer = answers.setdefault(
            refusal.status,
            {
                "description": "",
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )
        line = f"`{refusal.slug}` {refusal.title_zh} · {refusal.title}"
        answer["description"] = f"{answer['description']}\n\n{line}".strip()
    return answers


# What every signed-in operation may answer, whatever it does.
_LOST = (
    "locked",
    "disk is full",
    "disk i/o",
    "readonly",
    "unable to open",
    "no space left",
)
_RETRY_SQLSTATES = {"40001", "40P01", "53100", "53200", "53300", "55P03", "57P01", "57P02", "57P03"}
_NO_CONNECTION = "08"  # the class of SQLSTATEs


def is_passing(error: DBAPIError) -> bool:
    """Say whether a database error will pass by itself: locked, full, away; nothing was stored."""
    state = getattr(error.orig, "sqlstate", "")
    if state == "":  # SQLite has none
        text = str(error.orig).lower()
        return error.connection_invalidated or any(word in text for word in _LOST)
    if state is None:  # PostgreSQL said nothing: it refused the connection, or is gone in the middle
        return isinstance(error, OperationalError | InterfaceError)
    return error.connection_invalidated or state in _RETRY_SQLSTATES or state.startswith(_NO_CONNECTION)


def unavailable() -> Unavailable:
    """Return the refusal for a database that cannot store just now."""
    return Unavailable(
        "the database is busy or full; nothing was stored, keep the report and send it again",
        "数据库繁忙或磁盘已满，内容未保存，请保留并稍后重发",
    )


def install(app: FastAPI) -> None:
    """Make every failure of an app leave it in this one shape."""
    app.exception_handler(Refusal)(_refused)
    app.exception_handler(RequestValidationError)(_not_valid)
    app.exception_handler(HTTPException)(_framework)
    app.exception_handler(DBAPIError)(_database)
    app.exception_handler(PoolTimeout)(_database)
    app.exception_handler(Exception)(_unexpected)


def _refused(request: Request, error: Refusal) -> ProblemResponse:
    return render(error, request.url.path)


def _not_valid(request: Request, error: RequestValidationError) -> ProblemResponse:
    return render(invalid(error), request.url.path)


def invalid(error: RequestValidationError) -> Refusal:
    """Return the refusal for a request that does not have its shape."""
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return _not_json()
    if faults := parameter_faults(found):  # first: a body of bytes, such as a photo, may be as it should
        return BadParameter(
            "a parameter in the address or a header is not of its kind: see errors",
            "地址或请求头中的参数有误，见 errors",
            faults,
        )
    is_missing = any(one["loc"] == ("body",) and one["type"] == "missing" for one in found)
    if isinstance(error.body, bytes) or (error.body is None and is_missing):
        return _not_json()
    faults = body_faults(found)
    return Invalid(
        f"the content has {len(faults)} fault(s), nothing was stored: mend them and send again",
        f"内容有 {len(faults)} 处错误，未保存任何数据；请改正后重发",
        faults,
    )


def _not_json() -> NotJson:
    return NotJson(
        "send one JSON document in UTF-8 with Content-Type: application/json",
        "请以 UTF-8 编码发送 JSON，并注明 Content-Type: application/json",
    )


_FORMS = ("multipart/", "application/x-www-form-urlencoded")


def _not_form() -> NotForm:
    return NotForm(
        "send the files as multipart/form-data, with the boundary that its Content-Type names",
        "请以 multipart/form-data 发送文件，并使用 Content-Type 中写明的分隔符",
    )


def _framework(request: Request, error: HTTPException) -> ProblemResponse:
    refusal: Refusal
    if error.status_code == 404:
        refusal = NotFound("there is nothing at this address", "该地址不存在")
    elif error.status_code == 405:
        refusal = NoSuchMethod(
            f"{request.method} is not possible here: see the Allow header",
            f"此地址不支持 {request.method}，可用方法见 Allow",
        )
    elif error.status_code == 413:
        refusal = too_large()
    elif error.status_code == 503:
        refusal = not_arrived()
    elif error.status_code == 400:
        is_form = request.headers.get("content-type", "").lower().startswith(_FORMS)
        refusal = _not_form() if is_form else _not_json()
    else:
        refusal = Unexpected(str(error.detail), "请求无法处理")
    return render(refusal, request.url.path, error.headers)


def too_large(limit: int | None = None) -> TooLarge:
    """Return the refusal for a body above the limit."""
    most = f" of {limit} bytes" if limit else ""
    most_zh = f"（{limit} 字节）" if limit else ""
    return TooLarge(
        f"the body is above the limit{most}: send fewer reports at a time",
        f"内容超过上限{most_zh}，请分批发送",
    )


def not_arrived() -> Unavailable:
    """Return the refusal for a body that stopped on its way."""
    return Unavailable(
        "the content did not arrive in time; nothing was stored, keep the report and send it again",
        "内容未能及时送达，未保存，请保留并稍后重发",
    )


def stopping() -> Unavailable:
    """Return the refusal for what a stopping server does not wait for."""
    return Unavailable(
        "the server is stopping; nothing was stored, keep the report and send it again",
        "服务器正在停机，内容未保存，请保留并稍后重发",
    )


def _database(request: Request, error: DBAPIError | PoolTimeout) -> ProblemResponse:
    if isinstance(error, DBAPIError) and not is_passing(error):
        raise error
    _log.warning("database_unavailable", kind=type(error).__name__)
    return render(unavailable(), request.url.path)


def _unexpected(request: Request, error: Exception) -> ProblemResponse:
    # The server's last resort stands outside our middleware, so it brings the headers itself.
    request_id = getattr(request.state, "request_id", "unknown")
    _log.error("unexpected", request_id=request_id, kind=type(error).__name__)
    refusal = Unexpected(
        f"the fault is ours; what you sent is safe with you. Quote {request_id} when you call",
        f"服务器内部错误，请保留内容稍后重发；联系管理员时请提供编号 {request_id}",
    )
    return render(
        refusal, f"{request.url.path}#{request_id}", {**SECURITY_HEADERS, "X-Request-ID": request_id}
    )
