"""What the school of tenders draws its worlds from, all assumed (演示数据 / synthetic)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agri.synthetic.schools.causes import CauseKind, Chance
from agri.synthetic.schools.flows import SideHabits
from agri.synthetic.schools.known import Knowledge
from agri.synthetic.schools.own_coefficients import CoefficientLaw
from agri.synthetic.schools.telling import VisitHabits

Window = tuple[float, float, float, float, float]  # first day, full from, full until, last day; weight


@dataclass(frozen=True, slots=True)
class Programme:
    """One kind of work: what farmers do of their own, and what a county lets.

    ======== ======================================================================
    Field    Meaning
    ======== ======================================================================
    own      share that farmers do without any programme
    worlds   how far worlds lie from it, logit
    years    how far two years of a world lie apart, logit
    let      share of a year's work that a usual county lets
    most     share of a day's work that a contractor can do at most
    lots     lots of a county beside one, on average
    runs     chance that a lot runs on from the year before, with no tender
    machines whether what contractors do needs dry fields
    ======== ======================================================================
    """

    own: float
    worlds: float
    years: float
    let: float
    most: float
    lots: float
    runs: float
    machines: bool


@dataclass(frozen=True)
class Procurement:
    """From the budget to the last acceptance; days of the year, or days that pass.

    ============ ====================================================================
    Field        Meaning
    ============ ====================================================================
    approved     when budgets are approved: earliest, scale and shape of a gamma law
    notice       days of a tender: least and most
    fails        chance that a tender fails and is run again
    again        days until it is let after all: least, mean more
    begins       days from the award to the first work, mean
    cut          chance that a county's programme of a kind is not paid for this year
    new          chance that a county lets twice as much as ever
    budget       log scatter of what a county lets
    size         concentration of the law by which a county's money is cut into lots
    spent        how strongly what was left unspent lowers next year's budget
    popular      exponent of the law of contractors' sizes
    firms        contractors of a city
    kept         chance that whoever had a county's work keeps it
    strength     log scatter of what contractors can do
    rush         from which day money must be spent, and how much faster that is done
    checks       acceptance checks of a lot: fewest and most
    paper        days from a check to its certificate, mean
    year_end     chance that all is accepted before the year's end
    ============ ====================================================================
    """

    approved: tuple[float, float, float] = (37.0, 13.9, 2.27)
    notice: tuple[float, float] = (21.0, 44.0)
    fails: float = 0.183
    again: tuple[float, float] = (19.0, 21.7)
    begins: float = 9.43
    cut: float = 0.0487
    new: float = 0.0593
    budget: float = 0.357
    size: float = 1.93
    spent: float = 0.613
    popular: float = 1.23
    firms: int = 23
    kept: float = 0.567
    strength: float = 0.283
    rush: tuple[float, float] = (317.0, 1.47)
    checks: tuple[int, int] = (1, 4)
    paper: float = 14.3
    year_end: float = 0.643


@dataclass(frozen=True)
class TendersLaw:
    """What the worlds of the school are drawn from; mu a township, kg pure a mu, days of the year."""

    place_mu: float = 19_043.0  # of a city's land, for each of its townships
    city_log: float = 0.0967
    rank: float = 0.523  # exponent by which counties' land falls with their rank
    place_shape: float = 2.67  # of the law by which townships share their county
    kinds: Mapping[str, tuple[float, ...]] = field(
        default_factory=lambda: {  # crop → share of land on plain, sand, hills, and near the city
            "wheat": (1.053, 0.737, 0.953, 0.583),
            "maize": (0.977, 0.517, 0.887, 0.453),
            "garlic": (0.0213, 0.197, 0.0087, 0.0337),
            "peanut": (0.0297, 0.313, 0.0673, 0.0153),
            "vegetable": (0.113, 0.193, 0.0737, 0.687),
            "other": (0.0367, 0.0813, 0.0967, 0.0617),
        }
    )
    kind_share: tuple[float, ...] = (0.447, 0.167, 0.253, 0.133)
    kind_law: float = 2.13  # concentration by which a county's townships are of one kind
    mixed: float = 0.117  # of a township's land that is of other kinds
    crop_log: float = 0.193
    area_yearly: tuple[float, float] = (-0.0053, 0.0067)
    area_place: float = 0.0267
    turned: tuple[float, float] = (0.0437, 0.123)  # chance that a programme turns a county's maize, and part
    programmes: Mapping[str, Programme] = field(
        default_factory=lambda: {
            "formula": Programme(0.757, 0.157, 0.0773, 0.437, 0.943, 1.129, 0.283, False),
            "unified": Programme(0.193, 0.183, 0.0837, 0.347, 0.733, 2.17, 0.217, True),
            "green": Programme(0.123, 0.193, 0.0963, 0.243, 0.787, 1.67, 0.1837, False),
            "film": Programme(0.717, 0.217, 0.107, 0.413, 0.937, 0.83, 0.317, True),
            "packaging": Programme(0.283, 0.267, 0.123, 0.433, 0.917, 0.67, 0.383, False),
            "returned": Programme(0.667, 0.0967, 0.0567, 0.357, 0.907, 1.87, 0.413, True),
            "off_field": Programme(0.297, 0.163, 0.0913, 0.363, 0.883, 0.93, 0.263, True),
        }
    )
    county_own: float = 0.247  # of what farmers do of their own, logit
    place_own: float = 0.353
    untried: tuple[float, float] = (
        0.127,
        0.0473,
    )  # chance that a county does hardly any of its own; of usual
    procurement: Procurement = field(default_factory=Procurement)
    kg_per_mu: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 29.3,
            "maize": 25.7,
            "garlic": 49.3,
            "peanut": 19.7,
            "vegetable": 38.3,
            "other": 23.1,
        }
    )
    dose_log: float = 0.137
    dose_yearly: tuple[float, float] = (-0.0107, 0.0063)
    dose_county: float = 0.0187
    dose_place: float = 0.0343
    formula_saves: float = 0.0583
    treatments: Mapping[str, float] = field(
        default_factory=lambda: {"wheat": 2.43, "maize": 2.03, "vegetable": 3.07}
    )
    pressure: tuple[float, float, float] = (0.0173, 0.0367, 0.0427)
    kg_per_treatment: float = 0.233
    product_log: float = 0.153
    product_yearly: tuple[float, float] = (-0.0203, 0.0097)
    unified_saves: float = 0.0867
    own_sprayers: tuple[float, ...] = (0.213, 0.657, 0.0630, 0.0430, 0.0240)
    let_sprayers: tuple[float, ...] = (0.0, 0.523, 0.0930, 0.1987, 0.1853)
    sprayer_law: float = 37.3
    film_kg_per_mu: float = 4.33
    film_log: float = 0.0733
    film_on: Mapping[str, float] = field(default_factory=lambda: {"peanut": 0.687, "garlic": 0.953})
    degradable: tuple[float, float] = (0.247, 0.0267)  # of townships that use some, and share
    degradable_lot: tuple[float, float] = (0.157, 0.0787)  # chance that a county buys some, and share
    sound: tuple[float, float] = (0.653, 0.0437)
    sound_concentration: float = 11.7
    machine_picked: float = 0.443
    off_field: float = 0.151
    manure_t: float = 28_700.0
    manure_rank: float = 0.637
    manure_used: tuple[float, float, float] = (0.737, 0.149, 0.0673)
    manure_county: tuple[float, float] = (0.327, 0.133)
    manure_works: tuple[float, float] = (0.0713, 0.427)  # chance a quarter that works are handed over; logit
    herd_quarter: float = 0.0647
    yield_year: tuple[float, float] = (0.0373, 0.0313)
    season_days: tuple[float, float, float] = (2.73, 1.67, 0.937)  # logistic: city, county, place
    season_moves: float = 16.7
    wet_days: float = 8.7
    samples: float = 1.19
    analysed: tuple[float, ...] = (0.183, 0.337, 0.277, 0.137)
    calendar: Mapping[str, tuple[Window, ...]] = field(
        default_factory=lambda: {
            "wheat_top": ((46.0, 58.0, 76.0, 97.0, 0.783), (87.0, 91.0, 97.0, 106.0, 0.217)),
            "wheat_base": ((276.0, 281.0, 294.0, 307.0, 1),),
            "maize_base": ((154.0, 159.0, 168.0, 178.0, 1),),
            "maize_top": ((188.0, 196.0, 208.0, 227.0, 1),),
            "other_dressing": (
                (53.0, 67.0, 87.0, 113.0, 0.283),
                (117.0, 133.0, 178.0, 203.0, 0.373),
                (233.0, 251.0, 279.0, 303.0, 0.344),
            ),
            "wheat_sowing": ((279.0, 284.0, 295.0, 306.0, 1),),
            "maize_sowing": ((153.0, 157.0, 166.0, 176.0, 1),),
            "garlic_sowing": ((258.0, 264.0, 273.0, 284.0, 1),),
            "peanut_sowing": ((104.0, 113.0, 126.0, 138.0, 1),),
            "vegetable_sowing": ((63.0, 77.0, 97.0, 117.0, 0.467), (229.0, 241.0, 263.0, 281.0, 0.533)),
            "other_sowing": ((93.0, 107.0, 127.0, 143.0, 0.443), (151.0, 157.0, 167.0, 177.0, 0.557)),
            "wheat_sprays": (
                (63.0, 71.0, 83.0, 94.0, 0.233),
                (107.0, 114.0, 133.0, 143.0, 0.613),
                (303.0, 311.0, 323.0, 333.0, 0.154),
            ),
            "maize_sprays": (
                (167.0, 173.0, 183.0, 193.0, 0.257),
                (193.0, 203.0, 217.0, 227.0, 0.377),
                (221.0, 229.0, 241.0, 252.0, 0.366),
            ),
            "vegetable_sprays": ((73.0, 97.0, 137.0, 163.0, 0.383), (173.0, 203.0, 283.0, 313.0, 0.617)),
            "green_wheat": ((73.0, 87.0, 123.0, 141.0, 1),),
            "green_maize": ((183.0, 193.0, 239.0, 259.0, 1),),
            "garlic_pick_up": ((128.0, 133.0, 143.0, 151.0, 1),),
            "peanut_pick_up": ((241.0, 249.0, 263.0, 274.0, 1),),
            "wheat_harvest": ((149.0, 153.0, 160.0, 167.0, 1),),
            "maize_harvest": ((256.0, 264.0, 277.0, 287.0, 1),),
            "straw_summer": ((152.0, 158.0, 173.0, 193.0, 1),),
            "straw_autumn": ((264.0, 273.0, 303.0, 331.0, 1),),
            "samples": (
                (51.0, 59.0, 73.0, 87.0, 0.163),
                (153.0, 161.0, 173.0, 187.0, 0.303),
                (262.0, 273.0, 297.0, 317.0, 0.534),
            ),
        }
    )
    top_share: Mapping[str, float] = field(default_factory=lambda: {"wheat": 0.333, "maize": 0.427})
    top_sd: float = 0.0213
    spring_formula: float = 0.0547
    other_formula: float = 0.473
    chances: Mapping[CauseKind, Chance] = field(
        default_factory=lambda: {
            CauseKind.EARLY_SEASON: Chance(0.0657, 2, 7),
            CauseKind.LATE_SEASON: Chance(0.0797, 2, 7),
            CauseKind.DROUGHT: Chance(0.0867, 5, 8),
            CauseKind.WET_HARVEST: Chance(0.0873, 9, 9),
            CauseKind.BREAKDOWN: Chance(0.123, 4, 9),
            CauseKind.HONEST_PUSH: Chance(0.0837, 9, 10),
            CauseKind.FALSIFIED_PUSH: Chance(0.0957, 9, 10),
            CauseKind.COPYING: Chance(0.0643, 4, 9),
            CauseKind.INFLATION: Chance(0.0767, 4, 8),
            CauseKind.MISSING_NOT_AT_RANDOM: Chance(0.0787, 4, 8),
            CauseKind.POLICY: Chance(0.147, 9, 9),
            CauseKind.STANDSTILL: Chance(0.0813, 4, 9),
            CauseKind.TREND_BREAK: Chance(0.107, 3, 8),
        }
    )
    drought: Mapping[str, float] = field(
        default_factory=lambda: {"dressing": 0.887, "sprays": 0.917, "output": 0.867}
    )
    wet: tuple[float, float] = (0.437, 33.0)  # what is left of machines' work, and days
    pushed: tuple[float, float] = (0.617, 1.39)  # farmers' own, logit; contractors, times
    broken_days: float = 77.0
    standstill: tuple[float, float] = (0.283, 59.0)  # what farmers still do, and days
    trend_break: tuple[float, float] = (0.537, 0.0357)  # of contractors' work left; doses, log
    policy: tuple[float, float] = (0.437, 0.387)  # of counties' work newly let; farmers' own, logit
    held: tuple[float, float] = (0.883, 9.7)  # of a contractor's work that only certificates tell
    as_let: tuple[float, float] = (0.337, 0.547)  # chance that an acceptance writes what was let; of the gap
    struck: tuple[float, float, float] = (0.193, 0.173, 0.117)  # of lots; log that audits strike off; scatter
    audit_days: tuple[float, float] = (31.0, 89.0)
    leaning: Mapping[str, float] = field(
        default_factory=lambda: {
            "coverage": 0.0253,
            "amount": -0.0293,
            "recovery": 0.0263,
            "sprayer": 0.0223,
            "field": 0.0033,
        }
    )
    leaning_county: float = 0.0247
    leaning_place: float = 0.0433
    leaning_years: float = 0.0087
    cell: float = 0.0317
    inflates: float = 0.153
    inflating_share: float = 0.173
    falsified: float = 0.167
    copying_share: float = 0.263
    missing: float = 0.0233
    unwilling: float = 0.437
    delay_first: tuple[float, float] = (2.3, 9.7)
    delay_sheet: float = 2.97
    delay_paper: float = 5.7  # days more in a month with no certificate yet
    decision_days: float = 4.47
    returned_share: float = 0.0567  # of sheets, that the county returns and that come again
    returned_days: tuple[float, float] = (7.0, 33.0)
    close_days: tuple[int, int] = (9, 17)
    large: float = 2_900.0
    suspected: float = 0.187
    sides: SideHabits = field(
        default_factory=lambda: SideHabits(
            base_mix=(0.197, 0.0493, 0.0637, 0.690),
            top_mix=(0.793, 0.0137, 0.0213, 0.172),
            other_mix=(0.223, 0.0593, 0.0837, 0.6340007),
            mix_concentration=51.3,
            uses=(0.217, 0.363, 0.159, 0.1163, 0.1447),
            use_concentration=12.3,
            bought_share=0.0433,
            sold_share=0.0637,
            cards_per_sample=12.1,
            product_t_per_mu=0.0233,
            organic_t_per_mu=0.0223,
            organic_mu_share=0.0717,
            disposed_share=0.637,
            sales_lead=0.293,
            sales_sd=0.0667,
        )
    )
    knowledge: Knowledge = field(
        default_factory=lambda: Knowledge(
            area_sd=0.0163,
            amount_log=-0.0287,
            amount_sd=0.0433,
            past_growth=-0.0123,
            wheat_kg_per_mu=421.0,
            maize_kg_per_mu=441.0,
            yield_sd=0.1147,
            mu_per_sample=181.0,
            mu_per_sample_sd=0.407,
            team_mu=24_300.0,
            picker_mu=2_830.0,
            baler_mu=6_430.0,
            return_mu=1_447.0,
            station_mu=14_130.0,
            staff_mu=4_730.0,
            sample_days=90.7,
            outlet_share=0.867,
            capacity_sd=0.187,
        )
    )
    coefficients: CoefficientLaw = field(
        default_factory=lambda: CoefficientLaw(
            deposit_sd=0.0263,
            deposit_shared_sd=0.0163,
            straw_sd=0.0367,
            impurity=(0.233, 0.337),
            packaging_kg=(0.0917, 0.1413),
            recovery_sd=0.0087,
            recovery_yearly=0.00747,
            recovery_county_sd=0.01147,
            plots=(5, 12),
            plot_sd=0.0373,
        )
    )
    visits: VisitHabits = field(
        default_factory=lambda: VisitHabits(
            random_share=0.0213, targeted_share=0.0507, sd=0.0287, after_days=(15, 39)
        )
    )


LAW = TendersLaw()
