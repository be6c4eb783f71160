"""The city's places, its task ledger and the sources: what must hold whoever edits them."""

import csv
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.some import some

SEED_DATA = Path(__file__).resolve().parents[3] / "seed_data"
CLAUSES = [
    "二",
    *(f"三(一){n}" for n in (1, 2)),
    *(f"三(二){n}" for n in (1, 2, 3, 4, 5)),
    *(f"三(三){n}" for n in (1, 2, 3)),
    "三(四)",
    *(f"三(五){n}" for n in (1, 2, 3, 4, 5, 6, 7)),
    "三(六)",
    "三(七)",
    "四(一)",
    "四(二)",
    "四(三)",
]
# The only units that the plan's lines 牵头单位 name, and the subjects of the sentences of section 四.
LEADS_OF_SECTION_3 = {
    "市生态环境局",
    "市农业农村工作委员会",
    "市自然资源和规划局",
    "市城市管理局",
    "市应急管理局",
    "市发展和改革委员会",
}
LEADS_OF_SECTION_4 = {
    "市环境污染防治攻坚战领导小组相关成员单位",
    "各开发区管委会、县(市)区人民政府、市直牵头部门",
    "各县(市)区",
    "各有关单位",
    "各级财政部门",
    "各级各部门",
}
TARGETS = {
    "fertilizer_growth": ("<=", "0.004"),
    "fertilizer_efficiency": (">=", "0.393"),
    "soil_test_coverage": (">=", "0.85"),
    "unified_control_coverage": (">=", "0.393"),
    "green_control_coverage": (">=", "0.287"),
    "pesticide_efficiency": (">=", "0.393"),
}
WITHOUT_TARGET = {"film_recovery", "packaging_recovery", "straw_utilization", "manure_utilization"}
DIGITS = {1: "一", 2: "二", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七"}


def read_rows(name):
    with (SEED_DATA / "zhengzhou" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def tables(node):
    """Every table inside a TOML document, however deep."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from tables(child)


@pytest.fixture(scope="module")
def tasks():
    return read_rows("years/2019/tasks.csv")


@pytest.fixture(scope="module")
def org_units():
    return read_rows("org_units.csv")


@pytest.fixture(scope="module")
def sources():
    """The cells of the rows of SOURCES.md that have an id; a crop to be taken in brings rows of its own."""
    files = [SEED_DATA / "SOURCES.md", *sorted(SEED_DATA.glob("crops/*/SOURCES.md"))]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    lines = [line for line in text.splitlines() if line.startswith("| <a id=")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


class TestTasks:
    def test_the_ledger_holds_every_task_under_its_own_id(self, tasks):
        assert len(tasks) == 146
        assert len({row["id"] for row in tasks}) == len(tasks)
        assert all(None not in row and None not in row.values() for row in tasks)

    def test_every_clause_of_the_plan_is_there_in_its_order(self, tasks):
        assert list(dict.fromkeys(row["clause"] for row in tasks)) == CLAUSES

    def test_an_id_spells_its_clause_and_counts_on_within_its_paragraph(self, tasks):
        counts = Counter()
        for row in some(tasks):
            match = re.fullmatch(r"((\d)(?:-(\d))?(?:-(\d))?[a-d]?)-(\d\d)", row["id"])
            assert match, row["id"]
            paragraph, section, part, item, number = match.groups()
            spelt = DIGITS[int(section)] + (f"({DIGITS[int(part)]})" if part else "") + (item or "")
            assert row["clause"] == spelt
            counts[paragraph] += 1
            assert int(number) == counts[paragraph]

    def test_every_task_is_told_in_chinese_and_in_english(self, tasks):
        for row in tasks:
            assert re.search(r"[\u4e00-\u9fff]", row["task"])
            assert not re.search(r"[\u4e00-\u9fff]", row["task_en"])
            assert len(row["task_en"]) > 10
        assert len({row["task_en"] for row in tasks}) == len(tasks)

    def test_the_lead_is_a_unit_that_the_plan_names(self, tasks):
        leads = {"二": set(), "三": set(), "四": set()}
        for row in tasks:
            leads[row["clause"][0]].add(row["lead"])
        assert leads == {"二": {""}, "三": LEADS_OF_SECTION_3, "四": LEADS_OF_SECTION_4}

    def test_counties_and_zones_are_responsible_for_every_task_of_section_three(self, tasks):
        for row in some(tasks):
            if row["clause"].startswith("三"):
                assert row["responsible"].endswith("开发区管委会、县(市)区人民政府")
                assert row["lead"] not in row["responsible"]
            else:
                assert row["responsible"] == ""

    def test_a_due_day_lies_within_the_plan(self, tasks):
        days = [date.fromisoformat(row["due_on"]) for row in tasks if row["due_on"]]
        assert min(days) == date(2019, 4, 11)
        assert max(days) == date(2020, 12, 31)
        assert {day for day in days if day.year == 2020} == {date(2020, 12, 31)}

    def test_only_the_end_of_the_year_is_ever_implied(self, tasks):
        implied = [row for row in tasks if row["is_due_implied"] == "true"]
        assert {row["due_on"] for row in implied} == {"2019-12-31"}
        assert all(row["is_due_implied"] in {"true", "false"} for row in tasks)

    def test_what_recurs_has_words_and_what_is_done_each_year_falls_due_at_its_end(self, tasks):
        rhythm = [row for row in tasks if row["figure"] in {"月调度", "季总结", "年评估"}]
        yearly = [row for row in tasks if row["figure"].startswith("每年")]
        assert len(rhythm) == 3
        assert len(yearly) == 3
        assert all(row["due_on"] == "" for row in rhythm)
        assert {(row["due_on"], row["is_due_implied"]) for row in yearly} == {("2019-12-31", "true")}

    def test_comparator_value_and_unit_stand_together_and_only_beside_words(self, tasks):
        for row in some(tasks):
            assert bool(row["comparator"]) == bool(row["value"]) == bool(row["unit"])
            if row["value"]:
                assert row["comparator"] in {">=", "<=", "<"}
                assert row["unit"] in {"fraction", "count_per_year"}
                assert row["figure"]
                assert row["unit"] == "count_per_year" or 0 <= float(row["value"]) <= 1

    def test_a_percentage_in_the_words_is_the_value_in_the_row(self, tasks):
        checked = 0
        for row in tasks:
            shown = re.findall(r"([\d.]+)%", row["figure"])
            if shown:
                assert any(float(row["value"]) == pytest.approx(float(word) / 100) for word in shown)
                checked += 1
        assert checked == 16

    def test_all_six_targets_have_their_comparator_and_value(self, tasks):
        found = {
            row["indicator"]: (row["comparator"], row["value"])
            for row in tasks
            if row["indicator"] and row["value"] and row["comparator"] != "<"
        }
        assert found == TARGETS

    def test_the_targets_fall_due_at_the_stated_end_of_the_year(self, tasks):
        for row in some(row for row in tasks if row["indicator"] and row["value"]):
            assert row["clause"] == "三(五)4"
            assert row["due_on"] == "2019-12-31"
            assert row["is_due_implied"] == "false"

    def test_both_aspirations_mean_less_than_last_year(self, tasks):
        aspirations = {
            row["indicator"]: float(row["value"])
            for row in tasks
            if row["indicator"] and row["comparator"] == "<"
        }
        assert aspirations == {"fertilizer_growth": 0, "pesticide_growth": 0}

    def test_four_indicators_are_named_without_a_target(self, tasks):
        named = {row["indicator"] for row in tasks if row["indicator"] and not row["value"]}
        assert named == WITHOUT_TARGET


class TestOrgUnits:
    def test_the_hierarchy_has_one_province_one_city_15_counties_and_208_townships(self, org_units):
        assert Counter(row["level"] for row in org_units) == {
            "province": 1,
            "city": 1,
            "county": 15,
            "township": 208,
        }
        assert len({row["code"] for row in org_units}) == len(org_units)

    def test_a_code_starts_with_its_parents_and_has_the_length_of_its_level(self, org_units):
        level_of = {row["code"]: row["level"] for row in org_units}
        length = {"province": 2, "city": 4, "county": 6, "township": 9}
        above = {"city": "province", "county": "city", "township": "county"}
        for row in some(org_units):
            assert row["code"].isdigit()
            assert len(row["code"]) == length[row["level"]]
            if row["level"] == "province":
                assert row["parent"] == ""
            else:
                assert row["code"].startswith(row["parent"])
                assert level_of[row["parent"]] == above[row["level"]]

    def test_every_county_has_townships(self, org_units):
        counties = {row["code"] for row in org_units if row["level"] == "county"}
        assert {row["parent"] for row in org_units if row["level"] == "township"} == counties

    def test_a_kind_belongs_to_its_level_and_a_name_ends_in_it(self, org_units):
        kinds = {
            "province": {"省"},
            "city": {"地级市"},
            "county": {"市辖区", "县", "县级市", "开发区"},
            "township": {"街道", "镇", "乡", "其他"},
        }
        for row in some(org_units):
            assert row["kind"] in kinds[row["level"]]
            if row["kind"] in {"街道", "镇", "乡"}:
                assert row["name"].endswith(row["kind"])

    def test_the_english_name_says_the_kind_and_keeps_the_same_pinyin_for_the_same_name(self, org_units):
        words = {"街道": "Subdistrict", "镇": "Town", "乡": "Township", "县": "County", "县级市": "City"}
        spelling = {}
        for row in some(org_units):
            assert re.fullmatch(r"[A-Z][A-Za-zü'-]*( [A-Za-z][A-Za-zü'-]*)+", row["name_en"]), row["name_en"]
            if row["kind"] in words:
                assert row["name_en"].split()[-1] == words[row["kind"]]
                assert spelling.setdefault(row["name"], row["name_en"]) == row["name_en"]

    def test_every_town_and_rural_township_farms_and_no_park_or_estate_does(self, org_units):
        for row in some(org_units):
            assert row["is_farming"] in {"true", "false"}
            if row["kind"] in {"镇", "乡"}:
                assert row["is_farming"] == "true"
            elif row["kind"] != "街道":
                assert row["is_farming"] == "false"

    def test_a_subdistricts_farming_is_an_assumption_and_says_so(self, org_units):
        subdistricts = [row for row in org_units if row["kind"] == "街道"]
        assert {row["certainty"] for row in subdistricts} == {"assumed"}
        assert Counter(row["is_farming"] for row in subdistricts) == {"true": 28, "false": 89}

    def test_the_pilots_farm(self, org_units):
        farming = Counter(row["parent"] for row in org_units if row["is_farming"] == "true")
        assert farming["410122"] == 14
        assert farming["410108"] == 6


class TestSources:
    def test_an_id_is_used_once_and_shown_as_its_anchor(self, sources):
        ids = []
        for cells in sources:
            match = re.fullmatch(r'<a id="([a-z0-9-]+)"></a>([a-z0-9-]+)', cells[0])
            assert match, cells[0]
            assert match[1] == match[2]
            ids.append(match[1])
        assert len(set(ids)) == len(ids) > 70

    def test_every_row_says_how_sure_it_is_and_leaves_no_cell_empty(self, sources):
        for cells in some(sources):
            assert cells[-1] in {"published", "derived", "assumed"}, cells[0]
            assert all(cells)

    def test_what_the_seed_data_cites_is_a_row_and_never_claims_more_than_it(self, sources):
        rank = {"published": 3, "derived": 2, "assumed": 1}
        known = {re.sub(r"<[^>]+>", "", cells[0]): rank[cells[-1]] for cells in sources}
        cited = [
            (table["source"], table["certainty"])
            for path in sorted(SEED_DATA.rglob("*.toml"))
            for table in tables(tomllib.loads(path.read_text(encoding="utf-8")))
            if "source" in table
        ]
        assert cited
        for source, certainty in cited:
            assert source in known
            assert rank[certainty] <= known[source], source

    def test_the_counts_it_gives_are_those_of_the_files(self, sources, tasks, org_units):
        figures = {re.sub(r"<[^>]+>", "", cells[0]): cells[2] for cells in sources}
        farming = sum(row["is_farming"] == "true" for row in org_units)
        assert figures["plan-ledger-2019"] == f"{len(tasks)} tasks"
        assert figures["farming-flag"] == f"{farming} of 208"
