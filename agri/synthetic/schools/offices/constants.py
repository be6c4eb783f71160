"""What the school of offices draws its worlds from, all assumed (演示数据 / synthetic)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agri.synthetic.schools.causes import CauseKind, Chance
from agri.synthetic.schools.flows import SideHabits
from agri.synthetic.schools.known import Knowledge
from agri.synthetic.schools.own_coefficients import CoefficientLaw
from agri.synthetic.schools.telling import VisitHabits

Months = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class RateLaw:
    """A city's rate last year, how far worlds lie from it, its yearly step and that step's scatter; logit."""

    level: float
    level_sd: float
    step: float
    step_scale: float


@dataclass(frozen=True, slots=True)
class GrowthLaw:
    """Growth of a city's total: drift + carried × last growth + scale × Student's t, cut at `most`."""

    drift: float
    carried: float
    scale: float
    most: float


@dataclass(frozen=True)
class OfficesLaw:
    """What the worlds of the school are drawn from.

    Areas are mu a township, intensities kg of pure nutrient a mu, splits shares by month.
    """

    tail: float = 3.3  # degrees of freedom of every Student's t
    areas: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 21_700.0,
            "maize": 19_300.0,
            "garlic": 2_310.0,
            "peanut": 3_770.0,
            "vegetable": 5_430.0,
            "other": 1_270.0,
        }
    )
    presence: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 0.983,
            "maize": 0.977,
            "garlic": 0.617,
            "peanut": 0.713,
            "vegetable": 0.943,
            "other": 0.787,
        }
    )
    county_concentration: float = 2.73  # of the Dirichlet law by which counties share the city's land
    township_concentration: float = 4.27
    area_yearly: float = -0.0053
    area_yearly_sd: float = 0.0083
    kg_per_mu: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 31.3,
            "maize": 26.6,
            "garlic": 51.7,
            "peanut": 20.3,
            "vegetable": 38.9,
            "other": 23.3,
        }
    )
    growth: Mapping[str, GrowthLaw] = field(
        default_factory=lambda: {
            "fertilizer": GrowthLaw(-0.0091, 0.43, 0.0117, 0.057),
            "pesticide": GrowthLaw(-0.0143, 0.29, 0.0193, 0.083),
        }
    )
    rates: Mapping[str, RateLaw] = field(
        default_factory=lambda: {
            "wheat_formula": RateLaw(0.763, 0.173, 0.133, 0.071),
            "maize_formula": RateLaw(0.773, 0.173, 0.123, 0.071),
            "other_formula": RateLaw(0.413, 0.193, 0.113, 0.063),
            "unified": RateLaw(0.367, 0.143, 0.063, 0.047),
            "green": RateLaw(0.257, 0.133, 0.117, 0.053),
            "film": RateLaw(0.743, 0.187, 0.107, 0.087),
            "packaging": RateLaw(0.647, 0.263, 0.163, 0.117),
            "wheat_returned": RateLaw(0.723, 0.117, 0.057, 0.053),
            "maize_returned": RateLaw(0.653, 0.127, 0.067, 0.057),
            "off_field": RateLaw(0.139, 0.137, 0.033, 0.067),
            "manure": RateLaw(0.737, 0.157, 0.073, 0.061),
            "sound": RateLaw(0.633, 0.243, 0.283, 0.113),
        }
    )
    treatments: Mapping[str, float] = field(
        default_factory=lambda: {"wheat": 2.07, "maize": 1.73, "vegetable": 2.33}
    )
    kg_per_treatment: float = 0.263
    sprayers: tuple[float, ...] = (0.157, 0.533, 0.127, 0.103, 0.080)
    sprayer_concentration: float = 61.0
    mechanized_yearly: float = 0.087  # log, of boom and drone
    film_kg_per_mu: float = 4.67
    film_on: Mapping[str, float] = field(default_factory=lambda: {"peanut": 0.673, "garlic": 0.957})
    degradable: float = 0.043
    machine_picked: float = 0.367
    manure_t: float = 34_700.0  # of a township's share of the city's livestock
    split_concentration: float = 93.0  # of the law by which a county's year strays from a split
    rate_concentration: float = 37.0  # of the law by which the city's services are allotted to places
    splits: Mapping[str, Months] = field(
        default_factory=lambda: {
            "wheat_sowing": {10: 1.0},
            "maize_sowing": {6: 1.0},
            "garlic_sowing": {9: 0.57, 10: 0.43},
            "peanut_sowing": {4: 0.53, 5: 0.47},
            "vegetable_sowing": {3: 0.23, 4: 0.17, 5: 0.14, 6: 0.11, 9: 0.22, 10: 0.13},
            "other_sowing": {4: 0.13, 5: 0.29, 6: 0.58},
            "wheat_dressing": {2: 0.071, 3: 0.243, 4: 0.033, 9: 0.083, 10: 0.523, 11: 0.047},
            "maize_dressing": {6: 0.683, 7: 0.273, 8: 0.044},
            "other_dressing": {
                3: 0.143,
                4: 0.187,
                5: 0.137,
                6: 0.123,
                7: 0.063,
                8: 0.067,
                9: 0.147,
                10: 0.107,
                11: 0.026,
            },
            "wheat_formula": {2: 0.053, 3: 0.071, 9: 0.163, 10: 0.637, 11: 0.076},
            "maize_formula": {6: 0.747, 7: 0.253},
            "other_formula": {3: 0.317, 6: 0.247, 9: 0.283, 10: 0.153},
            "samples": {2: 0.057, 3: 0.063, 6: 0.417, 9: 0.343, 10: 0.120},
            "wheat_treatment": {3: 0.257, 4: 0.183, 5: 0.323, 11: 0.237},
            "maize_treatment": {6: 0.167, 7: 0.303, 8: 0.483, 9: 0.047},
            "vegetable_treatment": {4: 0.113, 5: 0.157, 6: 0.147, 7: 0.163, 8: 0.173, 9: 0.157, 10: 0.090},
            "green": {3: 0.137, 4: 0.353, 5: 0.183, 7: 0.147, 8: 0.180},
            "peanut_film": {4: 0.563, 5: 0.437},
            "garlic_film": {9: 0.583, 10: 0.417},
            "garlic_pick_up": {5: 1.0},
            "peanut_pick_up": {9: 1.0},
            "packaging_lag": {1: 0.563, 2: 0.283, 3: 0.154},
            "wheat_harvest": {6: 1.0},
            "maize_harvest": {9: 0.673, 10: 0.327},
            "straw_use": {6: 0.193, 7: 0.247, 9: 0.127, 10: 0.263, 11: 0.170},
            "manure": {3: 0.237, 6: 0.257, 9: 0.247, 12: 0.259},
        }
    )
    chances: Mapping[CauseKind, Chance] = field(
        default_factory=lambda: {
            CauseKind.HONEST_PUSH: Chance(0.17, 9, 10),
            CauseKind.FALSIFIED_PUSH: Chance(0.19, 9, 11),
            CauseKind.COPYING: Chance(0.13, 4, 8),
            CauseKind.INFLATION: Chance(0.13, 1, 6),
            CauseKind.LATE_SEASON: Chance(0.11, 3, 9),
            CauseKind.EARLY_SEASON: Chance(0.07, 3, 9),
            CauseKind.POLICY: Chance(0.11, 9, 9),
            CauseKind.STANDSTILL: Chance(0.07, 5, 9),
            CauseKind.TREND_BREAK: Chance(0.11, 4, 9),
            CauseKind.DROUGHT: Chance(0.05, 6, 8),
        }
    )
    push: float = 0.283  # of services, from its month on
    falsified: tuple[float, float] = (0.117, 0.337)  # added to what was done
    copying_share: float = 0.163
    inflation: tuple[float, float] = (0.093, 0.227)
    shifted: tuple[float, float] = (0.163, 0.477)  # of a month's work that falls in another
    policy: float = 0.177
    standing: float = 0.613  # of services that go on while the rest stands still
    trend_break: float = 0.093
    drought: float = 0.157
    leaning: Mapping[str, float] = field(
        default_factory=lambda: {
            "coverage": 0.037,
            "amount": -0.023,
            "recovery": 0.043,
            "sprayer": 0.013,
            "field": 0.0017,
        }
    )
    leaning_scale: float = 0.031  # of a county, Student's t
    own_leaning_scale: float = 0.027  # of a township
    leaning_year: float = 0.011  # by which a county's leaning moves from year to year
    cell_scale: float = 0.019
    smoothing: tuple[float, float] = (0.0, 0.313)  # of a county's services told as an even year would be
    quarterly_share: float = 0.073  # of townships that tell a quarter at its end
    target_pull: float = 0.143  # how far a county's last months are told towards what is asked of it
    december_share: float = 0.47  # of the counties that do so
    asked_rates: Mapping[str, float] = field(
        default_factory=lambda: {"formula": 0.857, "unified": 0.397, "green": 0.293}
    )
    missing: float = 0.027
    missing_scatter: float = 1.37
    delay_days: float = 2.7
    late_share: float = 0.113
    late_days: float = 17.0
    decision_days: float = 3.7
    correction_share: float = 0.083
    correction_log: float = -0.067  # mean log of a correction: mostly downwards
    correction_scale: float = 0.053
    correction_days: tuple[int, int] = (19, 83)
    close_days: tuple[int, int] = (5, 9)
    large: float = 2_300.0
    sides: SideHabits = field(
        default_factory=lambda: SideHabits(
            base_mix=(0.217, 0.036, 0.061, 0.686),
            top_mix=(0.773, 0.013, 0.027, 0.187),
            other_mix=(0.253, 0.041, 0.077, 0.629),
            mix_concentration=87.0,
            uses=(0.237, 0.413, 0.137, 0.103, 0.110),
            use_concentration=13.0,
            bought_share=0.043,
            sold_share=0.053,
            cards_per_sample=14.7,
            product_t_per_mu=0.0217,
            organic_t_per_mu=0.0173,
            organic_mu_share=0.087,
            disposed_share=0.57,
            sales_lead=0.37,
            sales_sd=0.063,
        )
    )
    knowledge: Knowledge = field(
        default_factory=lambda: Knowledge(
            area_sd=0.017,
            amount_log=-0.0233,
            amount_sd=0.023,
            past_growth=-0.007,
            wheat_kg_per_mu=417.0,
            maize_kg_per_mu=403.0,
            yield_sd=0.107,
            mu_per_sample=163.0,
            mu_per_sample_sd=0.43,
            team_mu=27_300.0,
            picker_mu=2_170.0,
            baler_mu=7_300.0,
            return_mu=1_370.0,
            station_mu=13_100.0,
            staff_mu=5_700.0,
            sample_days=97.0,
            outlet_share=0.847,
            capacity_sd=0.123,
        )
    )
    coefficients: CoefficientLaw = field(
        default_factory=lambda: CoefficientLaw(
            deposit_sd=0.027,
            deposit_shared_sd=0.017,
            straw_sd=0.043,
            impurity=(0.213, 0.367),
            packaging_kg=(0.087, 0.127),
            recovery_sd=0.0057,
            recovery_yearly=0.0063,
            recovery_county_sd=0.0083,
            plots=(5, 14),
            plot_sd=0.037,
        )
    )
    visits: VisitHabits = field(
        default_factory=lambda: VisitHabits(
            random_share=0.017, targeted_share=0.043, sd=0.029, after_days=(17, 29)
        )
    )


LAW = OfficesLaw()
