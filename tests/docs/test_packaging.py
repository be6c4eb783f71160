"""What somebody needs who takes the program over as a package or an image."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONTAINER = (ROOT / "Containerfile").read_text("utf-8")


def test_the_licence_is_the_one_that_the_package_names():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert PROJECT["license"] == "Apache-2.0"
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert all((ROOT / name).is_file() for name in PROJECT["license-files"])


def test_the_changes_speak_of_this_version():
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## {re.escape(PROJECT['version'])}$", changes, re.M)
    assert "## Unreleased" in changes


@pytest.mark.parametrize("extra", ["postgres", "cluster"])
def test_an_extra_is_locked_with_hashes_and_agrees_with_the_server(extra):
    def pins(name):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        found = re.split(r"^(?=\S)", text, flags=re.M)[1:]
        assert all("--hash=sha256:" in one for one in found)
        return dict(re.match(r"([^=]+)==(\S+)", one).groups() for one in found)

    server, more = pins("requirements.lock"), pins(f"requirements-{extra}.lock")
    assert server.items() <= more.items()
    for requirement in PROJECT["optional-dependencies"][extra]:
        assert re.match(r"[a-z]+", requirement)[0] in more


def test_the_image_is_built_from_the_lock_file_and_runs_as_nobody_special():
    assert "--require-hashes -r /opt/agri/requirements-postgres.lock" in CONTAINER
    for source in re.findall(r"^COPY (?!--from)(\S+)", CONTAINER, re.M):
        assert (ROOT / source).exists(), source
    last = CONTAINER.rsplit("FROM ", 1)[1]
    assert "USER agri" in last
    assert re.search(r'CMD \["agri", "serve", "--host", "0\.0\.0\.0"', last)


def planned(target: str) -> str:
    """Return what make would run for a target on a machine that has nothing yet."""
    words = ["make", "--no-print-directory", "--always-make", "--dry-run", target]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_serving_installs_no_tool_of_development_and_checks_no_types():
    run = planned("run")
    assert "environment.sh run" in run
    assert "environment.sh dev" not in run
    assert not re.search(r"hatch_build\.py \w", run)
    recipe = (ROOT / "environment.sh").read_text("utf-8")
    of_run = re.search(r"^  run\)\n(.*?);;", recipe, re.M | re.S)[1]
    assert "-r requirements.lock" in of_run
    assert "dev" not in of_run
    scripts = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))["scripts"]
    assert scripts["build"] == "vite build"
    assert "vue-tsc" in scripts["check"]
    tools = json.loads((ROOT / "web" / "tools" / "package.json").read_text("utf-8"))["devDependencies"]
    served = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))
    assert {"eslint", "prettier", "vitest", "openapi-typescript"} <= set(tools)
    assert set(tools) & ({*served["dependencies"], *served["devDependencies"]} - {"typescript"}) == set()


def test_the_pages_wait_for_no_package_of_the_program():
    pages = planned("pages")
    assert "environment.sh uv" in pages
    assert "environment.sh run" not in pages


@pytest.mark.parametrize("target", ["lint", "test"])
def test_types_of_the_pages_are_checked_with_everything_else(target):
    assert "hatch_build.py check" in planned(target)


@pytest.mark.parametrize("target", ["test", "test-fast"])
def test_the_unit_tests_of_the_pages_run_with_all_others(target):
    assert "hatch_build.py test" in planned(target)
