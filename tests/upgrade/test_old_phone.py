"""A phone that still runs the first version's page: what it keeps unsent survives the new page."""

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import Session

from agri.api.http.pages import Pages
from agri.models import Revision
from agri.services.reference.upgrade import upgrade
from agri.services.store.database import make_engine
from tests.e2e.chromium import find_chromium, started
from tests.e2e.city import City, city_served
from tests.e2e.phones import fill_soil, kept, new_phone, send, works_offline
from tests.e2e.test_phone_updates import ASK_FOR_UPDATE, publish
from tests.upgrade.first import unpack_pages, unpack_sqlite

pytestmark = pytest.mark.browser
TOWNSHIP, PASSWORD = "410122004", "agri-demo-2019"
SOIL_FORM, PACKAGING_FORM = "/month/soil_testing/2019-09", "/month/packaging/2019-09"
# Every draft, sealed report and photo as the phone keeps it, without what a send may change.
EVERYTHING = """new Promise((done) => {
    const opening = indexedDB.open("agri")
    opening.onsuccess = async () => {
        const db = opening.result
        const all = (store) => new Promise((found) => {
            const asking = db.transaction(store).objectStore(store).getAll()
            asking.onsuccess = () => found(asking.result)
        })
        const [drafts, outbox, photos] = [await all("drafts"), await all("outbox"), await all("photos")]
        db.close()
        done({
            drafts: drafts.map((one) => [one.cell, one.texts, one.report_id]),
            outbox: outbox.map((one) => [one.revision_id, one.cell, one.revision]),
            photos: photos.map((one) => [one.photo_id, one.digest, one.content.byteLength]),
        })
    }
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        pytest.skip("no Chromium on this machine: run tests/install_programs.sh")
    with started(executable) as running:
        yield running


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """The new server on the old record, with the old pages."""
    path = unpack_sqlite(tmp_path / "agri.db")
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    with city_served(path) as served:
        served.app.router.default = Pages(unpack_pages(tmp_path / "pages"))
        yield served


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Any picture as a camera writes it."""
    coarse = Image.fromarray(np.random.default_rng(5).integers(0, 255, (60, 80, 3), dtype=np.uint8))
    coarse.resize((800, 600)).save(tmp_path / "slip.jpg")
    return tmp_path / "slip.jpg"


def sign_in(context: BrowserContext, city: City) -> Page:
    page = context.new_page()
    page.goto(f"{city.address}/month")
    page.locator("#name").fill(TOWNSHIP)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".rows").first).to_be_visible()
    works_offline(page)
    return page


def test_drafts_photos_and_unsent_reports_survive_the_new_page(
    phone: BrowserContext, city: City, picture: Path, tmp_path: Path
) -> None:
    page = sign_in(phone, city)
    page.goto(city.address + PACKAGING_FORM)
    # The old page lays what it keeps over what is typed while it still reads: its photo says that it has.
    page.get_by_label("拍照或选照片").set_input_files(picture)
    expect(page.get_by_role("img", name="回收处置 照片 1")).to_be_visible()
    page.locator("form input[inputmode=decimal]").first.fill("12.5")
    page.wait_for_function(
        f"{EVERYTHING}.then(({{ drafts }}) => drafts.some(([, texts]) => texts.recovered_kg === '12.5'))"
    )
    phone.set_offline(True)
    page.goto(city.address + SOIL_FORM)
    fill_soil(page)
    send(page)
    before = page.evaluate(EVERYTHING)
    assert [len(before[store]) for store in ("drafts", "outbox", "photos")] == [1, 1, 1]

    publish(city, tmp_path / "next")
    phone.set_offline(False)
    page.goto(city.address + "/month")
    page.evaluate(ASK_FOR_UPDATE)
    with page.expect_navigation():
        page.get_by_role("button", name="换新版本").click()
    assert page.locator("meta[name=version]").count() == 1
    page.goto(city.address + PACKAGING_FORM)
    expect(page.locator("form input[inputmode=decimal]").first).to_have_value("12.5")
    expect(page.get_by_role("img", name="回收处置 照片 1")).to_be_visible()
    after = page.evaluate(EVERYTHING)
    assert (after["drafts"], after["photos"]) == (before["drafts"], before["photos"])

    # What was sealed under the old page arrives as it was.
    [[revision_id, _, sealed]] = before["outbox"]
    page.goto(city.address + "/month")
    expect(page.locator(".line[role=status]")).not_to_contain_text("待发")
    arrived = arrived_values(tmp_path / "agri.db", revision_id)
    assert arrived == sealed["values"]
    assert kept(page, "outbox") == 0


def arrived_values(path: Path, revision_id: str) -> dict[str, float | None] | None:
    """Return what the record holds of a version, waiting a little for it to come."""
    engine = make_engine(f"sqlite:///{path}")
    try:
        for _ in range(50):
            with Session(engine) as session:
                found = session.get(Revision, UUID(revision_id))
                if found is not None:
                    return found.values
            time.sleep(0.2)
    finally:
        engine.dispose()
    return None
