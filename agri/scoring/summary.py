"""Average scores over worlds: tables by indicator and month, and the points of a reliability plot."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from agri.scoring.hindcast import LEVELS, Scored

FROM_JUNE = 6
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
    rival        the rule with the smallest mean CRPS over the same units     —
    gain         1 − crps ÷ rival's crps; negative is a loss                  fraction
    coverage     share of ends inside the central intervals of `LEVELS`       fraction
    rival_brier  the best rule's, each rule a certain forecast                —
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
    """Average over indicators too; the rival is then the best rule of each indicator, put together."""
    kept = [s for s in scored if s.month >= first]
    found = []
    for line in _lines(kept, lambda s: (s.kind, s.basis, "all", None)):
        parts = [p for p in from_month(kept, first) if (p.kind, p.basis) == (line.kind, line.basis)]
        compared = [p for p in parts if p.rival_crps is not None]
        rivals = sum((p.rival_crps or 0) * p.units for p in compared)
        own = sum(p.crps * p.units for p in compared)
        briers = [p for p in parts if p.rival_brier is not None]
        count = sum(p.units for p in briers)
        found.append(
            ScoreLine(
                kind=line.kind,
                basis=line.basis,
                indicator="all",
                month=None,
                units=line.units,
                bias=line.bias,
                spread=line.spread,
                error=line.error,
                crps=line.crps,
                rival="best of each" if compared else None,
                rival_crps=rivals / sum(p.units for p in compared) if compared else None,
                gain=1 - own / rivals if rivals > 0 else None,
                coverage=line.coverage,
                brier=line.brier,
                rival_brier=sum((p.rival_brier or 0) * p.units for p in briers) / count if count else None,
            )
        )
    return found


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
    own = float(np.mean([s.crps for s in group]))
    rival, rival_crps = _best(group, lambda s, name: s.rivals[name].crps)
    with_target = [s for s in group if s.brier is not None]
    return ScoreLine(
        kind=kind,
        basis=basis,
        indicator=indicator,
        month=month,
        units=len(group),
        bias=float(off.mean()),
        spread=float(np.mean([s.sd for s in group])),
        error=float(off.std()),
        crps=own,
        rival=rival,
        rival_crps=rival_crps,
        gain=1 - own / rival_crps if rival_crps else None,
        coverage=tuple(float(np.mean([s.inside[i] for s in group])) for i in range(len(LEVELS))),
        brier=float(np.mean([s.brier for s in with_target])) if with_target else None,
        rival_brier=_best(with_target, lambda s, name: s.rivals[name].brier or 0.0)[1],
    )


def _best(group: Sequence[Scored], loss: Callable[[Scored, str], float]) -> tuple[str | None, float | None]:
    """Return the rule with the smallest mean loss among those that spoke of every unit, and its loss."""
    names = set.intersection(*(set(s.rivals) for s in group)) if group else set()
    means = {name: float(np.mean([loss(s, name) for s in group])) for name in sorted(names)}
    best = min(means, key=lambda name: means[name], default=None)
    return (best, means[best]) if best is not None else (None, None)
