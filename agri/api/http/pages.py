"""Serve the built front end: files by name, and its index for every address that its router knows.

The build lays a compressed twin beside every file that is worth one; nothing is compressed while serving.
"""

import mimetypes
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

_FOLDER = Path(__file__).resolve().parents[2] / "web"
_NOT_OURS = ("/api/", "/assets/", "/metrics", "/healthz")
_TWINS = (("br", ".br"), ("gzip", ".gz"))  # the smaller one first
_MANIFEST = ".webmanifest"  # unknown to Python's own table
_MISSING = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>agri</title>
<h1>页面尚未构建 · The pages are not built yet</h1>
<p>请运行 <code>make .venv/.ok</code>（或 <code>pip install -e .</code>），再刷新本页。
接口可用：<a href="/api/v1/openapi.json">/api/v1</a>。</p>
<p>Run <code>make .venv/.ok</code> (or <code>pip install -e .</code>), then reload.
The API works already.</p></html>
"""


class Pages:
    """The router's last resort: whatever is not the API is a page."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self.folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            raise HTTPException(404)
        accepted = Headers(scope=scope).get("accept-encoding", "")
        await self.page(scope["method"], scope["path"], accepted)(scope, receive, send)

    def page(self, method: str, path: str, accepted: str = "") -> Response:
        """Return the file of an address, or the index, in the best coding that the browser accepts."""
        if method not in {"GET", "HEAD"}:
            raise HTTPException(404)
        file = self._file(path)
        if file is not None:
            # Built files carry a hash in their names; the others may change with the next version.
            is_hashed = path.startswith("/assets/")
            cache = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
            return _answer(file, cache, accepted)
        if path == "/api" or path.startswith(_NOT_OURS):
            raise HTTPException(404)
        index = self.folder / "index.html"
        if index.is_file():
            return _answer(index, "no-cache", accepted)
        return HTMLResponse(_MISSING, headers={"Cache-Control": "no-cache"})

    def _file(self, path: str) -> Path | None:
        if "\x00" in path or path.rsplit("/", 1)[-1].startswith("."):
            return None
        file = (self.folder / path.lstrip("/")).resolve()
        return file if file.is_relative_to(self.folder) and file.is_file() else None


def _answer(file: Path, cache: str, accepted: str) -> FileResponse:
    codings = {part.partition(";")[0].strip() for part in accepted.split(",") if "q=0" not in part.split(";")}
    kind = (
        "application/manifest+json"
        if file.suffix == _MANIFEST
        else mimetypes.guess_type(file.name)[0] or "text/plain"
    )
    headers = {"Cache-Control": cache, "Vary": "Accept-Encoding"}
    for coding, suffix in _TWINS:
        twin = file.with_name(file.name + suffix)
        if coding in codings and twin.is_file():
            return FileResponse(twin, media_type=kind, headers={**headers, "Content-Encoding": coding})
    return FileResponse(file, media_type=kind, headers=headers)
