"""The invented baselines: the city's known totals, nothing silly below them, the same bytes every time."""

from collections import defaultdict

import pytest

from agri.definitions.reading import seed_root
from agri.synthetic.record.baselines import SEED, baseline_rows, to_csv
from agri.terms import Level
from agri.units import MU_PER_HA
from tests.some import some

CROPS = ("wheat_last_autumn_mu", "maize_mu", "garlic_last_autumn_mu", "vegetable_mu", "peanut_mu", "other_mu")


@pytest.fixture(scope="module")
def table(baselines):
    """(org unit, year) → key → value."""
    found = defaultdict(dict)
    for row in baselines:
        found[row.org_unit, row.year][row.key] = row.value
    return found


@pytest.fixture(scope="module")
def city(table):
    """year → key → the city's sum."""
    sums = defaultdict(lambda: defaultdict(float))
    for (_, year), values in table.items():
        for key, value in values.items():
            sums[year][key] += value
    return sums


def thousand_ha(area_mu):
    return area_mu / MU_PER_HA / 1000


def test_the_generator_writes_the_committed_bytes(places, keys):
    for level, text in some(to_csv(places, keys).items()):
        committed = (seed_root() / "zhengzhou" / f"baselines-{level}.csv").read_bytes()
        assert text.encode() == committed


def test_rows_of_a_world_are_what_its_files_would_hold(places, keys, baselines):
    by_place = sorted(baselines, key=lambda row: (row.org_unit, row.year, row.key))
    assert list(baseline_rows(places, keys, SEED)) == by_place
    assert list(baseline_rows(places, keys, SEED + 1)) != by_place


def test_areas_of_2019_meet_the_published_totals(city):
    area = {key: thousand_ha(city[2019][key]) for key in CROPS}
    # seed_data/SOURCES.md#area-zhengzhou-2019; 5.7 and 3.5 of `other` are autumn grain and oil crops.
    assert area["wheat_last_autumn_mu"] == pytest.approx(156.8, abs=0.05)
    assert area["maize_mu"] + 5.7 == pytest.approx(150.7, abs=0.05)
    assert area["wheat_last_autumn_mu"] + area["maize_mu"] + 5.7 == pytest.approx(307.2, abs=0.5)
    assert area["vegetable_mu"] + area["garlic_last_autumn_mu"] == pytest.approx(55.3, abs=0.05)
    assert area["peanut_mu"] + 3.5 == pytest.approx(31.1, abs=0.05)
    assert sum(city[2019][key] for key in CROPS) == pytest.approx(591e4, rel=0.002)


def test_fertilizer_of_2018_is_eighteen_to_nineteen_wan_tonnes(city):
    used = sum(city[2019][f"last_year_fertilizer_{crop}_t"] for crop in ("wheat", "maize", "other"))
    assert 180_000 <= used <= 190_000


def test_film_is_4_42_kg_per_mu_of_garlic(city):
    for year in (2017, 2018, 2019):
        per_mu = city[year]["film_last_autumn_kg"] / city[year]["garlic_last_autumn_mu"]
        assert per_mu == pytest.approx(4.42, rel=0.02)


def townships(table):
    return [(key, values) for key, values in table.items() if len(key[0]) == 9]


def test_what_is_to_be_sown_one_autumn_stands_in_the_field_the_next_spring(table):
    for (code, year), values in some(townships(table)):
        if (code, year + 1) in table:
            for crop in ("wheat", "garlic"):
                assert values[f"{crop}_mu"] == table[code, year + 1][f"{crop}_last_autumn_mu"]
        else:
            assert year == 2019


def test_grain_gives_way_a_little_every_year(city):
    for key in ("wheat_last_autumn_mu", "maize_mu"):
        changes = [city[year + 1][key] / city[year][key] - 1 for year in (2017, 2018)]
        assert all(-0.02 < change < 0 for change in changes)


def test_every_farming_township_and_its_county_has_a_row_for_every_year(table, places):
    townships = [unit for unit in places.at(Level.TOWNSHIP) if unit.is_farming]
    expected = {unit.code for unit in townships} | {unit.parent for unit in townships}
    for year in (2017, 2018, 2019):
        assert {code for code, y in table if y == year} == expected


def test_garlic_is_zhongmus_and_peanut_grows_on_its_sands(table):
    def shares(key):
        by_county = defaultdict(float)
        for (code, year), values in table.items():
            if year == 2019 and len(code) == 9:
                by_county[code[:6]] += values[key]
        return {code: area / sum(by_county.values()) for code, area in by_county.items()}

    assert shares("garlic_last_autumn_mu")["410122"] > 0.8
    peanut = shares("peanut_mu")
    assert peanut["410122"] + peanut["410184"] + peanut["410173"] > 0.7


def test_samples_stand_for_less_land_in_the_hills(table):
    for (code, _), values in some(townships(table)):
        per_sample = values["mu_per_sample"]
        assert 400 <= per_sample <= 700 or 2200 <= per_sample <= 2800
        if code.startswith(("410181", "410183", "410185")):
            assert per_sample <= 700


def test_farming_counties_take_about_as_many_samples_as_counties_do(table):
    planned = [values["samples_planned"] for (code, _), values in table.items() if len(code) == 6]
    # seed_data/SOURCES.md#demo-mu-per-sample: 891 a county in 2010; districts with little land take a few.
    assert 700 <= max(planned) <= 1_400
    assert 0 < min(planned) < 20


def test_some_townships_do_not_grow_a_crop_and_say_so_in_every_year(table):
    for key in ("wheat_last_autumn_mu", "maize_mu", "garlic_last_autumn_mu", "peanut_mu", "vegetable_mu"):
        absent = [
            {code for (code, y), values in table.items() if y == year and values.get(key) == 0}
            for year in (2017, 2018, 2019)
        ]
        assert absent[0]
        assert absent[0] == absent[1] == absent[2]


def test_formula_area_stays_inside_the_area_sown(table):
    for _, values in some(townships(table)):
        assert 0 <= values["wheat_last_autumn_formula_mu"] <= values["wheat_last_autumn_mu"]
        assert values["film_last_autumn_degradable_kg"] <= values["film_last_autumn_kg"]
