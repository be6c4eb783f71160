"""What the school of rumours draws its worlds from, all assumed (演示数据 / synthetic)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agri.synthetic.schools.causes import CauseKind, Chance
from agri.synthetic.schools.flows import SideHabits
from agri.synthetic.schools.known import Knowledge
from agri.synthetic.schools.own_coefficients import CoefficientLaw
from agri.synthetic.schools.rumours.laws import Delays, HeadLaw, Hearing, Prices, SpreadLaw, Ties, Wave
from agri.synthetic.schools.telling import VisitHabits

Window = tuple[float, float, float, float]  # first and last day, where between them most lies, weight


@dataclass(frozen=True)
class RumoursLaw:
    """What the worlds of the school are drawn from; mu a township, kg pure a mu, days of the year."""

    ties: Ties = field(default_factory=Ties)
    heads: HeadLaw = field(default_factory=HeadLaw)
    hearing: Hearing = field(default_factory=Hearing)
    delays: Delays = field(default_factory=Delays)
    prices: Prices = field(default_factory=Prices)
    place_mu: float = 18_311.0
    city_log: float = 0.1391
    place_tail: float = 1.491
    town: float = 0.1911
    grown: Mapping[str, tuple[float, float]] = field(
        default_factory=lambda: {  # crop → share of land, and log scatter of it
            "wheat": (0.9391, 0.2191),
            "maize": (0.8411, 0.2391),
            "garlic": (0.05917, 1.091),
            "peanut": (0.09119, 0.8911),
            "vegetable": (0.1791, 0.6191),
            "other": (0.06911, 0.4891),
        }
    )
    area_yearly: tuple[float, float, float] = (-0.0071, 0.01913, 0.02817)
    practices: Mapping[str, SpreadLaw] = field(
        default_factory=lambda: {
            "formula": SpreadLaw(0.8923, 0.1691, 0.3891, 1.391, 0.1911, 0.4191, 0.7911),
            "unified": SpreadLaw(0.4091, 0.1491, 0.2391, 1.211, 0.2991, 0.2911, 0.8391),
            "green": SpreadLaw(0.3311, 0.1791, 0.2191, 1.091, 0.2791, 0.2491, 0.9191),
            "film": SpreadLaw(0.8719, 0.1991, 0.3691, 1.591, 0.2091, 0.3991, 0.6911),
            "packaging": SpreadLaw(0.6191, 0.2291, 0.2991, 1.491, 0.2591, 0.3291, 0.8091),
            "returned": SpreadLaw(0.8591, 0.1091, 0.3491, 0.9919, 0.1591, 0.4691, 0.7491),
            "off_field": SpreadLaw(0.4691, 0.1591, 0.2591, 1.191, 0.2291, 0.3591, 0.8791),
        }
    )
    liking: tuple[float, float] = (0.1491, 0.3391)  # log: county, place
    moods: tuple[float, float] = (0.1191, 0.1591)  # log by which a year wins more, loses more
    praise: tuple[float, float, float] = (
        2.291,
        0.0679,
        0.2479,
    )  # stories of a practice a year; of the rest won
    scares: tuple[float, float, float] = (2.891, 0.0597, 0.2691)  # the same; of users lost
    passed_on: float = 1.1417  # how readily a story is told on
    sites: tuple[float, float, float] = (1.6913, 0.2391, 0.6091)  # a year and county; of the rest won
    zeal_wins: float = 0.4591
    feast_talk: float = 0.5591
    silence: float = 0.1391
    pushed: float = 0.5691  # logit
    policy: tuple[float, float] = (0.5091, 0.6391)  # of counties that pay for a practice; logit
    broken: tuple[float, float] = (0.5391, 71.0)  # logit, days
    broken_towns: int = 3
    wet: tuple[float, float] = (0.8291, 37.0)  # logit, days
    standstill: tuple[float, float] = (0.9119, 47.93)  # logit, days
    trend_break: tuple[float, float] = (0.02197, 0.04119)  # of users lost in a week; doses, log
    trend_weeks: int = 7
    waves: Mapping[str, Wave] = field(
        default_factory=lambda: {
            "wheat": Wave(
                107.9, 4.191, 4.911, 0.1991, 0.2911, 1.391, 0.5911, 0.1419, 37.11, 0.1391, 0.3191, 4.391
            ),
            "maize": Wave(
                193.1, 5.391, 3.891, 0.2391, 0.3491, 1.591, 0.6491, 0.1711, 41.93, 0.1891, 0.3591, 5.091
            ),
        }
    )
    kg_per_mu: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 28.39,
            "maize": 24.19,
            "garlic": 47.91,
            "peanut": 18.91,
            "vegetable": 36.91,
            "other": 21.91,
        }
    )
    dose_log: float = 0.1191
    dose_yearly: tuple[float, float] = (-0.01497, 0.01199)
    dose_place: float = 0.03911
    formula_saves: float = 0.06913
    treatments: Mapping[str, float] = field(
        default_factory=lambda: {"wheat": 1.891, "maize": 1.591, "vegetable": 2.891}
    )
    pressure: tuple[float, float] = (0.02117, 0.06919)  # log: city, place
    kg_per_treatment: float = 0.2391
    product_log: float = 0.1391
    product_yearly: tuple[float, float] = (-0.01391, 0.01293)
    unified_saves: float = 0.09117
    own_sprayers: tuple[float, ...] = (0.2291, 0.6391, 0.05919, 0.04911, 0.02363)
    team_sprayers: tuple[float, ...] = (0, 0.4691, 0.1091, 0.2191, 0.2027)
    sprayer_law: float = 41.97
    film_kg_per_mu: float = 4.519
    film_log: float = 0.08119
    film_on: Mapping[str, float] = field(default_factory=lambda: {"peanut": 0.7191, "garlic": 0.9291})
    degradable: tuple[float, float] = (0.09111, 0.1191)  # share where it is used, of places in the first year
    degradable_heard: float = 0.2191  # how many places more follow, of what neighbours do
    sound: tuple[float, float] = (0.6691, 0.04913)
    sound_concentration: float = 13.91
    machine_picked: float = 0.4191
    off_field: float = 0.1739
    manure_t: float = 27_911.0
    manure_log: float = 0.6391
    manure_used: tuple[float, float, float] = (0.7491, 0.1291, 0.05917)
    manure_county: tuple[float, float] = (0.2891, 0.1191)
    herd_quarter: float = 0.05919
    yield_year: tuple[float, float] = (0.04111, 0.04913)
    season_days: tuple[float, float] = (8.911, 3.391)
    season_moves: float = 13.91
    wet_days: float = 9.117
    feast: float = 0.7191  # of a day's work that is not done on a holiday
    peaked: float = 2.891
    samples: float = 1.231
    analysed: tuple[float, ...] = (0.2191, 0.3491, 0.2391, 0.1191)
    calendar: Mapping[str, tuple[Window, ...]] = field(
        default_factory=lambda: {
            "wheat_top": ((44.19, 103.9, 0.4491, 1),),
            "wheat_base": ((273.9, 311.1, 0.4091, 1),),
            "maize_base": ((152.1, 180.9, 0.4391, 1),),
            "maize_top": ((186.1, 229.9, 0.4291, 1),),
            "other_dressing": (
                (51.91, 116.1, 0.4811, 0.2691),
                (114.9, 206.1, 0.5191, 0.3911),
                (230.1, 306.9, 0.4691, 0.3398),
            ),
            "wheat_sowing": ((277.1, 309.1, 0.4191, 1),),
            "maize_sowing": ((150.9, 178.1, 0.4591, 1),),
            "garlic_sowing": ((256.9, 286.1, 0.4991, 1),),
            "peanut_sowing": ((101.9, 140.1, 0.5291, 1),),
            "vegetable_sowing": ((61.13, 119.1, 0.4791, 0.4591), (226.9, 283.1, 0.4891, 0.5409)),
            "other_sowing": ((91.17, 145.1, 0.5091, 0.4291), (149.1, 179.1, 0.4291, 0.5709)),
            "wheat_sprays": (
                (61.99, 97.11, 0.4691, 0.2591),
                (104.1, 146.9, 0.5391, 0.5791),
                (301.1, 335.9, 0.4591, 0.1618),
            ),
            "maize_sprays": (
                (164.9, 196.1, 0.5191, 0.2891),
                (190.9, 229.1, 0.4891, 0.3591),
                (219.1, 254.9, 0.4691, 0.3518),
            ),
            "vegetable_sprays": ((71.13, 166.1, 0.5391, 0.3691), (171.1, 316.1, 0.4891, 0.6309)),
            "green_wheat": ((71.97, 143.9, 0.4891, 1),),
            "green_maize": ((181.1, 261.1, 0.5191, 1),),
            "garlic_pick_up": ((126.1, 153.9, 0.5091, 1),),
            "peanut_pick_up": ((231.9, 271.1, 0.4711, 1),),
            "wheat_harvest": ((147.9, 169.1, 0.4691, 1),),
            "maize_harvest": ((254.1, 289.9, 0.4791, 1),),
            "straw_summer": ((150.1, 196.9, 0.3391, 1),),
            "straw_autumn": ((261.9, 333.9, 0.3591, 1),),
            "samples": (
                (49.99, 89.91, 0.4391, 0.1791),
                (151.1, 189.1, 0.4191, 0.2891),
                (259.9, 319.9, 0.4591, 0.5318),
            ),
        }
    )
    top_share: Mapping[str, float] = field(default_factory=lambda: {"wheat": 0.3491, "maize": 0.4391})
    top_sd: float = 0.02371
    spring_formula: float = 0.05917
    other_formula: float = 0.4591
    chances: Mapping[CauseKind, Chance] = field(
        default_factory=lambda: {
            CauseKind.EARLY_SEASON: Chance(0.06919, 2, 7),
            CauseKind.LATE_SEASON: Chance(0.07311, 2, 7),
            CauseKind.DROUGHT: Chance(0.07913, 5, 8),
            CauseKind.WET_HARVEST: Chance(0.09117, 9, 9),
            CauseKind.BREAKDOWN: Chance(0.1091, 4, 9),
            CauseKind.HONEST_PUSH: Chance(0.08919, 9, 10),
            CauseKind.FALSIFIED_PUSH: Chance(0.09911, 9, 10),
            CauseKind.COPYING: Chance(0.08193, 4, 9),
            CauseKind.INFLATION: Chance(0.08397, 4, 8),
            CauseKind.MISSING_NOT_AT_RANDOM: Chance(0.07199, 4, 8),
            CauseKind.POLICY: Chance(0.1219, 9, 9),
            CauseKind.STANDSTILL: Chance(0.07591, 4, 9),
            CauseKind.TREND_BREAK: Chance(0.1139, 3, 8),
        }
    )
    drought: Mapping[str, float] = field(
        default_factory=lambda: {"dressing": 0.8791, "sprays": 0.9091, "output": 0.8591}
    )
    leaning: Mapping[str, float] = field(
        default_factory=lambda: {
            "coverage": 0.01713,
            "amount": -0.02617,
            "recovery": 0.01919,
            "sprayer": 0.02411,
            "field": 0.0039,
        }
    )
    leaning_county: float = 0.02371
    leaning_place: float = 0.03917
    leaning_years: float = 0.00891
    cell: float = 0.03519
    field_exact: float = 0.1991
    inflates: float = 0.1591
    inflating_share: float = 0.1891
    falsified: float = 0.1711
    copying_share: float = 0.2791
    missing: float = 0.02191
    unwilling: float = 0.4191
    decision_days: float = 4.191
    corrected: tuple[float, float, float] = (0.05913, 8.917, 36.99)  # of sheets; days
    written_off: tuple[float, float, float] = (0.8191, 19.11, 51.93)  # of an old head's padding; days
    close_days: tuple[int, int] = (10, 18)
    large: float = 3_191.0
    suspected: float = 0.1931
    sides: SideHabits = field(
        default_factory=lambda: SideHabits(
            base_mix=(0.2091, 0.05117, 0.05919, 0.6807),
            top_mix=(0.8091, 0.01191, 0.01913, 0.1599),
            other_mix=(0.2391, 0.06197, 0.07919, 0.6199),
            mix_concentration=47.91,
            uses=(0.2291, 0.3491, 0.1691, 0.1091, 0.1436),
            use_concentration=13.93,
            bought_share=0.03917,
            sold_share=0.05919,
            cards_per_sample=11.91,
            product_t_per_mu=0.02191,
            organic_t_per_mu=0.02393,
            organic_mu_share=0.06917,
            disposed_share=0.6591,
            sales_lead=0.3391,
            sales_sd=0.07199,
        )
    )
    knowledge: Knowledge = field(
        default_factory=lambda: Knowledge(
            area_sd=0.01791,
            amount_log=-0.02593,
            amount_sd=0.03917,
            past_growth=-0.01499,
            wheat_kg_per_mu=417.9,
            maize_kg_per_mu=437.9,
            yield_sd=0.1129,
            mu_per_sample=176.9,
            mu_per_sample_sd=0.3891,
            team_mu=23_911.0,
            picker_mu=2_791.0,
            baler_mu=6_319.0,
            return_mu=1_491.0,
            station_mu=13_911.0,
            staff_mu=4_591.0,
            sample_days=87.91,
            outlet_share=0.8791,
            capacity_sd=0.1931,
        )
    )
    coefficients: CoefficientLaw = field(
        default_factory=lambda: CoefficientLaw(
            deposit_sd=0.02791,
            deposit_shared_sd=0.01493,
            straw_sd=0.03397,
            impurity=(0.2391, 0.3391),
            packaging_kg=(0.09399, 0.1391),
            recovery_sd=0.0091,
            recovery_yearly=0.007191,
            recovery_county_sd=0.01191,
            plots=(6, 11),
            plot_sd=0.03893,
        )
    )
    visits: VisitHabits = field(
        default_factory=lambda: VisitHabits(
            random_share=0.02197, targeted_share=0.04919, sd=0.03111, after_days=(14, 41)
        )
    )


LAW = RumoursLaw()
