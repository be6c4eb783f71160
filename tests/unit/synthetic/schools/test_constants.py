"""No school draws its worlds from the figures of the engine or of another school."""

import ast
import dataclasses
import tomllib
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from agri.definitions.reading import seed_root
from agri.synthetic.worlds import Ground
from tests.some import some
from tests.unit.synthetic.schools.conftest import ARRAY_SCHOOLS

ROOT = Path(__file__).parents[4]
DECLARED = ("simulation.toml", "coefficients.toml", "calendar.toml", "years/2019/plan.toml")
FIGURES = 3  # digits from which on two numbers are not alike by chance
TINY = 1e-5  # guards of divisions


def law_of(school: str) -> Any:
    return import_module(f"agri.synthetic.schools.{school}.constants").LAW


def figures(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    if dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            yield from figures(getattr(value, one.name), (*path, one.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from figures(inner, (*path, str(key)))
    elif isinstance(value, tuple | list):
        for i, inner in enumerate(value):
            yield from figures(inner, (*path, str(i)))
    elif isinstance(value, float):
        yield path, value


def digits(number: float) -> int:
    return len(f"{abs(number):.12g}".replace(".", "").strip("0"))


def written(folder: str) -> set[float]:
    """Every number with a point that stands in a folder's code."""
    return {
        node.value
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and abs(node.value) > TINY
    }


def engines() -> set[float]:
    declared = set(written("agri/sim"))
    for name in DECLARED:
        table = tomllib.loads((seed_root() / "zhengzhou" / name).read_text("utf-8"))
        declared |= {value for _, value in figures(table)}
    return declared


@pytest.mark.parametrize("school", ARRAY_SCHOOLS)
def test_no_figure_of_a_school_is_the_engines(school):
    own = {value for value in written(f"agri/synthetic/schools/{school}") if digits(value) >= FIGURES}
    assert len(own) > 100
    assert own & engines() == set()


@pytest.mark.parametrize("pair", list(combinations(ARRAY_SCHOOLS, 2)), ids="-".join)
def test_no_constant_of_two_schools_is_the_same(pair):
    here, there = (dict(figures(law_of(school))) for school in pair)
    shared = here.keys() & there.keys()
    assert len(shared) > 50
    assert [path for path in shared if here[path] == there[path]] == []


@pytest.mark.parametrize("school", ARRAY_SCHOOLS)
def test_what_a_school_and_the_plan_both_name_differs_by_more_than_a_hundredth(school):
    plan, law = Ground.read().plan, law_of(school)
    campaigns, assumed = plan.calendar.campaigns, plan.coefficients
    parameters = {name: figure.value[0] for name, figure in plan.parameters.by_name.items()}
    kept = {
        "film": (law.film_kg_per_mu, assumed["film.kg_per_mu"]),
        "impurity": (sum(law.coefficients.impurity) / 2, assumed["film.impurity"]),
        "packaging": (sum(law.coefficients.packaging_kg) / 2, assumed["packaging.kg_per_kg_pesticide"]),
        "peanut film": (law.film_on["peanut"], campaigns["peanut_film"].share),
        "garlic film": (law.film_on["garlic"], campaigns["garlic_film"].share),
        "missing": (law.missing, parameters["reporting.missing_share"]),
        "found on the spot": (law.visits.sd, parameters["bias.spot_check_sd"]),
        "wheat": (law.kg_per_mu["wheat"], 1000 * parameters["level.fertilizer_wheat"]),
        "maize": (law.kg_per_mu["maize"], 1000 * parameters["level.fertilizer_maize"]),
        "plot": (law.coefficients.plot_sd, assumed["recovery_prior.wheat.sd"]),
        "recovery": (law.coefficients.recovery_yearly, parameters["recovery.trend"]),
        **{
            family: (law.leaning[family], believed.mean)
            for family, believed in plan.over_reporting.items()
            if believed.mean
        },
    }
    for name, (own, theirs) in some(kept.items()):
        assert abs(own / theirs - 1) > 0.01, name
