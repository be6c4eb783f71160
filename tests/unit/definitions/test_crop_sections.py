"""Forms say once what they ask of every crop: what the shipped forms come to, and what a rice city is asked."""

from dataclasses import fields, is_dataclass
from typing import Any

from agri.definitions.calendar import Crop
from agri.definitions.crops.crop_sections import FormCrops
from agri.definitions.forms import Form, read_form, read_forms
from agri.definitions.package.check import check_package
from agri.definitions.reading import DefinitionFiles, Title, seed_root
from agri.services.store.canonical import digest_of

# The digests under which databases hold the first versions: they may not move.
STORED = {
    "sowing": "37b4c2c58b6b5781a1947795cf8c97c2de462d00f22b87c4d26e3cd5646c0b7a",
    "fertilizer": "db92d12413414102eda04d873a6a46845fe783d895c6a69d51e36b85ddb49ec5",
    "soil_testing": "ba3a437f6ba6bacfca49d16ecb00105a7795f3beba1a80364c0d03eb08022759",
    "pest_control": "36a72c2de71ec4432acede7198f2a703486e2900a39e4b1c6d16be8667205ea4",
    "film": "eebed09fbf4099352c2ac35359b56f639490cbe555d749d3065307d99c55e866",
    "packaging": "465bf68c1d68d6fdea3725b159bf2dc2caea795170ba996b4bef2a3e627efad6",
    "straw": "0543b95e02352ea7c41b154e4370c94040ea4d7b2fca7b760fd6937afe22285b",
    "manure": "9a6cdf9fda199f27355c44d87b336e985806faf7552aaf422824b1147a7df870",
    "field_trial": "5a41f7dd16708db1f87d2bedd91852fb8a4692da8b07fde2c4b39dd287a94e90",
    "dealer_sales": "1276bcbd193b0526dbf4201f066b6d5bb78ae41bc8c9e40c7226f570827d5671",
}


def crop(code: str, zh: str, en: str, first: int, *, winter: bool = False, **months: tuple[int, ...]) -> Crop:
    return Crop(code, Title(zh, en), first, winter, months=months)


RICE_CITY = FormCrops(
    (
        crop("early_rice", "早稻", "Early rice", 3, sow=(4,), fertilize=(4, 5), harvest=(7,), straw=(7, 8)),
        crop("late_rice", "晚稻", "Late rice", 6, sow=(7,), fertilize=(7, 8), harvest=(11,), straw=(11, 12)),
        crop(
            "rape",
            "油菜",
            "Rape",
            9,
            winter=True,
            sow=(10,),
            fertilize=(1, 2, 10, 11),
            harvest=(5,),
            straw=(5, 6),
        ),
    ),
    ("early_rice", "late_rice", "rape"),
)


def form(name: str) -> Form:
    return read_form(seed_root() / "forms" / name, RICE_CITY)


def test_the_shipped_forms_are_those_that_databases_hold():
    forms = read_forms(seed_root() / "zhengzhou")
    first = {one.code: digest_of(_as_then(one)) for one in forms if one.version == 1}
    assert first
    assert first.items() <= STORED.items()


LATER = {
    "other_months": False,
    "products": (),
    "is_by_area": False,
    "passes_blanks": False,
    "short_title": None,
    "counted_in": None,
    "is_optional": False,
    "summed_from": None,
}


def _as_then(said: Any) -> Any:
    """Return a form without what later programs added to say, which databases do not hold against it."""
    if is_dataclass(said):
        kept = {one.name: getattr(said, one.name) for one in fields(said)}
        assert all(kept[name] == LATER[name] for name in kept.keys() & LATER.keys())
        return {name: _as_then(value) for name, value in kept.items() if name not in LATER}
    return tuple(map(_as_then, said)) if isinstance(said, tuple) else said


def test_a_rice_city_is_asked_of_its_crops_in_their_months():
    fertilizer = form("02-fertilizer.toml")
    assert [section.code for section in fertilizer.sections][:3] == ["early_rice", "late_rice", "rape"]
    assert fertilizer.section_of["early_rice_n_t"].months == (4, 5)
    assert fertilizer.section_of["rape_n_t"].months == (1, 2, 10, 11)
    assert fertilizer.months == tuple(range(1, 13))  # rape is topdressed in January, which no other crop is
    assert fertilizer.element_of["late_rice_n_t"].title == Title(
        "晚稻氮肥（尿素等单质，折纯）", "Nitrogen on late rice, straight"
    )
    by_code = {rule.code: rule for rule in fertilizer.rules}
    assert by_code["fertilizer-rape-spring-intensity"].months == (1, 2)
    assert "fertilizer-late_rice-autumn-intensity" not in by_code


def test_a_sum_over_crops_is_written_out_and_what_a_crop_lacks_is_left_out():
    straw = form("07-straw.toml")
    assert straw.months == (5, 6, 7, 8, 11, 12)
    [beside] = [total for section in straw.sections for total in section.totals if "output" in total.title.en]
    assert beside.elements == ("early_rice_output_t", "late_rice_output_t", "rape_output_t")
    assert beside.title.zh == "对照：本月早稻、晚稻、油菜产量合计"
    # None of these crops has a limit of yield, hence no rule asks about it.
    assert not [rule.code for rule in straw.rules if rule.code.endswith("-yield")]
    green = next(rule for rule in form("04-pest_control.toml").rules if "green" in rule.code)
    assert [term.name for term in green.right] == ["early_rice_mu", "late_rice_mu", "rape_last_autumn_mu"]


def test_a_main_crop_that_a_form_asks_nothing_of_is_named_with_its_form():
    files = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
    contents = {name: files.read(name) for name in files.names()}
    contents["calendar.toml"] = contents["calendar.toml"].replace(b"formula = [6, 7], ", b"")
    faults = check_package(DefinitionFiles.of_bytes(contents), 2019).faults
    [named] = [one for one in faults if one.kind.code == "crop-unasked"]
    assert named.file == "forms/03-soil_testing.toml"
    assert named.text.en.startswith("the crop maize has no months for formula")
