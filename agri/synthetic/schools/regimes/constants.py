"""What the school of regimes draws its worlds from, all assumed (演示数据 / synthetic)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agri.synthetic.schools.causes import CauseKind, Chance
from agri.synthetic.schools.flows import SideHabits
from agri.synthetic.schools.known import Knowledge
from agri.synthetic.schools.own_coefficients import CoefficientLaw
from agri.synthetic.schools.telling import VisitHabits

Bump = tuple[float, float, float]  # day of the year in the middle, days to either side, share
THEMES = ("formula", "unified", "green", "film", "packaging", "returned", "off_field", "thrift")


@dataclass(frozen=True, slots=True)
class Theme:
    """How far one task is done, in weeks of the state `ordinary`.

    ======== ======================================================================
    Field    Meaning
    ======== ======================================================================
    share    of what a week offers
    worlds   how far worlds lie from it, logit
    years    how far two years of a world lie apart, logit
    reach    how strongly states and causes move it
    money    how strongly an instalment of the budget calls for a campaign of it
    ======== ======================================================================
    """

    share: float
    worlds: float
    years: float
    reach: float
    money: float


@dataclass(frozen=True)
class ChainLaw:
    """Weekly odds of the hidden states idle, ordinary, campaign, exhausted, and what moves them.

    ============= =====================================================================
    Field         Meaning
    ============= =====================================================================
    wake          idle → ordinary
    doze          ordinary → idle
    rise          ordinary → campaign, before any pull
    leap          idle → campaign, before any pull
    tire          campaign → exhausted
    settle        campaign → ordinary
    recover       exhausted → ordinary
    give_up       exhausted → idle
    kept          of states kept over the turn of the year; the others are drawn anew
    instalments   days of the year around which the budget is paid out
    payment_sd    days by which a payment strays
    meetings      of the city, a year
    inspections   of the city, a year
    meeting       pull of a meeting, log odds
    inspection    pull of an inspection, log odds
    payment       pull of an instalment, log odds
    fades         weeks in which a pull falls to a third
    year_end      pull that grows over the last ten weeks
    hearing_sd    how differently counties hear a call
    alike         parts of a week's luck that a city, a task and a county share
    concerns      share of the tasks that a meeting or an inspection is about
    fresh         chances of the four states where they are drawn anew
    ============= =====================================================================
    """

    wake: float = 0.117
    doze: float = 0.0313
    rise: float = 0.0123
    leap: float = 0.0067
    tire: float = 0.143
    settle: float = 0.0817
    recover: float = 0.127
    give_up: float = 0.0471
    kept: float = 0.433
    instalments: tuple[float, ...] = (82.3, 176.7, 263.3)
    payment_sd: float = 16.7
    meetings: float = 5.3
    inspections: float = 2.7
    meeting: float = 0.817
    inspection: float = 1.43
    payment: float = 1.17
    fades: float = 3.17
    year_end: float = 0.637
    hearing_sd: float = 0.373
    alike: tuple[float, float, float] = (0.173, 0.127, 0.223)
    concerns: float = 0.467
    fresh: tuple[float, ...] = (0.213, 0.637, 0.047, 0.103)
    last_weeks: int = 10
    standing_weeks: int = 9
    broken_weeks: int = 13


@dataclass(frozen=True)
class RegimesLaw:
    """What the worlds of the school are drawn from; mu a township, kg pure a mu, days of the year."""

    county_mu: float = 11_700.0
    county_log: float = 0.673
    township_log: float = 0.543
    crop_share: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 1.07,
            "maize": 0.937,
            "garlic": 0.0813,
            "peanut": 0.123,
            "vegetable": 0.217,
            "other": 0.0727,
        }
    )
    crop_log: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 0.277,
            "maize": 0.313,
            "garlic": 0.747,
            "peanut": 0.613,
            "vegetable": 0.523,
            "other": 0.683,
        }
    )
    grows: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 0.957,
            "maize": 0.967,
            "garlic": 0.413,
            "peanut": 0.557,
            "vegetable": 0.873,
            "other": 0.677,
        }
    )
    area_yearly: float = -0.0049
    area_yearly_sd: float = 0.0113
    area_place_sd: float = 0.0233
    chain: ChainLaw = field(default_factory=ChainLaw)
    themes: Mapping[str, Theme] = field(
        default_factory=lambda: {
            "formula": Theme(0.853, 0.153, 0.0937, 0.443, 0.313),
            "unified": Theme(0.403, 0.143, 0.0833, 0.557, 0.873),
            "green": Theme(0.253, 0.167, 0.0873, 0.467, 0.767),
            "film": Theme(0.857, 0.217, 0.133, 0.673, 0.437),
            "packaging": Theme(0.657, 0.273, 0.147, 0.827, 0.337),
            "returned": Theme(0.783, 0.0873, 0.0663, 0.253, 0.187),
            "off_field": Theme(0.497, 0.127, 0.0923, 0.383, 0.237),
            "thrift": Theme(0.517, 0.113, 0.137, 0.717, 0.137),
        }
    )
    lift: tuple[float, ...] = (-1.07, 0.0, 0.973, -0.517)  # of the states, logit
    spread: tuple[float, ...] = (0.613, 0.313, 0.237, 0.457)  # of a week's luck by state, logit
    county_sd: float = 0.227
    place_sd: float = 0.387
    place_kept: float = 0.693  # of a place's distance from its county that is left a year later
    catch_up: float = 0.0873  # of what waits, done in a week of campaign
    forgotten: float = 0.117  # of what waits, lost in a week
    kg_per_mu: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat": 27.7,
            "maize": 23.3,
            "garlic": 47.7,
            "peanut": 17.3,
            "vegetable": 37.1,
            "other": 21.7,
        }
    )
    dose_log: float = 0.163  # between places
    dose_yearly: tuple[float, float] = (-0.0093, 0.0117)  # of a city, log: mean, and scale of its t law
    dose_county_sd: float = 0.0157
    dose_place_sd: float = 0.0373
    dose_tail: float = 3.7  # degrees of freedom
    thrift_saves: float = 0.0917
    leak: float = 0.0313  # of a week's luck that is lost or added, not only moved
    week_log: float = 0.373  # of the luck that moves work from week to week
    treatments: Mapping[str, float] = field(
        default_factory=lambda: {"wheat": 2.37, "maize": 1.97, "vegetable": 2.73}
    )
    pressure: tuple[float, float, float] = (0.0193, 0.0287, 0.0413)  # of pests: city, county, place; log
    kg_per_treatment: float = 0.227
    product_yearly: tuple[float, float] = (-0.0217, 0.0109)
    product_log: float = 0.147
    sprayers: tuple[float, ...] = (0.127, 0.613, 0.0917, 0.0753, 0.093)
    sprayer_concentration: float = 26.3
    sprayer_moves: tuple[float, ...] = (-0.0133, 0.0047, -0.0067, 0.0053, 0.0100)
    film_kg_per_mu: float = 4.73
    film_log: float = 0.0773
    film_on: Mapping[str, float] = field(default_factory=lambda: {"peanut": 0.653, "garlic": 0.963})
    degradable: float = 0.0217
    sound: tuple[float, float] = (0.597, 0.0533)
    sound_concentration: float = 9.3
    machine_picked: float = 0.377
    off_field: float = 0.173  # of collectable straw that is offered, the rest is for the field
    manure_t: float = 29_300.0
    manure_log: float = 0.717
    manure_used: tuple[float, float, float] = (0.743, 0.143, 0.0613)  # level, logit of worlds, of years
    manure_county: tuple[float, float] = (0.337, 0.127)
    yield_year: tuple[float, float] = (0.0417, 0.0273)  # of a city and of a county, log
    season_days: tuple[float, float, float] = (4.37, 2.3, 1.43)  # city by t law, county, place
    season_tail: float = 4.7
    season_moves: float = 17.3  # days, of an early or a late season
    samples: float = 1.17  # of what the land asks for, a year
    analysed_after: tuple[float, ...] = (0.237, 0.443, 0.213, 0.107)  # by months after sampling
    calendar: Mapping[str, tuple[Bump, ...]] = field(
        default_factory=lambda: {
            "wheat_top": ((61.7, 11.3, 0.637), (87.3, 8.7, 0.363)),
            "wheat_base": ((286.3, 7.3, 0.877), (307.7, 6.3, 0.123)),
            "maize_base": ((164.7, 5.3, 1.0),),
            "maize_top": ((199.7, 7.7, 0.783), (219.3, 6.7, 0.217)),
            "other_dressing": ((78.7, 19.3, 0.293), (148.3, 31.7, 0.347), (262.7, 29.3, 0.366)),
            "wheat_sowing": ((289.7, 6.7, 1.0),),
            "maize_sowing": ((162.3, 4.7, 1.0),),
            "garlic_sowing": ((269.3, 8.3, 1.0),),
            "peanut_sowing": ((119.3, 8.9, 1.0),),
            "vegetable_sowing": ((89.3, 17.7, 0.413), (157.3, 13.3, 0.227), (257.3, 15.7, 0.360)),
            "other_sowing": ((117.3, 16.3, 0.387), (161.3, 7.1, 0.613)),
            "wheat_sprays": (
                (76.3, 8.3, 0.247),
                (119.3, 6.7, 0.387),
                (131.7, 5.7, 0.213),
                (321.3, 8.7, 0.153),
            ),
            "maize_sprays": ((177.7, 6.1, 0.293), (206.7, 8.1, 0.327), (231.3, 9.7, 0.380)),
            "vegetable_sprays": ((113.7, 23.3, 0.337), (187.3, 33.7, 0.333), (269.7, 24.7, 0.330)),
            "green": ((97.3, 13.7, 0.273), (127.3, 9.1, 0.283), (203.3, 13.1, 0.277), (247.3, 12.7, 0.167)),
            "garlic_pick_up": ((137.7, 6.1, 1.0),),
            "peanut_pick_up": ((257.7, 9.3, 1.0),),
            "wheat_harvest": ((157.7, 4.1, 1.0),),
            "maize_harvest": ((270.3, 8.1, 1.0),),
            "straw_summer": ((171.3, 9.3, 1.0),),
            "straw_autumn": ((288.7, 14.3, 1.0),),
            "samples": ((69.7, 13.9, 0.177), (166.3, 9.9, 0.317), (283.7, 15.3, 0.506)),
        }
    )
    top_share: Mapping[str, float] = field(default_factory=lambda: {"wheat": 0.347, "maize": 0.413})
    spring_formula: float = 0.0573  # of the land, newly under formula with the dressing of spring
    chances: Mapping[CauseKind, Chance] = field(
        default_factory=lambda: {
            CauseKind.EARLY_SEASON: Chance(0.0687, 2, 7),
            CauseKind.LATE_SEASON: Chance(0.0763, 2, 7),
            CauseKind.DROUGHT: Chance(0.0917, 6, 8),
            CauseKind.WET_HARVEST: Chance(0.0833, 9, 9),
            CauseKind.BREAKDOWN: Chance(0.0777, 4, 9),
            CauseKind.HONEST_PUSH: Chance(0.107, 9, 10),
            CauseKind.FALSIFIED_PUSH: Chance(0.0867, 9, 10),
            CauseKind.COPYING: Chance(0.0733, 4, 8),
            CauseKind.INFLATION: Chance(0.0787, 4, 8),
            CauseKind.MISSING_NOT_AT_RANDOM: Chance(0.0973, 4, 8),
            CauseKind.POLICY: Chance(0.117, 9, 9),
            CauseKind.STANDSTILL: Chance(0.0827, 4, 9),
            CauseKind.TREND_BREAK: Chance(0.0887, 3, 8),
        }
    )
    drought: Mapping[str, float] = field(
        default_factory=lambda: {"dressing": 0.893, "sprays": 0.937, "output": 0.877}
    )
    wet_days: float = 7.7  # by which the harvest waits
    wet: Mapping[str, float] = field(
        default_factory=lambda: {"returned": -1.17, "off_field": -0.967, "film": -0.517}
    )  # logit
    broken: float = -1.63
    broken_share: float = 0.517  # of the places that a breakdown reaches
    pushed_share: float = 0.773  # of the places and tasks that a push reaches
    pushed: float = 0.397  # on top of a campaign, logit
    paid: float = 1.27  # what a subsidy adds, logit
    standstill: float = -1.97
    trend_break: tuple[float, float] = (-0.673, 0.0277)  # services, logit; doses, log
    leaning: Mapping[str, float] = field(
        default_factory=lambda: {
            "coverage": 0.0437,
            "amount": -0.0333,
            "recovery": 0.0417,
            "sprayer": 0.0273,
            "field": 0.0027,
        }
    )
    leaning_county: float = 0.0277
    leaning_place: float = 0.0523
    leaning_years: float = 0.0117  # by which all lean more or less this year
    pride: float = 0.0663  # more in a month of campaign
    county_month: float = 0.0137
    cell: float = 0.0343
    inflates: float = 0.157
    inflating_share: float = 0.197  # of counties
    falsified: float = 0.173  # on top, from the beginning of a falsified push on
    again: float = 0.173  # of exhausted places, which tell last month's figure again
    copying_share: float = 0.237
    copied_within: float = 2.27  # times the truth; nobody copies what everybody sees is wrong
    missing: float = 0.0283
    missing_idle: float = 0.0613  # on top, in an idle month
    unwilling: float = 0.413  # of reports of little work that stay away, once they do not at random
    blank: float = 0.0043
    slip: float = 0.00029
    slip_factors: tuple[float, ...] = (10.0, 0.1, 15.0, 2.17)
    delay_log: float = 1.73
    delay_scatter: float = 0.673
    delay_tired: float = 4.7  # days more in an exhausted month
    straggler: tuple[float, float, float] = (0.0367, 23.0, 87.0)
    decision_days: float = 4.7
    decision_long: tuple[float, float] = (0.0573, 31.7)
    inspected_down: tuple[float, float, float] = (0.0613, -0.0813, 0.0567)
    completed_up: tuple[float, float, float] = (0.0473, 0.0573, 0.0433)
    corrected_days: tuple[float, float] = (14.0, 93.0)
    slip_found: float = 0.863
    close_days: tuple[int, int] = (6, 13)
    large: float = 2_700.0
    suspected: float = 0.173
    sides: SideHabits = field(
        default_factory=lambda: SideHabits(
            base_mix=(0.191, 0.0473, 0.0557, 0.706),
            top_mix=(0.803, 0.0127, 0.0233, 0.161),
            other_mix=(0.217, 0.0623, 0.0867, 0.634),
            mix_concentration=57.0,
            uses=(0.247, 0.373, 0.183, 0.0937, 0.1033),
            use_concentration=11.3,
            bought_share=0.0327,
            sold_share=0.0673,
            cards_per_sample=11.3,
            product_t_per_mu=0.0243,
            organic_t_per_mu=0.0253,
            organic_mu_share=0.0643,
            disposed_share=0.673,
            sales_lead=0.273,
            sales_sd=0.0737,
        )
    )
    knowledge: Knowledge = field(
        default_factory=lambda: Knowledge(
            area_sd=0.0173,
            amount_log=-0.0267,
            amount_sd=0.0457,
            past_growth=-0.0137,
            wheat_kg_per_mu=413.0,
            maize_kg_per_mu=423.0,
            yield_sd=0.117,
            mu_per_sample=187.0,
            mu_per_sample_sd=0.433,
            team_mu=23_700.0,
            picker_mu=2_770.0,
            baler_mu=6_300.0,
            return_mu=1_390.0,
            station_mu=14_700.0,
            staff_mu=4_700.0,
            sample_days=93.0,
            outlet_share=0.863,
            capacity_sd=0.193,
        )
    )
    coefficients: CoefficientLaw = field(
        default_factory=lambda: CoefficientLaw(
            deposit_sd=0.0277,
            deposit_shared_sd=0.0157,
            straw_sd=0.0333,
            impurity=(0.253, 0.333),
            packaging_kg=(0.0997, 0.147),
            recovery_sd=0.0083,
            recovery_yearly=0.0067,
            recovery_county_sd=0.0117,
            plots=(4, 11),
            plot_sd=0.0367,
        )
    )
    visits: VisitHabits = field(
        default_factory=lambda: VisitHabits(
            random_share=0.0217, targeted_share=0.0537, sd=0.0273, after_days=(14, 37)
        )
    )


LAW = RegimesLaw()
