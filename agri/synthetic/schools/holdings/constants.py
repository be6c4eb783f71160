"""What the school of holdings draws its worlds from, all assumed (演示数据 / synthetic)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agri.synthetic.schools.causes import CauseKind, Chance
from agri.synthetic.schools.flows import SideHabits
from agri.synthetic.schools.known import Knowledge
from agri.synthetic.schools.own_coefficients import CoefficientLaw
from agri.synthetic.schools.telling import VisitHabits

Decades = Mapping[int, float]  # ten-day stretches of the year, 1 to 36


@dataclass(frozen=True, slots=True)
class Habit:
    """Who follows a practice when the record begins, and how fast others take it up or leave it.

    ========== ==================================================================
    Field      Meaning
    ========== ==================================================================
    followers  share of land at the beginning
    worlds_sd  how far worlds lie from it, logit
    taken_up   of those who do not follow, a month, among ordinary neighbours
    left       of those who follow, a month
    of_land    share of their land on which followers do it, and its concentration
    by_size    logit more for a holding e times as large
    ========== ==================================================================
    """

    followers: float
    worlds_sd: float
    taken_up: float
    left: float
    of_land: tuple[float, float]
    by_size: float


@dataclass(frozen=True)
class HoldingsLaw:
    """What the worlds of the school are drawn from; mu a holding, kg pure a mu, shares by decade."""

    holdings: float = 13.7  # of a township, on average
    smallest_mu: float = 731.0
    size_tail: float = 1.47  # of the Pareto law of sizes
    largest_mu: float = 23_700.0
    merged: float = 0.0237  # of holdings, given up to a larger neighbour at the plan year's beginning
    crop_share: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 0.767,
            "maize": 0.687,
            "garlic": 0.0717,
            "peanut": 0.137,
            "vegetable": 0.183,
            "other": 0.0437,
        }
    )
    crop_concentration: float = 3.37
    grows: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 0.991,
            "maize": 0.987,
            "garlic": 0.547,
            "peanut": 0.673,
            "vegetable": 0.923,
            "other": 0.743,
        }
    )
    area_yearly: float = -0.0037
    area_yearly_sd: float = 0.0167
    practices: Mapping[str, Habit] = field(
        default_factory=lambda: {
            "wheat_formula": Habit(0.843, 0.187, 0.0173, 0.0013, (0.923, 31.0), 0.213),
            "maize_formula": Habit(0.827, 0.187, 0.0187, 0.0017, (0.917, 29.0), 0.193),
            "other_formula": Habit(0.463, 0.227, 0.0071, 0.0023, (0.853, 23.0), 0.137),
            "unified": Habit(0.413, 0.157, 0.0063, 0.0019, (0.893, 17.0), 0.337),
            "green": Habit(0.263, 0.153, 0.0067, 0.0021, (0.887, 19.0), 0.283),
            "film": Habit(0.833, 0.193, 0.0157, 0.0027, (0.913, 27.0), 0.117),
            "packaging": Habit(0.703, 0.267, 0.0143, 0.0037, (0.863, 13.0), 0.163),
            "wheat_returned": Habit(0.837, 0.123, 0.0083, 0.0011, (0.927, 33.0), 0.227),
            "maize_returned": Habit(0.783, 0.137, 0.0091, 0.0015, (0.907, 27.0), 0.247),
        }
    )
    alone: float = 0.37  # of a holding's readiness that no neighbour adds to
    neighbours: float = 1.43  # what a township of followers adds
    county: float = 0.67  # what a county of followers adds
    subsidy: float = 8.3  # times as many take up what is paid for
    mandate: float = 11.7  # times as many take up what is demanded at the year's end
    disappointed: float = 0.0317  # of followers, a month, once a trend is broken
    standing: float = 0.587  # of services that go on while the rest stands still
    kg_per_mu: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 32.3,
            "maize": 27.3,
            "garlic": 53.3,
            "peanut": 20.7,
            "vegetable": 40.3,
            "other": 24.3,
        }
    )
    formula_saves: float = 0.0433
    large_saves: float = 0.0317  # log, for a holding e times as large
    price_sd: Mapping[str, float] = field(
        default_factory=lambda: {"fertilizer": 0.0217, "pesticide": 0.0277}
    )  # log, a month
    price_drift: Mapping[str, float] = field(
        default_factory=lambda: {"fertilizer": 0.0037, "pesticide": 0.0053}
    )
    price_back: float = 0.913  # of a price's distance from its trend that is left after a month
    elasticity: Mapping[str, float] = field(
        default_factory=lambda: {"fertilizer": -0.223, "pesticide": -0.277}
    )
    treatments: Mapping[str, float] = field(
        default_factory=lambda: {"wheat": 2.13, "maize": 1.77, "vegetable": 2.27}
    )
    pressure_sd: float = 0.0213  # log, of a year's pests, alike in a county
    kg_per_treatment: float = 0.267
    small_sprayers: tuple[float, ...] = (0.197, 0.573, 0.133, 0.057, 0.040)
    large_sprayers: tuple[float, ...] = (0.067, 0.433, 0.147, 0.213, 0.140)
    film_kg_per_mu: float = 4.53
    film_on: Mapping[str, float] = field(default_factory=lambda: {"peanut": 0.717, "garlic": 0.937})
    degradable: float = 0.0317
    sound: tuple[float, float] = (0.637, 0.067)  # last year, and what a year adds
    sound_concentration: float = 7.7
    machine_picked: float = 0.433
    off_field: tuple[float, float] = (0.143, 0.013)  # of collectable straw: last year's, and its scatter
    off_field_concentration: float = 23.0
    manure_t: float = 33_700.0
    manure_used: tuple[float, float] = (0.733, 0.0217)
    manure_concentration: float = 17.0
    yield_sd: float = 0.0373
    crews_slack: float = 1.137  # of a county's crews, beside what its busiest decade asked last year
    idle_share: float = 0.0673  # of a county's decades in which crews break down
    idle_loss: float = 0.467
    broken_share: float = 0.583  # of a county's decades, once a breakdown is the cause
    wet_loss: float = 0.537  # of the crews, in the harvest of a wet year
    patience: Mapping[str, float] = field(  # of waiting work, kept for the next decade
        default_factory=lambda: {"unified": 0.313, "returned": 0.457, "film": 0.823}
    )
    shifted: tuple[float, ...] = (0.153, 0.683, 0.164)  # chances that a season is a decade early, usual, late
    season_moves: int = 2  # decades, of an early or a late season
    calendar: Mapping[str, Decades] = field(
        default_factory=lambda: {
            "wheat_sowing": {28: 0.233, 29: 0.557, 30: 0.210},
            "maize_sowing": {16: 0.387, 17: 0.523, 18: 0.090},
            "garlic_sowing": {26: 0.273, 27: 0.427, 28: 0.300},
            "peanut_sowing": {11: 0.183, 12: 0.427, 13: 0.390},
            "vegetable_sowing": {8: 0.263, 11: 0.177, 14: 0.183, 17: 0.107, 26: 0.163, 29: 0.107},
            "other_sowing": {13: 0.177, 15: 0.273, 17: 0.550},
            "wheat_top": {5: 0.137, 6: 0.263, 7: 0.333, 8: 0.187, 9: 0.080},
            "wheat_base": {27: 0.087, 28: 0.423, 29: 0.391, 30: 0.099},
            "maize_base": {16: 0.413, 17: 0.457, 18: 0.130},
            "maize_top": {20: 0.383, 21: 0.447, 22: 0.170},
            "other_dressing": {
                6: 0.067,
                8: 0.137,
                11: 0.163,
                13: 0.153,
                17: 0.143,
                20: 0.073,
                23: 0.063,
                26: 0.113,
                28: 0.088,
            },
            "wheat_sprays": {8: 0.173, 9: 0.117, 12: 0.213, 13: 0.247, 31: 0.133, 32: 0.117},
            "maize_sprays": {18: 0.093, 19: 0.247, 20: 0.083, 22: 0.173, 23: 0.257, 24: 0.147},
            "vegetable_sprays": {11: 0.133, 14: 0.187, 17: 0.193, 20: 0.187, 23: 0.167, 26: 0.133},
            "green": {8: 0.143, 12: 0.257, 13: 0.233, 19: 0.157, 23: 0.210},
            "garlic_pick_up": {14: 0.417, 15: 0.583},
            "peanut_pick_up": {25: 0.373, 26: 0.427, 27: 0.200},
            "wheat_harvest": {16: 0.657, 17: 0.343},
            "maize_harvest": {26: 0.313, 27: 0.433, 28: 0.254},
            "samples": {5: 0.063, 6: 0.057, 16: 0.213, 17: 0.187, 26: 0.227, 28: 0.253},
        }
    )
    top_share: Mapping[str, float] = field(default_factory=lambda: {"wheat": 0.307, "maize": 0.273})
    chances: Mapping[CauseKind, Chance] = field(
        default_factory=lambda: {
            CauseKind.POLICY: Chance(0.16, 9, 9),
            CauseKind.STANDSTILL: Chance(0.13, 4, 9),
            CauseKind.BREAKDOWN: Chance(0.15, 5, 9),
            CauseKind.TREND_BREAK: Chance(0.12, 3, 8),
            CauseKind.WET_HARVEST: Chance(0.09, 6, 9),
            CauseKind.HONEST_PUSH: Chance(0.08, 9, 10),
            CauseKind.COPYING: Chance(0.08, 4, 7),
            CauseKind.EARLY_SEASON: Chance(0.073, 3, 8),
            CauseKind.LATE_SEASON: Chance(0.08, 3, 8),
        }
    )
    guessed: float = 0.317  # of a township's land whose amounts are guessed, on average
    guessed_concentration: float = 4.7
    guess_shape: float = 9.3  # of the gamma law of a guess beside the truth
    leaning: Mapping[str, float] = field(
        default_factory=lambda: {
            "coverage": 0.107,
            "amount": -0.0617,
            "recovery": 0.0933,
            "sprayer": 0.0417,
            "field": 0.0043,
        }
    )
    heard_late: float = 0.0473  # of a month's work, told by holdings after the first report
    heard_concentration: float = 11.3
    completed: float = 0.137  # of reports that are sent again once all holdings were heard
    completed_days: tuple[int, int] = (11, 47)
    copying_share: float = 0.187
    missing: float = 0.0373
    delay_log: float = 0.83  # of the median delay in days, log
    delay_scatter: float = 0.77
    decision_days: float = 3.3
    close_days: tuple[int, int] = (4, 11)
    large: float = 3_300.0
    sides: SideHabits = field(
        default_factory=lambda: SideHabits(
            base_mix=(0.227, 0.039, 0.067, 0.667),
            top_mix=(0.753, 0.019, 0.033, 0.195),
            other_mix=(0.243, 0.051, 0.073, 0.633),
            mix_concentration=71.0,
            uses=(0.213, 0.433, 0.147, 0.117, 0.090),
            use_concentration=9.1,
            bought_share=0.0413,
            sold_share=0.0573,
            cards_per_sample=15.7,
            product_t_per_mu=0.0193,
            organic_t_per_mu=0.0193,
            organic_mu_share=0.0817,
            disposed_share=0.53,
            sales_lead=0.33,
            sales_sd=0.057,
        )
    )
    knowledge: Knowledge = field(
        default_factory=lambda: Knowledge(
            area_sd=0.013,
            amount_log=-0.0437,
            amount_sd=0.037,
            past_growth=-0.0093,
            wheat_kg_per_mu=427.0,
            maize_kg_per_mu=437.0,
            yield_sd=0.097,
            mu_per_sample=173.0,
            mu_per_sample_sd=0.37,
            team_mu=29_300.0,
            picker_mu=2_330.0,
            baler_mu=7_700.0,
            return_mu=1_270.0,
            station_mu=12_300.0,
            staff_mu=5_300.0,
            sample_days=89.0,
            outlet_share=0.837,
            capacity_sd=0.157,
        )
    )
    coefficients: CoefficientLaw = field(
        default_factory=lambda: CoefficientLaw(
            deposit_sd=0.0233,
            deposit_shared_sd=0.0193,
            straw_sd=0.0473,
            impurity=(0.227, 0.383),
            packaging_kg=(0.0933, 0.131),
            recovery_sd=0.0067,
            recovery_yearly=0.0073,
            recovery_county_sd=0.0097,
            plots=(3, 9),
            plot_sd=0.0333,
        )
    )
    visits: VisitHabits = field(
        default_factory=lambda: VisitHabits(
            random_share=0.0193, targeted_share=0.0473, sd=0.0317, after_days=(16, 31)
        )
    )


LAW = HoldingsLaw()
