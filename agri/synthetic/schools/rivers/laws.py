"""What water, floods, trusteeship, boats and clerks of the school of rivers go by, all assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TrustedPractice:
    """One practice: what farmers do of it, and what companies do on the land they hold in trust.

    ======== ====================================================================
    Field    Meaning
    ======== ====================================================================
    own      share that farmers do
    worlds   how far worlds lie from it, logit
    years    how far two years of a world lie apart, logit
    trusted  share that a company does whose package holds the practice
    package  chance that a company's package holds it
    ======== ====================================================================
    """

    own: float
    worlds: float
    years: float
    trusted: float
    package: float


@dataclass(frozen=True)
class WaterLaw:
    """Rounds of water; days of the year, or days that pass.

    ============ ====================================================================
    Field        Meaning
    ============ ====================================================================
    rounds       days on which the gates of a usual year open
    opens        scatter of an opening: of the city, of a river, of a canal
    travel       days from a canal's head to its tail: least and most
    skipped      chance that a river has no round, and that a round misses a canal's tail
    patience     days after which work no longer waits: people pump, or do it dry
    thirst       share of a work on irrigated land that waits for water, by calendar
    irrigated    share of irrigated land at a canal's head and at its tail
    spread       concentration of the law by which places stray from that
    yields       log of a yield between no round and all rounds
    ============ ====================================================================
    """

    rounds: tuple[float, ...] = (49.33, 74.7, 102.3, 126.7, 152.3, 173.9, 191.3, 214.7, 238.3, 268.3, 289.73)
    opens: tuple[float, float, float] = (3.47, 3.133, 1.873)
    travel: tuple[float, float] = (7.43, 17.9)
    skipped: tuple[float, float] = (0.07133, 0.1931)
    patience: float = 15.73
    thirst: Mapping[str, float] = field(
        default_factory=lambda: {
            "wheat_top": 0.8133,
            "maize_top": 0.7733,
            "wheat_base": 0.3619,
            "maize_base": 0.5479,
            "other_dressing": 0.4391,
            "maize_sowing": 0.5479,
            "wheat_sowing": 0.3619,
            "vegetable_sowing": 0.3371,
            "wheat_sprays": 0.2879,
            "maize_sprays": 0.3491,
            "vegetable_sprays": 0.2683,
            "green_wheat": 0.2341,
            "green_maize": 0.3187,
        }
    )
    irrigated: tuple[float, float] = (0.9231, 0.5639)
    spread: float = 8.37
    yields: float = 0.07973


@dataclass(frozen=True)
class FloodLaw:
    """Floods of a river's lowland; days of the year.

    ======== ========================================================================
    Field    Meaning
    ======== ========================================================================
    chance   that a river floods in a summer
    comes    first and last day on which a flood begins
    lasts    days: least and most
    severe   the two exponents of the beta law of the lowland under water
    lost     of services, of stored material and of a crop, where all is under water
    after    days for which services are poor once the water has gone
    ======== ========================================================================
    """

    chance: float = 0.1729
    comes: tuple[float, float] = (184.3, 251.9)
    lasts: tuple[float, float] = (8.3, 22.33)
    severe: tuple[float, float] = (2.273, 2.93)
    lost: tuple[float, float, float] = (0.5471, 0.3871, 0.2471)
    after: float = 26.33


@dataclass(frozen=True)
class TrustLaw:
    """Land that companies hold in trust, by blocks of a township.

    ========== ======================================================================
    Field      Meaning
    ========== ======================================================================
    blocks     of a township, and the concentration of the law of their sizes
    companies  shares in which a canal's companies divide places among them
    campaign   chance that a company wins land in a year
    wins       chance that a place gives it free blocks then, and part that it gives
    alone      chance that a free block goes without a campaign
    years      of a contract: fewest and most
    renewed    chance that a contract is renewed
    broken     chance that a block's contract is broken off, and that a company fails
    switched   chance that a company takes a practice into its package or drops it
    saves      log of fertilizer and of product on land in trust
    ========== ======================================================================
    """

    blocks: tuple[int, float] = (9, 2.373)
    companies: tuple[float, ...] = (0.5873, 0.2854, 0.1273)
    campaign: float = 0.3271
    wins: tuple[float, float] = (0.3433, 0.5377)
    alone: float = 0.03373
    years: tuple[int, int] = (3, 5)
    renewed: float = 0.6871
    broken: tuple[float, float] = (0.0447, 0.0423)
    switched: float = 0.1123
    saves: tuple[float, float] = (-0.06913, -0.09133)


@dataclass(frozen=True)
class BoatLaw:
    """Boats and trucks that collect along a canal; days.

    ========== ======================================================================
    Field      Meaning
    ========== ======================================================================
    interval   between two rounds on a canal: least and most
    strays     scatter of one interval, of its length
    laid_up    first day of a year's rounds, and the last for film and for packaging
    hold       of a canal's yearly material that one round can take: film, packaging
    stays      of what lies in sheds, that is left after three days: film, packaging
    stock_log  scatter of what lies in sheds when the record begins
    hands_on   mean days for which empties lie in fields
    ========== ======================================================================
    """

    interval: tuple[float, float] = (27.33, 58.7)
    strays: float = 0.1471
    laid_up: tuple[float, float, float] = (60.0, 272.0, 353.0)
    hold: tuple[float, float] = (0.5171, 0.2131)
    stays: tuple[float, float] = (0.99937, 0.99783)
    stock_log: float = 0.2371
    hands_on: float = 19.33


@dataclass(frozen=True)
class ClerkLaw:
    """Clerks of water user associations, who report for several neighbouring places.

    ============ ====================================================================
    Field        Meaning
    ============ ====================================================================
    places       of a clerk: fewest and most
    kinds        chances that a clerk measures, goes by the norm book, or asks companies
    leans        log by which each kind leans beside the school's mean, of achievements; the last where a
                 third of the land is in trust
    clerk        log scatter between clerks
    place        log scatter between a clerk's places
    norm_sd      log error of the norm book
    worked       days a clerk needs for a place: least and most
    late         chance that a clerk is late with all places, and mean days
    away         chance that a clerk tells nothing for a month
    meets        days of the year on which the half year before is reconciled
    reconciled   chance that a clerk's places are put right; log scatter of clerk and of place
    ============ ====================================================================
    """

    places: tuple[int, int] = (3, 6)
    kinds: tuple[float, float, float] = (0.4271, 0.3457, 0.2272)
    leans: tuple[float, float, float] = (-0.0079, 0.01373, 0.02913)
    clerk: float = 0.0371
    place: float = 0.02133
    norm_sd: float = 0.03913
    worked: tuple[float, float] = (0.6133, 2.193)
    late: tuple[float, float] = (0.09373, 10.93)
    away: float = 0.01173
    meets: tuple[int, int] = (196, 14)
    reconciled: tuple[float, float, float] = (0.4671, 0.0271, 0.0439)
