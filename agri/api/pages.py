"""Serve the built front end: files by name, and its index for every address that its router knows."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.types import Receive, Scope, Send

_FOLDER = Path(__file__).resolve().parent.parent / "web"
_NOT_OURS = ("/api/", "/assets/", "/metrics", "/healthz")
_MISSING = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>agri</title>
<h1>页面尚未构建 · The pages are not built yet</h1>
<p>请运行 <code>make .venv/.ok</code>(或 <code>pip install -e .</code>),再刷新本页。
接口可用:<a href="/api/v1/openapi.json">/api/v1</a>。</p>
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
        await self.page(scope["method"], scope["path"])(scope, receive, send)

    def page(self, method: str, path: str) -> Response:
        """Return the file of an address, or the index."""
        if method not in {"GET", "HEAD"}:
            raise HTTPException(404)
        file = self._file(path)
        if file is not None:
            # Built files carry a hash in their names; the others may change with the next version.
            is_hashed = path.startswith("/assets/")
            cache = "public, max-age=31536000, immutable" if is_hashed else "no-cache"
            return FileResponse(file, headers={"Cache-Control": cache})
        if path == "/api" or path.startswith(_NOT_OURS):
            raise HTTPException(404)
        index = self.folder / "index.html"
        if index.is_file():
            return FileResponse(index, headers={"Cache-Control": "no-cache"})
        return HTMLResponse(_MISSING, headers={"Cache-Control": "no-cache"})

    def _file(self, path: str) -> Path | None:
        if "\x00" in path or path.rsplit("/", 1)[-1].startswith("."):
            return None
        file = (self.folder / path.lstrip("/")).resolve()
        return file if file.is_relative_to(self.folder) and file.is_file() else None
