"""What fails outside the program is told in a sentence of each language with the way out, by no traceback."""

import csv
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from agri.definitions.places import read_org_units
from agri.definitions.reading import seed_root
from agri.errors import Invalid

CALL = "from agri.cli import main; main()"


def agri(*words: str, folder: Path, code: str = CALL, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AGRI_")}
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def said(done: subprocess.CompletedProcess[str]) -> str:
    """Return what was said of a refusal: a Chinese line, an English line, nothing else."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 2, done.stderr
    assert any("\u4e00" <= letter <= "\u9fff" for letter in done.stderr.splitlines()[0])
    return done.stderr


@pytest.mark.parametrize(
    ("environment", "way_out"),
    [
        ({}, "AGRI_ENV=dev"),
        ({"AGRI_DATABASE_URL": "sqlite:///nowhere/agri.db"}, "mkdir -p"),
        ({"AGRI_DATABASE_URL": "agri.db"}, "sqlite:////var/lib/agri/agri.db"),
        ({"AGRI_DATABASE_URL": "mysql://host/agri"}, "postgresql://user:password@host/agri"),
        ({"AGRI_DATABASE_URL": "postgresql://127.0.0.1:1/agri"}, "AGRI_DATABASE_URL"),
        ({"AGRI_ENV": "test"}, "docs/settings.md"),
        ({"AGRI_SECRET_KEY": "short", "AGRI_DATABASE_URL": "sqlite:///agri.db"}, "docs/settings.md"),
    ],
)
def test_a_wrong_environment_stops_a_command_with_the_way_out(tmp_path, environment, way_out):
    assert way_out in said(agri("init", folder=tmp_path, **environment))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [["apply", str(seed_root() / "zhengzhou")], ["assess"], ["backup", "x.db"], ["serve"]]
)
def test_no_command_of_a_real_server_makes_or_opens_a_database_where_it_happens_to_run(tmp_path, command):
    agri("init", folder=tmp_path, AGRI_DATABASE_URL="sqlite:///agri.db")
    assert "AGRI_DATABASE_URL" in said(agri(*command, folder=tmp_path))


def test_the_driver_of_postgresql_is_named_where_it_is_missing(tmp_path):
    code = f"import sys; sys.modules['psycopg'] = None; {CALL}"
    done = agri("init", folder=tmp_path, code=code, AGRI_DATABASE_URL="postgresql://host/agri")
    assert "requirements-postgres.lock" in said(done)
    assert "psycopg" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["template", "packaging", "--dir", "nowhere"],
        ["template", "packaging", "--dir", "file/folder"],
    ],
)
def test_a_missing_folder_is_named(tmp_path, command):
    (tmp_path / "file").touch()
    database = {"AGRI_DATABASE_URL": "sqlite:///agri.db"}
    assert agri("init", folder=tmp_path, **database).returncode == 0
    assert agri("new-city", "4101", "package", folder=tmp_path).returncode == 0
    assert agri("apply", "package", folder=tmp_path, **database).returncode == 0
    assert command[-1].partition("/")[0] in said(agri(*command, folder=tmp_path, **database))


def test_a_port_that_is_taken_is_told_before_the_address(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        settings = {"AGRI_DATABASE_URL": "sqlite:///agri.db", "AGRI_ENV": "dev"}
        agri("init", folder=tmp_path, **settings)
        assert "--port" in said(agri("serve", "--port", port, folder=tmp_path, **settings))


def test_a_code_for_a_phone_is_not_keyed_by_the_published_key(tmp_path):
    settings = {"AGRI_DATABASE_URL": "sqlite:///agri.db", "AGRI_NEW_PASSWORD": "a-long-passphrase"}
    agri("init", folder=tmp_path, **settings)
    agri("new-city", "4101", "package", folder=tmp_path)
    agri("apply", "package", folder=tmp_path, **settings)
    agri("users", "add", "wang", "--role", "operator", "--org-unit", "4101", folder=tmp_path, **settings)
    assert "AGRI_SECRET_KEY" in said(agri("users", "enrol", "wang", folder=tmp_path, **settings))


def test_the_version_is_the_packages(tmp_path):
    done = agri("--version", folder=tmp_path)
    assert (done.returncode, done.stdout.split()[0]) == (0, "agri")
    assert done.stdout.split()[1][0].isdigit()


def changed(tmp_path: Path, change) -> Path:
    """Copy the city's places with a change to their rows."""
    with (seed_root() / "zhengzhou" / "org_units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    change(rows)
    path = tmp_path / "org_units.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # as a spreadsheet program saves it
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        (lambda rows: rows.append(dict(rows[5])), "org_units.csv:", "code-twice"),
        (lambda rows: rows[5].update(code=""), "org_units.csv:7", "code-missing"),
        (lambda rows: rows[5].update(level="village"), "org_units.csv:7", "no-such-level"),
        (lambda rows: rows[-1].update(parent="999999"), "org_units.csv:", "no-such-parent"),
        (lambda rows: [row.pop("kind") for row in rows], "org_units.csv", "column-missing"),
    ],
)
def test_a_fault_of_the_places_is_named_with_its_line(tmp_path, change, place, code):
    with pytest.raises(Invalid) as refused:
        read_org_units(changed(tmp_path, change))
    assert code in {fault.code for fault in refused.value.faults}
    assert all(fault.pointer.startswith("org_units.csv") for fault in refused.value.faults)
    assert place in refused.value.detail


def test_places_saved_by_a_spreadsheet_program_are_read(tmp_path):
    path = changed(tmp_path, lambda _rows: None)
    assert read_org_units(path) == read_org_units(seed_root() / "zhengzhou" / "org_units.csv")


def test_a_code_that_stands_twice_is_not_applied(tmp_path):
    shutil.copytree(seed_root(), tmp_path / "seed")
    changed(tmp_path / "seed" / "zhengzhou", lambda rows: rows.append(dict(rows[5])))
    settings = {"AGRI_DATABASE_URL": "sqlite:///agri.db"}
    agri("init", folder=tmp_path, **settings)
    done = agri("apply", str(tmp_path / "seed" / "zhengzhou"), folder=tmp_path, **settings)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "org_units.csv:" in done.stdout
    assert "[code-twice]" in done.stdout


SQLITE = {"AGRI_DATABASE_URL": "sqlite:///agri.db"}
# Runs a command whose files may not grow beyond so many bytes, as on a disk that is full.
SMALL_DISK = (
    "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    "resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room})); "
) + CALL


@pytest.mark.parametrize("command", [["init"], ["backup", "copy.db"], ["restore", "whole.db", "back.db"]])
def test_a_disk_without_room_is_told_as_that_and_leaves_nothing_half(tmp_path, command):
    if command != ["init"]:
        agri("init", folder=tmp_path, **SQLITE)
        agri("backup", "whole.db", folder=tmp_path, **SQLITE)
    before = {path.name for path in tmp_path.iterdir()}
    told = said(agri(*command, folder=tmp_path, code=SMALL_DISK.format(room=40_000), **SQLITE))
    assert "磁盘已满" in told
    assert "damaged" not in told
    left = {path.name for path in tmp_path.iterdir()} - before
    assert command == ["init"] or left == set()


@pytest.mark.parametrize("command", ["init", "verify", "assess"])
def test_a_file_that_is_no_database_is_told_as_that(tmp_path, command):
    (tmp_path / "agri.db").write_text("a letter to the county\n" * 400, "utf-8")
    assert "no" in said(agri(command, folder=tmp_path, **SQLITE))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_a_locale_without_chinese_stops_no_command(tmp_path, encoding):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AGRI_")}
    done = subprocess.run(
        [sys.executable, "-c", CALL, "--help"],
        cwd=tmp_path,
        env={**kept, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "填报" in done.stdout.decode("gbk" if encoding == "gbk" else "utf-8")
