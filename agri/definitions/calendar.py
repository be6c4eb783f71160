"""The crop calendar: crops with their seasons, campaigns with their windows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agri.definitions.reading import DefinitionFile, Title, read_toml
from agri.periods import Period
from agri.terms import Certainty


@dataclass(frozen=True, slots=True)
class Crop:
    """A crop and when its seasons begin.

    ======================== ====================================================== =====
    Field                    Meaning                                                Unit
    ======================== ====================================================== =====
    first_month              field work from this month on is for the season sown   month
                             in the same year; before it, for the one sown last year
    is_harvested_next_year   sown in autumn, harvested in the year after            —
    is_remainder             stands for crops that no form asks by themselves       —
    months                   work → the months that forms ask about it in           month
    limits                   what the rules of forms hold its reports against       —
    help                     what is to be known of its sown area                   —
    ======================== ====================================================== =====
    """

    code: str
    title: Title
    first_month: int
    is_harvested_next_year: bool
    is_remainder: bool = False
    months: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    help: Title | None = None

    def season_of(self, month: int) -> int:
        """Return when the season of a month's field work was sown: -1 in the year before, 0 in the year.

        A crop that is harvested in the year of its sowing has one season a year, whatever the month.
        """
        return -1 if self.is_harvested_next_year and month < self.first_month else 0

    def months_for(self, work: str) -> tuple[int, ...]:
        """Return the months of some work, ``fertilize``; ``fertilize.last`` are those of one season alone.

        ``film`` is the laying and the picking up together.
        """
        kind, _, season = work.partition(".")
        if kind == "film":
            months = tuple(sorted({*self.months.get("lay_film", ()), *self.months.get("pick_film", ())}))
        else:
            months = self.months.get(kind, ())
        wanted = {"": (-1, 0), "last": (-1,), "this": (0,)}.get(season, ())
        return tuple(month for month in months if self.season_of(month) in wanted)

    def sown_in(self, period: Period) -> int:
        """Return the year in which the season that a month's field work belongs to was or is sown."""
        month = period.last_day.month
        return period.year if month >= self.first_month else period.year - 1


@dataclass(frozen=True, slots=True)
class Campaign:
    """One crop's work of one kind with its window of days.

    ======== ========================================================================= ========
    Field    Meaning                                                                   Unit
    ======== ========================================================================= ========
    kind     sow, fertilize, spray, harvest, lay_film, pick_film or sample             —
    share    share of the crop's area (or yearly amount, for fertilize) done in it     fraction
    formula  share of the season's formula area that has its first application here    fraction
    pool     whose crews do it; None where farmers work by themselves                  —
    ======== ========================================================================= ========
    """

    code: str
    title: Title
    kind: str
    crop: str
    first: tuple[int, int]
    last: tuple[int, int]
    share: float
    formula: float
    pool: str | None
    limit_days: int | None
    source: str
    certainty: Certainty

    def window(self, year: int) -> tuple[date, date]:
        """Return the first and the last day in a calendar year."""
        return date(year, *self.first), date(year, *self.last)

    def passed(self, day: date) -> float:
        """Return the share of the window of the day's year that has passed at the end of the day."""
        first, last = self.window(day.year)
        length = (last - first).days + 1
        return min(max((day - first).days + 1, 0) / length, 1.0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Crops and campaigns by code."""

    crops: Mapping[str, Crop]
    campaigns: Mapping[str, Campaign]

    @property
    def film_crops(self) -> tuple[Crop, ...]:
        """The crops that are grown under film, in the order of the file."""
        under_film = {
            campaign.crop for campaign in self.campaigns.values() if campaign.kind.endswith("_film")
        }
        return tuple(crop for crop in self.crops.values() if crop.code in under_film)

    def of_kind(self, kind: str) -> tuple[Campaign, ...]:
        """Return the campaigns of one kind in the order of the file."""
        return tuple(campaign for campaign in self.campaigns.values() if campaign.kind == kind)


def read_calendar(file: DefinitionFile) -> Calendar:
    """Read a crop calendar.

    Raises
    ------
    ValueError
        A campaign names an unknown crop or lacks a field; the message names the file.
    """
    table = read_toml(file)
    try:
        crops = {row["code"]: _crop(row) for row in table["crops"]}
        campaigns = {}
        for row in table["campaigns"]:
            if row["crop"] not in crops:
                raise ValueError(f"campaign {row['code']}: no crop {row['crop']}")
            campaigns[row["code"]] = Campaign(
                code=row["code"],
                title=Title.of(row["title"]),
                kind=row["kind"],
                crop=row["crop"],
                first=_month_day(row["first"]),
                last=_month_day(row["last"]),
                share=float(row["share"]),
                formula=float(row.get("formula", 0)),
                pool=row.get("pool"),
                limit_days=row.get("limit_days"),
                source=row["source"],
                certainty=Certainty(row["certainty"]),
            )
    except (KeyError, ValueError) as error:
        raise ValueError(f"{file}: {error}") from error
    return Calendar(crops, campaigns)


def read_crops(file: DefinitionFile) -> tuple[Crop, ...]:
    """Read the crops of a calendar alone, whatever stands in its campaigns.

    Raises
    ------
    ValueError
        A crop lacks a field; the message names the file.
    """
    try:
        return tuple(_crop(row) for row in read_toml(file)["crops"])
    except KeyError as error:
        raise ValueError(f"{file}: {error}") from error


def _crop(row: Mapping[str, Any]) -> Crop:
    return Crop(
        row["code"],
        Title.of(row["title"]),
        row["first_month"],
        row["is_harvested_next_year"],
        bool(row.get("is_remainder", False)),
        {work: tuple(months) for work, months in row.get("months", {}).items()},
        {name: float(value) for name, value in row.get("limits", {}).items()},
        Title.of(row["help"]) if "help" in row else None,
    )


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
