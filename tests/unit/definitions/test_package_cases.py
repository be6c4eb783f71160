"""Cases of a package: what is reported, and what the indicators then say."""

import re

import pytest

from agri.definitions.places import read_org_units
from agri.definitions.plan import read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.indicators.completeness import elements_of
from agri.indicators.rates import evaluate
from agri.indicators.recovery import recovery_of
from agri.indicators.reported import reported_quantities
from agri.indicators.snapshot import Snapshot
from agri.indicators.sums import Cells
from agri.periods import Period
from agri.services.reference.check_package import check_city_package
from tests.snapshots import make_snapshot

FILES = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
SOUND = {name: FILES.read(name) for name in FILES.names()}


def checked(file: str, old: str, new: str):
    text = SOUND[file].decode()
    assert old in text
    files = DefinitionFiles.of_bytes(SOUND | {file: text.replace(old, new, 1).encode()})
    return [one for one in check_city_package(files, 2019).faults if one.kind.weight == "stop"]


def test_the_shipped_cases_come_out_as_computed_by_hand():
    report = check_city_package(FILES, 2019)
    assert report.is_sound
    [words] = [one.text.en for one in report.passed if one.file == "years/2019/cases.toml"]
    assert int(words.split()[0]) >= 6


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "words"),
    [
        (
            "years/2019/cases.toml",
            "value = 0.7666667",
            "value = 0.9",
            "case-differs",
            "comes to 0.766667, not to 0.9",
        ),
        ("coefficients.toml", "value = 0.13", "value = 0.12", "case-differs", "case packaging"),
        (
            "years/2019/cases.toml",
            "pest_control.unified_area_mu",
            "pest_control.unified_mu",
            "not-among",
            "did you mean",
        ),
        ("years/2019/cases.toml", 'period = "2019-04"', 'period = "2019-13"', "not-among", "2019-13"),
        ("years/2019/cases.toml", 'org_unit = "410122101"', 'org_unit = "410199"', "not-among", "410199"),
        ("years/2019/cases.toml", "expects = [", "expect = [", "key-missing", "expects is missing"),
        ("years/2019/cases.toml", "value = 80", 'value = "80"', "wrong-type", "not a number"),
    ],
)
def test_a_case_that_does_not_come_out_stops(file, old, new, code, words):
    faults = checked(file, old, new)
    assert [one for one in faults if one.kind.code == code and words in one.text.en and one.line], faults
    assert all(re.search("[一-鿿]", one.text.zh) for one in faults)


def test_the_elements_that_indicators_declare_are_those_that_they_read(monkeypatch):
    plan = read_plan(FILES, 2019)
    places = read_org_units(FILES["org_units.csv"])
    snapshot = make_snapshot(plan, {}, places=places)
    read: set[str] = set()
    for door, name in ((Snapshot, "of"), (Snapshot, "states_of"), (Cells, "of")):
        own = getattr(door, name)
        monkeypatch.setattr(
            door, name, lambda self, element, own=own: (read.add(element), own(self, element))[1]
        )
    evaluate(reported_quantities(snapshot, plan, Period(2019, 12)), plan, places, recovery_of(snapshot, plan))
    every = (*plan.indicators.values(), *plan.beside.values())
    assert read == {name for one in every for name in elements_of(plan, one)}
