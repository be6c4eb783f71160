"""Figures shown beside an indicator so that it can be believed, never applied to it."""

from dataclasses import dataclass, replace

import numpy as np

from agri.definitions.plan import Plan
from agri.definitions.reading import Title
from agri.indicators.change import split_change
from agri.indicators.quantities import MAIN_CROP_SEASONS, NUTRIENTS, Quantities, aggregate, sum_up
from agri.indicators.rates import Ratio, evaluate
from agri.indicators.recovery import recovery_of
from agri.indicators.reported import reported_quantities
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period


@dataclass(frozen=True, slots=True)
class CompanionFigure:
    """One figure beside an indicator, shape (org_unit,); NaN where it cannot be told."""

    indicator: str
    code: str
    title: Title
    unit: str
    values: Floats


def companions(snapshot: Snapshot, plan: Plan, through: Period) -> tuple[CompanionFigure, ...]:
    """Compute what is shown beside the indicators on the accepted reports to a month."""
    own = reported_quantities(snapshot, plan, through)
    total = aggregate(own, snapshot.places)
    return (
        *_growth(snapshot, plan, total),
        *_efficiency(snapshot, plan, own, total),
        _evidence_ceiling(snapshot, plan, through, total),
        _sound_film(snapshot, plan, through),
    )


def _growth(snapshot: Snapshot, plan: Plan, total: Quantities) -> tuple[CompanionFigure, ...]:
    compared, base = total.fertilizer_compared_t, total.fertilizer_base_t
    area_after = total.sown_mu[:, 1:].sum(axis=1)
    area_before = sum_up(
        sum(np.nan_to_num(snapshot.baseline(key, plan.year - 1)) for key in ("wheat_mu", "maize_mu"))
        + np.zeros(len(snapshot.places.units)),
        snapshot.places,
    )
    split = split_change(base[:, 0], compared[:, 0], area_before, area_after)
    growth = "fertilizer_growth"

    def of_base(effect: Floats) -> Floats:
        return np.divide(effect, base[:, 0], out=np.full_like(effect, np.nan), where=base[:, 0] > 0)

    return (
        CompanionFigure(
            growth,
            "all_crops",
            Title("全部作物化肥使用量增长率", "Growth on all crops"),
            "fraction",
            Ratio(compared[:, 1] - base[:, 1], base[:, 1]).value,
        ),
        CompanionFigure(
            growth,
            "area_effect",
            Title("其中：面积变化的影响", "Of it, by change of area"),
            "fraction",
            of_base(split.area_effect),
        ),
        CompanionFigure(
            growth,
            "intensity_effect",
            Title("其中：亩均用量变化的影响", "Of it, by change of kg per mu"),
            "fraction",
            of_base(split.intensity_effect),
        ),
    )


def _efficiency(
    snapshot: Snapshot, plan: Plan, own: Quantities, total: Quantities
) -> tuple[CompanionFigure, ...]:
    recovery = recovery_of(snapshot, plan)
    every = evaluate(own, replace(plan, efficiency_nutrients=NUTRIENTS), snapshot.places, recovery)
    nitrogen = evaluate(own, replace(plan, efficiency_nutrients=("n",)), snapshot.places, recovery)
    code = "fertilizer_efficiency"
    by_season = own.fertilizer_t[:, : len(MAIN_CROP_SEASONS)].sum(axis=2)
    assumed = sum_up((by_season * recovery.is_prior).sum(axis=1), snapshot.places)
    return (
        CompanionFigure(
            code, "nitrogen", Title("氮肥利用率", "Nitrogen alone"), "fraction", nitrogen[code].value
        ),
        CompanionFigure(
            code,
            "all_nutrients",
            Title("氮磷钾合计利用率（按用量加权）", "N, P and K weighted by kilograms"),
            "fraction",
            every[code].value,
        ),
        CompanionFigure(
            code,
            "prior_share",
            Title("用假定利用率（无田间试验）的用肥量占比", "Share of the fertilizer on an assumed recovery"),
            "fraction",
            Ratio(assumed, total.fertilizer_t[:, : len(MAIN_CROP_SEASONS)].sum(axis=(1, 2))).value,
        ),
    )


def _evidence_ceiling(snapshot: Snapshot, plan: Plan, through: Period, total: Quantities) -> CompanionFigure:
    """Area that the analysed samples can stand for, over the sown area."""
    months = [i for i in snapshot.months_of(plan.year) if snapshot.periods[i] <= through]
    analysed = np.nan_to_num(snapshot.of("soil_testing.samples_analysed")[:, months]).sum(axis=1)
    covered = sum_up(analysed * np.nan_to_num(snapshot.baseline("mu_per_sample", plan.year)), snapshot.places)
    return CompanionFigure(
        "soil_test_coverage",
        "evidence_ceiling",
        Title("化验土样可支撑的覆盖率", "Coverage that the analysed samples can stand for"),
        "fraction",
        Ratio(covered, total.sown_mu[:, 1:].sum(axis=1)).value,
    )


def _sound_film(snapshot: Snapshot, plan: Plan, through: Period) -> CompanionFigure:
    months = [i for i in snapshot.months_of(plan.year) if snapshot.periods[i] <= through]
    used = sum_up(np.nan_to_num(snapshot.of("film.used_kg")[:, months]).sum(axis=1), snapshot.places)
    sound = sum_up(np.nan_to_num(snapshot.of("film.sound_used_kg")[:, months]).sum(axis=1), snapshot.places)
    return CompanionFigure(
        "film_recovery",
        "sound_share",
        Title("达标地膜（0.010毫米及以上）占比", "Share of film at least 0.010 mm thick"),
        "fraction",
        Ratio(sound, used).value,
    )
