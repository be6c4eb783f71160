"""Randomness by name: every draw is addressed by what it is for, never by when it is made.

A stream is named by its purpose and a place, and its tiles of 32 replications lie at fixed offsets of a
generator that can be moved on to any of them. So two scenarios share their weather, a county's draws do not
depend on which other counties there are, and the first 64 replications of 256 are those of a run of 64,
however the compute blocks are cut. Every draw takes 16 bits, whatever its distribution: hence the fixed
offsets, and the speed.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from agri.sim.inputs.layout import Layout

Floats32 = NDArray[np.float32]
Words = NDArray[np.uint16]

TILE = 32  # replications that share one stretch of a stream

_LEVELS = 1 << 16  # values that a draw can take
_PER_WORD = 4  # draws in a 64-bit word


@cache
def normal_levels() -> Floats32:
    """Return the standard normal's quantiles at the middles of 65,536 equal parts, scaled to variance one.

    The tails end at 4.3 standard deviations and the kurtosis is 2.999 instead of 3.
    """
    quantile = NormalDist().inv_cdf
    upper = np.array([quantile((i + 0.5) / _LEVELS) for i in range(_LEVELS // 2, _LEVELS)])
    levels = np.concatenate([-upper[::-1], upper])
    return np.asarray(levels / levels.std(), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Streams:
    """Independent generators addressed by what they are for, so scenarios share their weather."""

    seed: int
    prefix: str = ""

    def __call__(self, *key: str) -> np.random.PCG64:
        """Return the generator named by `key`, e.g. ``streams("weather", "410122")``."""
        name = "\x1f".join((str(self.seed), self.prefix, *key))
        digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
        return np.random.PCG64(np.random.SeedSequence(int.from_bytes(digest, "little")))

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
        return self._fill(name, count, ("city",), (slice(0, 1),), _normal)[:, 0]

    def city_uniforms(self, name: str, count: int) -> Floats32:
        """Draw uniforms on (0, 1) for the whole city, shape (count, replication)."""
        return self._fill(name, count, ("city",), (slice(0, 1),), _uniform)[:, 0]

    def county_normals(self, name: str, count: int, among: range | None = None) -> Floats32:
        """Draw standard normals for each county, shape (count, county, replication).

        `among` asks for a stretch of the count only: the same numbers, and the others are not made.
        """
        return self._fill(name, count, self.layout.counties, self._each_county(), _normal, among=among)

    def county_uniforms(self, name: str, count: int) -> Floats32:
        """Draw uniforms on (0, 1) for each county, shape (count, county, replication)."""
        return self._fill(name, count, self.layout.counties, self._each_county(), _uniform)

    def township_normals(self, name: str, count: int) -> Floats32:
        """Draw standard normals for each township, shape (count, township, replication)."""
        return self._fill(name, count, self.layout.counties, self.layout.rows_of, _normal)

    def township_uniforms(self, name: str, count: int) -> Floats32:
        """Draw uniforms on (0, 1) for each township, shape (count, township, replication)."""
        return self._fill(name, count, self.layout.counties, self.layout.rows_of, _uniform)

    def _each_county(self) -> tuple[slice, ...]:
        return tuple(slice(i, i + 1) for i in range(len(self.layout.counties)))

    def _fill(
        self,
        name: str,
        count: int,
        places: Sequence[str],
        rows: Sequence[slice],
        to: Callable[[Words], Floats32],
        *,
        among: range | None = None,
    ) -> Floats32:
        """Draw for every place in its rows, shape (count, row, replication), or only some of the count."""
        wanted = range(count) if among is None else among
        tiles = len(self.tiles)
        height = max(row.stop for row in rows)
        drawn = np.empty((len(wanted), height, tiles, TILE), dtype=np.float32)
        for place, row in zip(places, rows, strict=True):
            size = row.stop - row.start
            if size <= 0 or not wanted:
                continue
            words = size * TILE // _PER_WORD  # of one of the count in one tile
            source = self.streams(name, place)
            source.advance((self.tiles.start * count + wanted.start) * words)
            raw = _raw(source, tiles, len(wanted) * words, (count - len(wanted)) * words)
            sixteen = raw.astype("<u8", copy=False).view("<u2")  # the same numbers on any machine
            values = to(sixteen).reshape(tiles, len(wanted), size, TILE)
            drawn[:, row] = values.transpose(1, 2, 0, 3)
        flat = drawn.reshape(len(wanted), height, tiles * TILE)
        return np.tile(flat, self.copies) if self.copies > 1 else flat


def _raw(source: np.random.PCG64, tiles: int, taken: int, skipped: int) -> NDArray[np.uint64]:
    """Take some words of every tile and skip the others."""
    if not skipped:
        return np.asarray(source.random_raw(tiles * taken))
    parts = []
    for _ in range(tiles):
        parts.append(source.random_raw(taken))
        source.advance(skipped)
    return np.concatenate(parts)


def _normal(sixteen: Words) -> Floats32:
    return np.asarray(np.take(normal_levels(), sixteen, mode="clip"))


def _uniform(sixteen: Words) -> Floats32:
    """Return the middles of 65,536 equal parts of [0, 1)."""
    values = sixteen.astype(np.float32)
    values += np.float32(0.5)
    values *= np.float32(1 / _LEVELS)
    return values
