"""What the school of ledgers draws its worlds from, all assumed (演示数据 / synthetic)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agri.synthetic.schools.causes import CauseKind, Chance
from agri.synthetic.schools.flows import SideHabits
from agri.synthetic.schools.known import Knowledge
from agri.synthetic.schools.own_coefficients import CoefficientLaw
from agri.synthetic.schools.telling import VisitHabits


@dataclass(frozen=True, slots=True)
class Round:
    """A round of lots: its mean day of the year, its scatter in days, and how many lots a township has."""

    day: float
    scatter: float
    lots: float


@dataclass(frozen=True, slots=True)
class LotMark:
    """A mark that lots carry: its share last year, worlds' scatter, the yearly step and its scatter; logit.

    `jump` is the chance that a world's step is three times as far, either way.
    """

    level: float
    level_sd: float
    step: float
    step_sd: float
    jump: float


@dataclass(frozen=True)
class LedgersLaw:
    """What the worlds of the school are drawn from; mu a township, kg of pure nutrient a mu."""

    areas: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 22_300.0,
            "maize": 20_900.0,
            "garlic": 2_170.0,
            "peanut": 3_410.0,
            "vegetable": 5_870.0,
            "other": 1_490.0,
        }
    )
    size_shape: float = 1.83  # of the gamma law of townships
    grows: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 0.979,
            "maize": 0.993,
            "garlic": 0.487,
            "peanut": 0.617,
            "vegetable": 0.957,
            "other": 0.697,
        }
    )
    area_yearly: float = -0.0079
    area_yearly_sd: float = 0.0143
    lot_shape: float = 0.87  # of the gamma law of a township's lots beside each other
    rounds: Mapping[str, Round] = field(
        default_factory=lambda: {
            "wheat_top": Round(64.7, 13.3, 19.0),
            "wheat_weeding": Round(74.3, 9.7, 13.0),
            "peanut_sowing": Round(118.3, 7.3, 9.0),
            "wheat_heading": Round(119.7, 8.3, 17.0),
            "garlic_pick_up": Round(138.7, 5.7, 9.0),
            "wheat_harvest": Round(154.3, 4.3, 17.0),
            "maize_sowing": Round(161.7, 3.9, 17.0),
            "maize_base": Round(163.3, 4.7, 17.0),
            "maize_seedling": Round(182.3, 7.7, 13.0),
            "maize_top": Round(201.3, 5.3, 13.0),
            "maize_leaf": Round(223.7, 8.7, 17.0),
            "peanut_pick_up": Round(252.3, 9.3, 9.0),
            "maize_harvest": Round(267.3, 7.9, 17.0),
            "garlic_sowing": Round(271.7, 6.3, 9.0),
            "wheat_base": Round(283.3, 5.9, 19.0),
            "wheat_sowing": Round(288.7, 4.1, 17.0),
            "wheat_autumn": Round(316.3, 8.9, 11.0),
            "early_samples": Round(157.3, 6.7, 7.0),
            "late_samples": Round(256.7, 12.7, 7.0),
            "gardens": Round(193.7, 57.0, 31.0),
            "straw_after_wheat": Round(176.7, 11.7, 11.0),
            "straw_after_maize": Round(293.7, 13.7, 11.0),
        }
    )
    skew: float = 2.17  # shape of the gamma law of days within a round
    shift_scale: float = 4.7  # days, of a year and season of the whole city, Student's t
    shift_tail: float = 3.1
    own_shift: float = 2.9  # days, of a township
    moved_days: tuple[float, float] = (11.0, 27.0)  # of an early or late season
    kg_per_mu: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 30.3,
            "maize": 26.3,
            "garlic": 50.3,
            "peanut": 21.7,
            "vegetable": 37.7,
            "other": 22.3,
        }
    )
    top_share: Mapping[str, float] = field(default_factory=lambda: {"wheat": 0.327, "maize": 0.247})
    dose_shape: float = 11.7  # of the gamma law of a lot's fertilizer beside the usual
    place_shape: float = 47.0  # of the gamma law of a place's usual doses
    yearly: Mapping[str, float] = field(default_factory=lambda: {"fertilizer": -0.0127, "pesticide": -0.0213})
    yearly_scale: Mapping[str, float] = field(
        default_factory=lambda: {"fertilizer": 0.0093, "pesticide": 0.0117}
    )
    yearly_tail: float = 2.7
    marks: Mapping[str, LotMark] = field(
        default_factory=lambda: {
            "wheat_formula": LotMark(0.807, 0.167, 0.123, 0.0617, 0.087),
            "maize_formula": LotMark(0.793, 0.167, 0.133, 0.0617, 0.087),
            "other_formula": LotMark(0.437, 0.217, 0.087, 0.0717, 0.087),
            "unified": LotMark(0.377, 0.137, 0.0683, 0.0487, 0.087),
            "green": LotMark(0.267, 0.143, 0.123, 0.0547, 0.087),
            "film": LotMark(0.753, 0.177, 0.0983, 0.0827, 0.087),
            "wheat_returned": LotMark(0.737, 0.0713, 0.0377, 0.0393, 0.0413),
            "maize_returned": LotMark(0.687, 0.0773, 0.0387, 0.0433, 0.0413),
            "off_field": LotMark(0.149, 0.0833, 0.0213, 0.0467, 0.0413),
            "manure": LotMark(0.743, 0.151, 0.0713, 0.0633, 0.087),
            "sound": LotMark(0.617, 0.237, 0.263, 0.107, 0.087),
        }
    )
    kinds: tuple[tuple[float, float], ...] = (
        (0.273, 0.717),  # places ahead: how many, and how far (logit)
        (0.517, 0.037),
        (0.210, -0.883),
    )
    kind_of_county: float = 2.3  # of the Dirichlet law by which counties differ in their places' kinds
    follows: float = 0.387  # of lots that carry their forerunner's mark
    treatments: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat_weeding": 0.617,
            "wheat_heading": 0.957,
            "maize_seedling": 0.863,
            "maize_leaf": 0.923,
            "wheat_autumn": 0.487,
            "gardens": 2.07,
        }
    )
    pest_shape: float = 347.0  # of the gamma law of a year's treatments beside the usual
    kg_per_treatment: float = 0.273
    product_shape: float = 7.3  # of the gamma law of a lot's product
    sprayers: tuple[float, ...] = (0.177, 0.513, 0.153, 0.093, 0.064)
    unified_sprayers: tuple[float, ...] = (0.047, 0.537, 0.139, 0.147, 0.130)
    sprayer_concentration: float = 29.0
    mechanized_yearly: float = 0.0937
    green_at: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat_weeding": 0.183,
            "wheat_heading": 0.427,
            "maize_seedling": 0.137,
            "maize_leaf": 0.253,
        }
    )
    film_kg_per_mu: float = 4.37
    film_on: Mapping[str, float] = field(default_factory=lambda: {"peanut": 0.663, "garlic": 0.967})
    degradable: float = 0.0293
    machine_picked: float = 0.387
    packaging: tuple[float, float] = (0.683, 0.233)  # of a year's empties: middle, log scatter of worlds
    packaging_step: tuple[float, float] = (0.0473, 0.0867)  # log, from year to year
    pick_ups: float = 5.3  # of a township, a year
    first_pick_up: float = 97.0  # day of the year
    stock: tuple[float, float] = (
        0.157,
        0.523,
    )  # of last year's empties, still lying about: middle, log scatter
    yield_scale: float = 0.0433
    manure_t: float = 35_300.0
    manure_lots: float = 23.0  # of a county, a quarter
    slow_days: tuple[float, float] = (1.3, 11.7)  # until a lot stands in the books, mean of a township
    chances: Mapping[CauseKind, Chance] = field(
        default_factory=lambda: {
            CauseKind.MISSING_NOT_AT_RANDOM: Chance(0.16, 2, 8),
            CauseKind.LATE_SEASON: Chance(0.107, 2, 9),
            CauseKind.EARLY_SEASON: Chance(0.08, 2, 9),
            CauseKind.DROUGHT: Chance(0.08, 4, 7),
            CauseKind.WET_HARVEST: Chance(0.10, 6, 9),
            CauseKind.INFLATION: Chance(0.09, 1, 7),
            CauseKind.COPYING: Chance(0.06, 4, 8),
            CauseKind.FALSIFIED_PUSH: Chance(0.09, 9, 11),
            CauseKind.HONEST_PUSH: Chance(0.07, 9, 10),
            CauseKind.STANDSTILL: Chance(0.08, 4, 9),
            CauseKind.TREND_BREAK: Chance(0.09, 3, 8),
            CauseKind.POLICY: Chance(0.067, 9, 9),
        }
    )
    broken: float = -0.387  # logit, of marks once a trend is broken
    paid: float = 0.567  # of marks that are paid for
    pushed: float = 0.817  # of marks at an honest year's end
    dry: float = 0.137  # of the yield
    spared: float = 0.0813  # of treatments, in a drought
    wet: float = -0.437  # of the mark that straw is returned
    standing: float = 0.637  # of marked lots that go on
    falsified: tuple[float, float] = (0.0937, 0.283)
    inflation: tuple[float, float] = (0.107, 0.263)
    copying_share: float = 0.147
    leaning: Mapping[str, float] = field(
        default_factory=lambda: {
            "coverage": 0.0217,
            "amount": -0.0313,
            "recovery": 0.0277,
            "sprayer": 0.0113,
            "field": 0.00217,
        }
    )
    honest_share: float = 0.583  # of townships whose books are told as they stand
    leaning_shape: float = 1.37  # of the gamma law by which the others lean further
    cell_scatter: float = 0.0133
    wrong_unit: float = 0.00117
    unit_factors: tuple[float, ...] = (1000.0, 0.001, 10.0, 0.1, 15.0, 2.17)
    found_always_from: float = 5.0
    found: float = 0.567  # of smaller slips
    missing: float = 0.0293
    missing_idle: float = 0.763  # more, on the log scale, where a month's books are thin
    missing_by_cause: float = 2.07
    delay_shape: float = 1.07  # of the Weibull law of a report's delay
    delay_days: float = 3.9
    decision_days: float = 4.3
    returned: float = 0.613  # of reports with a slip that stands out; at a year's end all are
    slip_days: tuple[int, int] = (5, 21)  # until the right figure comes
    revised_up: float = 0.0567
    revised_down: float = 0.0433
    revision: tuple[float, float] = (0.0417, 0.0833)  # how far, log: middle and scatter
    revision_days: tuple[int, int] = (9, 71)
    close_days: tuple[int, int] = (6, 14)
    large: float = 6_100.0
    sides: SideHabits = field(
        default_factory=lambda: SideHabits(
            base_mix=(0.209, 0.033, 0.053, 0.705),
            top_mix=(0.787, 0.011, 0.021, 0.181),
            other_mix=(0.271, 0.037, 0.087, 0.605),
            mix_concentration=37.0,
            uses=(0.223, 0.427, 0.127, 0.109, 0.114),
            use_concentration=5.9,
            bought_share=0.0473,
            sold_share=0.0437,
            cards_per_sample=16.3,
            product_t_per_mu=0.0227,
            organic_t_per_mu=0.0167,
            organic_mu_share=0.0927,
            disposed_share=0.587,
            sales_lead=0.413,
            sales_sd=0.0833,
        )
    )
    knowledge: Knowledge = field(
        default_factory=lambda: Knowledge(
            area_sd=0.0193,
            amount_log=-0.0387,
            amount_sd=0.0273,
            past_growth=-0.0113,
            wheat_kg_per_mu=407.0,
            maize_kg_per_mu=427.0,
            yield_sd=0.113,
            mu_per_sample=157.0,
            mu_per_sample_sd=0.47,
            team_mu=23_300.0,
            picker_mu=2_070.0,
            baler_mu=8_300.0,
            return_mu=1_430.0,
            station_mu=14_300.0,
            staff_mu=6_100.0,
            sample_days=103.0,
            outlet_share=0.823,
            capacity_sd=0.133,
        )
    )
    coefficients: CoefficientLaw = field(
        default_factory=lambda: CoefficientLaw(
            deposit_sd=0.0337,
            deposit_shared_sd=0.0153,
            straw_sd=0.0567,
            impurity=(0.193, 0.353),
            packaging_kg=(0.0773, 0.123),
            recovery_sd=0.0063,
            recovery_yearly=0.0053,
            recovery_county_sd=0.0113,
            plots=(6, 15),
            plot_sd=0.0413,
        )
    )
    visits: VisitHabits = field(
        default_factory=lambda: VisitHabits(
            random_share=0.0157, targeted_share=0.0513, sd=0.0307, after_days=(15, 37)
        )
    )


LAW = LedgersLaw()
