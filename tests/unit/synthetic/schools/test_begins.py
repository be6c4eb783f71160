"""A cause acts from the month on that a world names, and hardly before; everything else stays the same."""

from importlib import import_module

import numpy as np
import pytest

from agri.hindcast.past_year import settled_on
from agri.synthetic.schools.catalogue import SCHOOLS
from agri.synthetic.schools.causes import NO_CAUSES, CauseKind, Causes
from agri.synthetic.schools.school import SchoolUse
from agri.synthetic.worlds import Ground
from tests.some import some

pytestmark = pytest.mark.slow

LAST_LOOK = tuple(code for code, school in SCHOOLS.items() if school.use == SchoolUse.LAST_LOOK)
HELD = (
    "regimes",
    "markets",
    "households",
    "tenders",
    *LAST_LOOK,
)  # the first four were of the last look once
COUNTED = ("samples_", "cards_", "field_trial")  # whole numbers drawn one after another


@pytest.fixture
def year_with(ground: Ground, monkeypatch):
    """A function from school and causes to what was truly done and what was told, (element, place, month)."""
    kept = [
        i for i, name in enumerate(ground.plan.forms.data_elements) if not any(x in name for x in COUNTED)
    ]

    def year(school: str, causes: Causes) -> tuple[np.ndarray, np.ndarray]:
        module = import_module(f"agri.synthetic.schools.{school}.invent")
        monkeypatch.setattr(module, "draw_causes", lambda *_: causes)
        world = SCHOOLS[school].invent(ground, 5)
        assert (world.causes, world.begins) == (causes.names, causes.begins)
        told = world.record.snapshot(world.plan, settled_on(world.plan)).values[:, kept, 12:]
        return np.nan_to_num(world.truths[2019].values[:, kept]), np.nan_to_num(told)

    return year


def changes(here: np.ndarray, there: np.ndarray) -> np.ndarray:
    """The largest change of any element by month, of what the element comes to in a year."""
    whole = np.abs(there).sum(axis=(0, 2))
    return np.asarray((np.abs(here - there).sum(axis=0) / np.maximum(whole, 1e-9)[:, None]).max(axis=0))


@pytest.mark.parametrize("kind", list(CauseKind))
@pytest.mark.parametrize("school", HELD)
def test_a_cause_acts_from_the_month_that_it_names(year_with, school, kind):
    chance = import_module(f"agri.synthetic.schools.{school}.constants").LAW.chances[kind]
    plain = year_with(school, NO_CAUSES)
    for begins in some(sorted({chance.first, chance.last})):
        acted = [
            changes(*pair) for pair in zip(year_with(school, Causes({kind: begins})), plain, strict=True)
        ]
        change = np.maximum(*acted)
        # What is done in a month that no form asks for is told with one before it.
        assert change[: begins - 1].max() < 0.45 * change[begins - 1 : begins + 1].max()
        assert change[: begins - 1].max() < 0.12
        assert change[begins - 1] > 0.004
