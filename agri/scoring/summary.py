"""Average scores over worlds: tables by indicator and month, and the points of a reliability plot."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from agri.scoring.hindcast import LEVELS, Scored

FROM_JUNE = 6
BEFORE, NOTHING = "before it begins", "nothing"  # rows by cause of worlds without one at work
_BINS = 10


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """Mean scores of the forecast units of one row.

    ============ ============================================================ =========
    Field        Meaning                                                      Unit
    ============ ============================================================ =========
    month        1 to 12; None where several months are taken together        —
    units        forecast units averaged                                      —
    bias         mean of projected mean − end                                 fraction
    spread       mean standard deviation of the draws                         fraction
    error        standard deviation of projected mean − end                   fraction
    rival        the rule to beat, chosen on other worlds; the most frequent  —
    gain         1 − crps ÷ rival's crps; negative is a loss                  fraction
    miss         mean distance of the median from the end                     fraction
    rival_miss   mean distance of what the rule said from the end             fraction
    point_gain   1 − miss ÷ rival_miss, point against point                   fraction
    coverage     share of ends inside the central intervals of `LEVELS`       fraction
    rival_brier  the rule's, with its interval                                —
    ============ ============================================================ =========
    """

    kind: str
    basis: str
    indicator: str
    month: int | None
    units: int
    bias: float
    spread: float
    error: float
    crps: float
    rival: str | None
    rival_crps: float | None
    gain: float | None
    coverage: tuple[float, ...]
    brier: float | None
    rival_brier: float | None
    miss: float = float("nan")
    rival_miss: float | None = None
    point_gain: float | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts of like probability: what was said on average, and how often it came true."""

    said: float
    came: float
    count: int


def by_month(scored: Iterable[Scored]) -> list[ScoreLine]:
    """Average over worlds: a row for each kind, basis, indicator and month."""
    return _lines(scored, lambda s: (s.kind, s.basis, s.indicator, s.month))


def from_month(scored: Iterable[Scored], first: int = FROM_JUNE) -> list[ScoreLine]:
    """Average over worlds and the months from `first` on: a row for each kind, basis and indicator."""
    return _lines((s for s in scored if s.month >= first), lambda s: (s.kind, s.basis, s.indicator, None))


def over_indicators(scored: Iterable[Scored], first: int = FROM_JUNE) -> list[ScoreLine]:
    """Average over indicators too; the rival is then the rule of each indicator, put together."""
    kept = [s for s in scored if s.month >= first]
    return _lines(kept, lambda s: (s.kind, s.basis, "all", None))


def by_cause(scored: Iterable[Scored], first: int = FROM_JUNE) -> list[ScoreLine]:
    """Average over indicators by what is at work in a world, once it has begun; other worlds are plain."""
    kept = [s for s in scored if s.month >= first]
    found: list[ScoreLine] = []
    for cause in sorted({cause for s in kept for cause in s.causes}):
        begun = [s for s in kept if cause in s.causes and s.begins is not None and s.begins <= s.month]
        found += [replace(line, kind=cause) for line in _lines(begun, _of_basis)]
    before = [s for s in kept if s.causes and (s.begins is None or s.begins > s.month)]
    found += [replace(line, kind=BEFORE) for line in _lines(before, _of_basis)]
    plain = (s for s in kept if not s.causes)
    return found + [replace(line, kind=NOTHING) for line in _lines(plain, _of_basis)]


def _of_basis(one: Scored) -> tuple[str, str, str, int | None]:
    return "", one.basis, "all", None


def reliability(scored: Iterable[Scored]) -> list[Bin]:
    """Sort probabilities into ten bins of equal width; empty bins are left out."""
    pairs = np.array(
        [(s.probability, s.is_met) for s in scored if s.probability is not None and s.is_met is not None]
    ).reshape(-1, 2)
    at = np.minimum((pairs[:, 0] * _BINS).astype(int), _BINS - 1)
    return [
        Bin(float(pairs[at == i, 0].mean()), float(pairs[at == i, 1].mean()), int((at == i).sum()))
        for i in range(_BINS)
        if (at == i).any()
    ]


def _lines(
    scored: Iterable[Scored], key: Callable[[Scored], tuple[str, str, str, int | None]]
) -> list[ScoreLine]:
    groups: dict[tuple[str, str, str, int | None], list[Scored]] = {}
    for s in scored:
        groups.setdefault(key(s), []).append(s)
    return [_line(*name, group) for name, group in groups.items()]


def _line(kind: str, basis: str, indicator: str, month: int | None, group: Sequence[Scored]) -> ScoreLine:
    off = np.array([s.mean - s.observed for s in group])
    rivalled = [(s, s.rivals[s.chosen]) for s in group if s.chosen is not None]
    # Rule and engine are held against each other on the same units.
    is_fair = len(rivalled) == len(group)
    own, miss = _mean([s.crps for s in group]), _mean([abs(s.median - s.observed) for s in group])
    rival = _mean([r.crps for _, r in rivalled]) if is_fair else None
    rival_miss = _mean([abs(r.forecast - s.observed) for s, r in rivalled]) if is_fair else None
    briers = [(s.brier, r.brier) for s, r in rivalled if s.brier is not None and r.brier is not None]
    return ScoreLine(
        kind=kind,
        basis=basis,
        indicator=indicator,
        month=month,
        units=len(group),
        bias=float(off.mean()),
        spread=_mean([s.sd for s in group]),
        error=float(off.std()),
        crps=own,
        rival=_most_frequent([s.chosen for s in group if s.chosen is not None]) if is_fair else None,
        rival_crps=rival,
        gain=1 - own / rival if rival else None,
        coverage=tuple(_mean([s.inside[i] for s in group]) for i in range(len(LEVELS))),
        brier=_mean([s.brier for s in group if s.brier is not None]) if _has_target(group) else None,
        rival_brier=_mean([rule for _, rule in briers]) if briers and is_fair else None,
        miss=miss,
        rival_miss=rival_miss,
        point_gain=1 - miss / rival_miss if rival_miss else None,
    )


def _has_target(group: Sequence[Scored]) -> bool:
    return any(s.brier is not None for s in group)


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))


def _most_frequent(names: Sequence[str]) -> str | None:
    return max(sorted(set(names)), key=names.count, default=None)
