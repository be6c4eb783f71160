"""An LRU cache that computes each value once, also where several ask for it at the same time."""

from collections.abc import Callable, Hashable
from contextlib import nullcontext
from threading import Condition, Lock
from typing import Generic, TypeVar

from cachetools import LRUCache, cached

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class SingleFlightCache(Generic[K, V]):
    """The `most` values used last, by key.

    Whoever asks for a value that is being computed waits for it. Values of different keys are computed one
    after the other unless told otherwise: a snapshot of a province takes 50 MB while it is made.
    """

    def __init__(self, most: int, *, one_at_a_time: bool = True) -> None:
        turn = Lock() if one_at_a_time else nullcontext()

        @cached(LRUCache[K, V](most), key=lambda key, _make: key, condition=Condition())
        def compute(_key: K, make: Callable[[], V]) -> V:
            with turn:
                return make()

        self._compute = compute

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return the value of a key, computed now if it is not there; what `make` raises is not stored."""
        return self._compute(key, make)
