"""What is made once for a whole test run is made once, however many workers ask for it at the same time."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.templates import made_once

WORKERS = 3


class Factory:
    """The part of pytest's own that a template needs."""

    def __init__(self, base: Path) -> None:
        self.base = base

    def getbasetemp(self) -> Path:
        return self.base


def ask(base: Path, worker: int) -> tuple[Path, str, int]:
    """Ask for a template as one of pytest's workers; return it, its content and how often it was made."""
    os.environ["PYTEST_XDIST_WORKER"] = f"gw{worker}"
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "maker").write_text(str(worker))

    mine = base / f"popen-gw{worker}"
    mine.mkdir()
    folder = made_once(Factory(mine), "thing", make)  # type: ignore[arg-type]
    return folder, (folder / "maker").read_text(), len(made)


def test_workers_that_ask_at_once_share_one(tmp_path: Path) -> None:
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        answers = list(pool.map(ask, [tmp_path] * WORKERS, range(WORKERS)))
    assert len({folder for folder, _, _ in answers}) == 1
    assert len({maker for _, maker, _ in answers}) == 1
    assert sum(made for _, _, made in answers) == 1


def test_one_that_failed_half_way_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    factory = Factory(tmp_path)

    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        made_once(factory, "thing", fail)  # type: ignore[arg-type]
    folder = made_once(factory, "thing", lambda folder: (folder / "whole").touch())  # type: ignore[arg-type]
    assert [path.name for path in folder.iterdir()] == ["whole"]
