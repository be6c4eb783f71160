"""What the school of rivers draws its worlds from, all assumed (演示数据 / synthetic)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agri.synthetic.schools.causes import CauseKind, Chance
from agri.synthetic.schools.flows import SideHabits
from agri.synthetic.schools.known import Knowledge
from agri.synthetic.schools.own_coefficients import CoefficientLaw
from agri.synthetic.schools.rivers.laws import (
    BoatLaw,
    ClerkLaw,
    FloodLaw,
    TrustedPractice,
    TrustLaw,
    WaterLaw,
)
from agri.synthetic.schools.telling import VisitHabits

Bump = tuple[float, float, float]  # day in the middle, days to either side, weight


@dataclass(frozen=True)
class RiversLaw:
    """What the worlds of the school are drawn from; mu a township, kg pure a mu, days of the year."""

    rivers: int = 4
    canal_places: float = 6.7  # townships of a canal, on average
    place_mu: float = 18_470.0
    river_log: float = 0.2273
    place_shape: float = 3.173
    far_land: float = 0.2937  # log of land between a canal's head and its tail
    crop_share: Mapping[str, tuple[float, float]] = field(
        default_factory=lambda: {  # crop → share of land at a canal's head and at its tail
            "wheat": (0.9631, 0.8371),
            "maize": (0.8471, 0.7933),
            "garlic": (0.03473, 0.1013),
            "peanut": (0.02913, 0.1931),
            "vegetable": (0.2371, 0.07373),
            "other": (0.03913, 0.08713),
        }
    )
    crop_shape: float = 6.43
    crop_canal: float = 0.1773  # log, by which a canal grows a crop more than others
    area_yearly: tuple[float, float] = (-0.0047, 0.0091)
    area_canal: float = 0.01913
    area_place: float = 0.02313
    practices: Mapping[str, TrustedPractice] = field(
        default_factory=lambda: {
            "formula": TrustedPractice(0.8037, 0.1571, 0.07913, 0.9613, 0.9171),
            "unified": TrustedPractice(0.2431, 0.1471, 0.08713, 0.8671, 0.8431),
            "green": TrustedPractice(0.2477, 0.1631, 0.09413, 0.6271, 0.6471),
            "film": TrustedPractice(0.7931, 0.1973, 0.1091, 0.9431, 0.7731),
            "packaging": TrustedPractice(0.5671, 0.2771, 0.1271, 0.8931, 0.7171),
            "returned": TrustedPractice(0.7371, 0.0991, 0.05913, 0.8971, 0.8171),
            "off_field": TrustedPractice(0.5371, 0.1671, 0.0931, 0.7471, 0.4971),
        }
    )
    canal_own: float = 0.2339  # of what farmers do, logit
    place_own: float = 0.3191
    water: WaterLaw = field(default_factory=WaterLaw)
    floods: FloodLaw = field(default_factory=FloodLaw)
    trust: TrustLaw = field(default_factory=TrustLaw)
    boats: BoatLaw = field(default_factory=BoatLaw)
    clerks: ClerkLaw = field(default_factory=ClerkLaw)
    kg_per_mu: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 29.71,
            "maize": 26.13,
            "garlic": 51.9,
            "peanut": 18.71,
            "vegetable": 40.9,
            "other": 22.31,
        }
    )
    dose_log: float = 0.1279
    dose_yearly: tuple[float, float] = (-0.0083, 0.0079)
    dose_canal: float = 0.02173
    dose_place: float = 0.0271
    formula_saves: float = 0.0553
    treatments: Mapping[str, float] = field(
        default_factory=lambda: {"wheat": 2.371, "maize": 2.131, "vegetable": 2.971}
    )
    pressure: tuple[float, float, float] = (0.0161, 0.03833, 0.03913)
    kg_per_treatment: float = 0.2473
    product_log: float = 0.1439
    product_yearly: tuple[float, float] = (-0.0171, 0.01073)
    own_sprayers: tuple[float, ...] = (0.2231, 0.6331, 0.0771, 0.03913, 0.0276)
    trusted_sprayers: tuple[float, ...] = (0.0, 0.4971, 0.0831, 0.1897, 0.2301)
    sprayer_law: float = 35.9
    film_kg_per_mu: float = 4.291
    film_log: float = 0.06913
    film_on: Mapping[str, float] = field(default_factory=lambda: {"peanut": 0.7171, "garlic": 0.9371})
    degradable: tuple[float, float] = (0.2171, 0.3913)  # chance that a company lays it, and share of its land
    sound: tuple[float, float] = (0.6631, 0.0397)
    sound_concentration: float = 12.73
    machine_picked: float = 0.4571
    off_field: float = 0.1571
    manure_t: float = 30_700.3
    manure_shape: float = 2.57
    manure_used: tuple[float, float, float] = (0.7431, 0.1531, 0.07133)
    manure_county: tuple[float, float] = (0.3091, 0.1391)
    manure_flood: float = 0.2913  # logit, that a wet quarter takes
    herd_quarter: float = 0.06913
    yield_year: tuple[float, float] = (0.0331, 0.02913)
    season_days: tuple[float, float, float] = (3.913, 2.113, 1.273)  # of the city, a river and a place
    season_moves: float = 15.33
    wet_days: float = 9.13
    samples: float = 1.213
    analysed: tuple[float, ...] = (0.2031, 0.3471, 0.2631, 0.1231)
    calendar: Mapping[str, tuple[Bump, ...]] = field(
        default_factory=lambda: {
            "wheat_top": ((66.3, 22.73, 0.7931), (96.3, 13.73, 0.2069)),
            "wheat_base": ((286.7, 15.33, 1),),
            "maize_base": ((163.33, 12.73, 1),),
            "maize_top": ((202.7, 17.33, 1),),
            "other_dressing": ((81.3, 31.33, 0.2931), (158.7, 43.7, 0.3531), (266.3, 33.73, 0.3538)),
            "wheat_sowing": ((288.3, 14.33, 1),),
            "maize_sowing": ((162.33, 11.9, 1),),
            "garlic_sowing": ((267.7, 14.73, 1),),
            "peanut_sowing": ((119.33, 15.73, 1),),
            "vegetable_sowing": ((87.7, 26.33, 0.4531), (254.3, 26.93, 0.5469)),
            "other_sowing": ((116.3, 24.73, 0.4271), (163.7, 12.33, 0.5729)),
            "wheat_sprays": ((76.7, 15.9, 0.2231), (122.3, 18.3, 0.6171), (316.33, 15.1, 0.1598)),
            "maize_sprays": ((177.3, 13.13, 0.2471), (208.7, 17.1, 0.3831), (234.7, 16.73, 0.3698)),
            "vegetable_sprays": ((116.7, 43.3, 0.3931), (243.3, 67.3, 0.6069)),
            "green_wheat": ((103.7, 32.33, 1),),
            "green_maize": ((217.7, 36.73, 1),),
            "garlic_pick_up": ((138.3, 11.33, 1),),
            "peanut_pick_up": ((256.73, 15.1, 1),),
            "wheat_harvest": ((157.33, 9.7, 1),),
            "maize_harvest": ((270.33, 15.73, 1),),
            "straw_summer": ((168.7, 18.9, 1),),
            "straw_autumn": ((291.3, 31.73, 1),),
            "samples": ((69.73, 17.73, 0.1731), (171.33, 16.33, 0.3131), (287.3, 27.33, 0.5138)),
        }
    )
    top_share: Mapping[str, float] = field(default_factory=lambda: {"wheat": 0.3431, "maize": 0.4171})
    top_sd: float = 0.02313
    spring_formula: float = 0.0571
    other_formula: float = 0.4531
    chances: Mapping[CauseKind, Chance] = field(
        default_factory=lambda: {
            CauseKind.EARLY_SEASON: Chance(0.0631, 2, 7),
            CauseKind.LATE_SEASON: Chance(0.0831, 2, 7),
            CauseKind.DROUGHT: Chance(0.0931, 5, 8),
            CauseKind.WET_HARVEST: Chance(0.09713, 9, 9),
            CauseKind.BREAKDOWN: Chance(0.1171, 4, 9),
            CauseKind.HONEST_PUSH: Chance(0.07933, 9, 10),
            CauseKind.FALSIFIED_PUSH: Chance(0.08713, 9, 10),
            CauseKind.COPYING: Chance(0.06913, 4, 9),
            CauseKind.INFLATION: Chance(0.07913, 4, 8),
            CauseKind.MISSING_NOT_AT_RANDOM: Chance(0.0731, 4, 8),
            CauseKind.POLICY: Chance(0.1313, 9, 9),
            CauseKind.STANDSTILL: Chance(0.07733, 4, 9),
            CauseKind.TREND_BREAK: Chance(0.0991, 3, 8),
        }
    )
    drought: Mapping[str, float] = field(
        default_factory=lambda: {"dressing": 0.9031, "sprays": 0.9111, "output": 0.8831, "turns": 6.37}
    )
    wet_part: float = 0.4731  # of services that a wet harvest leaves
    wet_last: float = 31.73  # days
    broken: tuple[float, float] = (0.4571, 67.3)  # of companies and boats, that break off; days for boats
    pushed: tuple[float, float] = (0.5731, 1.271)  # farmers, logit; land in trust, times
    policy: tuple[float, float] = (0.4531, 1.413)
    standstill: tuple[float, float, float] = (0.6371, 0.2931, 61.3)  # left: of farmers, of companies; days
    trend_break: tuple[float, float] = (-0.3931, 0.02913)  # farmers, logit; doses, log
    leaning: Mapping[str, float] = field(
        default_factory=lambda: {
            "coverage": 0.02313,
            "amount": -0.0271,
            "recovery": 0.02473,
            "sprayer": 0.0271,
            "field": 0.0041,
        }
    )
    leaning_years: float = 0.0091
    cell: float = 0.0271
    field_part: float = 0.1831  # of all leaning and scatter, that is left in field areas
    inflates: float = 0.1471
    inflating_share: float = 0.1671
    falsified: float = 0.1631
    copying_share: float = 0.2731
    missing: float = 0.0197
    unwilling: float = 0.4271
    delay_first: tuple[float, float] = (1.913, 8.71)  # days, of an association's posting day
    delay_sheet: float = 1.731
    decision_days: float = 4.713
    close_days: tuple[int, int] = (8, 16)
    large: float = 3_830.0
    suspected: float = 0.1831
    sides: SideHabits = field(
        default_factory=lambda: SideHabits(
            base_mix=(0.2031, 0.04713, 0.05913, 0.6907),
            top_mix=(0.7831, 0.0147, 0.02313, 0.1791),
            other_mix=(0.2291, 0.06133, 0.08133, 0.6283),
            mix_concentration=57.1,
            uses=(0.2071, 0.3531, 0.1613, 0.1271, 0.1515),
            use_concentration=12.9,
            bought_share=0.0451,
            sold_share=0.0627,
            cards_per_sample=12.37,
            product_t_per_mu=0.0221,
            organic_t_per_mu=0.02313,
            organic_mu_share=0.0731,
            disposed_share=0.6271,
            sales_lead=0.3371,
            sales_sd=0.0651,
        )
    )
    knowledge: Knowledge = field(
        default_factory=lambda: Knowledge(
            area_sd=0.0159,
            amount_log=-0.0301,
            amount_sd=0.0421,
            past_growth=-0.01193,
            wheat_kg_per_mu=417.3,
            maize_kg_per_mu=437.3,
            yield_sd=0.1091,
            mu_per_sample=173.3,
            mu_per_sample_sd=0.4021,
            team_mu=25_700.0,
            picker_mu=2_710.0,
            baler_mu=6_710.0,
            return_mu=1_391.0,
            station_mu=13_710.0,
            staff_mu=4_810.0,
            sample_days=88.9,
            outlet_share=0.8713,
            capacity_sd=0.1813,
        )
    )
    coefficients: CoefficientLaw = field(
        default_factory=lambda: CoefficientLaw(
            deposit_sd=0.0259,
            deposit_shared_sd=0.01673,
            straw_sd=0.03913,
            impurity=(0.2351, 0.3413),
            packaging_kg=(0.0907, 0.1401),
            recovery_sd=0.00831,
            recovery_yearly=0.0077,
            recovery_county_sd=0.01093,
            plots=(4, 12),
            plot_sd=0.0361,
        )
    )
    visits: VisitHabits = field(
        default_factory=lambda: VisitHabits(
            random_share=0.02093, targeted_share=0.0517, sd=0.02913, after_days=(14, 37)
        )
    )


LAW = RiversLaw()
