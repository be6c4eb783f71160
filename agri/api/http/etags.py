"""Answer "unchanged" when the caller has the same bytes already; phones pay for every byte."""

import hashlib

from fastapi import Request, Response
from pydantic import BaseModel
from starlette.responses import JSONResponse

NOT_MODIFIED: dict[int | str, dict[str, object]] = {
    304: {
        "description": "与已有内容相同 · What the caller has is current",
        "headers": {"ETag": {"schema": {"type": "string"}}},
    }
}


def answer(request: Request, body: BaseModel) -> Response:
    """Return a body with its ETag, or 304 when the caller names that tag."""
    return answer_text(request, body.model_dump_json())


def answer_text(request: Request, text: str) -> Response:
    """Do the same with a body that is written already."""
    content = text.encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag}
    if is_named(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=JSONResponse.media_type, headers=headers)


def is_named(header: str, tag: str) -> bool:
    """Say whether an If-None-Match header names a tag; a compressing proxy may have weakened it."""
    named = {part.strip().removeprefix("W/") for part in header.split(",")}
    return tag in named or "*" in named
