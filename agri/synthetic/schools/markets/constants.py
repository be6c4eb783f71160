"""What the school of markets draws its worlds from, all assumed (演示数据 / synthetic)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agri.synthetic.schools.causes import CauseKind, Chance
from agri.synthetic.schools.flows import SideHabits
from agri.synthetic.schools.known import Knowledge
from agri.synthetic.schools.own_coefficients import CoefficientLaw
from agri.synthetic.schools.telling import VisitHabits

Halves = Mapping[int, float]  # half-months of the year, 1 to 24


@dataclass(frozen=True, slots=True)
class Market:
    """One kind of service, and the companies that sell it.

    ========== ==========================================================================
    Field      Meaning
    ========== ==========================================================================
    share      of the demand that companies would win where they lie usually far
    worlds     how far worlds lie from it, logit
    years      how far two years of a world lie apart, logit
    firms      companies for each county
    reach_km   distance over which custom falls to a third
    slack      capacity beside a company's busiest half-month in an ordinary year
    elastic    how strongly the price of the market moves custom, log odds
    waits      of unserved demand, kept for the next half-month
    quota      subsidised work, of what an ordinary year asks; 9 where there is none
    dear       log odds that custom loses once the quota is used up
    ========== ==========================================================================
    """

    share: float
    worlds: float
    years: float
    firms: float
    reach_km: float
    slack: float
    elastic: float
    waits: float
    quota: float
    dear: float


@dataclass(frozen=True)
class Billing:
    """When companies' books close, and how much of the work they hold.

    ============ ========================================================================
    Field        Meaning
    ============ ========================================================================
    kinds        chances that a county's companies bill by calendar month, to the 25th, by quarter
    change       chance that a county bills in another way the next year
    held         share of services that the books hold, and its concentration
    tail         of a month's work that is done after the 25th: least and most
    over_year    of late work that is billed in the next year, from November on
    ahead        of fertilizer and pesticide that dealers book a month before use
    padded       chance that a county's companies pad their bills
    padding      scale of the gamma law of what they add, log
    ============ ========================================================================
    """

    kinds: tuple[float, float, float] = (0.317, 0.483, 0.200)
    change: float = 0.157
    held: tuple[float, float] = (0.597, 7.3)
    tail: tuple[float, float] = (0.097, 0.263)
    over_year: float = 0.383
    ahead: float = 0.0727
    padded: float = 0.347
    padding: float = 0.0537


@dataclass(frozen=True)
class MarketsLaw:
    """What the worlds of the school are drawn from; mu a township, kg pure a mu, km from the middle."""

    county_km: tuple[float, float] = (7.7, 53.0)  # of the middle of counties: nearest and farthest
    township_km: float = 8.3  # townships around their county's middle
    land_mu: float = 29_700.0
    built_km: float = 13.7  # distance at which half of the land is built over
    land_shape: float = 2.13  # of the gamma law of townships' land
    county_shape: float = 1.57  # of the gamma law of what a county's townships share
    crop_share: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 0.843,
            "maize": 0.767,
            "garlic": 0.0877,
            "peanut": 0.117,
            "vegetable": 0.173,
            "other": 0.0577,
        }
    )
    rings: Mapping[str, float] = field(  # log of a crop's share for ten kilometres farther out
        default_factory=lambda: {
            "wheat": 0.0813,
            "maize": 0.0637,
            "garlic": 0.0347,
            "peanut": 0.137,
            "vegetable": -0.373,
            "other": -0.0733,
        }
    )
    crop_shape: float = 5.7
    grows: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 0.973,
            "maize": 0.947,
            "garlic": 0.457,
            "peanut": 0.613,
            "vegetable": 0.907,
            "other": 0.583,
        }
    )
    area_yearly: float = -0.0063
    area_yearly_sd: float = 0.0133
    area_place_sd: float = 0.0313
    markets: Mapping[str, Market] = field(
        default_factory=lambda: {
            "formula": Market(0.893, 0.163, 0.103, 1.37, 23.7, 1.73, 0.373, 0.137, 9.0, 0.0),
            "unified": Market(0.427, 0.113, 0.0973, 1.63, 17.3, 1.17, 0.673, 0.233, 0.973, 0.373),
            "green": Market(0.253, 0.133, 0.113, 0.87, 27.3, 1.43, 0.443, 0.417, 1.07, 0.467),
            "film": Market(0.863, 0.213, 0.157, 0.73, 19.7, 1.37, 0.973, 0.743, 9.0, 0.0),
            "packaging": Market(0.297, 0.437, 0.313, 0.67, 24.3, 1.27, 1.57, 0.957, 9.0, 0.0),
            "returned": Market(0.787, 0.0933, 0.0713, 2.17, 13.3, 1.33, 0.227, 0.273, 1.17, 0.197),
            "off_field": Market(0.567, 0.147, 0.123, 0.57, 31.3, 1.07, 0.873, 0.637, 9.0, 0.0),
        }
    )
    firm_shape: float = 1.43  # of the gamma law of companies' sizes
    firm_km: float = 3.7  # between a company and the place where it is at home
    firm_price: float = 0.117  # log, between companies, anew each year
    firm_elastic: float = -2.37
    quota_log: float = 0.107  # of a year's quota, beside what was meant
    firm_grows: tuple[float, float] = (0.0173, 0.143)  # log of capacity, a year: mean and scatter
    fails: float = 0.0043  # of companies, a half-month
    enters: float = 0.0847  # of companies, that open in the middle of a year
    fleets: float = 0.0433  # log scatter of a half-month's capacity
    place: float = 0.313  # of customers, logit
    customers: float = 0.0873  # by which customers stray in a half-month, log odds
    price_back: float = 0.887  # of a price's distance that is left after a half-month
    price_sd: float = 0.0433  # log, a half-month
    price_jump: tuple[float, float] = (0.0337, 0.153)  # chance, a half-month, and its size
    kg_per_mu: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 28.3,
            "maize": 24.7,
            "garlic": 50.7,
            "peanut": 19.3,
            "vegetable": 39.7,
            "other": 23.7,
        }
    )
    dose_shape: float = 37.0
    dose_yearly: tuple[float, float] = (-0.0117, 0.0097)
    dose_place_sd: float = 0.0433
    fertilizer_elastic: float = -0.0673
    formula_saves: float = 0.0527
    treatments: Mapping[str, float] = field(
        default_factory=lambda: {"wheat": 2.27, "maize": 2.07, "vegetable": 3.13}
    )
    pressure: tuple[float, float, float] = (0.0167, 0.0347, 0.0473)
    kg_per_treatment: float = 0.243
    product_shape: float = 43.0
    product_yearly: tuple[float, float] = (-0.0193, 0.0137)
    product_elastic: float = -0.113
    unified_saves: float = 0.0733
    farmers_sprayers: tuple[float, ...] = (0.263, 0.617, 0.120, 0.0, 0.0)
    company_sprayers: tuple[float, ...] = (0.0, 0.553, 0.0, 0.157, 0.290)
    sprayer_concentration: float = 33.7
    film_kg_per_mu: float = 4.17
    film_shape: float = 167.0
    film_on: Mapping[str, float] = field(default_factory=lambda: {"peanut": 0.743, "garlic": 0.917})
    degradable: float = 0.0277
    sound: tuple[float, float] = (0.673, 0.0457)
    sound_concentration: float = 13.3
    machine_picked: float = 0.473
    off_field: float = 0.147  # of collectable straw, that buyers are offered
    stock_log: float = 0.273  # by which what lies about when the record begins strays from a usual year's
    manure_t: float = 31_900.0
    manure_shape: float = 2.43
    manure_used: tuple[float, float, float] = (0.727, 0.157, 0.0773)
    manure_county: tuple[float, float] = (0.293, 0.147)
    manure_quarter: float = 0.0727
    yield_year: tuple[float, float] = (0.0347, 0.0337)
    season_halves: tuple[float, float] = (0.313, 0.173)  # by which a year comes late: city, county
    season_moves: float = 1.23
    wait_wet: float = 0.617  # half-months by which a wet harvest waits
    samples: float = 1.23
    sample_years: float = 3.0
    calendar: Mapping[str, Halves] = field(
        default_factory=lambda: {
            "wheat_top": {4: 0.213, 5: 0.457, 6: 0.243, 7: 0.087},
            "wheat_base": {18: 0.083, 19: 0.473, 20: 0.377, 21: 0.067},
            "maize_base": {11: 0.677, 12: 0.323},
            "maize_top": {13: 0.317, 14: 0.513, 15: 0.170},
            "other_dressing": {
                4: 0.083,
                6: 0.117,
                8: 0.157,
                10: 0.133,
                12: 0.127,
                15: 0.097,
                17: 0.113,
                19: 0.173,
            },
            "wheat_sowing": {19: 0.593, 20: 0.407},
            "maize_sowing": {11: 0.717, 12: 0.283},
            "garlic_sowing": {18: 0.537, 19: 0.463},
            "peanut_sowing": {8: 0.573, 9: 0.427},
            "vegetable_sowing": {5: 0.237, 7: 0.263, 10: 0.187, 17: 0.193, 19: 0.120},
            "other_sowing": {7: 0.313, 9: 0.283, 11: 0.404},
            "wheat_sprays": {5: 0.193, 8: 0.377, 9: 0.283, 21: 0.147},
            "maize_sprays": {12: 0.227, 13: 0.163, 14: 0.303, 15: 0.307},
            "vegetable_sprays": {7: 0.143, 9: 0.157, 11: 0.153, 13: 0.187, 15: 0.163, 17: 0.197},
            "green_wheat": {6: 0.317, 8: 0.423, 9: 0.260},
            "green_maize": {13: 0.387, 14: 0.363, 16: 0.250},
            "garlic_pick_up": {9: 0.273, 10: 0.727},
            "peanut_pick_up": {17: 0.433, 18: 0.567},
            "wheat_harvest": {11: 0.823, 12: 0.177},
            "maize_harvest": {18: 0.547, 19: 0.453},
            "straw_summer": {11: 0.333, 12: 0.427, 13: 0.240},
            "straw_autumn": {18: 0.257, 19: 0.373, 20: 0.253, 21: 0.117},
            "samples": {5: 0.137, 11: 0.243, 12: 0.127, 19: 0.277, 20: 0.216},
        }
    )
    top_share: Mapping[str, float] = field(default_factory=lambda: {"wheat": 0.323, "maize": 0.437})
    top_sd: float = 0.0427
    spring_formula: float = 0.0637
    other_formula: float = 0.427
    chances: Mapping[CauseKind, Chance] = field(
        default_factory=lambda: {
            CauseKind.EARLY_SEASON: Chance(0.0617, 3, 7),
            CauseKind.LATE_SEASON: Chance(0.0817, 3, 7),
            CauseKind.DROUGHT: Chance(0.0773, 5, 7),
            CauseKind.WET_HARVEST: Chance(0.0937, 6, 6),
            CauseKind.BREAKDOWN: Chance(0.113, 4, 9),
            CauseKind.HONEST_PUSH: Chance(0.0763, 9, 10),
            CauseKind.FALSIFIED_PUSH: Chance(0.0743, 9, 10),
            CauseKind.COPYING: Chance(0.0653, 4, 8),
            CauseKind.INFLATION: Chance(0.0827, 4, 8),
            CauseKind.MISSING_NOT_AT_RANDOM: Chance(0.0713, 4, 8),
            CauseKind.POLICY: Chance(0.137, 9, 9),
            CauseKind.STANDSTILL: Chance(0.0737, 4, 9),
            CauseKind.TREND_BREAK: Chance(0.103, 3, 8),
        }
    )
    drought: Mapping[str, float] = field(
        default_factory=lambda: {"dressing": 0.917, "sprays": 0.923, "output": 0.893}
    )
    wet: float = -0.293
    wet_halves: int = 3
    broken: tuple[float, float] = (0.357, 0.417)  # of companies, and what is left of their capacity
    pushed: tuple[float, float] = (0.523, 1.37)  # log odds of customers; capacity hired
    paid: tuple[float, float] = (0.493, 1.23)  # the same, of a subsidy
    standstill: float = -1.27
    standing_halves: int = 4
    trend_break: tuple[float, float] = (-0.337, 0.0233)
    books: Billing = field(default_factory=Billing)
    leaning: Mapping[str, float] = field(
        default_factory=lambda: {
            "coverage": 0.0227,
            "amount": -0.0277,
            "recovery": 0.0213,
            "sprayer": 0.0313,
            "field": 0.0037,
        }
    )
    leaning_place: float = 0.0467
    leaning_years: float = 0.0097
    cell: float = 0.0293
    field_cell: float = 0.0083
    inflates: float = 0.143
    inflating_share: float = 0.163
    falsified: float = 0.157
    copying_share: float = 0.267
    copied_sd: float = 0.0117  # log, by which a copy of last year's month strays
    missing: float = 0.0257
    orphaned: float = 0.0833  # on top, where few companies serve
    unwilling: float = 0.447
    delay_first: tuple[float, float] = (2.7, 11.3)  # days, of a county's posting day: first and last
    delay_mean: float = 3.7  # days more, of a report
    delay_quarter: float = 6.3  # days more, where bills are quarterly
    decision_days: float = 5.3
    audited: tuple[float, float, float] = (0.117, 27.3, 5.7)  # of reports by quarter; days after its end
    credit: tuple[float, float] = (-0.0437, 0.0673)  # of an audit, log: mean and scatter
    settled: tuple[float, float] = (0.273, 13.7)  # of places, at the year's end, and days after it
    settlement: tuple[float, float] = (-0.0173, 0.0373)
    close_days: tuple[int, int] = (7, 15)
    large: float = 4_100.0
    suspected: float = 0.193
    sides: SideHabits = field(
        default_factory=lambda: SideHabits(
            base_mix=(0.211, 0.0433, 0.0617, 0.684),
            top_mix=(0.777, 0.0157, 0.0273, 0.180),
            other_mix=(0.233, 0.0573, 0.0793, 0.6304),
            mix_concentration=63.0,
            uses=(0.197, 0.347, 0.163, 0.137, 0.156),
            use_concentration=13.7,
            bought_share=0.0467,
            sold_share=0.0613,
            cards_per_sample=12.7,
            product_t_per_mu=0.0213,
            organic_t_per_mu=0.0217,
            organic_mu_share=0.0743,
            disposed_share=0.617,
            sales_lead=0.387,
            sales_sd=0.0633,
        )
    )
    knowledge: Knowledge = field(
        default_factory=lambda: Knowledge(
            area_sd=0.0153,
            amount_log=-0.0313,
            amount_sd=0.0413,
            past_growth=-0.0117,
            wheat_kg_per_mu=419.0,
            maize_kg_per_mu=433.0,
            yield_sd=0.103,
            mu_per_sample=167.0,
            mu_per_sample_sd=0.397,
            team_mu=27_100.0,
            picker_mu=2_590.0,
            baler_mu=7_100.0,
            return_mu=1_330.0,
            station_mu=13_300.0,
            staff_mu=4_900.0,
            sample_days=87.0,
            outlet_share=0.877,
            capacity_sd=0.173,
        )
    )
    coefficients: CoefficientLaw = field(
        default_factory=lambda: CoefficientLaw(
            deposit_sd=0.0253,
            deposit_shared_sd=0.0173,
            straw_sd=0.0413,
            impurity=(0.237, 0.347),
            packaging_kg=(0.0893, 0.139),
            recovery_sd=0.0077,
            recovery_yearly=0.0079,
            recovery_county_sd=0.0103,
            plots=(5, 13),
            plot_sd=0.0353,
        )
    )
    visits: VisitHabits = field(
        default_factory=lambda: VisitHabits(
            random_share=0.0203, targeted_share=0.0527, sd=0.0293, after_days=(17, 41)
        )
    )


LAW = MarketsLaw()
