"""Fan plots: what they draw stands where the figures say, in both languages, marked when synthetic."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from agri.definitions.plan import read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.files.plots.fan_panels import fan_panels
from agri.files.plots.fan_plot import HEIGHT, WIDTH, FanPlot, fan_svg
from agri.sim import BASE, project, to_document
from tests.sim.synthetic import snapshot_of, the_plan
from tests.some import some

SVG = "{http://www.w3.org/2000/svg}"


TO_DECEMBER = {"fertilizer_growth", "fertilizer_efficiency"}  # nobody is asked in December about the others


@pytest.fixture(scope="module")
def plan():
    return the_plan()


@pytest.fixture(scope="module")
def snapshot(plan):
    return snapshot_of(plan)


@pytest.fixture(scope="module")
def document(plan, snapshot):
    return to_document(project(snapshot, plan, BASE, 1, 64))


@pytest.fixture(scope="module")
def panels(plan, snapshot, document):
    return fan_panels(snapshot, plan, document)


def page(panels, **change):
    plot = FanPlot("城 <2019>", "City & year", "snapshot abc", date(2019, 9, 5), True, panels)
    return fan_svg(replace(plot, **change))


def shapes(svg, code, name):
    group = next(g for g in ElementTree.fromstring(svg).iter(f"{SVG}g") if g.get("id") == code)  # noqa: S314 - our own text
    return [
        [tuple(map(float, pair.split(","))) for pair in shape.get("points").split()]
        for shape in group
        if shape.get("class") == name
    ]


def test_every_target_has_a_panel_with_its_projection(plan, panels, document):
    assert [panel.code for panel in panels] == [indicator.code for indicator in plan.targets]
    for panel in panels:
        line = next(
            line
            for line in document["indicators"]
            if (line["indicator"], line["org_unit"], line["basis"]) == (panel.code, "4101", "reported")
        )
        last, quantiles = panel.bands[-1]
        assert last == date(2019, *((12, 31) if panel.code in TO_DECEMBER else (11, 30)))
        assert quantiles == pytest.approx([line["year_end"][q] for q in ("q05", "q25", "q50", "q75", "q95")])
        assert panel.probability == line["probability"]


def test_the_fan_opens_from_what_the_record_says_today(panels):
    for panel in some(panels):
        first, quantiles = panel.bands[0]
        assert first == date(2019, 9, 5)
        assert quantiles == pytest.approx([panel.to_date[-1][1]] * 5)
        widths = [values[4] - values[0] for _, values in panel.bands]
        assert all(later >= earlier - 1e-12 for earlier, later in pairwise(widths))


def test_a_coverage_moves_with_the_crop_calendar_and_stands_still_between(panels):
    soil = next(panel for panel in panels if panel.code == "soil_test_coverage")
    by_day = {day: values[2] for day, values in soil.bands}
    assert by_day[date(2019, 9, 30)] == pytest.approx(by_day[date(2019, 9, 5)])
    assert by_day[date(2019, 11, 30)] == pytest.approx(by_day[date(2019, 10, 31)])
    assert by_day[date(2019, 10, 31)] > by_day[date(2019, 9, 5)] + 0.05


def test_the_record_ends_on_the_as_of_day(panels):
    for panel in some(panels):
        assert panel.to_date[-1][0] == date(2019, 9, 5)
        assert [day for day, _ in panel.to_date] == sorted(day for day, _ in panel.to_date)


def test_a_county_has_its_own_panels(plan, snapshot, document, panels):
    county = fan_panels(snapshot, plan, document, "410102")
    assert [panel.target for panel in county] == [panel.target for panel in panels]
    assert county[2].bands[-1] != panels[2].bands[-1]


def test_a_projection_of_another_snapshot_is_not_plotted(plan, document):
    with pytest.raises(ValueError, match="another snapshot"):
        fan_panels(snapshot_of(plan, "2019-10-05"), plan, document)


def test_a_place_without_year_end_has_no_fan(plan, snapshot, document):
    nothing = dict.fromkeys(("mean", "sd", "q05", "q25", "q50", "q75", "q95"))
    lines = [line | {"year_end": nothing, "probability": None} for line in document["indicators"]]
    empty = fan_panels(snapshot, plan, document | {"indicators": lines})
    assert {panel.bands for panel in empty} == {()}
    assert not shapes(page(empty), "soil_test_coverage", "band")


def test_what_is_higher_is_drawn_higher_and_inside_the_panel(panels):
    svg = page(panels)
    for panel in some(panels):
        ((_, target_y), _), *_ = shapes(svg, panel.code, "target")
        (median,) = shapes(svg, panel.code, "median")
        end = panel.bands[-1][1][2]
        if abs(end - panel.target) > 1e-4:
            assert (median[-1][1] < target_y) == (end > panel.target), panel.code
        for name in ("band", "median", "path", "target", "record"):
            for points in some(shapes(svg, panel.code, name)):
                assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in some(points)), (panel.code, name)


def test_it_speaks_both_languages_and_says_synthetic(panels):
    svg = page(panels)
    for words in (
        "演示数据 / synthetic",
        "City &amp; year",
        "城 &lt;2019&gt;",
        "序时进度 planned path",
        "目标 target",
    ):
        assert words in svg
    for panel in panels:
        assert panel.title.zh in svg
        assert panel.title.en in svg
    assert "演示数据" not in page(panels, is_synthetic=False)


def test_the_same_panels_give_the_same_bytes(plan, snapshot, document, panels):
    assert page(panels) == page(fan_panels(snapshot, plan, document))


MORE = """
[[indicators]]
code = "organic_product"
kind = "total"
unit = "t"
value_unit = "t"
family = "amount"
target = { value = 52000, comparator = ">=" }
title = { zh = "有机肥用量", en = "Organic fertilizer" }
numerator = [{ element = "packaging.recovered_kg", factor = 100.0 }]

[[indicators]]
code = "film_per_mu"
kind = "ratio"
unit = "kg"
value_unit = "kg/mu"
family = "amount"
target = { value = 2.4, comparator = "<=" }
title = { zh = "亩均用膜", en = "Film per mu" }
numerator = [{ element = "film.used_kg" }]
denominator = [{ element = "sowing.maize_mu" }]
"""


def test_a_target_that_is_no_rate_is_drawn_in_its_unit():
    """Fifty-two thousand tonnes are no 5,200,000 per cent."""
    files = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
    contents = {name: files.read(name) for name in files.names()}
    contents["indicators.toml"] += MORE.encode()
    plan = read_plan(DefinitionFiles.of_bytes(contents), 2019)
    snapshot = snapshot_of(plan)
    svg = page(fan_panels(snapshot, plan, to_document(project(snapshot, plan, BASE, 1, 16))))
    for code, aim, title in (
        ("organic_product", "≥ 52,000 吨", "有机肥用量（吨）"),
        ("film_per_mu", "≤ 2.40 公斤/亩", "亩均用膜（公斤/亩）"),
    ):
        group = next(g for g in ElementTree.fromstring(svg).iter(f"{SVG}g") if g.get("id") == code)  # noqa: S314 - our own text
        words = [text.text or "" for text in group.iter(f"{SVG}text")]
        assert title in words
        assert any(aim in text for text in words), words
        assert not any("%" in text for text in words if "probability" not in text), words
    rate = next(g for g in ElementTree.fromstring(svg).iter(f"{SVG}g") if g.get("id") == "soil_test_coverage")  # noqa: S314 - our own text
    assert any("≥ 85.0 %" in (text.text or "") for text in rate.iter(f"{SVG}text"))
