"""Photos: wished for only where the form says so, small, without what the camera wrote, last, resumable."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.e2e.city import City
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.e2e.phones import (
    AUGUST,
    PACKAGING,
    SOIL_FORM,
    enrol,
    kept,
    line,
    new_phone,
    row,
    send,
    works_offline,
)
from tests.places import PASSWORD

pytestmark = pytest.mark.browser

PIECE_BYTES = 48_000
PHOTOS = "**/photos/**"


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = new_phone(browser)
    yield context
    context.close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture as a camera writes it: large, noisy, with the place and the phone's make in it."""
    dice = np.random.default_rng(5)
    coarse = Image.fromarray(dice.integers(0, 255, (60, 80, 3), dtype=np.uint8))
    whole = coarse.resize((2400, 1800), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[0x010F] = "Synthetic Camera"  # Make
    path = tmp_path / "slip.jpg"
    whole.save(path, quality=92, exif=exif)
    assert b"Synthetic Camera" in path.read_bytes()
    assert path.stat().st_size > 5 * PIECE_BYTES
    return path


def fill_packaging(page: Page, city: City, picture: Path) -> None:
    page.goto(f"{city.address}/month/packaging/{AUGUST}")
    page.get_by_role("button", name="本月无此项").click()
    page.get_by_label("拍照或选照片").set_input_files(picture)
    expect(page.get_by_role("img", name="回收处置 照片 1")).to_be_visible()


def photos_of(city: City) -> tuple[str, list[dict]]:
    [listed] = city.reports(form="packaging")
    return listed["report_id"], city.report(listed["report_id"])["photos"]


def until_sent(page: Page) -> None:
    expect(page.get_by_text("都已送到")).to_be_visible()
    expect(page.get_by_text("张照片要传")).to_have_count(0)


def test_a_photo_taken_without_network_arrives_small_and_bare(
    phone: BrowserContext, city: City, picture: Path
) -> None:
    page = enrol(phone, city)
    works_offline(page)
    phone.set_offline(True)
    fill_packaging(page, city, picture)
    page.reload()
    expect(page.get_by_role("img", name="回收处置 照片 1")).to_be_visible()
    send(page)
    expect(page.get_by_text("还有 1 张照片要传")).to_be_visible()
    phone.set_offline(False)
    expect(row(page, PACKAGING, AUGUST)).to_contain_text("已收到")
    until_sent(page)
    report_id, [photo] = photos_of(city)
    content = city.download("reviewer", f"/reports/{report_id}/photos/{photo['photo_id']}")
    assert hashlib.sha256(content).hexdigest() == photo["digest"]
    assert len(content) <= 200_000
    assert b"Synthetic Camera" not in content
    with Image.open(io.BytesIO(content)) as kept:
        assert kept.size == (1280, 960)
        assert not kept.getexif()


def test_a_broken_line_costs_one_piece_and_never_the_report(
    phone: BrowserContext, city: City, picture: Path
) -> None:
    page = enrol(phone, city)
    began: list[int] = []

    def lose_some(route: Route) -> None:
        """The second piece never arrives, the third arrives and its answer is lost."""
        began.append(offset_of(route.request))
        if len(began) == 2:
            route.abort("connectionreset")
        elif len(began) == 4:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    phone.route(PHOTOS, lose_some)
    fill_packaging(page, city, picture)
    send(page)
    expect(row(page, PACKAGING, AUGUST)).to_contain_text("已收到")
    expect(page.get_by_text("还有 1 张照片要传")).to_be_visible()
    for _ in range(2):
        page.get_by_role("button", name="现在上传").click()
    until_sent(page)
    _, [photo] = photos_of(city)
    # 0, 1 lost, 1 again, 2 without answer, 2 again and told to go on with 3.
    pieces = [offset // PIECE_BYTES for offset in began]
    assert pieces[:5] == [0, 1, 1, 2, 2]
    assert pieces[5:] == list(range(3, -(-photo["size"] // PIECE_BYTES)))


def offset_of(request: Request) -> int:
    return int(parse_qs(urlsplit(request.url).query)["offset"][0])


def test_the_reviewer_sees_the_photo_beside_the_numbers(
    phone: BrowserContext, browser: Browser, city: City, picture: Path
) -> None:
    page = enrol(phone, city)
    fill_packaging(page, city, picture)
    assert_accessible(page)
    assert_easy_to_touch(page)
    send(page)
    until_sent(page)
    page.goto(f"{city.address}/history")
    listed = page.get_by_role("link", name=PACKAGING)
    # Until the server's list has come it leads to the phone's own receipt, which has no photos.
    expect(listed).to_have_attribute("href", re.compile("/history/"))
    # A receipt that was opened before leads on to the report as well, once the list has come.
    [report] = city.reports()
    page.goto(f"{city.address}/outgoing/{report['revision_id']}")
    page.get_by_role("link", name="看这份报告").click()
    expect(page.get_by_role("img", name="回收处置 照片 1")).to_be_visible()
    desk = new_phone(browser)
    page = desk.new_page()
    page.goto(f"{city.address}/sign-in?next=/review")
    page.get_by_label("账号").fill("reviewer")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("link", name="柳林镇").click()
    photo = page.get_by_role("img", name="回收处置 照片 1")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("naturalWidth", 1280)
    assert_accessible(page)
    assert_no_horizontal_scroll(page)
    desk.close()


def test_a_place_is_added_only_when_asked_and_tapped(browser: Browser, city: City, picture: Path) -> None:
    phone = new_phone(browser)
    phone.grant_permissions(["geolocation"], origin=city.address)
    phone.set_geolocation({"latitude": 34.75, "longitude": 113.62, "accuracy": 12})
    page = enrol(phone, city)
    page.goto(f"{city.address}/month/film/2019-09")
    page.locator("input:enabled").first.wait_for()
    for button in page.get_by_role("button", name="本月无此项").all():
        button.click()
    expect(page.get_by_text("照片（可以不拍）")).to_have_count(
        1
    )  # for what was recovered, not for what was laid
    page.get_by_label("拍照或选照片").set_input_files(picture)
    page.get_by_role("button", name="加上现在的位置").click()
    expect(page.get_by_text("已加上位置（误差约 12 米）")).to_be_visible()
    send(page)
    until_sent(page)
    [listed] = city.reports(form="film")
    [photo] = city.report(listed["report_id"])["photos"]
    assert (photo["latitude"], photo["longitude"], photo["accuracy_m"]) == (34.75, 113.62, 12)
    phone.close()


def test_a_file_that_is_no_picture_is_named_and_costs_nothing(
    phone: BrowserContext, city: City, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.jpg"
    letter.write_text("亲爱的市里", "utf-8")
    page = enrol(phone, city)
    page.goto(f"{city.address}/month/packaging/{AUGUST}")
    page.get_by_label("拍照或选照片").set_input_files(letter)
    expect(page.get_by_text("这个文件不是能打开的照片")).to_be_visible()
    page.get_by_role("button", name="本月无此项").click()
    send(page)
    expect(row(page, PACKAGING, AUGUST)).to_contain_text("已收到")
    assert photos_of(city)[1] == []


def test_a_form_that_asks_for_no_photo_shows_nothing_of_it(phone: BrowserContext, city: City) -> None:
    page = enrol(phone, city)
    page.goto(city.address + SOIL_FORM)
    expect(page.get_by_label("本月取土样数")).to_be_enabled()
    expect(page.get_by_text("照片")).to_have_count(0)


def test_a_photo_whose_draft_is_gone_is_dropped(phone: BrowserContext, city: City, picture: Path) -> None:
    page = enrol(phone, city)
    fill_packaging(page, city, picture)
    assert kept(page, "photos") == 1
    page.evaluate(
        """() => new Promise((done) => {
            const opening = indexedDB.open("agri")
            opening.onsuccess = () => {
                const db = opening.result
                const clearing = db.transaction("drafts", "readwrite").objectStore("drafts").clear()
                clearing.onsuccess = () => { db.close(); done() }
            }
        })"""
    )
    page.goto(f"{city.address}/month")
    expect(line(page)).to_contain_text("都已送到")
    assert kept(page, "photos") == 0
