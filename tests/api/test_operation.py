"""Pages, health, metrics, logs, settings: what an operator relies on."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import ValidationError
from sqlmodel import Session

from agri.api.app import create_app
from agri.api.http.pages import Pages
from agri.errors import DatabaseUnfit
from agri.models import Meta
from agri.services.store.clock import TODAY
from agri.services.store.database import make_engine
from agri.settings import UNSAFE_KEY, Env, Settings, UnsafeSettings
from tests.api.conftest import MONITOR_TOKEN, Caller, client_of
from tests.places import PASSWORD, FakeClock
from tests.some import some

MONITOR = {"Authorization": f"Bearer {MONITOR_TOKEN}"}
MONITORED = ("/healthz", "/metrics", "/api/v1/healthz", "/api/v1/metrics")
DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture
def database() -> str:
    """Pages, headers, logs and settings do not depend on the database."""
    return "sqlite"


class TestHealth:
    @pytest.mark.parametrize("path", ["/healthz", "/api/v1/healthz"])
    async def test_it_tells_version_and_the_records_today(self, client: httpx.AsyncClient, path: str):
        answer = await client.get(path, headers=MONITOR)
        assert answer.status_code == 200
        assert answer.json()["status"] == "ok"
        assert answer.json()["today"] == "2019-09-05"

    @pytest.mark.parametrize("path", ["/metrics", "/api/v1/metrics"])
    async def test_metrics_count_routes_not_people(
        self, client: httpx.AsyncClient, reporter: Caller, path: str
    ):
        await reporter.get("/reports/6b1f8c54-70a9-4d0b-9d1b-0b8a3c6f7a11")
        text = (await client.get(path, headers=MONITOR)).text
        assert "/api/v1/reports/{report_id}" in text
        assert "6b1f8c54" not in text

    @pytest.mark.parametrize("path", [*MONITORED, *(f"{one}/" for one in MONITORED)])
    async def test_they_tell_nothing_without_the_monitor_s_token(
        self, client: httpx.AsyncClient, operator: Caller, path: str
    ):
        for shown in (None, "Bearer ", "Bearer wrong", f"Bearer {operator.token}", f"Basic {MONITOR_TOKEN}"):
            answer = await client.get(path, headers={"Authorization": shown} if shown else {})
            assert answer.status_code in {401, 404}
            assert "http_requests" not in answer.text
            assert "today" not in answer.text

    @pytest.mark.parametrize("path", MONITORED)
    async def test_without_a_token_of_the_operator_s_they_tell_nobody(
        self, settings: Settings, clock: FakeClock, path: str
    ):
        app = create_app(settings.model_copy(update={"monitor_token": None}), clock=clock, wall_clock=clock)
        async with client_of(app) as client:
            for shown in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer None"}, MONITOR):
                answer = await client.get(path, headers=shown)
                assert answer.status_code == 401
                assert "AGRI_MONITOR_TOKEN" in answer.json()["detail"]
        app.state.desk.close()


class TestHeaders:
    async def test_every_answer_forbids_what_a_page_does_not_need(self, client: httpx.AsyncClient):
        for path in ("/api/v1/healthz", "/api/v1/nowhere", "/"):
            headers = (await client.get(path)).headers
            assert "default-src 'self'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"

    async def test_no_shared_cache_keeps_an_answer(self, reporter: Caller):
        headers = (await reporter.get("/due")).headers
        assert headers["cache-control"] == "private, no-cache"
        assert "Authorization" in headers["vary"]

    async def test_behind_tls_the_cookie_travels_by_https_only(self, settings: Settings, clock: FakeClock):
        secure = settings.model_copy(update={"origin": "https://agri.example.cn"})
        app = create_app(secure, clock=clock, wall_clock=clock)
        async with client_of(app) as client:
            answer = await client.post(
                "/api/v1/sessions",
                json={"name": "reporter", "password": PASSWORD, "cookie": True},
                headers={"Origin": "https://agri.example.cn"},
            )
        app.state.desk.close()
        assert "Secure" in answer.headers["set-cookie"]
        assert "max-age" in answer.headers["strict-transport-security"]


class TestPages:
    @pytest.fixture
    def built(self, app: FastAPI, tmp_path: Path) -> Iterator[Path]:
        folder = tmp_path / "web"
        (folder / "assets").mkdir(parents=True)
        (folder / "index.html").write_text("<title>agri</title>", "utf-8")
        (folder / "assets" / "index-abc123.js").write_text("1", "utf-8")
        (folder / ".build-hash").write_text("secret", "utf-8")
        (tmp_path / "outside.txt").write_text("classified", "utf-8")
        pages, app.router.default = app.router.default, Pages(folder)
        yield folder
        app.router.default = pages

    @pytest.mark.parametrize("path", ["/", "/overview", "/reports/2019-09", "/.build-hash"])
    async def test_every_address_of_the_page_gives_its_index(
        self, client: httpx.AsyncClient, built: Path, path: str
    ):
        answer = await client.get(path)
        assert answer.status_code == 200
        assert answer.text == "<title>agri</title>"
        assert answer.headers["cache-control"] == "no-cache"

    async def test_built_files_are_kept_for_ever(self, client: httpx.AsyncClient, built: Path):
        answer = await client.get("/assets/index-abc123.js")
        assert "immutable" in answer.headers["cache-control"]

    @pytest.mark.parametrize(
        "path", ["/..%2foutside.txt", "/%2e%2e/outside.txt", "/assets/..%2f..%2foutside.txt"]
    )
    async def test_nothing_outside_the_folder_is_served(
        self, client: httpx.AsyncClient, built: Path, path: str
    ):
        assert "classified" not in (await client.get(path)).text

    async def test_without_a_build_the_page_says_how_to_make_one(self, own_app: FastAPI, tmp_path: Path):
        own_app.router.default = Pages(tmp_path / "nothing")
        async with client_of(own_app) as client:
            answer = await client.get("/")
        assert answer.status_code == 200
        assert "make .venv/.ok" in answer.text


class TestLog:
    async def test_it_holds_no_password_token_code_or_name(
        self, capsys: pytest.CaptureFixture[str], client: httpx.AsyncClient
    ):
        answer = await client.post("/api/v1/sessions", json={"name": "reporter", "password": PASSWORD})
        token = answer.json()["token"]
        await Caller(client, token).get("/me?token=QUERYSECRET")
        await client.post("/api/v1/enrolments/SECRETCODE12", json={})
        log = capsys.readouterr().err
        lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
        assert [line["status"] for line in lines] == [201, 200, 404]
        assert lines[1]["route"].endswith("/me")
        for secret in (PASSWORD, token, "QUERYSECRET", "SECRETCODE12", "reporter"):
            assert secret not in log


class TestSettings:
    def test_a_real_server_does_not_start_on_the_published_key(self, database_url: str):
        settings = Settings(env=Env.PRODUCTION, database_url=database_url)
        _forget_the_demo(database_url)
        with pytest.raises(UnsafeSettings, match="AGRI_SECRET_KEY"):
            create_app(settings)

    def test_it_starts_on_a_key_of_its_own(self, database_url: str):
        _forget_the_demo(database_url)
        settings = Settings(database_url=database_url, secret_key="k" * 40)
        desk = create_app(settings).state.desk
        assert desk.settings.secret_key.get_secret_value() == "k" * 40
        desk.close()

    def test_a_real_server_does_not_open_a_demo(self, database_url: str):
        settings = Settings(database_url=database_url, secret_key="k" * 40)
        with pytest.raises(UnsafeSettings, match="demo, all of it invented"):
            create_app(settings)

    def test_a_demo_starts_by_itself(self, database_url: str):
        desk = create_app(Settings(database_url=database_url)).state.desk
        with Session(desk.engine) as session:
            assert session.get(Meta, TODAY) is not None
        desk.close()

    def test_a_short_key_is_refused(self):
        with pytest.raises(ValidationError, match="32"):
            Settings(secret_key="short")

    def test_the_environment_is_read_by_the_factory(self, monkeypatch: pytest.MonkeyPatch, database_url: str):
        monkeypatch.setenv("AGRI_DATABASE_URL", database_url)
        monkeypatch.setenv("AGRI_ENV", "dev")
        app = create_app()
        assert app.state.desk.settings.database_url == database_url
        app.state.desk.close()

    def test_a_missing_database_is_said_in_a_sentence(self, tmp_path: Path):
        with pytest.raises(DatabaseUnfit, match="agri init"):
            create_app(Settings(env=Env.DEV, database_url=f"sqlite:///{tmp_path}/none.db"))

    def test_the_key_is_not_shown(self):
        assert UNSAFE_KEY not in repr(Settings())

    def test_every_setting_is_documented(self):
        text = DOCUMENT.read_text("utf-8")
        for name, field in some(Settings.model_fields.items()):
            assert f"`AGRI_{name.upper()}`" in text
            assert field.description


def _forget_the_demo(database_url: str) -> None:
    engine = make_engine(database_url)
    with Session(engine) as session, session.begin():
        session.delete(session.get_one(Meta, TODAY))
    engine.dispose()
