"""One table of faulty packages: what is changed, and which fault is then named, where and in which words."""

import random
import re
from datetime import date

import pytest

from agri.definitions.layouts import read_layout
from agri.definitions.measures import read_measures
from agri.definitions.package.check import check_package
from agri.definitions.package.faults import PackageFault
from agri.definitions.package.kinds import FaultKind
from agri.definitions.places import read_baseline_keys, read_baselines, read_org_units
from agri.definitions.plan import read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.terms import Weight

FILES = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
SOUND = {name: FILES.read(name) for name in FILES.names()}

PLAN, PLACES, TASKS, CALENDAR = (
    "years/2019/plan.toml",
    "org_units.csv",
    "years/2019/tasks.csv",
    "calendar.toml",
)
COEFFICIENTS, SIMULATION, MEASURES = "coefficients.toml", "simulation.toml", "measures.toml"
KEYS, TOWNSHIPS, COUNTIES = "baseline-keys.toml", "baselines-township.csv", "baselines-county.csv"
SOWING, FERTILIZER, SOIL = "forms/01-sowing.toml", "forms/02-fertilizer.toml", "forms/03-soil_testing.toml"
PEST, FILM, PACKAGING = "forms/04-pest_control.toml", "forms/05-film.toml", "forms/06-packaging.toml"
STRAW, MANURE = "forms/07-straw.toml", "forms/08-manure.toml"
LAYOUT = "layouts/province.toml"
LINES = "lines.toml"


def changed(file: str, old: str | None, new: str | bytes | None) -> dict[str, bytes]:
    """Return the package with a text replaced once, a file replaced, or removed."""
    package = dict(SOUND)
    if old is None:
        if new is None:
            del package[file]
        else:
            package[file] = new if isinstance(new, bytes) else new.encode()
        return package
    text = package[file].decode()
    assert old in text, (file, old)
    assert isinstance(new, str)
    package[file] = text.replace(old, new, 1).encode()
    return package


def line_of(file: str, words: str, package: dict[str, bytes]) -> int:
    text = package[file].decode()
    return text[: text.index(words)].count("\n") + 1


def found(package: dict[str, bytes]) -> list[PackageFault]:
    return list(check_package(DefinitionFiles.of_bytes(package), 2019).faults)


TOWN = SOUND[TOWNSHIPS].decode().splitlines()[1]  # the first row below the heading
TOWN_NEXT = SOUND[TOWNSHIPS].decode().splitlines()[2]
PLACE = next(row for row in SOUND[PLACES].decode().splitlines() if row.startswith("410185202"))
TASK = "3-5-4b-06"

# file, what stands there, what is written instead, code, words of the message, words that mark the line
FAULTS = [
    (PLAN, "value = 0.393", "value = 39.3", "percent-for-fraction", "please either write 0.393", "39.3,"),
    (PLAN, "value = 0.004", "value = 0.4", "percent-for-fraction", "write 0.004", "value = 0.4,"),
    (PLAN, "value = 0.85", "value = 0.0085", "fraction-too-small", "means 0.85 %", "0.0085"),
    (PLAN, "value = 0.85", "value = 8500", "out-of-range", "from 0 to 1.5", "8500"),
    (PLAN, '"maize_base"', '"maize_bace"', "not-among", "did you mean maize_base?", '"maize_bace"'),
    (PLAN, 'main_crops = ["wheat"', 'main_crops = ["rice"', "not-among", 'no "rice"', 'main_crops'),
    (PLAN, 'comparator = ">="', 'comparator = "=>"', "not-among", "please write one of: >=, <=, <", '"=>"'),
    (PLAN, 'code = "film_recovery"', 'code = "fertilizer_growth"', "code-twice", "stands in line", None),
    (PLAN, 'code = "film_recovery"', 'code = "film_recovering"', "not-among", "did you mean film_recovery?", '"film_recovering"'),
    (PLAN, "year = 2019", "year = 2018", "year-differs", "named for 2019", "year = 2018"),
    (PLAN, 'city = "4101"', 'city = "4102"', "city-differs", "(4101)", '"4102"'),
    (PLAN, "[2017, 2018]", "[2016, 2017]", "base-year-missing", "compares with 2018", "base_years"),
    (PLAN, "[2017, 2018]", "[2018, 2019]", "base-year-late", "not before the plan year 2019", "base_years"),
    (PLAN, "due_day = 3", "due_day = 32", "out-of-range", "from 1 to 28", "due_day"),
    (PLAN, "due_day = 3", "due_day = 7", "rhythm-order", "7, 5, 8", "due_day"),
    (PLAN, "due_day = 3", 'due_day = "3"', "wrong-type", "not a number", "due_day"),
    (PLAN, "is_synthetic = true", "", "key-missing", "is_synthetic is missing", None),
    (PLAN, "is_estimated = true", "is_estimatd = true", "key-misspelt", "did you mean is_estimated?", "is_estimatd"),
    (PLAN, "has_ledger = true", "has_ledger = true\nauthor = 'x'", "key-unknown", "known: code, city", "author"),
    (PLAN, 'zh = "化肥利用率", ', "", "words-missing", "in Chinese are missing", 'en = "Fertilizer use efficiency"'),
    (PLAN, 'en = "Growth of pesticide use"', 'en = ""', "words-missing", "in English are missing", 'en = ""'),
    (PLAN, 'source = "over-reporting-prior"', 'source = "over-reporting-prio"', "not-cited", "did you mean over-reporting-prior?", "prio\""),
    (PLAN, "[document]", "[document", "toml-syntax", "at line", "[document\n"),
    (PLAN, 'family = "amount"', 'family = "amount"\nfamily = "amount"', "toml-syntax", "key stands twice", None),
    (PLAN, 'target = { value = 0.85, comparator = ">=" }', 'target = { value = 0.85, comparator = ">=" }\ntarget = { value = 0.8, comparator = ">=" }', "toml-syntax", "Cannot overwrite", None),
    (PLAN, None, None, "file-missing", "please add it", None),
    (PLAN, None, b"  \n", "file-empty", "fill it in", None),
    (PLAN, None, SOUND[PLAN].decode().encode("gb18030"), "not-utf8", "GBK", None),
    (PLAN, None, b"\xef\xbb\xbf" + SOUND[PLAN], "byte-mark", "it is read", None),
    (PLACES, PLACE, PLACE.replace(",410185,", ",410199,"), "parent-missing", "410199", PLACE.split(",")[0]),
    (PLACES, PLACE, PLACE + "\n" + PLACE, "code-twice", "410185202", None),
    (PLACES, PLACE, PLACE.replace("410185202", "410285202"), "other-city", "410185", "410285202"),
    (PLACES, PLACE, PLACE.replace("township", "hamlet"), "not-among", "province, city", "hamlet"),
    (PLACES, PLACE, PLACE.replace(",410185,", ",4101,"), "parent-level", "needs one row of a county", "410185202"),
    (PLACES, PLACE, PLACE.replace(",true,", ",yes,"), "not-among", "true, false", "410185202"),
    (PLACES, PLACE, PLACE.replace(",410185,", ",,"), "cell-empty", "parent is empty", "410185202"),
    (PLACES, "is_farming", "is_faming", "column-missing", "did you mean is_faming?", "code,"),
    (PLACES, PLACE, PLACE + ",1,2", "row-long", "quotes around the text", "410185202"),
    (PLACES, "4101,郑州市,Zhengzhou City,地级市,city", "4101,郑州市,Zhengzhou City,地级市,county", "city-count", "0 cities", "code,"),
    (TOWNSHIPS, TOWN, TOWN.replace("410102012", "410102999"), "place-unknown", "410102999", "410102999"),
    (TOWNSHIPS, TOWN, TOWN.replace("410102012", "410102"), "place-level", "is a county", "410102,"),
    (TOWNSHIPS, TOWN, TOWN + "\n" + TOWN, "baseline-twice", "stands in line 2", None),
    (TOWNSHIPS, "wheat_mu", "wheat_nu", "column-unknown", "did you mean wheat_mu?", "org_unit"),
    (TOWNSHIPS, "wheat_mu", "rice", "column-unknown", '"rice"', "org_unit"),
    (TOWNSHIPS, ",9000,", ",-9000,", "negative", "leave the cell empty", ",-9000,"),
    (TOWNSHIPS, ",9000,", ",约9000,", "not-a-number", "约9000", "约9000"),
    (TOWNSHIPS, ",9000,", ',"9,000",', "thousands", "write 9000", '"9,000"'),
    (TOWNSHIPS, ",9000,", ",９０００,", "full-width", "write 9000", "９０００"),
    (TOWNSHIPS, ",9000,", ",nan,", "not-a-number", "nan", ",nan,"),
    (TOWNSHIPS, ",9000,", ",,", "baseline-blank", "1 cells are empty", ",2017,,"),
    (TOWNSHIPS, TOWN, TOWN.rpartition(",")[0], "row-short", "commas included", "410102012"),
    (TOWNSHIPS, "410102012,2019", "410102012,2016", "baseline-missing", "410102012 has no baselines of 2019", None),
    (COUNTIES, "410102,2019", "410102,2016", "baseline-missing", "410102 has no baselines", None),
    (COUNTIES, ",2017,", ",17年,", "not-a-day", "write it like 2019", "17年"),
    (COUNTIES, None, None, "file-missing", "please add it", None),
    (KEYS, 'level = "township"', 'level = "village"', "not-among", "county, township", '"village"'),
    (KEYS, 'code = "peanut_mu"', 'code = "peanuts_mu"', "needed-by-program", "did you mean peanuts_mu?", None),
    (CALENDAR, 'last = "06-15"', 'last = "13-15"', "not-a-day", '"13-15"', '"13-15"'),
    (CALENDAR, 'last = "06-15"', 'last = "99999999999-15"', "not-a-day", "99999999999", '"99999999999-15"'),
    (CALENDAR, 'last = "06-15"', 'last = "06-05"', "start-after-end", "06-10 is after the end 06-05: please swap them", None),
    (CALENDAR, "first_month = 9", "first_month = 13", "out-of-range", "from 1 to 12", "13"),
    (CALENDAR, 'crop = "peanut"', 'crop = "peanuts"', "not-among", "did you mean peanut?", '"peanuts"'),
    (CALENDAR, 'kind = "sow"', 'kind = "seed"', "not-among", "sow, fertilize", '"seed"'),
    (CALENDAR, "share = 0.32", "share = 32", "percent-for-fraction", "write 0.32", "32\n"),
    (CALENDAR, "share = 0.32", "share = 0.92", "shares-above-one", "above 1", None),
    (LINES, 'strand = "sown"', 'strand = "swon"', "not-among", "did you mean sown?", '"swon"'),
    (LINES, 'sown = "field"', 'sown = "fields"', "not-among", "did you mean field?", '"fields"'),
    (LINES, '"sowing.{crop}_mu"', '"sowing.{crop}_nu"', "no-such-element", "did you mean sowing.wheat_mu?", "_nu"),
    (LINES, 'of = "treated"', 'of = "traeted"', "not-among", "did you mean treated?", '"traeted"'),
    (LINES, 'times = "packaging.kg_per_kg_pesticide"', 'times = "packaging.kg_per_kg"', "not-among", "kg_per_kg_pesticide", 'times = "packaging.kg_per_kg"'),
    (LINES, 'exposure = "harvested_area"', 'exposure = "baseline"\nof = "wheat_ma"', "not-among", "did you mean wheat_mu?", '"wheat_ma"'),
    (LINES, 'role = "green"', 'role = "pesticide"', "code-twice", "stands in line", 'role = "pesticide" # spread'),
    (LINES, 'for_each = "main_crops"\nrole = "sown"', 'role = "sown"', "role-of-crops", "needs for_each", 'role = "sown"'),
    (LINES, 'measures = "share"', 'measures = "part"', "not-among", "amount, share", '"part"'),
    (LINES, None, None, "lines-built-in", "there is no lines.toml", None),
    (SIMULATION, "[strand.sown]", "[strand.sowing]", "falls-back", "strand.sown", None),
    (SIMULATION, "green = { value = 0.26", "greens = { value = 0.26", "falls-back", "level.green", None),
    (CALENDAR, '# Fertilizing', '[[campaigns]]\ncode = "maize_late"\ntitle = { zh = "晚播", en = "Late" }\nkind = "sow"\ncrop = "maize"\nfirst = "06-12"\nlast = "06-25"\nshare = 0.1\nsource = "calendar-maize"\ncertainty = "assumed"\n\n# Fertilizing', "seasons-overlap", "overlaps maize_sowing", '"06-12"'),
    (CALENDAR, 'source = "calendar-garlic"\ncertainty = "assumed"', 'source = "calendar-garlic"\ncertainty = "published"', "claims-more", "is only assumed", None),
    (COEFFICIENTS, "0.30, range = [0.2, 0.4]", "30, range = [20, 40]", "percent-for-fraction", "write 0.3", "30, range"),
    (COEFFICIENTS, '-range", unit = "fraction", source = "film-impurity"', '-range", unit = "%", source = "film-impurity"', "unit-percent", "0.393", 'unit = "%"'),
    (COEFFICIENTS, 'source = "film-impurity", ', "", "key-missing", "source is missing", "impurity"),
    (COEFFICIENTS, ', certainty = "derived"', "", "key-missing", "certainty is missing", "1.03"),
    (COEFFICIENTS, "[film]", "[folie]", "needed-by-program", "film.impurity", None),
    (COEFFICIENTS, "0.32, 0.02, 0.01]", "0.32, 0.02]", "list-length", "11 numbers", "fert-month-share"),
    (COEFFICIENTS, "range = [0.071, 0.13]", "range = [0.14, 0.2]", "outside-range", "between", "[0.14, 0.2]"),
    (COEFFICIENTS, "0.32, 0.02, 0.01]", "0.42, 0.02, 0.01]", "sum-not-one", "1.1", "fert-month-share"),
    (SIMULATION, "value = 400", 'value = "400"', "wrong-type", '"400"', '"400"'),
    (MEASURES, "step = 1", "step = 0", "out-of-range", "1e-09", "step = 0"),
    (MEASURES, 'resource = "film_pickers"', 'resource = "film_picker"', "not-among", "did you mean film_pickers?", '"film_picker"'),
    (SOWING, 'unit = "mu"', 'unit = "acre"', "not-among", "mu, kg, t, count, fraction", '"acre"'),
    (SOWING, 'code = "sowing"', 'code = "film"', "code-elsewhere", "forms/01-sowing.toml", None),
    (SOWING, 'code = "other"', 'code = "wheat"', "code-twice", "stands in line", 'code = "wheat"'),
    (SOWING, 'code = "{crop}_mu"', 'code = "{crop}_nu"', "indicator-element", "sowing.maize_mu", None),
    (SOWING, '"{crop}_mu@season"', '"{crop}_area@season"', "no-such-element", "sowing.wheat_area", '"{crop}_area@season"'),
    (SOWING, '"{crop}_mu@season"', '"{crop}_mu@week"', "not-among", "month, year_to_date, season", '"{crop}_mu@week"'),
    (SOWING, '"{crop}_mu@season"', '"{crop} mu"', "not-a-term", "last_year.element@span", '"{crop} mu"'),
    (SOWING, '"baseline.{crop}_mu"', '"baseline.{crop}_nu"', "not-among", "did you mean wheat_mu?", '"baseline.{crop}_nu"'),
    (SOWING, '"{crop}_mu@season"', '"soil_testing.{crop}_formula_aera_mu"', "no-such-element", "did you mean soil_testing.wheat_formula_area_mu?", "aera"),
    (SOWING, 'months = "sow" # of all crops', 'months = "sew"', "not-among", "fertilize, film", 'months = "sew"'),
    (SOWING, 'for_each = "main_crops"', 'for_each = "main_crop"', "not-among", "did you mean main_crops?", '"main_crop"'),
    (SOWING, '"{Crop} sown this month"', '"{Corp} sown this month"', "not-among", "did you mean Crop?", "{Corp}"),
    (STRAW, '"{yield_t_per_mu}"', '"{yield_per_mu}"', "not-among", "did you mean yield_", '"{yield_per_mu}"'),
    (CALENDAR, "sow = [6]", "sow = [4]", "season-month", "please either set first_month to 4 or leave", "sow = [4]"),
    (CALENDAR, "sow = [6]", "sow = [16]", "out-of-range", "from 1 to 12", "sow = [16]"),
    (SOWING, 'severity = "ask"', 'severity = "warn"', "not-among", "stop, ask", '"warn"'),
    (FERTILIZER, 'code = "organic"', 'code = "organic"\nmonths = [1]', "month-outside-form", "month 1", "months = [1]"),
    (SOWING, 'crops = "remainder"', 'crops = "rest"', "not-among", "film_crops", '"rest"'),
    (SOWING, 'crops = "remainder"', 'crops = ["weat"]', "not-among", "did you mean wheat?", '"weat"'),
    (SOWING, 'text = { zh = "{crop}播种面积比基数多三成以上，请核对单位（亩）并说明原因", en = "{Crop} sown is over 30 % above the baseline: check the unit (mu) and give the reason" }', "", "key-missing", "text is missing", "[[rules]]"),
    (MANURE, 'elements = [\n    { code = "produced_t", title = { zh = "本季产生量", en = "Produced this quarter" }, unit = "t", maximum = 5000000 },\n    { code = "used_t", title = { zh = "本季资源化利用量", en = "Used this quarter" }, unit = "t", maximum = 5000000 },\n]', "elements = []", "list-empty", "at least one item", "elements = []"),
    (TASKS, None, "id,clause\n", "no-rows", "no row below the heading", "id,clause"),
    (PLACES, None, b"", "file-empty", "fill it in", None),
    (SOWING, "maximum = 300000", "maximum = -1", "out-of-range", "-1 is out of range", "maximum = -1"),
    ("forms/09-field_trial.toml", "maximum = 1 }", "maximum = 100 }", "percent-for-fraction", "write 1", "maximum = 100 }"),
    ("SOURCES.md", '<a id="film-impurity">', '<a id="film-standard">', "code-twice", "film-standard", None),
    (MANURE, "months = [3, 6, 9, 12]", "months = [3, 6, 9, 11]", "quarter-months", "not in 11", "months ="),
    (PEST, '"drone_mu"]', '"pesticide_kg"]', "total-units", "All sprayers", None),
    (PEST, '"drone_mu"]', '"drones_mu"]', "no-such-element", "did you mean drone_mu?", '"drones_mu"]'),
    (FILM, None, None, "indicator-element", "film.used_kg", None),
    (TASKS, "2-02,二", "2-01,二", "code-twice", "stands in line 2", None),
    (TASKS, "2019-12-31", "2019-12-32", "not-a-day", "2019-12-31", "2019-12-32"),
    (TASKS, ",>=,1,fraction", ",≥,1,fraction", "not-among", ">=, <=, <", ",≥,1"),
    (TASKS, ",0.85,", ",85,", "task-figure", "测土配方", None),
    (TASKS, "soil_test_coverage", "soil_test_coverige", "not-among", "did you mean soil_test_coverage?", "coverige"),
    (TASKS, "2019-12-31", "2031-12-31", "task-year", "outside 2019", "2031-12-31"),
    (TASKS, "comparator", "comparater", "column-missing", "did you mean comparater?", None),
    (LAYOUT, "seal =", "seel =", "key-missing", "seal is missing", None),
    ("demo-decisions.toml", "3-5-4b-06", "3-5-4b-99", "not-among", "3-5-4b-99", "3-5-4b-99"),
    ("baseline-key.toml", None, "x = 1", "file-unknown", "does not read this file", None),
    ("SOURCES.md", None, None, "file-missing", "please add it", None),
    ("notes.txt", None, "hello", "file-unknown", "may stay", None),
]  # fmt: skip


BEFORE = {(one.file, one.kind, one.text) for one in found(SOUND)}

# What the readers take and what would then be wrong: a sum, a share, a place, a comparison, a question.
WRONG_NUMBERS = {
    "percent-for-fraction",
    "fraction-too-small",
    "out-of-range",
    "not-among",
    "code-twice",
    "year-differs",
    "city-differs",
    "base-year-missing",
    "base-year-late",
    "rhythm-order",
    "key-misspelt",
    "words-missing",
    "other-city",
    "parent-level",
    "column-missing",
    "row-long",
    "row-short",
    "city-count",
    "cell-empty",
    "place-unknown",
    "place-level",
    "baseline-twice",
    "negative",
    "not-a-number",
    "not-a-day",
    "start-after-end",
    "shares-above-one",
    "seasons-overlap",
    "season-month",
    "role-of-crops",
    "needed-by-program",
    "unit-percent",
    "list-length",
    "sum-not-one",
    "indicator-element",
    "code-elsewhere",
    "month-outside-form",
    "quarter-months",
    "task-figure",
    "file-missing",
    "wrong-type",
    "no-such-element",
    "list-empty",
    "no-rows",
}


def loads(package: dict[str, bytes]) -> None:
    """Read everything as the seeding does."""
    files = DefinitionFiles.of_bytes(package)
    read_plan(files, 2019)
    read_org_units(files[PLACES])
    keys = read_baseline_keys(files[KEYS])
    for name in (TOWNSHIPS, COUNTIES):
        read_baselines(files[name], keys)
    read_measures(files[MEASURES])
    read_layout(files[LAYOUT])


def refusal_of(package: dict[str, bytes]) -> Exception | None:
    try:
        loads(package)
    except Exception as error:
        return error
    return None


@pytest.mark.parametrize(("file", "old", "new", "code", "words", "mark"), FAULTS)
def test_a_fault_is_named_with_code_file_line_and_way_out(file, old, new, code, words, mark):
    package = changed(file, old, new)
    everything = found(package)
    fresh = [one for one in everything if (one.file, one.kind, one.text) not in BEFORE]
    named = [one for one in fresh if one.kind.code == code and words in one.text.en]
    assert named, [(one.kind.code, one.file, one.line, one.text.en) for one in fresh]
    assert re.search("[一-鿿]", named[0].text.zh)
    if mark is not None:
        own = [one for one in named if one.file == file]
        assert line_of(file, mark, package) in {one.line for one in own}
    stops = any(one.kind.weight == Weight.STOP for one in everything)
    if not stops:
        loads(package)
    elif refusal_of(package) is None:
        assert code in WRONG_NUMBERS, "the readers take it: say what would be wrong"


def test_the_shipped_package_has_nothing_to_mend():
    report = check_package(FILES, 2019)
    assert [one.kind.code for one in report.faults if one.kind.weight != Weight.NOTE] == []
    assert {one.file for one in report.passed} >= {PLAN, PLACES, TASKS, CALENDAR, TOWNSHIPS, SOWING}
    assert sum(one.by_certainty.get("assumed", 0) for one in report.founded) > 200


def test_line_ends_of_windows_are_no_fault():
    package = {name: content.replace(b"\n", b"\r\n") for name, content in SOUND.items()}
    assert [(one.kind, one.file, one.line) for one in found(package)] == [
        (one.kind, one.file, one.line) for one in found(SOUND)
    ]


def with_columns(places: dict[str, str]) -> dict[str, bytes]:
    """Return the package with land and population of some places."""
    first, *rows = SOUND[PLACES].decode().splitlines()
    rows = [row + places.get(row.split(",")[0], ",,") for row in rows]
    text = "\n".join([first + ",population,land_mu", *rows]) + "\n"
    return SOUND | {PLACES: text.encode()}


def test_crops_that_stand_together_fit_on_the_land():
    assert not [one for one in found(with_columns({"410102012": ",,9100"})) if one.kind.weight == "stop"]
    [first, *_] = [one for one in found(with_columns({"410102012": ",,9000"})) if one.kind.weight == "stop"]
    assert (first.kind.code, first.file, first.line) == ("area-above-land", TOWNSHIPS, 2)
    assert "9000 mu of land" in first.text.en


def test_the_population_of_townships_adds_up_to_their_countys():
    below = [
        row.split(",")[0]
        for row in SOUND[PLACES].decode().splitlines()
        if row.startswith("410102") and ",410102," in row
    ]
    assert below
    people = dict.fromkeys(below, ",1000,")
    right = found(with_columns(people | {"410102": f",{1000 * len(below)},"}))
    assert "population-sum" not in {one.kind.code for one in right}
    wrong = found(with_columns(people | {"410102": ",999999,"}))
    assert [one.line for one in wrong if one.kind.code == "population-sum"] == [4]


def test_a_review_long_ago_is_said():
    text = (
        SOUND[COEFFICIENTS]
        .decode()
        .replace('certainty = "derived" }', 'certainty = "derived", reviewed_on = 2019-03-01 }', 1)
    )
    files = DefinitionFiles.of_bytes(SOUND | {COEFFICIENTS: text.encode()})
    [old] = [
        one
        for one in check_package(files, 2019, date(2021, 1, 1)).faults
        if one.kind.code == "reviewed-long-ago"
    ]
    assert old.text.en.startswith("1 figures")
    fresh = check_package(files, 2019, date(2019, 9, 1))
    assert "reviewed-long-ago" not in {one.kind.code for one in fresh.faults}
    [coefficients] = [one for one in fresh.founded if one.file == COEFFICIENTS]
    assert (coefficients.unreviewed, coefficients.oldest_review) == (27, date(2019, 3, 1))


def test_all_faults_of_a_package_come_at_once():
    package = changed(PLAN, "value = 0.393", "value = 39.3")
    package[PLAN] = package[PLAN].replace(b"due_day = 3", b"due_day = 32").replace(b'"4101"', b'"4102"')
    package[PLACES] = package[PLACES].replace(b"410185202,", b"410185203,")
    codes = {one.kind.code for one in found(package) if one.kind.weight == Weight.STOP}
    assert codes >= {"percent-for-fraction", "out-of-range", "city-differs", "code-twice"}


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_package_never_raises_and_what_readers_refuse_stops(seed):
    draw = random.Random(seed)  # noqa: S311 - damage that can be repeated
    package = dict(SOUND)
    texts = sorted(name for name in package if not name.endswith(".docx"))
    for name in draw.sample(texts, 4):
        package[name] = damaged(package[name].decode(), draw)
    faults = found(package)
    assert all(one.text.zh and one.text.en for one in faults)
    if refusal_of(package) is not None:
        assert any(one.kind.weight == Weight.STOP for one in faults)


def damaged(text: str, draw: random.Random) -> bytes:
    """Delete lines or parts of them, or change what values are."""
    lines = text.splitlines(keepends=True)
    for _ in range(draw.randrange(1, 6)):
        i = draw.randrange(len(lines))
        lines[i] = draw.choice(
            [
                "",
                lines[i] + lines[i],
                re.sub(
                    r"= .*", "= " + draw.choice(["1", '"x"', "[]", "{}", "true", "[[1]]", "inf"]), lines[i]
                ),
                re.sub(r"\d+", draw.choice(["", "-1", "x", "99999999999999999999"]), lines[i]),
                lines[i][: draw.randrange(len(lines[i]) + 1)] + "\n",
                lines[i].replace(",", "", 1),
            ]
        )
    return "".join(lines).encode()


def test_every_kind_has_words_in_both_languages():
    for kind in FaultKind:
        _, zh, en = kind.value
        assert re.search("[一-鿿]", zh), kind
        assert set(re.findall(r"{(\w+)}", zh)) <= set(re.findall(r"{(\w+)}", en)) | {"known"}, kind
