"""How the built files travel: compressed by the build, kept for ever where a name is a content."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from tests.e2e.city import City
from tests.e2e.serving import PAGES

pytestmark = pytest.mark.slow  # a server process of its own


def fetch(city: City, path: str, accepted: str) -> httpx.Response:
    answer = httpx.get(city.address + path, headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    return answer


def entry_script() -> str:
    index = (PAGES / "index.html").read_text(encoding="utf-8")
    [script] = re.findall(r'<script[^>]* src="(/assets/[^"]+)"', index)
    return str(script)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
    ],
)
def test_the_smallest_coding_that_the_browser_accepts(city: City, accepted: str, coding: str | None) -> None:
    script = entry_script()
    answer = fetch(city, script, accepted)
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["content-type"].partition(";")[0] in {"text/javascript", "application/javascript"}
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "Accept-Encoding" in answer.headers["vary"]
    suffix = {"br": ".br", "gzip": ".gz", None: ""}[coding]
    size = (PAGES / (script.removeprefix("/") + suffix)).stat().st_size
    assert int(answer.headers["content-length"]) == size


@pytest.mark.parametrize("path", ["/", "/month/packaging/2019-09", "/sw.js", "/manifest.webmanifest"])
def test_what_may_change_is_asked_for_again(city: City, path: str) -> None:
    assert fetch(city, path, "gzip").headers["cache-control"] == "no-cache"


def test_the_manifest_makes_the_page_installable(city: City) -> None:
    answer = fetch(city, "/manifest.webmanifest", "gzip")
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = json.loads(answer.content)
    assert manifest["start_url"] == "/month"
    for icon in manifest["icons"]:
        assert fetch(city, icon["src"], "identity").headers["content-type"] == icon["type"]


def built_files() -> set[str]:
    built = [path for path in PAGES.rglob("*") if path.is_file() and path.suffix not in {".br", ".gz"}]
    names = {f"/{path.relative_to(PAGES).as_posix()}" for path in built}
    return {name for name in names if "/." not in name} - {
        "/index.html",
        "/sw.js",
        "/third-party-notices.txt",
    }


def test_the_service_worker_knows_every_page_by_its_content(city: City) -> None:
    worker = fetch(city, "/sw.js", "identity").text
    of_phones = {name for name in built_files() if not name.startswith("/assets/desk/")}
    assert {name for name in of_phones if name not in worker} == set()


def test_a_phone_never_fetches_what_only_the_desk_needs(city: City) -> None:
    of_desk = {name for name in built_files() if name.startswith("/assets/desk/")}
    assert any("RowChart" in name for name in of_desk)
    assert any("strings.desk.zh" in name for name in of_desk)
    worker = fetch(city, "/sw.js", "identity").text
    first = (PAGES / "index.html").read_text(encoding="utf-8")
    assert {name for name in of_desk if name in worker or name in first} == set()
