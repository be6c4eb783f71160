"""Check the baselines: places, years, figures, and what is missing."""

from collections.abc import Iterator, Mapping, Sequence

from agri.definitions.baselines.odd_figures import Against, OddFigure, odd_figures
from agri.definitions.calendar import Crop
from agri.definitions.coefficients import read_coefficients
from agri.definitions.crops.seasons import PlantedSeason
from agri.definitions.forms import read_forms
from agri.definitions.package.cells import column_faults, number_faults, number_of
from agri.definitions.package.documents import CsvDocument, Opening
from agri.definitions.package.faults import FaultWords, PackageFault, listed, meant, shown
from agri.definitions.package.heirs import ended_before
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.org_units import KnownPlaces
from agri.definitions.places import read_baseline_keys
from agri.definitions.reading import Title
from agri.terms import Level, Weight

FILES = {"baselines-township.csv": Level.TOWNSHIP, "baselines-county.csv": Level.COUNTY}
_PLACE, _YEAR = "org_unit", "year"
_NAME = "name"  # for whoever fills it in; nothing reads it
_YEARS = range(1990, 2101)
_GARBAGE = (AttributeError, KeyError, TypeError, ValueError)  # named where the other file is checked


class OddBaselineFault(FaultWords):
    """What a baseline can be beside missing or no number; as in `FaultKind`."""

    BASELINE_ODD = (
        Weight.LATER,
        "{code} {year} 年的 {key} 写作 {found}：{why}{likely}{more}；请核对单位和数值，属实可保留",
        "{key} of {code} in {year} is {found}: {why}{likely}{more}; please check unit and figure, it may "
        "stay where it is right",
    )


def check_baselines(
    opening: Opening,
    places: KnownPlaces | None,
    levels: Mapping[str, str] | None,
    year: int,
    crops: Sequence[Crop] = (),
) -> None:
    """Check every file of baselines against the places and the keys."""
    together, against = standing_together(crops), _against(opening, crops)
    for name, level in FILES.items():
        document = opening.csv(name)
        if document is None:
            continue
        keys = None if levels is None else [key for key, one in levels.items() if one == level]
        opening.add(list(_column_faults(document, keys, levels)))
        if {_PLACE, _YEAR} <= set(document.columns):
            opening.add(list(_row_faults(document, places, level)))
            opening.add(list(_cell_faults(document, levels or {})))
            if against is not None:
                opening.add(list(_odd_faults(document, against)))
            if places is not None:
                ended = ended_before(opening, year)
                opening.add(list(_missing(document, places, level, year, ended)))
                opening.add(list(_land_faults(document, places, together)))
        count = len({row[_PLACE] for row in document.rows})
        opening.note_passed(
            name, f"{len(document.rows)} 行，{count} 个单位", f"{len(document.rows)} rows of {count} places"
        )


def _column_faults(
    document: CsvDocument, keys: list[str] | None, levels: Mapping[str, str] | None
) -> Iterator[PackageFault]:
    if keys is None or levels is None:
        yield from column_faults(document, (_PLACE, _YEAR), document.columns)
        return
    yield from column_faults(document, (_PLACE, _YEAR), (*keys, _NAME), refuses_unknown=True)
    for key in keys:
        if key not in document.columns:
            yield document.fault(FaultKind.KEY_NOT_LISTED, 1, key, found=key)


def _row_faults(document: CsvDocument, places: KnownPlaces | None, level: Level) -> Iterator[PackageFault]:
    seen: dict[tuple[str, str], int] = {}
    for row in document.rows:
        code, year = row[_PLACE], row[_YEAR]
        if not year.strip().isdecimal() or int(year) not in _YEARS:
            yield document.fault(FaultKind.NOT_A_DAY, row.line, _YEAR, found=shown(year), example="2019")
        if (code, year.strip()) in seen:
            yield document.fault(
                FaultKind.BASELINE_TWICE,
                row.line,
                _PLACE,
                found=f"{code} {year}",
                other=str(seen[code, year.strip()]),
            )
        seen.setdefault((code, year.strip()), row.line)
        if places is None:
            continue
        if code not in places.rows:
            near = meant(code, places.rows)
            yield document.fault(FaultKind.PLACE_UNKNOWN, row.line, _PLACE, found=shown(code), meant=near)
        elif places.rows[code]["level"] != level:
            other = places.rows[code]["level"]
            yield document.fault(
                FaultKind.PLACE_LEVEL, row.line, _PLACE, found=code, other=other, level=str(level)
            )


def _cell_faults(document: CsvDocument, levels: Mapping[str, str]) -> Iterator[PackageFault]:
    blanks: list[tuple[int, str, str]] = []
    for row in document.rows:
        for key in document.columns:
            if key not in levels:
                continue
            if row[key]:
                yield from number_faults(document, row.line, key, row[key])
            elif key in row.cells:
                blanks.append((row.line, key, row[_PLACE]))
    if blanks:
        line, key, code = blanks[0]
        yield document.fault(FaultKind.BASELINE_BLANK, line, key, count=str(len(blanks)), key=key, code=code)


def _against(opening: Opening, crops: Sequence[Crop]) -> Against | None:
    """Return what baselines are held against; None where a file that says it cannot be read."""
    files = opening.files
    try:
        keys = read_baseline_keys(files["baseline-keys.toml"])
        film = read_coefficients(files["coefficients.toml"]).by_name.get("film.kg_per_mu")
        return Against(keys, crops, tuple(read_forms(files)), film.value[0] if film is not None else None)
    except _GARBAGE:
        return None


def _odd_faults(document: CsvDocument, against: Against) -> Iterator[PackageFault]:
    """Yield one fault for each column and unit: a whole column in one wrong unit is one slip."""
    keys = [key.code for key in against.keys]
    rows = {(row[_PLACE], int(row[_YEAR])): row for row in document.rows if row[_YEAR].strip().isdecimal()}
    figures = {
        at: {key: value for key in keys if (value := number_of(row[key])) is not None}
        for at, row in rows.items()
    }
    together: dict[tuple[str, Title | None, bool], list[OddFigure]] = {}
    for odd in odd_figures(figures, against):
        together.setdefault((odd.key, odd.likely, odd.is_above_form), []).append(odd)
    for (key, likely, _), odds in together.items():
        first = min(odds, key=lambda odd: rows[odd.org_unit, odd.year].line)
        yield document.fault(
            OddBaselineFault.BASELINE_ODD,
            rows[first.org_unit, first.year].line,
            key,
            code=first.org_unit,
            year=str(first.year),
            key=key,
            found=rows[first.org_unit, first.year][key].strip(),
            why=first.why,
            likely=_likely(likely),
            more=_others([odd.org_unit for odd in odds if odd is not first]),
        )


def _likely(unit: Title | None) -> Title:
    return Title(f"，像是以{unit.zh}填写", f", it looks like {unit.en}") if unit else Title("", "")


def _others(codes: Sequence[str]) -> Title:
    if not codes:
        return Title("", "")
    return Title(
        f"（另有 {len(codes)} 行：{listed(codes)}）", f" (and {len(codes)} more rows: {listed(codes)})"
    )


def _missing(
    document: CsvDocument, places: KnownPlaces, level: Level, year: int, ended: frozenset[str]
) -> Iterator[PackageFault]:
    known = {row[_PLACE] for row in document.rows if row[_YEAR].strip() == str(year)}
    for code in places.farming():
        if places.rows[code]["level"] == level and code not in known | ended:
            yield document.fault(FaultKind.BASELINE_MISSING, None, _PLACE, found=code, year=str(year))


def standing_together(crops: Sequence[Crop]) -> list[tuple[str, ...]]:
    """Return the keys of areas that stand on the land at one time.

    Crops over winter stand together, sown last year or this year; of the others those that are in the field
    when one of them is sown. What stands for other crops is area-times and is left out.
    """
    sown = [crop for crop in crops if not crop.is_remainder and crop.months_for("sow")]
    winter = [crop for crop in sown if crop.is_harvested_next_year]
    summer = {
        crop.code: (
            min(crop.months_for("sow")),
            max(month for months in crop.months.values() for month in months),
        )
        for crop in sown
        if not crop.is_harvested_next_year
    }
    groups = [
        *(tuple(PlantedSeason(crop, when).area_key for crop in winter) for when in (-1, 0)),
        *(
            tuple(
                f"{code}_mu" for code, (first, last) in summer.items() if first <= start < last or code == one
            )
            for one, (start, _) in summer.items()
        ),
    ]
    return [group for group in dict.fromkeys(groups) if len(group) > 1]


def _land_faults(
    document: CsvDocument, places: KnownPlaces, together: Sequence[tuple[str, ...]]
) -> Iterator[PackageFault]:
    for row in document.rows:
        place = places.rows.get(row[_PLACE])
        land = number_of(place["land_mu"]) if place is not None else None
        if land is None:
            continue
        for keys in together:
            area = sum(number_of(row[key]) or 0 for key in keys)
            if area > land:
                yield document.fault(
                    FaultKind.AREA_ABOVE_LAND,
                    row.line,
                    keys[0],
                    code=row[_PLACE],
                    year=row[_YEAR],
                    found=f"{area:g}",
                    other=f"{land:g}",
                )
                break
