"""`agri check` of heirs: each kind of fault is named, and a whole merger, split or renaming passes."""

import pytest

from agri.definitions.package.check import check_package
from agri.definitions.places import Places
from agri.definitions.reading import DefinitionFiles
from agri.terms import Weight
from tests.places import CITY, COUNTY, FAR_TOWNSHIP, NEIGHBOUR, PLACES, TOWNSHIP, package, place_file

HEAD = "org_unit,becomes,share,on"
MERGED = f"{TOWNSHIP},{NEIGHBOUR},1,2019-07-01"


def codes_of(*rows: str, head: str = HEAD) -> set[str]:
    """Return the codes of what stops a package with these heirs."""
    files = package().for_year(2019)
    contents = {name: files.read(name) for name in files.names()}
    contents["becomes.csv"] = "\n".join([head, *rows, ""]).encode()
    return stops(DefinitionFiles.of_bytes(contents), 2019)


def stops(files: DefinitionFiles, year: int) -> set[str]:
    return {
        fault.kind.code for fault in check_package(files, year).faults if fault.kind.weight == Weight.STOP
    }


@pytest.mark.parametrize(
    "rows",
    [
        (MERGED,),
        (f"{TOWNSHIP},{TOWNSHIP},0.6,2019-07-01", f"{TOWNSHIP},{NEIGHBOUR},0.4,2019-07-01"),
        (f"410191199,{TOWNSHIP},0.25,2018-07-01", f"410191199,{NEIGHBOUR},0.75,2018-07-01"),
        (f"410191199,{TOWNSHIP},1,2018-07-01", MERGED),
    ],
    ids=["merged", "split", "gone-and-shared", "one-after-the-other"],
)
def test_heirs_that_are_whole_pass(rows: tuple[str, ...]) -> None:
    assert codes_of(*rows) <= stops(package(), 2019)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((f"{TOWNSHIP},{NEIGHBOUR},0.9,2019-07-01",), "shares-not-one"),
        ((MERGED, f"{TOWNSHIP},{FAR_TOWNSHIP},0.2,2019-07-01"), "shares-not-one"),
        ((f"{TOWNSHIP},410191199,1,2019-07-01",), "not-among"),
        ((f"{TOWNSHIP},{COUNTY},1,2019-07-01",), "not-among"),
        ((f"{COUNTY},{NEIGHBOUR},1,2019-07-01",), "not-among"),
        ((f"{TOWNSHIP},{CITY},1,2019-07-01",), "not-among"),
        ((f"{TOWNSHIP},,1,2019-07-01",), "cell-empty"),
        ((f",{TOWNSHIP},1,2019-07-01",), "cell-empty"),
        ((f"{TOWNSHIP},{NEIGHBOUR},1,2019-06-31",), "not-a-day"),
        ((f"{TOWNSHIP},{NEIGHBOUR},1,",), "not-a-day"),
        ((f"{TOWNSHIP},{NEIGHBOUR},whole,2019-07-01",), "not-a-number"),
        ((f"{TOWNSHIP},{NEIGHBOUR},-1,2019-07-01",), "negative"),
        ((f"{TOWNSHIP},{NEIGHBOUR},0,2019-07-01",), "out-of-range"),
        ((f"{TOWNSHIP},{NEIGHBOUR},1.5,2019-07-01",), "out-of-range"),
        ((MERGED, MERGED), "code-twice"),
        ((f"{TOWNSHIP},{TOWNSHIP},1,2019-07-01",), "heir-ended"),
        ((MERGED, f"{NEIGHBOUR},{TOWNSHIP},1,2019-08-01"), "heir-ended"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_each_fault_is_named(rows: tuple[str, ...], code: str) -> None:
    assert code in codes_of(*rows)


def test_a_missing_column_is_named() -> None:
    assert "column-missing" in codes_of(f"{TOWNSHIP},{NEIGHBOUR},2019-07-01", head="org_unit,becomes,on")


def test_a_code_of_another_year_does_not_vanish_without_heirs() -> None:
    shipped = package()
    contents = {name: shipped.read(name) for name in shipped.names()}
    contents["years/2020/plan.toml"] = contents["years/2019/plan.toml"].replace(
        b"year = 2019", b"year = 2020"
    )
    left = Places(tuple(unit for unit in PLACES.units if unit.code != TOWNSHIP))
    contents["years/2020/org_units.csv"] = place_file(left)
    files = DefinitionFiles.of_bytes(contents)
    assert "place-without-heir" in stops(files, 2020)
    contents["years/2020/becomes.csv"] = f"{HEAD}\n{MERGED}\n".replace("2019-07", "2020-01").encode()
    assert "place-without-heir" not in stops(DefinitionFiles.of_bytes(contents), 2020)


@pytest.mark.parametrize(
    ("rows", "is_asked"),
    [
        ((f"{TOWNSHIP},{NEIGHBOUR},1,2018-07-01",), False),
        ((f"{TOWNSHIP},{NEIGHBOUR},1,2019-01-01",), False),
        ((MERGED,), True),  # it reports until July
        ((f"{TOWNSHIP},{TOWNSHIP},0.6,2018-07-01", f"{TOWNSHIP},{NEIGHBOUR},0.4,2018-07-01"), True),
    ],
    ids=["last-year", "new-year", "in-the-year", "stays"],
)
def test_baselines_are_asked_of_no_township_that_was_handed_on_before_the_year(
    rows: tuple[str, ...], is_asked: bool
) -> None:
    files = package().for_year(2019)
    contents = {name: files.read(name) for name in files.names()}
    contents["becomes.csv"] = "\n".join([HEAD, *rows, ""]).encode()
    lines = contents["baselines-township.csv"].decode().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(TOWNSHIP)]
    assert len(kept) < len(lines)
    contents["baselines-township.csv"] = "".join(kept).encode()
    missing = {
        fault.values["found"]
        for fault in check_package(DefinitionFiles.of_bytes(contents), 2019).faults
        if fault.kind.code == "baseline-missing"
    }
    assert (TOWNSHIP in missing) == is_asked
