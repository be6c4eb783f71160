"""Tiles of places and the matrix: shaded by a figure, ordered by code; boundaries from one's own file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.city import City
from tests.e2e.desks import CONTROL, at_desk, open_page, report_control
from tests.e2e.judging import assert_accessible, assert_easy_to_touch, assert_no_horizontal_scroll
from tests.places import NEIGHBOUR, PLACES, TOWNSHIP

pytestmark = pytest.mark.browser
COUNTIES = ["410191", "410192"]


def square(code: str, west: float) -> dict[str, object]:
    ring = [[west, 34], [west + 1, 34], [west + 1, 35], [west, 35], [west, 34]]
    return {
        "type": "Feature",
        "properties": {"adcode": code, "name": code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def choose(chooser: Locator, features: list[dict[str, object]]) -> None:
    body = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    chooser.set_input_files({"name": "own.geojson", "mimeType": "application/json", "buffer": body})


def test_every_township_has_a_tile_in_the_order_of_codes(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "committee") as page:
        open_page(page, "地图与矩阵")
        tiles = page.locator(".counties li")
        names = [unit.name for unit in PLACES.units if unit.level == "township"]
        expect(tiles).to_have_count(len(names))
        assert [text.split("：")[0].strip() for text in tiles.all_inner_texts()] == names
        matrix = page.locator("section[aria-labelledby=matrix] .screen-only tbody tr")
        expect(matrix).to_have_count(len(COUNTIES))
        expect(matrix.first).to_contain_text("东川县")


def test_shades_say_more_and_less_and_silence_has_none(browser: Browser, city: City) -> None:
    few = {**CONTROL, "unified_area_mu": 1_000}
    for place, values in ((TOWNSHIP, CONTROL), (NEIGHBOUR, few)):
        city.decide(report_control(city, place, values)["revision_id"], "accepted")
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/map?figure=unified_control_coverage")
        tiles = page.locator(".counties li a")
        expect(tiles.filter(has_text="柳林镇")).to_have_class("good3")
        expect(tiles.filter(has_text="河口乡")).to_have_class("bad3")
        expect(tiles.filter(has_text="石桥镇")).to_have_class("none")
        expect(tiles.filter(has_text="柳林镇")).to_have_attribute("title", "柳林镇 50.0%")
        page.get_by_text("数据表").click()
        row = page.locator("section[aria-labelledby=tiles] tbody tr", has_text="河口乡")
        expect(row.locator("td")).to_have_text("8.3%")
        tiles.filter(has_text="柳林镇").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("柳林镇")


def test_boundaries_of_one_s_own_are_drawn_and_sent_nowhere(browser: Browser, city: City) -> None:
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/map")
        asked: list[str] = []
        chooser = page.get_by_label("可以载入自己的边界文件")
        chooser.wait_for()
        page.on("request", lambda request: asked.append(request.url))
        choose(chooser, [square(code, 113 + at) for at, code in enumerate([*COUNTIES, "419999"])])
        expect(page.locator(".map path")).to_have_count(3)
        expect(page.get_by_role("alert")).to_contain_text("有 1 处边界的代码不在本市")
        assert asked == []


def test_what_the_boundaries_show_can_be_read_and_taken_along(browser: Browser, city: City) -> None:
    city.decide(report_control(city, TOWNSHIP, CONTROL)["revision_id"], "accepted")
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/map?figure=unified_control_coverage")
        around = page.locator("section.map")
        choose(around.locator("input"), [square(code, 113 + at) for at, code in enumerate(COUNTIES)])
        around.get_by_text("数据表").click()
        expect(around.locator("tbody tr").first).to_contain_text("410191 410191")
        shown = around.locator("tbody tr").first.locator("td").inner_text()
        assert shown.endswith("%")
        assert_accessible(page)
        with page.expect_download() as taken:
            around.get_by_role("button", name="下载表格").click()
        lines = Path(taken.value.path()).read_text("utf-8-sig").splitlines()
        place, amount = lines[1].split(",")
        assert place == "410191 410191"
        assert float(amount) == pytest.approx(float(shown.removesuffix("%")) / 100)


@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b"null",
        b"a picture",
        b'{"features": [null, {"geometry": {"type": "Polygon", "coordinates": 7}}]}',
        b'{"features": [{"geometry": {"type": "Polygon", "coordinates": [[["a", "b"]]]}}]}',
    ],
)
def test_a_file_without_polygons_is_named(browser: Browser, city: City, content: bytes) -> None:
    with at_desk(browser, city, "committee") as page:
        page.goto(f"{city.address}/map")
        around = page.locator("section.map")
        around.locator("input").set_input_files({"name": "a.json", "mimeType": "", "buffer": content})
        expect(around.get_by_role("alert")).to_contain_text("不是带多边形的 GeoJSON")
        expect(around.locator("svg")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_tiles_are_legible_touchable_and_accessible(browser: Browser, city: City, width: int) -> None:
    city.decide(report_control(city, TOWNSHIP, CONTROL)["revision_id"], "accepted")
    with at_desk(browser, city, "committee", {"width": width, "height": 800}) as page:
        page.goto(f"{city.address}/map?figure=unified_control_coverage")
        expect(page.locator(".counties li").first).to_be_visible()
        assert_no_horizontal_scroll(page)
        assert_easy_to_touch(page)
        assert_accessible(page)
