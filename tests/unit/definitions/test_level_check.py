"""`agri check` names the lines of which the projection knows no level: unknown, and never counted as none."""

import re

import pytest

from agri.terms import Weight
from tests.changed_package import changed, faults_of, shipped

SIMULATION = "simulation.toml"


def without(*levels: str) -> dict[str, bytes]:
    """Return the package without some rows of [level]."""
    text = shipped()[SIMULATION].decode()
    for level in levels:
        text, count = re.subn(rf"(?m)^{level} = .*\n", "", text)
        assert count == 1, level
    return shipped() | {SIMULATION: text.encode()}


@pytest.mark.parametrize(
    "levels",
    [
        ("sown_wheat", "sown_maize"),
        ("fertilizer_wheat", "fertilizer_maize"),
        ("output_wheat", "output_maize", "fertilizer_other"),
        ("treated",),
        ("pesticide", "film_laid"),
    ],
)
def test_levels_that_nothing_of_their_kind_lends_are_named_with_the_row_to_write(levels):
    [fault] = faults_of(without(*levels), "level-unknown")
    assert fault.file == SIMULATION
    assert fault.line == shipped()[SIMULATION].decode().splitlines().index("[level]") + 1
    assert fault.kind.weight == Weight.LATER
    named = fault.text.en.partition(", and nothing")[0]
    assert set(named.removeprefix("[level] lacks ").split(", ")) == set(levels)
    assert f"{min(levels, key=fault.text.en.index)} = {{ value = …" in fault.text.zh


@pytest.mark.parametrize("level", ["sown_maize", "fertilizer_wheat", "formula_wheat", "green", "unified"])
def test_a_level_that_another_line_of_the_kind_lends_is_a_note(level):
    assert not faults_of(without(level), "level-unknown")
    [note] = faults_of(without(level), "falls-back")
    assert f"level.{level}" in note.text.en


def test_main_crops_that_replace_all_others_are_named_with_all_their_amounts():
    plan = "years/2019/plan.toml"
    swap = changed(plan, ('main_crops = ["wheat", "maize"]', 'main_crops = ["peanut", "garlic"]'))
    [fault] = faults_of(swap, "level-unknown")
    assert {"sown_peanut", "sown_garlic"} <= set(re.findall(r"\w+", fault.text.en))
    assert 'sown_peanut = { value = …, unit = "fraction"' in fault.text.en
