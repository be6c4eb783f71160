"""Servers for the browser tests: the built pages alone, and the real thing on a fresh demo."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "agri" / "web"
PASSWORD = "agri-demo-2019"

MEDIA_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
# Stricter than what the real server sends: a build that passes here passes there.
CONTENT_SECURITY_POLICY = "default-src 'self'"


class PagesHandler(BaseHTTPRequestHandler):
    """The built files; the index for every other address. It has no API: tests answer for it."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        file = PAGES / path.lstrip("/")
        if not file.is_file():
            file = PAGES / "index.html"
        body = file.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", f"{MEDIA_TYPES[file.suffix]}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def pages_served() -> Iterator[str]:
    """Serve the built pages for the length of a block; yields their address."""
    if not (PAGES / "index.html").is_file():
        raise RuntimeError("the pages are not built: run `make .venv/.ok` (or `pip install -e .`) first")
    with ThreadingHTTPServer(("127.0.0.1", 0), PagesHandler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _agri() -> str:
    return str(Path(sys.executable).with_name("agri"))


def make_demo(folder: Path) -> None:
    """Run `agri demo --no-serve` into a folder."""
    done = subprocess.run(
        [_agri(), "demo", "--no-serve", "--dir", str(folder)],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(
            f"agri demo failed with exit code {done.returncode}:\n{done.stdout}\n{done.stderr}"
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo_served(folder: Path) -> Iterator[str]:
    """Serve the demo in a folder for the length of a block; yields its address."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    log = folder / "serve.log"
    environment = {**os.environ, "AGRI_DATABASE_URL": f"sqlite:///{folder / 'agri.db'}"}
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [_agri(), "serve", "--port", str(port)], env=environment, stdout=output, stderr=output
        ) as server,
    ):
        try:
            _wait_until_healthy(address, server, log)
            yield address
        finally:
            server.terminate()


def _wait_until_healthy(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if httpx.head(f"{address}/api/v1/sync").status_code == 204:
                return
        except httpx.TransportError:
            pass  # not listening yet
        try:
            # A tenth of a second between questions, spent watching for its death.
            server.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"agri serve did not become healthy:\n{log.read_text(errors='replace')}")
