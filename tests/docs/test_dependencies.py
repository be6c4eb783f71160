"""What the package imports it says that it needs, and the lock files hold it."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def imported() -> set[str]:
    """Return the distributions whose modules the package imports by name."""
    modules = set()
    for path in (ROOT / "agri").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    owners = packages_distributions()
    foreign = modules - set(sys.stdlib_module_names) - {"agri"}
    return {normal(owners[module][0]) for module in foreign}


def declared(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=~! ]", one, maxsplit=1)[0]) for one in requirements}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_import_is_declared():
    extras = PROJECT["optional-dependencies"].values()
    needed = declared([*PROJECT["dependencies"], *(one for extra in extras for one in extra)])
    assert len(imported()) > 15
    assert imported() - needed == set()


def test_the_lock_files_hold_every_dependency():
    for name in ("requirements.lock", "requirements-dev.lock"):
        locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / name).read_text("utf-8"), re.M))
        assert declared(PROJECT["dependencies"]) <= locked, name
