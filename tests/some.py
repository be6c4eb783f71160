"""What a test must look at before it may pass."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def some(rows: Iterable[T]) -> list[T]:
    """Return the rows; a test that loops over none of them would pass without having looked at anything."""
    found = list(rows)
    assert found, "there is nothing to look at"
    return found
