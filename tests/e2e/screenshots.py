"""Photograph the pages of a fresh demo for the README: `make screenshots` writes docs/images/*.png."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, expect

from tests.e2e.chromium import DESK, PHONE, find_chromium, started
from tests.e2e.desk_screenshots import photograph_desk
from tests.e2e.phone_screenshots import photograph_phone
from tests.e2e.serving import PASSWORD, ROOT, demo_served, make_demo

IMAGES = ROOT / "docs" / "images"
PHONE_SCALE = 2  # a phone's picture is shown large


def photograph(browser: Browser, address: str, name: str, viewport: ViewportSize, scale: int) -> Path:
    """Sign in as the committee, and photograph the first screen of the overview."""
    context = browser.new_context(
        viewport=viewport, device_scale_factor=scale, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()
    page.goto(f"{address}/overview")
    page.get_by_label("账号").fill("4101")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("article").first).to_be_visible()
    overview = IMAGES / f"overview-{name}.png"
    page.screenshot(path=overview)
    page.locator("article#soil_test_coverage").screenshot(path=IMAGES / f"target-{name}.png")
    context.close()
    return overview


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
    with tempfile.TemporaryDirectory() as folder:
        make_demo(Path(folder))
        sys.stdout.write(f"{photograph_workbook(Path(folder))}\n")
        with demo_served(Path(folder)) as address, started(executable) as browser:
            for name, viewport, scale in (("desk", DESK, 1), ("phone", PHONE, PHONE_SCALE)):
                sys.stdout.write(f"{photograph(browser, address, name, viewport, scale)}\n")
            for picture in photograph_desk(browser, address, IMAGES):
                sys.stdout.write(f"{picture}\n")
            for picture in photograph_phone(browser, address, IMAGES):
                sys.stdout.write(f"{picture}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
