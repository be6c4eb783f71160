"""What the school of weather draws its worlds from, all assumed (演示数据 / synthetic)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agri.synthetic.schools.causes import CauseKind, Chance
from agri.synthetic.schools.flows import SideHabits
from agri.synthetic.schools.known import Knowledge
from agri.synthetic.schools.own_coefficients import CoefficientLaw
from agri.synthetic.schools.telling import VisitHabits


@dataclass(frozen=True, slots=True)
class Skill:
    """A service's share last year, how far worlds lie from it and its yearly step (logit), and rain's part.

    `rain` is what one standard deviation of rain in the service's season adds on the logit scale.
    """

    level: float
    level_sd: float
    step: float
    step_sd: float
    rain: float


@dataclass(frozen=True, slots=True)
class Work:
    """When a work begins in an ordinary year, as day of the year, and how many workable days it takes.

    `by` says what moves it: warmth summed since January, the cooling of autumn, or the maize's own warmth.
    """

    day: int
    takes: float
    by: str


@dataclass(frozen=True)
class WeatherLaw:
    """What the worlds of the school are drawn from; km, °C, mm, mu a township, kg of pure nutrient a mu."""

    across_km: float = 83.0
    county_km: float = 11.3  # how far a township lies from its county's middle
    length_km: float = 23.7  # over which two places' weather grows unlike
    features: int = 61
    mean_heat: float = 14.83
    heat_swing: float = 13.37
    coldest_day: float = 18.7
    heat_sd: float = 3.07
    heat_carried: float = 0.827  # from day to day
    slow_sd: float = 1.43  # of the part that lasts for weeks
    slow_carried: float = 0.983
    rain_carried: float = 0.463
    wet_share: tuple[float, ...] = (
        0.107,
        0.127,
        0.153,
        0.187,
        0.213,
        0.247,
        0.373,
        0.353,
        0.273,
        0.203,
        0.163,
        0.113,
    )
    rain_mm: float = 6.7
    rain_scatter: float = 1.137  # log, of a wet day's rain
    soft_mm: float = 4.3  # above it nobody works that day
    soaked_mm: float = 23.0  # above it nobody works the day after
    works: Mapping[str, Work] = field(
        default_factory=lambda: {
            "wheat_top": Work(57, 21.0, "warmth"),
            "wheat_weeding": Work(66, 18.0, "warmth"),
            "peanut_sowing": Work(112, 14.0, "warmth"),
            "wheat_heading": Work(113, 15.0, "warmth"),
            "garlic_pick_up": Work(131, 13.0, "warmth"),
            "wheat_harvest": Work(151, 8.0, "warmth"),
            "maize_sowing": Work(160, 7.0, "warmth"),
            "maize_seedling": Work(176, 15.0, "maize"),
            "maize_top": Work(197, 11.0, "maize"),
            "maize_leaf": Work(216, 19.0, "maize"),
            "peanut_pick_up": Work(246, 17.0, "maize"),
            "maize_harvest": Work(261, 14.0, "maize"),
            "garlic_sowing": Work(263, 13.0, "cooling"),
            "sampling": Work(253, 25.0, "cooling"),
            "wheat_base": Work(279, 13.0, "cooling"),
            "wheat_sowing": Work(285, 9.0, "cooling"),
            "wheat_autumn": Work(306, 16.0, "cooling"),
        }
    )
    warm_base: float = 1.3
    maize_base: float = 9.7
    cool_base: float = 24.3
    areas: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 19_900.0,
            "maize": 18_700.0,
            "garlic": 1_930.0,
            "peanut": 4_130.0,
            "vegetable": 4_790.0,
            "other": 1_130.0,
        }
    )
    size_scale: float = 0.47  # log, Student's t
    size_tail: float = 4.3
    niche: Mapping[str, float] = field(  # a crop stands where its field is above this
        default_factory=lambda: {
            "wheat": -2.37,
            "maize": -2.43,
            "garlic": 0.13,
            "peanut": -0.43,
            "vegetable": -1.73,
            "other": -0.93,
        }
    )
    area_yearly: float = -0.0071
    area_yearly_sd: float = 0.0127
    kg_per_mu: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 30.7,
            "maize": 25.3,
            "garlic": 48.7,
            "peanut": 21.3,
            "vegetable": 36.7,
            "other": 22.7,
        }
    )
    top_share: Mapping[str, float] = field(default_factory=lambda: {"wheat": 0.293, "maize": 0.283})
    yearly: Mapping[str, float] = field(default_factory=lambda: {"fertilizer": -0.0117, "pesticide": -0.0187})
    yearly_sd: Mapping[str, float] = field(
        default_factory=lambda: {"fertilizer": 0.0107, "pesticide": 0.0157}
    )
    top_by_rain: float = 0.0413  # log, of a topdressing, by one standard deviation of rain before it
    place_scale: float = 0.083  # log, of a place's intensities
    skills: Mapping[str, Skill] = field(
        default_factory=lambda: {
            "wheat_formula": Skill(0.797, 0.153, 0.127, 0.067, -0.037),
            "maize_formula": Skill(0.779, 0.163, 0.147, 0.067, -0.047),
            "other_formula": Skill(0.397, 0.213, 0.097, 0.073, 0.0),
            "unified": Skill(0.361, 0.127, 0.077, 0.057, -0.053),
            "green": Skill(0.247, 0.147, 0.137, 0.067, 0.037),
            "film": Skill(0.749, 0.163, 0.093, 0.093, -0.103),
            "packaging": Skill(0.669, 0.233, 0.147, 0.109, -0.059),
            "wheat_returned": Skill(0.767, 0.107, 0.047, 0.059, -0.061),
            "maize_returned": Skill(0.693, 0.113, 0.053, 0.059, -0.089),
            "off_field": Skill(0.149, 0.123, 0.027, 0.067, -0.041),
            "manure": Skill(0.723, 0.147, 0.067, 0.073, 0.0),
            "sound": Skill(0.657, 0.223, 0.247, 0.127, 0.0),
        }
    )
    skill_field: float = 0.317  # logit, of the part that neighbours share
    skill_scale: float = 0.193  # of a place's own, Student's t
    skill_tail: float = 3.7
    sprays: Mapping[str, float] = field(  # area-times of the crop's area in an ordinary season
        default_factory=lambda: {
            "wheat_weeding": 0.57,
            "wheat_heading": 1.043,
            "maize_seedling": 0.83,
            "maize_leaf": 0.97,
            "wheat_autumn": 0.53,
        }
    )
    spray_by_rain: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat_weeding": 0.0217,
            "wheat_heading": 0.0457,
            "maize_seedling": 0.0247,
            "maize_leaf": 0.0383,
            "wheat_autumn": 0.0193,
        }
    )
    outbreak_scale: float = 0.0337  # log, Student's t over the field
    vegetable_sprays: float = 2.17
    kg_per_treatment: float = 0.257
    kg_by_rain: float = 0.0127  # log: what is washed off is sprayed again
    sprayers: tuple[float, ...] = (0.163, 0.507, 0.147, 0.113, 0.070)
    sprayer_concentration: float = 43.0
    mechanized_yearly: float = 0.103
    green_at: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat_weeding": 0.217,
            "wheat_heading": 0.383,
            "maize_seedling": 0.163,
            "maize_leaf": 0.237,
        }
    )
    film_kg_per_mu: float = 4.27
    film_on: Mapping[str, float] = field(default_factory=lambda: {"peanut": 0.647, "garlic": 0.973})
    degradable: float = 0.037
    machine_picked: float = 0.413
    brought_back: tuple[float, ...] = (0.437, 0.313, 0.167, 0.083)  # empties, by month after the treatment
    yield_by_rain: float = 0.043
    yield_bend: float = 0.017  # what too much costs as well as too little
    manure_t: float = 37_300.0
    quarters: tuple[float, ...] = (0.233, 0.263, 0.241, 0.263)
    chances: Mapping[CauseKind, Chance] = field(
        default_factory=lambda: {
            CauseKind.DROUGHT: Chance(0.17, 3, 7),
            CauseKind.WET_HARVEST: Chance(0.17, 6, 9),
            CauseKind.LATE_SEASON: Chance(0.14, 2, 8),
            CauseKind.EARLY_SEASON: Chance(0.11, 2, 8),
            CauseKind.BREAKDOWN: Chance(0.09, 5, 9),
            CauseKind.MISSING_NOT_AT_RANDOM: Chance(0.14, 3, 6),
            CauseKind.POLICY: Chance(0.07, 9, 9),
            CauseKind.HONEST_PUSH: Chance(0.083, 9, 10),
            CauseKind.TREND_BREAK: Chance(0.07, 4, 8),
        }
    )
    dry_shift: float = -0.83  # of the rain's own scale
    dry_days: int = 103
    wet_shift: float = 1.07
    wet_days: int = 41
    warm_shift: float = 2.63  # °C
    warm_days: int = 67
    breakdown: float = 0.413  # of machine work, within the distance of one storm
    policy: float = 0.143
    push: float = 0.237
    trend_break: float = 0.107
    leaning: Mapping[str, float] = field(
        default_factory=lambda: {
            "coverage": 0.029,
            "amount": -0.017,
            "recovery": 0.033,
            "sprayer": 0.009,
            "field": -0.0013,
        }
    )
    leaning_field: float = 0.037  # of the part that neighbours share
    leaning_scale: float = 0.023
    leaning_tail: float = 3.3
    cell_scale: float = 0.027
    cut_days: tuple[int, int] = (0, 9)  # before the month's end, up to which a county tells its work
    blank: float = 0.0067
    missing: float = 0.033
    missing_behind: float = 1.87  # by how much more, on the log scale, where no work was done
    delay_days: float = 2.3
    delay_by_work: float = 3.7  # more where much of the year's work is done in the month
    decision_days: float = 2.7
    correction_share: float = 0.057
    correction_scale: float = 0.047
    correction_days: tuple[int, int] = (13, 61)
    close_days: tuple[int, int] = (6, 12)
    large: float = 4_700.0
    sides: SideHabits = field(
        default_factory=lambda: SideHabits(
            base_mix=(0.193, 0.043, 0.057, 0.707),
            top_mix=(0.807, 0.017, 0.023, 0.153),
            other_mix=(0.267, 0.047, 0.083, 0.603),
            mix_concentration=53.0,
            uses=(0.193, 0.467, 0.113, 0.127, 0.100),
            use_concentration=7.9,
            bought_share=0.037,
            sold_share=0.047,
            cards_per_sample=13.3,
            product_t_per_mu=0.0237,
            organic_t_per_mu=0.0157,
            organic_mu_share=0.073,
            disposed_share=0.63,
            sales_lead=0.43,
            sales_sd=0.073,
        )
    )
    knowledge: Knowledge = field(
        default_factory=lambda: Knowledge(
            area_sd=0.023,
            amount_log=-0.0173,
            amount_sd=0.031,
            past_growth=-0.013,
            wheat_kg_per_mu=433.0,
            maize_kg_per_mu=417.0,
            yield_sd=0.083,
            mu_per_sample=147.0,
            mu_per_sample_sd=0.53,
            team_mu=24_700.0,
            picker_mu=1_930.0,
            baler_mu=6_700.0,
            return_mu=1_170.0,
            station_mu=15_700.0,
            staff_mu=6_700.0,
            sample_days=83.0,
            outlet_share=0.813,
            capacity_sd=0.143,
        )
    )
    coefficients: CoefficientLaw = field(
        default_factory=lambda: CoefficientLaw(
            deposit_sd=0.031,
            deposit_shared_sd=0.013,
            straw_sd=0.053,
            impurity=(0.187, 0.387),
            packaging_kg=(0.083, 0.137),
            recovery_sd=0.0073,
            recovery_yearly=0.0047,
            recovery_county_sd=0.0107,
            plots=(4, 11),
            plot_sd=0.043,
        )
    )
    visits: VisitHabits = field(
        default_factory=lambda: VisitHabits(
            random_share=0.013, targeted_share=0.057, sd=0.033, after_days=(14, 33)
        )
    )


LAW = WeatherLaw()
