"""The laws of single parts of the school of rumours, all assumed (演示数据 / synthetic)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ties:
    """Who talks with whom.

    ============== ==================================================================
    Field          Meaning
    ============== ==================================================================
    city_km        half the side of the square in which counties' seats lie
    county_km      how far places lie around a seat, scale of Student's t
    borders        places that a place borders on at least
    near_km        distance over which kin and market days fade
    far            ties of a place to places far away, mean
    far_strength   strength of such a tie, where a next neighbour's is 1
    hub_tail       exponent of the law by which market towns are listened to
    route_places   places for each dealer's route
    stops          of a route
    route_km       distance over which a dealer's next stop fades
    route_strength strength of a tie along a route
    ============== ==================================================================
    """

    city_km: float = 43.91
    county_km: float = 9.711
    borders: int = 5
    near_km: float = 11.39
    far: float = 0.8911
    far_strength: float = 0.3391
    hub_tail: float = 1.871
    route_places: int = 9
    stops: int = 8
    route_km: float = 17.29
    route_strength: float = 0.4411


@dataclass(frozen=True, slots=True)
class HeadLaw:
    """Heads of townships.

    ======== =======================================================================
    Field    Meaning
    ======== =======================================================================
    moved_on chance that a head is moved on in a year
    zeal     scatter between heads, logit
    fires    what a new one does more, logit, and what is left of it a month later
    padding  of heads that pad figures, and the log mean
    ======== =======================================================================
    """

    moved_on: float = 0.1661
    zeal: float = 0.2891
    fires: tuple[float, float] = (0.1991, 0.5911)
    padding: tuple[float, float] = (0.2711, 0.08917)


@dataclass(frozen=True, slots=True)
class SpreadLaw:
    """One practice that spreads.

    ========= ======================================================================
    Field     Meaning
    ========= ======================================================================
    level     share of land at which it rests
    worlds    how far worlds lie from it, logit
    sour      of those who do not use it: share that is disappointed
    forgets   of the disappointed, in a year
    hurts     how strongly disappointed neighbours put off, a year
    own       of those who are won: share that needs no neighbour
    threshold share of users heard of that counts half, times the level
    ========= ======================================================================
    """

    level: float
    worlds: float
    sour: float
    forgets: float
    hurts: float
    own: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Wave:
    """A pest's front.

    ============ ===================================================================
    Field        Meaning
    ============ ===================================================================
    enters       day on which it enters the city, usually
    enters_scale of Student's t by which years differ
    km_a_day     its pace
    pace_log     log scatter of it between years
    step_log     log scatter between two bordering places
    by_wind      times the pace that places out of the way are reached later
    size         treatments of a mu that it asks for where it is fresh
    size_log     log scale of Student's t by which years differ
    tires        days after which it is left with a third
    spared       of places
    place_log    log scatter between places
    days         scale of the time that it stays
    ============ ===================================================================
    """

    enters: float
    enters_scale: float
    km_a_day: float
    pace_log: float
    step_log: float
    by_wind: float
    size: float
    size_log: float
    tires: float
    spared: float
    place_log: float
    days: float


@dataclass(frozen=True, slots=True)
class Hearing:
    """How figures become like others' figures.

    ========== =====================================================================
    Field      Meaning
    ========== =====================================================================
    herding    mean and concentration of how far an office moves to what it hears
    most       log by which it moves at most
    lifts      of counties with a table of ranks: share, and log scale of the lift
    low        part of a county's places that stand low enough to be lifted
    copies     how far places that copy move, and log that they move at most
    whole      chance that a form is told as of the year to date in one of its months
    seen       chance that this is noticed, and days until it is put right
    ========== =====================================================================
    """

    herding: tuple[float, float] = (0.2291, 2.911)
    most: float = 0.3911
    lifts: tuple[float, float] = (0.5711, 0.07919)
    low: float = 0.4191
    copies: tuple[float, float] = (0.9491, 0.8191)
    whole: float = 0.01911
    seen: tuple[float, float, float] = (0.9311, 11.93, 63.17)


@dataclass(frozen=True, slots=True)
class Delays:
    """Days from a month's end to a report.

    ========== =====================================================================
    Field      Meaning
    ========== =====================================================================
    quick      median and log scatter of an office's days in most months
    slow       the same in the others
    slow_share of an office's months
    sheet      days between sheets of one office, mean
    feast      days more after a month that ends at or before a feast
    waits      of places, that report when they are reminded
    reminded   chance that they are
    reminder   days after the month: first and last
    ========== =====================================================================
    """

    quick: tuple[float, float] = (3.191, 0.4391)
    slow: tuple[float, float] = (14.91, 0.7691)
    slow_share: float = 0.1691
    sheet: float = 1.491
    feast: float = 5.911
    waits: float = 0.1191  # of places, that report when they are reminded
    reminded: float = 0.9091
    reminder: tuple[float, float] = (13.19, 27.91)


@dataclass(frozen=True, slots=True)
class Prices:
    """What people hear of fertilizer prices, and how they stock up.

    ========== =====================================================================
    Field      Meaning
    ========== =====================================================================
    step       log scatter of a month's step
    jump       chance in a month and log scatter of a jump
    heard_days days ahead that people have heard of
    misheard   log scatter of what neighbours have heard instead
    haste      how much earlier is spread what will be dearer, of the log
    most       log by which amounts move at most
    ========== =====================================================================
    """

    step: float = 0.01313
    jump: tuple[float, float] = (0.07917, 0.09119)
    heard_days: int = 31
    misheard: float = 0.02311
    haste: float = 0.6191
    most: float = 0.1691
