"""docs/operate.md: its commands are run in their order, on a server set up as the page says."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from tests.docs.readme import ROOT, WIDTH, commands, tidy
from tests.durability.serving import Server
from tests.postgres import running_server, tools
from tests.upgrade.first import unpack_sqlite

TEXT = (ROOT / "docs" / "operate.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (\d)\. .*?\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
BIN = Path(sys.executable).parent
LEAST_DAYS = 183  # six months


def block(section: str, kind: str = "ini") -> str:
    found = re.search(rf"```{kind}\n(.*?)```", SECTIONS[section], re.S)
    assert found is not None
    return found[1]


def values(text: str) -> dict[str, str]:
    """Return the NAME=value lines of a file; of a name that comes twice, the first."""
    return dict(reversed([line.split("=", 1) for line in text.splitlines() if "=" in line]))


class Place:
    """The page's folders and addresses, laid into a test's own folder and back again."""

    def __init__(self, folder: Path, port: int, socket: str = "") -> None:
        self.names = {
            "/var/lib/agri": str(folder / "lib"),
            "/var/backups/agri": str(folder / "backups"),
            "/opt/agri/.venv/bin": str(BIN),
            "127.0.0.1:8019": f"127.0.0.1:{port}",
            "--port 8019": f"--port {port}",
            "/run/postgresql": socket or "/run/postgresql",
        }
        (folder / "lib").mkdir()

    def here(self, text: str) -> str:
        for name, real in self.names.items():
            text = text.replace(name, real)
        return text

    def there(self, text: str) -> str:
        for name, real in self.names.items():
            text = text.replace(real, name)
        return text


def run(section: str, place: Place, environment: Mapping[str, str]) -> None:
    """Run a section's commands and hold what they print to the page."""
    shown = list(commands(SECTIONS[section]))
    assert shown
    for one in shown:
        done = subprocess.run(  # noqa: S602 - the page's own commands, as an operator would type them
            place.here(one.line),
            shell=True,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        printed = place.there(tidy(done.stdout) or tidy(done.stderr))
        pattern = re.escape(one.printed).replace("…", "(?s:.+)")
        assert re.fullmatch(pattern, printed), f"$ {one.line}\n{printed}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """The page's server, not started yet; its port is a free one."""
    server = Server(f"sqlite:///{tmp_path / 'lib' / 'agri.db'}", tmp_path)
    yield server
    server.close()


def environment_of(place: Place, settings: str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AGRI_")}
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    return kept | values(place.here(settings)) | {"PATH": path, "COLUMNS": str(WIDTH)} | more


@pytest.mark.slow
@pytest.mark.skipif(
    shutil.which("curl") is None, reason="curl, with which the page asks the server, is not here"
)
def test_a_server_is_set_up_served_backed_up_restored_and_upgraded(server: Server, tmp_path: Path) -> None:
    place = Place(tmp_path, server.port)
    environment = environment_of(place, block("1"))
    run("1", place, environment)
    command_line = place.here(values(block("2"))["ExecStart"])
    server.start(command_line.split(), environment)
    run("2", place, environment)
    run("5", place, environment)
    run("8", place, environment)
    server.kill()
    put_older(environment["AGRI_DATABASE_URL"])
    run("6", place, environment)


def put_older(address: str) -> None:
    """Put a real record of the first version in the place of the database.

    Not one of this version taken back: its proofs would go with their table, and `agri verify` says so.
    """
    path = Path(make_url(address).database or "")
    for kept in path.parent.glob(f"{path.name}*"):
        kept.unlink()
    unpack_sqlite(path)


@pytest.mark.slow
def test_postgresql_is_set_up_served_by_four_dumped_and_restored(server: Server, tmp_path: Path) -> None:
    with running_server() as address:
        socket = httpx.URL(address).params["host"]
        place = Place(tmp_path, server.port, socket)
        (tmp_path / "backups").mkdir()
        environment = environment_of(place, block("7") + block("1"), PGHOST=socket, PGUSER="postgres")
        environment["PATH"] = os.pathsep.join([str(tools()), environment["PATH"]])
        run("7", place, environment)
        command_line = place.here(values(block("7"))["ExecStart"])
        server.start(command_line.split(), environment)
        shown = {"Authorization": f"Bearer {environment['AGRI_MONITOR_TOKEN']}"}
        assert httpx.get(f"{server.address}/healthz", headers=shown).json()["status"] == "ok"
        server.kill()


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no systemd-analyze is here to read the unit"
)
def test_the_unit_is_one_that_systemd_takes_and_finds_hardened(tmp_path: Path) -> None:
    unit = tmp_path / "agri.service"
    unit.write_text(Place(tmp_path, 8019).here(block("2")), "utf-8")
    for words in (["verify"], ["security", "--offline=true", "--threshold=20"]):
        done = subprocess.run(
            ["systemd-analyze", *words, str(unit)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="no systemd-analyze is here to read the units"
)
def test_the_nightly_backup_is_a_timer_that_systemd_takes(tmp_path: Path) -> None:
    service, timer = re.findall(r"```ini\n(.*?)```", SECTIONS["5"], re.S)
    (tmp_path / "agri-backup.service").write_text(Place(tmp_path, 8019).here(service), "utf-8")
    (tmp_path / "agri-backup.timer").write_text(timer, "utf-8")
    words = ["systemd-analyze", "verify", str(tmp_path / "agri-backup.timer")]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert values(service)["ExecStart"].split()[1:3] == ["backup", "/var/backups/agri"]


def test_logs_are_kept_for_six_months_at_least() -> None:
    kept = re.fullmatch(r"(\d+)day", values(block("3"))["MaxRetentionSec"])
    assert kept is not None
    assert int(kept[1]) >= LEAST_DAYS
    assert values(block("2"))["LogNamespace"] == "agri"
    assert "journald@agri.conf" in SECTIONS["3"]


def test_the_proxy_asks_the_port_that_the_unit_serves() -> None:
    proxy = block("4", "nginx")
    port = re.search(r"--port (\d+)", values(block("2"))["ExecStart"])
    assert port is not None
    assert f"proxy_pass http://127.0.0.1:{port[1]};" in proxy
