"""Baselines that cannot be meant as they stand: a wrong unit, a digit too many, more than a form can take.

Amounts are held against the areas that they were used on, yields against the crop's limit, a place against
the others and against its own last year, areas against what one report may say. The checks of a package
and the taking of figures into the record ask this one function. Nothing is mended here: a figure is named,
with the unit that it was probably written in.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from agri.definitions.calendar import Crop
from agri.definitions.crops.seasons import seasons_of
from agri.definitions.forms import Form
from agri.definitions.places import BaselineKey
from agri.definitions.reading import Title

# All assumed (SOURCES.md#baseline-bounds): far outside what is grown, and narrower than a slip of a unit.
_FERTILIZER = (1.0, 200.0)  # kg of pure nutrient on a mu of the crop in a year
_PESTICIDE = (0.01, 10.0)  # kg of product on a mu sown in a year
_FILM_MOST = 5  # times the package's film.kg_per_mu on the area of its crops
_LEAST_YIELD = 5.0  # kg/mu
_LEAST_AREA = 100.0  # mu of all crops of a township that farms; of one crop where it is no whole number
_FROM_OTHERS = 5  # times the median of the other places, of an amount on a mu
_FROM_LAST_YEAR = 8  # times the place's own figure of the year before: ten, less what the year has moved
_FEWEST = 5  # places that make a median
_MU_OF_A_HECTARE = 15
_SMALL = {
    "mu": 1000.0,
    "t": 20.0,
    "kg": 1000.0,
}  # the larger of two years; what is less may well grow tenfold
_FERTILIZER_KEY = re.compile(r"last_year_fertilizer_(?P<crop>.+)_t")
_PESTICIDE_KEY = "last_year_pesticide_kg"
_FILM_KEY = "film_last_autumn_kg"
_YIELD = "_yield_kg_per_mu"
_LAST_YEAR = "last_year_"

# By the unit that is asked: what the figures may have been written in, and how many of the asked it holds.
_UNITS: Mapping[str, tuple[tuple[Title, float], ...]] = {
    "mu": ((Title("万亩", "10,000 mu"), 10_000), (Title("公顷", "hectares"), _MU_OF_A_HECTARE)),
    "t": ((Title("公斤", "kg"), 0.001), (Title("万吨", "10,000 t"), 10_000)),
    "kg": ((Title("吨", "t"), 1000), (Title("克", "g"), 0.001)),
    "kg/mu": (
        (Title("吨/亩", "t/mu"), 1000),
        (Title("公斤/公顷", "kg/ha"), 1 / _MU_OF_A_HECTARE),
        (Title("斤/亩", "jin/mu"), 0.5),
    ),
}

_Ends = tuple[float, float]
Figures = Mapping[tuple[str, int], Mapping[str, float]]  # (place, year) → key → figure


@dataclass(frozen=True, slots=True)
class Against:
    """What baselines are held against: their keys, the crops, the forms, film on a mu (None: not known)."""

    keys: Sequence[BaselineKey]
    crops: Sequence[Crop]
    forms: Sequence[Form] = ()
    film_kg_per_mu: float | None = None


@dataclass(frozen=True, slots=True)
class OddFigure:
    """One figure that is odd: whose, of which year and key, why, and the unit that would explain it."""

    org_unit: str
    year: int
    key: str
    value: float
    why: Title
    likely: Title | None = None
    is_above_form: bool = False  # right perhaps, and then the form is to be mended


@dataclass(frozen=True, slots=True)
class _AmountOnAMu:
    """An amount on a mu: `scale` × the key's figure ÷ one of the areas, each a sum of keys."""

    key: str
    areas: tuple[tuple[str, ...], ...]
    scale: float
    least: float
    most: float


def odd_figures(figures: Figures, against: Against) -> Iterator[OddFigure]:
    """Yield the figures that are odd, each for its first reason; blanks are unknown and never odd."""
    named: set[tuple[str, int, str]] = set()
    for odd in (
        *_tiny_areas(figures, against),
        *_yields(figures, against),
        *_amounts(figures, against),
        *_jumps(figures, against),
        *_above_forms(figures, against),
    ):
        at = odd.org_unit, odd.year, odd.key
        if at not in named:
            named.add(at)
            yield odd


def _area_keys(crops: Iterable[Crop], keys: Iterable[str]) -> tuple[str, ...]:
    known = set(keys)
    return tuple(season.area_key for season in seasons_of(crops) if season.area_key in known)


def _tiny_areas(figures: Figures, against: Against) -> Iterator[OddFigure]:
    """Yield areas that are parts of a mu, and those of places that would farm next to nothing."""
    areas = _area_keys(against.crops, [key.code for key in against.keys])
    words = Title("{found} 亩太小", "{found} mu is too little")
    for (place, year), row in figures.items():
        known = [(key, row[key]) for key in areas if row.get(key, 0) > 0]
        is_little = sum(value for _, value in known) < _LEAST_AREA
        for key, value in known:
            if is_little or (value < _LEAST_AREA and value % 1):
                yield OddFigure(place, year, key, value, _filled(words, value), _UNITS["mu"][0][0])


def _yields(figures: Figures, against: Against) -> Iterator[OddFigure]:
    """Yield yields above the crop's limit or next to nothing."""
    words = Title(
        "亩产 {found} 公斤，应在 {least} 到 {most} 之间", "{found} kg/mu is not between {least} and {most}"
    )
    for crop in against.crops:
        key = f"{crop.code}{_YIELD}"
        most = crop.limits.get("yield_kg_per_mu", float("inf"))
        for (place, year), row in figures.items():
            value = row.get(key, 0.0)
            if value > 0 and not _LEAST_YIELD <= value <= most:
                why = _filled(words, value, _LEAST_YIELD, most)
                likely = _within("kg/mu", value, 20 * _LEAST_YIELD, most)
                yield OddFigure(place, year, key, value, why, likely)


def _ratios(against: Against) -> Iterator[_AmountOnAMu]:
    """Yield what amounts are held against: last year's fertilizer, pesticide, film of last autumn."""
    codes = [key.code for key in against.keys]
    own = {found["crop"] for code in codes if (found := _FERTILIZER_KEY.fullmatch(code))}
    crops = {crop.code: crop for crop in against.crops if not crop.is_remainder}
    rest = [crop for crop in against.crops if crop.code not in own & crops.keys()]
    for code in codes:
        found = _FERTILIZER_KEY.fullmatch(code)
        if found:
            of = [crops[found["crop"]]] if found["crop"] in crops else rest
            yield _AmountOnAMu(code, _by_season(of, codes), 1000, *_FERTILIZER)
        elif code == _PESTICIDE_KEY:
            yield _AmountOnAMu(code, _by_season(against.crops, codes), 1, *_PESTICIDE)
        elif code == _FILM_KEY and against.film_kg_per_mu is not None:
            winter = [crop for crop in against.crops if crop.months_for("lay_film")]
            yield _AmountOnAMu(code, _by_season(winter, codes), 1, 0, _FILM_MOST * against.film_kg_per_mu)


def _by_season(crops: Sequence[Crop], keys: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the areas of some crops as they stood last autumn and as they stand this year."""
    seasons = [one for one in seasons_of(crops) if one.area_key in keys]
    this = tuple(one.area_key for one in seasons if one.sown == 0)
    last = tuple(
        one.area_key for one in seasons if one.sown == (-1 if one.crop.is_harvested_next_year else 0)
    )
    return tuple(dict.fromkeys(group for group in (last, this) if group))


def _amounts(figures: Figures, against: Against) -> Iterator[OddFigure]:
    """Yield amounts that are impossible on their area, or far from what the other places use on a mu."""
    units = {key.code: key.unit for key in against.keys}
    words = Title(
        "每亩 {found} 公斤，应在 {least} 到 {most} 之间",
        "{found} kg on a mu is not between {least} and {most}",
    )
    for ratio in _ratios(against):
        on_a_mu = {at: _on_a_mu(ratio, at, figures) for at in figures}
        for at, found in on_a_mu.items():
            if not found:
                continue
            least, most = _bounds(ratio, [one[-1] for k, one in on_a_mu.items() if one and k[1] == at[1]])
            if any(least <= one <= most for one in found):
                continue

            def explains(factor: float, found: list[float] = found, ends: _Ends = (least, most)) -> bool:
                return any(ends[0] <= one * factor <= ends[1] for one in found)

            likely = _unit_of(units[ratio.key], explains)
            if likely is None and explains(1 / _MU_OF_A_HECTARE):
                likely = Title("公顷（面积）", "hectares, of the area")
            place, year = at
            value = figures[at][ratio.key]
            yield OddFigure(place, year, ratio.key, value, _filled(words, found[0], least, most), likely)


def _bounds(ratio: _AmountOnAMu, others: Sequence[float]) -> _Ends:
    """Return between which ends an amount on a mu lies: those of all farming, nearer where others are known.

    Where the middle of the others is impossible itself, their whole column has the wrong unit.
    """
    middle = median(others) if len(others) >= _FEWEST else None
    if middle is None or not ratio.least <= middle <= ratio.most:
        return ratio.least, ratio.most
    least = max(ratio.least, middle / _FROM_OTHERS) if ratio.least else 0.0
    return least, min(ratio.most, middle * _FROM_OTHERS)


def _on_a_mu(ratio: _AmountOnAMu, at: tuple[str, int], figures: Figures) -> list[float]:
    """Return an amount on a mu by each area that is known in full: last year's own, this year's."""
    place, year = at
    value = figures[at].get(ratio.key, 0.0)
    if value <= 0:
        return []
    found = []
    for row in (figures.get((place, year - 1), {}), figures[at]):
        for keys in ratio.areas:
            area = sum(row.get(key, 0.0) for key in keys)
            if area >= _LEAST_AREA and all(key in row for key in keys):
                found.append(ratio.scale * value / area)
    return found


def _jumps(figures: Figures, against: Against) -> Iterator[OddFigure]:
    """Yield figures that are ten times or a tenth of the same place's a year before."""
    words = Title(
        "上年为 {least}，相差约十倍或更多", "the year before says {least}, some ten times less or more"
    )
    units = {key.code: key.unit for key in against.keys}
    for (place, year), row in figures.items():
        for key, before in figures.get((place, year - 1), {}).items():
            value, small = row.get(key, 0.0), _SMALL.get(units.get(key, ""))
            if small is None or min(value, before) <= 0 or max(value, before) < small:
                continue
            if max(value, before) >= _FROM_LAST_YEAR * min(value, before):
                likely = _within(units[key], value, before / 3, before * 3)
                yield OddFigure(place, year, key, value, _filled(words, value, before), likely)


def _above_forms(figures: Figures, against: Against) -> Iterator[OddFigure]:
    """Yield figures that a true report could not say: above the maximum of the element of the same name."""
    elements = {one.code: (form, one) for form in against.forms for one in form.elements}
    for (place, year), row in figures.items():
        for key, value in row.items():
            if key not in elements or value <= elements[key][1].maximum:
                continue
            form, element = elements[key]
            most, name = f"{element.maximum:g}", f"{form.code}.{element.code}"
            why = Title(
                f"多于表中 {name} 的 maximum {most}，如实填报会被拒收；若属实，请在 forms/ 中提高该 maximum，"
                "并把表的 version 加一",
                f"more than the maximum {most} of {name}, so that a true report is refused; where it is "
                "right, raise that maximum in forms/, and the form's version by one",
            )
            yield OddFigure(place, year, key, value, why, is_above_form=True)


def _unit_of(unit: str, fits: Callable[[float], bool]) -> Title | None:
    """Return the unit that a figure was probably written in; None where none explains it."""
    return next((words for words, factor in _UNITS.get(unit, ()) if fits(factor)), None)


def _within(unit: str, value: float, least: float, most: float) -> Title | None:
    return _unit_of(unit, lambda factor: least <= value * factor <= most)


def _filled(words: Title, found: float, least: float = 0, most: float = 0) -> Title:
    values = {"found": f"{found:,.4g}", "least": f"{least:,.4g}", "most": f"{most:,.4g}"}
    return Title(words.zh.format(**values), words.en.format(**values))
