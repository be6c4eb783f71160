"""Worlds of every school on two counties, made once."""

from collections.abc import Callable
from functools import lru_cache

import pytest

from agri.synthetic.schools.catalogue import SCHOOLS
from agri.synthetic.worlds import Ground, InventedWorld
from tests.worlds import small_ground

ARRAY_SCHOOLS = tuple(code for code in SCHOOLS if code != "campaigns")


@pytest.fixture(scope="session")
def ground() -> Ground:
    return small_ground()


@pytest.fixture(scope="session")
def world_of(ground) -> Callable[[str, int], InventedWorld]:
    """A function from school and seed to its world on two counties."""

    @lru_cache(maxsize=128)
    def invented(school: str, seed: int) -> InventedWorld:
        return SCHOOLS[school].invent(ground, seed)

    return invented
