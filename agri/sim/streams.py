"""Randomness by name: every draw is addressed by what it is for, never by when it is made.

A stream is named by its purpose, a place and a tile of 32 replications, so that two scenarios share their
weather, a county's draws do not depend on which other counties there are, and the first 64 replications of
256 are those of a run of 64, however the compute blocks are cut.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.sim.layout import Layout

Floats32 = NDArray[np.float32]

TILE = 32  # replications that share one stream


@dataclass(frozen=True, slots=True)
class Streams:
    """Independent generators addressed by what they are for, so scenarios share their weather."""

    seed: int
    prefix: str = ""

    def __call__(self, *key: str) -> np.random.Generator:
        """Return the generator named by `key`, e.g. ``streams("weather", "410122", "0")``."""
        name = "\x1f".join((self.prefix, *key))
        digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
        return np.random.default_rng(np.random.SeedSequence([self.seed, int.from_bytes(digest, "big")]))

    def named(self, prefix: str) -> "Streams":
        """Return streams for another purpose, independent of these."""
        return Streams(self.seed, prefix)


@dataclass(frozen=True, slots=True)
class Draws:
    """The draws of one compute block: some tiles of one layout.

    ============ ========================================= =====
    Field        Meaning                                   Unit
    ============ ========================================= =====
    tiles        numbers of the tiles in the block         —
    copies       how often the same draws are repeated     —
    ============ ========================================= =====
    """

    streams: Streams
    layout: Layout
    tiles: range
    copies: int = 1

    @property
    def replications(self) -> int:
        """Replications in the block."""
        return TILE * len(self.tiles) * self.copies

    def city_normals(self, name: str, count: int) -> Floats32:
        """Draw standard normals for the whole city, shape (count, replication)."""
        return self._fill(name, (count, 1), ("city",), (slice(0, 1),), _normal)[:, 0]

    def county_normals(self, name: str, count: int) -> Floats32:
        """Draw standard normals for each county, shape (count, county, replication)."""
        rows = [slice(i, i + 1) for i in range(len(self.layout.counties))]
        return self._fill(name, (count, len(rows)), self.layout.counties, rows, _normal)

    def county_uniforms(self, name: str, count: int) -> Floats32:
        """Draw uniforms on [0, 1) for each county, shape (count, county, replication)."""
        rows = [slice(i, i + 1) for i in range(len(self.layout.counties))]
        return self._fill(name, (count, len(rows)), self.layout.counties, rows, _uniform)

    def township_normals(self, name: str, count: int) -> Floats32:
        """Draw standard normals for each township, shape (count, township, replication)."""
        shape = (count, len(self.layout.townships))
        return self._fill(name, shape, self.layout.counties, self.layout.rows_of, _normal)

    def township_uniforms(self, name: str, count: int) -> Floats32:
        """Draw uniforms on [0, 1) for each township, shape (count, township, replication)."""
        shape = (count, len(self.layout.townships))
        return self._fill(name, shape, self.layout.counties, self.layout.rows_of, _uniform)

    def _fill(
        self,
        name: str,
        shape: tuple[int, int],
        places: Sequence[str],
        rows: Sequence[slice],
        draw: Callable[[np.random.Generator, tuple[int, int, int]], Floats32],
    ) -> Floats32:
        count, _ = shape
        drawn = np.empty((*shape, TILE * len(self.tiles)), dtype=np.float32)
        for i, tile in enumerate(self.tiles):
            columns = slice(i * TILE, (i + 1) * TILE)
            for place, row in zip(places, rows, strict=True):
                if row.stop > row.start:
                    rng = self.streams(name, place, str(tile))
                    drawn[:, row, columns] = draw(rng, (count, row.stop - row.start, TILE))
        return np.tile(drawn, self.copies) if self.copies > 1 else drawn


def _normal(rng: np.random.Generator, shape: tuple[int, int, int]) -> Floats32:
    return rng.standard_normal(shape, dtype=np.float32)


def _uniform(rng: np.random.Generator, shape: tuple[int, int, int]) -> Floats32:
    return rng.random(shape, dtype=np.float32)
