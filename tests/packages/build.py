"""Write the package of a city of other crops: the shipped one with another calendar, plan, keys and figures.

All figures are invented (演示数据 / synthetic). What is not named here stays as shipped.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agri.definitions.places import Places, read_baseline_keys
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.services.reference.new_package import baseline_file
from agri.terms import Level
from tests.places import PLACES, place_file

NUTRIENTS = ("n", "p2o5", "k2o")
_PATHS = {"soil_test_coverage": "fertilize", "green_control_coverage": "spray", "film_recovery": "pick_film"}


@dataclass(frozen=True)
class Window:
    """One campaign: its kind, days and share; `formula` of a fertilization."""

    kind: str
    first: str
    last: str
    share: float = 1.0
    formula: float = 0.0


@dataclass(frozen=True)
class GrownCrop:
    """One crop of a city: how it stands in the calendar, and what is invented of its area and yield."""

    code: str
    zh: str
    en: str
    first_month: int
    windows: tuple[Window, ...] = ()
    months: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    is_winter: bool = False
    is_main: bool = False
    is_remainder: bool = False
    area_mu: float = 2_000.0
    yield_kg: float = 400.0
    straw: float = 1.0

    @property
    def area_keys(self) -> tuple[str, ...]:
        own = f"{self.code}_mu"
        return (f"{self.code}_last_autumn_mu", own) if self.is_winter else (own,)


@dataclass(frozen=True)
class OtherCity:
    """A city of other crops, and the year of its plan."""

    year: int
    name_zh: str
    crops: tuple[GrownCrop, ...]
    targets: Mapping[str, float]
    more: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # file → what is replaced by what
    further: Mapping[str, str] = field(default_factory=dict)  # file → what is added at its end
    shown: Mapping[str, tuple[float, *tuple[str, ...]]] = field(
        default_factory=dict
    )  # value, words of the workbook

    @property
    def main(self) -> tuple[GrownCrop, ...]:
        return tuple(crop for crop in self.crops if crop.is_main)


def build(city: OtherCity, places: Places = PLACES) -> DefinitionFiles:
    """Return the package of a city, with one year of plan and baselines of two years."""
    shipped = DefinitionFiles.in_folder(seed_root() / "zhengzhou").for_year(2019)
    texts = [name for name in shipped.names() if not name.endswith(".docx")]  # letters of Zhengzhou's own
    contents = {name: shipped.read(name).decode() for name in texts}
    for name in ("tasks.csv", "cases.toml", "demo-decisions.toml"):
        contents.pop(name, None)
    contents["calendar.toml"] = "\n".join(_calendar(city))
    contents["plan.toml"] = _plan(contents["plan.toml"], city)
    contents["coefficients.toml"] = _coefficients(contents["coefficients.toml"], city)
    contents["baseline-keys.toml"] = _keys(contents["baseline-keys.toml"], city)
    if "indicators.toml" in contents:
        text = re.sub(r"(?m)^pilots = .*\n", "", contents["indicators.toml"])
        if not _has_winter_film(city):
            text = re.sub(r'(?m)^(due_of|last_autumn(_minus)?) = "(garlic|film_.*)"\n', "", text)
            text = text.replace(', due_of = "garlic"', "")
        else:
            text = text.replace('due_of = "garlic"', f'due_of = "{_winter_film(city)}"')
        contents["indicators.toml"] = text
    contents["org_units.csv"] = place_file(places).decode()
    for name, (old, new) in city.more.items():
        assert old in contents[name], (name, old)
        contents[name] = contents[name].replace(old, new, 1)
    for name, text in city.further.items():
        contents[name] = contents.get(name, "") + text
    files = {name: text.encode() for name, text in contents.items()}
    files |= _baselines(DefinitionFiles.of_bytes(files), city, places)
    own = {"plan.toml": f"years/{city.year}/plan.toml"}
    return DefinitionFiles.of_bytes({own.get(name, name): content for name, content in files.items()})


def _has_winter_film(city: OtherCity) -> bool:
    return bool(_winter_film(city))


def _winter_film(city: OtherCity) -> str:
    """The crop whose film is laid in autumn and due in the year after; none: no text."""
    return next((crop.code for crop in city.crops if crop.is_winter and "lay_film" in crop.months), "")


def _calendar(city: OtherCity) -> Iterator[str]:
    for crop in city.crops:
        months = ", ".join(f"{work} = {list(listed)}" for work, listed in crop.months.items())
        yield f'[[crops]]\ncode = "{crop.code}"\ntitle = {{ zh = "{crop.zh}", en = "{crop.en}" }}'
        yield f"first_month = {crop.first_month}\nis_harvested_next_year = {str(crop.is_winter).lower()}"
        yield f"is_remainder = {str(crop.is_remainder).lower()}\nmonths = {{ {months} }}"
        most = 2 * crop.yield_kg
        yield f"limits = {{ yield_t_per_mu = {most / 1000}, yield_kg_per_mu = {most} }}"
    for crop in city.crops:
        for i, window in enumerate(crop.windows):
            yield f'[[campaigns]]\ncode = "{crop.code}_{window.kind}_{i}"\nkind = "{window.kind}"'
            yield f'title = {{ zh = "{crop.zh}", en = "{crop.en}, {window.kind}" }}\ncrop = "{crop.code}"'
            yield f'first = "{window.first}"\nlast = "{window.last}"\nshare = {window.share}'
            yield f'formula = {window.formula}\nsource = "calendar-wheat"\ncertainty = "assumed"'
            pool = {"spray": "spraying", "harvest": "straw", "pick_film": "film"}.get(window.kind)
            if pool:
                yield f'pool = "{pool}"'


def _plan(text: str, city: OtherCity) -> str:
    main = ", ".join(f'"{crop.code}"' for crop in city.main)
    text = re.sub(r"(?m)^main_crops = .*$", f"main_crops = [{main}]", text)
    text = re.sub(r"(?m)^year = .*$", f"year = {city.year}", text)
    text = re.sub(r"(?m)^base_years = .*$", f"base_years = [{city.year - 1}]", text)
    text = re.sub(r"(?m)^has_ledger = .*$", "has_ledger = false", text)
    text = re.sub(r'(?m)^code = "zhengzhou-2019"', f'code = "other-{city.year}"', text).replace(
        "郑州", city.name_zh
    )
    blocks = text.split("[[indicators]]")
    found = [blocks[0]]
    for block in blocks[1:]:
        [code] = re.findall(r'(?m)^code = "(\w+)"', block)[:1]
        text = re.sub(r"(?m)^path = .*\n", "", block)
        path = _path(city, _PATHS.get(code, "harvest" if code == "straw_utilization" else ""))
        if path:
            text = text.rstrip("\n") + f"\npath = {path}\n\n"
        if not _has_winter_film(city):
            text = text.replace('"due_for_pick_up_in_year"', '"month_of_use"')
        if code in city.targets:
            aim = f'target = {{ value = {city.targets[code]}, comparator = ">=" }}'
            text = re.sub(r"(?m)^target = .*\n", "", text).rstrip("\n") + f"\n{aim}\n\n"
        found.append(text)
    return "[[indicators]]".join(found)


def _path(city: OtherCity, kind: str) -> str:
    crops = city.crops if kind == "pick_film" else city.main
    codes = [
        f"{crop.code}_{window.kind}_{i}"
        for crop in crops
        for i, window in enumerate(crop.windows)
        if window.kind == kind and (kind != "fertilize" or window.formula)
    ]
    return "[" + ", ".join(f'"{code}"' for code in codes) + "]" if codes else ""


def _coefficients(text: str, city: OtherCity) -> str:
    for crop in city.main:
        figure = 'unit = "fraction", source = "recovery-prior", certainty = "assumed" }'
        if f"[straw.{crop.code}]" not in text:
            text += f"\n[straw.{crop.code}]\ncollectable_ratio = {{ value = {crop.straw}, "
            text += 'unit = "t/t", source = "straw-ratio-2021", certainty = "assumed" }\n'
        if f"[recovery_prior.{crop.code}]" not in text:
            text += f"\n[recovery_prior.{crop.code}]\nsd = {{ value = 0.04, {figure}\n"
            for nutrient in NUTRIENTS:
                text += f"{nutrient}_formula = {{ value = 0.4, {figure}\n"
                text += f"{nutrient}_conventional = {{ value = 0.35, {figure}\n"
    return text


def _keys(text: str, city: OtherCity) -> str:
    grown, main = ({crop.code for crop in crops} for crops in (city.crops, city.main))
    blocks = text.split("[[keys]]")
    gone = ("wheat", "maize", "garlic", "peanut")
    kept = [
        block
        for block in blocks
        if not any(
            (f'code = "{crop}_' in block and crop not in grown)
            or (f"_{crop}_t" in block and crop not in main)
            for crop in gone
        )
    ]
    text = "[[keys]]".join(kept)
    for crop in city.crops:
        wanted = [*((key, "mu") for key in crop.area_keys)]
        if crop.is_main:
            wanted += [
                (f"last_year_fertilizer_{crop.code}_t", "t"),
                (f"{crop.code}_yield_kg_per_mu", "kg/mu"),
            ]
            wanted += [(f"{crop.code}_last_autumn_formula_mu", "mu")] if crop.is_winter else []
        for key, unit in wanted:
            if f'code = "{key}"' not in text:
                text += f'\n[[keys]]\ncode = "{key}"\ntitle = {{ zh = "{crop.zh}", en = "{crop.en}" }}\n'
                text += f'unit = "{unit}"\nlevel = "township"\n'
                text += 'source = "baseline-synthetic"\ncertainty = "assumed"\n'
    return text


def _baselines(files: DefinitionFiles, city: OtherCity, places: Places) -> dict[str, bytes]:
    keys = read_baseline_keys(files["baseline-keys.toml"])
    known = {key: crop.area_mu for crop in city.crops for key in crop.area_keys}
    for crop in city.main:
        known |= {
            f"last_year_fertilizer_{crop.code}_t": 0.025 * crop.area_mu,
            f"{crop.code}_yield_kg_per_mu": crop.yield_kg,
            f"{crop.code}_last_autumn_formula_mu": 0.7 * crop.area_mu,
        }
    known |= {"last_year_fertilizer_other_t": 60.0, "last_year_pesticide_kg": 4_000.0, "mu_per_sample": 300.0}
    known |= {"film_last_autumn_kg": 2_000.0, "film_last_autumn_degradable_kg": 0.0}
    county = {
        "laboratory_samples_per_day": 8.0,
        "samples_planned": 90.0,
        "spraying_teams": 4.0,
        "film_pickers": 2.0,
        "balers": 5.0,
        "packaging_stations": 3.0,
        "collection_trucks": 1.0,
        "extension_staff": 6.0,
        "manure_produced_t": 40_000.0,
        "manure_outlet_t_per_month": 3_000.0,
    }
    return {
        name: baseline_file(
            [key.code for key in keys if key.level == level],
            [
                (unit.code, year, figures if unit.is_farming or level == Level.COUNTY else {})
                for unit in places.units
                for year in (city.year - 1, city.year)
                if unit.level == level
            ],
        )
        for level, name, figures in (
            (Level.TOWNSHIP, "baselines-township.csv", known),
            (Level.COUNTY, "baselines-county.csv", county),
        )
    }
