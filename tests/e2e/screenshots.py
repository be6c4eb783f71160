"""Photograph the pages of a fresh demo for the README: `make screenshots` writes docs/images/*.png."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.chromium import find_chromium, started
from tests.e2e.desk_screenshots import PATIENCE_MS, photograph_desk
from tests.e2e.phone_screenshots import photograph_phone
from tests.e2e.serving import ROOT, demo_served, make_demo

IMAGES = ROOT / "docs" / "images"


def photograph_workbook(folder: Path) -> Path | None:
    """Open the province's workbook in LibreOffice and photograph its first sheet, where both programs are."""
    if shutil.which("soffice") is None or shutil.which("pdftoppm") is None:
        return None
    workbook = next(folder.glob("*.xlsx"))
    target = IMAGES / "workbook"
    for command in (
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook)],
        [
            "pdftoppm",
            "-png",
            "-r",
            "110",
            "-f",
            "1",
            "-l",
            "1",
            "-singlefile",
            f"{workbook.with_suffix('.pdf')}",
            str(target),
        ],
    ):
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    return target.with_suffix(".png")


def main() -> int:
    """Make a demo, serve it, and write its pictures."""
    executable = find_chromium()
    if executable is None:
        sys.stderr.write("没有找到 Chromium · no Chromium here: run tests/install_programs.sh first\n")
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory() as folder:
        make_demo(Path(folder))
        sys.stdout.write(f"{photograph_workbook(Path(folder))}\n")
        with demo_served(Path(folder)) as address, started(executable) as browser:
            for picture in photograph_desk(browser, address, IMAGES):
                sys.stdout.write(f"{picture}\n")
            for picture in photograph_phone(browser, address, IMAGES):
                sys.stdout.write(f"{picture}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
