"""What the school of households draws its worlds from, all assumed (演示数据 / synthetic)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agri.synthetic.schools.causes import CauseKind, Chance
from agri.synthetic.schools.flows import SideHabits
from agri.synthetic.schools.known import Knowledge
from agri.synthetic.schools.own_coefficients import CoefficientLaw
from agri.synthetic.schools.telling import VisitHabits

Arch = tuple[float, float, float]  # first and last day of the year, share
CHOICES = ("formula", "unified", "green", "film", "packaging", "returned", "off_field")


@dataclass(frozen=True, slots=True)
class Weighing:
    """What households weigh once a year, in units of what divides them.

    ========= ======================================================================
    Field     Meaning
    ========= ======================================================================
    share     of the land whose households would decide for it in the first year
    worlds    how far worlds lie from it, logit
    years     scale of what moves a whole city from one year to the next
    wage      how strongly pay elsewhere speaks against it
    young     how much more the young are inclined to it
    paid      how strongly a county's subsidy speaks for it
    habit     what having done it the year before adds
    ========= ======================================================================
    """

    share: float
    worlds: float
    years: float
    wage: float
    young: float
    paid: float
    habit: float


@dataclass(frozen=True, slots=True)
class Chore:
    """Work that needs hands.

    ======== ======================================================================
    Field    Meaning
    ======== ======================================================================
    days     of one person, for a thousand mu
    waits    how much of it waits when hands are short: 0 nothing, 1 its part
    kept     of what waits, still to be done five days later
    ======== ======================================================================
    """

    days: float
    waits: float
    kept: float


@dataclass(frozen=True)
class RoundLaw:
    """How village cadres go round and what they write of villages that they did not see.

    =========== ====================================================================
    Field       Meaning
    =========== ====================================================================
    months      that one round through all villages takes: least and most
    kept_away   of visits that fall out in the month of Spring Festival and in harvests
    eye         log error of what is seen
    memory      log by which what is remembered of the year before strays, by village
    heard       of what was seen elsewhere on the round, believed of villages not seen
    trusts      of what was last seen in a village, believed of its later months
    skipped     of villages in a month, forgotten when the sheet is added up
    twice       of villages in a month, added twice
    room        of a season's work the year before, more than which nobody believes unseen
    own         weight of the village's own last year beside its land, where not seen
    =========== ====================================================================
    """

    months: tuple[float, float] = (1.17, 3.43)
    kept_away: float = 0.443
    eye: float = 0.0619
    memory: float = 0.0871
    heard: float = 0.349
    trusts: float = 0.391
    room: float = 1.0391
    skipped: float = 0.00719
    twice: float = 0.00581
    own: float = 0.719


@dataclass(frozen=True)
class HouseholdsLaw:
    """What the worlds of the school are drawn from; mu a household that stands for many, kg pure a mu."""

    villages: float = 8.9  # of a township, beside three
    village_tail: float = 2.19  # of the Pareto law of villages' sizes
    households: int = 7  # that stand for a village
    township_mu: float = 16_900.0
    township_tail: float = 3.1  # degrees of freedom
    township_log: float = 0.331
    county_log: float = 0.291
    household_log: float = 0.829
    old: tuple[float, float] = (0.569, 5.9)  # share of old households, by township, and concentration
    away: tuple[float, float] = (0.617, 0.219)  # chance that hands of a young and of an old one are away
    crop_share: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 0.991,
            "maize": 0.889,
            "garlic": 0.0491,
            "peanut": 0.0871,
            "vegetable": 0.191,
            "other": 0.0641,
        }
    )
    crop_log: float = 0.351
    city_taste: float = 4.9  # of the gamma law of what a city grows beside grain
    grows: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 0.969,
            "maize": 0.959,
            "garlic": 0.391,
            "peanut": 0.519,
            "vegetable": 0.889,
            "other": 0.619,
        }
    )
    given_up: float = 0.0229  # of households in an ordinary year, that give their land away
    given_up_wage: float = 1.91  # how strongly wages move that
    sublet: float = 0.781  # of what is given up, taken over by the largest of the village
    boom: tuple[float, float] = (0.0619, 0.159)  # counties where a crop booms, a year; of land taken over
    tilled: float = 0.0091  # log scatter of a household's area from year to year
    given_up_old: float = 0.591  # of the old, log odds
    wages: tuple[float, float, float] = (
        0.0219,
        0.0491,
        2.9,
    )  # scale of a city's year and of a county's; tail
    wage_back: float = 0.791  # of what wages lie beside their trend that is left a year later
    factories: tuple[float, float] = (0.0891, 0.271)  # chance that one opens or closes in a county, and log
    subsidies: float = 0.289  # scale, of a county's year
    choices: Mapping[str, Weighing] = field(
        default_factory=lambda: {
            "formula": Weighing(0.869, 0.149, 0.0719, 0.391, 0.319, 0.419, 0.891),
            "unified": Weighing(0.367, 0.129, 0.0491, -0.719, 0.689, 0.919, 0.619),
            "green": Weighing(0.259, 0.119, 0.0519, 0.491, 0.491, 0.781, 0.719),
            "film": Weighing(0.877, 0.191, 0.0941, 0.919, -0.281, 0.389, 0.519),
            "packaging": Weighing(0.619, 0.251, 0.109, 0.649, -0.219, 0.291, 0.421),
            "returned": Weighing(0.771, 0.0919, 0.0481, -0.219, 0.391, 0.259, 1.19),
            "off_field": Weighing(0.497, 0.139, 0.0891, 0.719, -0.191, 0.319, 0.391),
        }
    )
    divides: tuple[float, float, float] = (0.219, 0.319, 2.7)  # counties, villages; tail of both laws
    chores: Mapping[str, Chore] = field(
        default_factory=lambda: {
            "wheat_top": Chore(19.0, 0.89, 1.0),
            "wheat_base": Chore(31.0, 0.19, 1.0),
            "maize_base": Chore(29.0, 0.29, 1.0),
            "maize_top": Chore(37.0, 0.91, 1.0),
            "other_dressing": Chore(61.0, 0.59, 1.0),
            "wheat_sprays": Chore(41.0, 0.49, 0.979),
            "maize_sprays": Chore(43.0, 0.61, 0.969),
            "vegetable_sprays": Chore(79.0, 0.41, 0.981),
            "green_wheat": Chore(23.0, 0.79, 0.961),
            "green_maize": Chore(23.0, 0.81, 0.959),
            "garlic_pick_up": Chore(191.0, 0.69, 0.991),
            "peanut_pick_up": Chore(189.0, 0.71, 0.989),
            "packaging": Chore(3.1, 0.99, 0.989),
            "straw_summer": Chore(5.9, 0.93, 0.941),
            "straw_autumn": Chore(6.1, 0.94, 0.949),
        }
    )
    reaping_days: float = 89.0  # of one person, for a thousand mu of grain; what is reaped does not wait
    slack: float = 1.29  # hands beside the nine-in-ten busiest five days of an ordinary year
    homecoming: Mapping[str, tuple[float, float, float]] = field(
        default_factory=lambda: {  # share that comes home; days before and after
            "spring_festival": (0.859, 11.0, 13.0),
            "qingming": (0.219, 1.9, 2.9),
            "wheat_harvest": (0.289, 3.9, 9.1),
            "mid_autumn": (0.319, 0.9, 3.1),
            "national_day": (0.519, 0.9, 6.9),
        }
    )
    hands_left: float = 1.071  # of a village whose all hands are at home, and a little help beside
    homesick: float = 0.219  # log scatter, by township and year
    stays: float = -0.391  # what higher wages do to coming home
    kg_per_mu: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 26.9,
            "maize": 22.9,
            "garlic": 45.9,
            "peanut": 18.1,
            "vegetable": 36.1,
            "other": 22.1,
        }
    )
    one_shot: float = 0.0691  # log, what the young without time spread more
    grand: float = -0.0519  # log, of those who work others' land
    dose_log: float = 0.119
    dose_years: tuple[float, float, float] = (-0.0119, 0.0091, 3.3)  # of a city: mean, scale, tail
    dose_place: float = 0.0291
    formula_saves: float = 0.0481
    treatments: Mapping[str, float] = field(
        default_factory=lambda: {"wheat": 2.19, "maize": 2.11, "vegetable": 2.91}
    )
    pressure: tuple[float, float, float] = (0.0181, 0.0319, 0.0391)
    kg_per_treatment: float = 0.219
    product_log: float = 0.131
    product_years: tuple[float, float, float] = (-0.0209, 0.0089, 3.9)
    old_sprayers: tuple[float, ...] = (0.219, 0.691, 0.0490, 0.0210, 0.0200)
    young_sprayers: tuple[float, ...] = (0.0590, 0.639, 0.0930, 0.109, 0.101)
    team_sprayers: tuple[float, ...] = (0.0, 0.459, 0.0890, 0.191, 0.261)
    film_kg_per_mu: float = 4.59
    film_log: float = 0.0891
    film_on: Mapping[str, float] = field(default_factory=lambda: {"peanut": 0.711, "garlic": 0.941})
    degradable: tuple[float, float, float] = (
        0.0391,
        0.191,
        0.0719,
    )  # share; townships that use it, more a year
    sound: tuple[float, float] = (0.631, 0.0491)
    sound_concentration: float = 7.9
    machine_picked: float = 0.319
    off_field: float = 0.159
    manure_t: float = 30_700.0
    manure_tail: float = 2.59  # of the Pareto law of counties' herds
    manure_used: tuple[float, float, float] = (0.749, 0.131, 0.0691)
    manure_county: tuple[float, float] = (0.311, 0.119)
    herd_quarter: float = 0.0591
    plague: tuple[float, float] = (0.0619, 0.219)  # of counties' herds a quarter, and what is lost
    yield_years: tuple[float, float] = (0.0391, 0.0291)
    season_days: tuple[float, float] = (3.91, 2.09)  # city, county
    season_tail: float = 3.9
    season_moves: float = 16.1  # days
    wet_days: float = 8.3
    samples: float = 1.11
    analysed: tuple[float, ...] = (0.359, 0.391, 0.169)
    calendar: Mapping[str, tuple[Arch, ...]] = field(
        default_factory=lambda: {
            "wheat_top": ((43.0, 88.0, 0.811), (77.0, 101.0, 0.189)),
            "wheat_base": ((273.0, 304.0, 0.919), (299.0, 317.0, 0.081)),
            "maize_base": ((153.0, 177.0, 1),),
            "maize_top": ((186.0, 219.0, 0.859), (209.0, 233.0, 0.141)),
            "other_dressing": ((49.0, 121.0, 0.321), (109.0, 201.0, 0.331), (229.0, 306.0, 0.348)),
            "wheat_sowing": ((275.0, 306.0, 1),),
            "maize_sowing": ((151.0, 176.0, 1),),
            "garlic_sowing": ((256.0, 283.0, 1),),
            "peanut_sowing": ((102.0, 136.0, 1),),
            "vegetable_sowing": ((61.0, 119.0, 0.451), (133.0, 181.0, 0.209), (231.0, 283.0, 0.340)),
            "other_sowing": ((91.0, 146.0, 0.439), (149.0, 176.0, 0.561)),
            "wheat_sprays": ((61.0, 96.0, 0.269), (103.0, 146.0, 0.579), (301.0, 331.0, 0.152)),
            "maize_sprays": ((166.0, 191.0, 0.271), (191.0, 226.0, 0.351), (219.0, 251.0, 0.378)),
            "vegetable_sprays": ((76.0, 151.0, 0.319), (143.0, 231.0, 0.359), (223.0, 309.0, 0.322)),
            "green_wheat": ((71.0, 111.0, 0.391), (106.0, 143.0, 0.609)),
            "green_maize": ((181.0, 221.0, 0.589), (223.0, 261.0, 0.411)),
            "garlic_pick_up": ((126.0, 151.0, 1),),
            "peanut_pick_up": ((239.0, 276.0, 1),),
            "wheat_harvest": ((148.0, 168.0, 1),),
            "maize_harvest": ((257.0, 286.0, 1),),
            "straw_summer": ((151.0, 189.0, 1),),
            "straw_autumn": ((263.0, 322.0, 1),),
            "packaging": ((76.0, 176.0, 0.391), (169.0, 266.0, 0.461), (271.0, 346.0, 0.148)),
            "samples": ((49.0, 86.0, 0.191), (151.0, 183.0, 0.331), (263.0, 311.0, 0.478)),
        }
    )
    top_share: Mapping[str, float] = field(default_factory=lambda: {"wheat": 0.359, "maize": 0.451})
    no_hands: float = 0.291  # of topdressing, that is spread before where hands are away
    spring_formula: float = 0.0519
    other_formula: float = 0.441
    chances: Mapping[CauseKind, Chance] = field(
        default_factory=lambda: {
            CauseKind.EARLY_SEASON: Chance(0.0711, 3, 7),
            CauseKind.LATE_SEASON: Chance(0.0891, 3, 7),
            CauseKind.DROUGHT: Chance(0.0841, 5, 8),
            CauseKind.WET_HARVEST: Chance(0.0791, 9, 9),
            CauseKind.BREAKDOWN: Chance(0.0941, 4, 9),
            CauseKind.HONEST_PUSH: Chance(0.0911, 9, 10),
            CauseKind.FALSIFIED_PUSH: Chance(0.0811, 9, 10),
            CauseKind.COPYING: Chance(0.0781, 4, 9),
            CauseKind.INFLATION: Chance(0.0881, 4, 8),
            CauseKind.MISSING_NOT_AT_RANDOM: Chance(0.0821, 4, 8),
            CauseKind.POLICY: Chance(0.129, 9, 9),
            CauseKind.STANDSTILL: Chance(0.0691, 4, 9),
            CauseKind.TREND_BREAK: Chance(0.0971, 3, 8),
        }
    )
    drought: Mapping[str, float] = field(
        default_factory=lambda: {"dressing": 0.881, "sprays": 0.911, "output": 0.859}
    )
    wet: float = -0.891  # what a wet harvest speaks against straw and film
    broken: tuple[float, float] = (0.439, -1.91)  # townships whose stations close, and what that means
    pushed: float = 0.919
    policy: float = 0.811
    standstill: float = -2.09
    standing_fives: int = 12
    trend_break: tuple[float, float] = (-0.719, 0.0391)
    rounds: RoundLaw = field(default_factory=RoundLaw)
    leaning: Mapping[str, float] = field(
        default_factory=lambda: {
            "coverage": 0.0291,
            "amount": -0.0231,
            "recovery": 0.0319,
            "sprayer": 0.0241,
            "field": 0.0019,
        }
    )
    leaning_tail: float = 3.7
    leaning_place: float = 0.0391
    leaning_years: float = 0.0109
    sheet: float = 0.0241  # log error of a whole sheet
    cell: float = 0.0181
    inflates: float = 0.161
    inflating_share: float = 0.181
    falsified: float = 0.149
    copying_share: float = 0.311
    missing: float = 0.0191  # of months in which a cadre sends nothing at all
    missing_busy: float = 0.0291  # more, in the month of Spring Festival and in harvests
    lost: float = 0.0109  # of single sheets
    unwilling: float = 0.469
    delay_days: tuple[float, float] = (1.9, 8.1)  # of a township's day of accounts: first and last
    delay_tail: float = 1.79  # of the Pareto law of what comes later
    delay_more: float = 2.3
    decision_days: float = 4.1
    recount: tuple[float, float] = (0.159, 0.781)  # townships at midyear and at the end; of the gap closed
    recount_days: tuple[float, float] = (9.0, 27.0)
    close_days: tuple[int, int] = (8, 16)
    large: float = 3_190.0
    worth_a_visit: float = 0.51  # mu, kg or t
    suspected: float = 0.181
    sides: SideHabits = field(
        default_factory=lambda: SideHabits(
            base_mix=(0.179, 0.0519, 0.0591, 0.710),
            top_mix=(0.819, 0.0109, 0.0191, 0.151),
            other_mix=(0.209, 0.0659, 0.0911, 0.634001),
            mix_concentration=49.0,
            uses=(0.229, 0.391, 0.171, 0.101, 0.108),
            use_concentration=9.41,
            bought_share=0.0391,
            sold_share=0.0719,
            cards_per_sample=10.9,
            product_t_per_mu=0.0229,
            organic_t_per_mu=0.0239,
            organic_mu_share=0.0691,
            disposed_share=0.591,
            sales_lead=0.319,
            sales_sd=0.0691,
        )
    )
    knowledge: Knowledge = field(
        default_factory=lambda: Knowledge(
            area_sd=0.0191,
            amount_log=-0.0219,
            amount_sd=0.0391,
            past_growth=-0.0109,
            wheat_kg_per_mu=409.0,
            maize_kg_per_mu=429.0,
            yield_sd=0.109,
            mu_per_sample=179.0,
            mu_per_sample_sd=0.419,
            team_mu=25_900.0,
            picker_mu=2_690.0,
            baler_mu=6_910.0,
            return_mu=1_410.0,
            station_mu=13_900.0,
            staff_mu=4_590.0,
            sample_days=91.0,
            outlet_share=0.871,
            capacity_sd=0.181,
        )
    )
    coefficients: CoefficientLaw = field(
        default_factory=lambda: CoefficientLaw(
            deposit_sd=0.0291,
            deposit_shared_sd=0.0149,
            straw_sd=0.0391,
            impurity=(0.241, 0.341),
            packaging_kg=(0.0941, 0.143),
            recovery_sd=0.0079,
            recovery_yearly=0.0071,
            recovery_county_sd=0.0109,
            plots=(4, 12),
            plot_sd=0.0341,
        )
    )
    visits: VisitHabits = field(
        default_factory=lambda: VisitHabits(
            random_share=0.0209, targeted_share=0.0491, sd=0.0281, after_days=(12, 43)
        )
    )


LAW = HouseholdsLaw()
