"""Baselines in a wrong unit are named with the row and the unit; right ones are never asked about."""

import csv
import io
from collections.abc import Callable

import pytest

from agri.terms import Weight
from tests.changed_package import YEAR, changed, faults_of, shipped

TOWNSHIPS = "baselines-township.csv"
Rows = list[dict[str, str]]


def edited(edit: Callable[[Rows], object]) -> dict[str, bytes]:
    """Return the package with the rows of its plan year changed."""
    rows = list(csv.DictReader(io.StringIO(shipped()[TOWNSHIPS].decode())))
    edit([row for row in rows if row["year"] == str(YEAR)])
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return shipped() | {TOWNSHIPS: text.getvalue().encode()}


def times(key: str, factor: float, count: int | None = None) -> Callable[[Rows], None]:
    """Return an edit that multiplies a column, of the first rows that have any of it or of all."""

    def edit(rows: Rows) -> None:
        some = [row for row in rows if float(row[key] or 0) > 0][:count]
        assert some
        for row in some:
            row[key] = f"{float(row[key]) * factor:.9g}"

    return edit


@pytest.mark.parametrize(
    ("key", "factor", "unit"),
    [
        ("maize_mu", 1e-4, "10,000 mu"),
        ("wheat_last_autumn_mu", 1e-4, "10,000 mu"),
        ("last_year_fertilizer_wheat_t", 1000, "kg"),
        ("last_year_fertilizer_other_t", 1000, "kg"),
        ("last_year_fertilizer_maize_t", 1e-4, "10,000 t"),
        ("last_year_pesticide_kg", 0.001, "t"),
        ("wheat_yield_kg_per_mu", 0.001, "t/mu"),
        ("maize_yield_kg_per_mu", 15, "kg/ha"),
        ("wheat_yield_kg_per_mu", 2, "jin/mu"),
    ],
)
@pytest.mark.parametrize("count", [1, None], ids=["one-row", "the-column"])
def test_a_wrong_unit_is_named_with_the_first_row_and_the_likely_unit(key, factor, unit, count):
    package = edited(times(key, factor, count))
    odd = [one for one in faults_of(package, "baseline-odd") if one.at == key]
    [fault] = [one for one in odd if f"it looks like {unit}" in one.text.en]
    assert (fault.file, fault.kind.weight) == (TOWNSHIPS, Weight.LATER)
    assert fault.line is not None
    row = package[TOWNSHIPS].decode().splitlines()[fault.line - 1].split(",")
    assert row[1] == str(YEAR)
    assert str(fault.values["code"]) == row[0]
    assert ("more rows" in fault.text.en) == (count is None)
    assert "像是以" in fault.text.zh


@pytest.mark.parametrize("key", ["last_year_pesticide_kg", "last_year_fertilizer_maize_t", "wheat_mu"])
@pytest.mark.parametrize("factor", [10, 0.1])
def test_a_digit_too_many_or_too_few_is_named(key, factor):
    odd = faults_of(edited(times(key, factor, 1)), "baseline-odd")
    assert [one.at for one in odd] == [key]


def test_a_package_without_the_year_before_holds_places_against_each_other():
    def alone(rows: Rows) -> None:
        times("last_year_pesticide_kg", 10, 1)(rows)

    package = edited(alone)
    head, *rows = package[TOWNSHIPS].decode().splitlines(keepends=True)
    package[TOWNSHIPS] = "".join([head, *(row for row in rows if f",{YEAR}," in row)]).encode()
    assert [one.at for one in faults_of(package, "baseline-odd")] == ["last_year_pesticide_kg"]


@pytest.mark.parametrize(
    ("old", "most", "keys"),
    [
        ("maximum = 300000", 50000, {"wheat_mu", "maize_mu"}),
        ("maximum = 200000", 20000, {"garlic_mu", "peanut_mu"}),
    ],
)
def test_an_area_that_a_form_refuses_names_the_maximum_to_raise(old, most, keys):
    odd = faults_of(changed("forms/01-sowing.toml", (old, f"maximum = {most}")), "baseline-odd")
    assert {one.at for one in odd} == keys
    for fault in odd:
        assert f"maximum {most} of sowing.{fault.at}" in fault.text.en
        assert "raise that maximum in forms/, and the form's version" in fault.text.en


def test_what_is_shipped_is_never_asked_about_and_blanks_are_unknown():
    assert not faults_of(shipped(), "baseline-odd")

    def blank(rows: Rows) -> None:
        for row in rows:
            row["maize_mu"] = row["last_year_pesticide_kg"] = ""

    assert not faults_of(edited(blank), "baseline-odd")


def test_a_lower_limit_of_the_package_itself_is_what_yields_are_held_against():
    package = changed("calendar.toml", ("yield_kg_per_mu = 800", "yield_kg_per_mu = 500"))
    [fault] = faults_of(package, "baseline-odd")
    assert fault.at == "wheat_yield_kg_per_mu"
    assert "between 5 and 500" in fault.text.en
