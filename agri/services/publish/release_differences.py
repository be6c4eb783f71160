"""Compare two releases figure by figure: what changed, what came and what went."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agri.definitions.reading import Title
from agri.definitions.value_units import COUNT, FRACTION
from agri.files.release import lines
from agri.plan.outlook import chance_words

_MARK = {"value": Title("年初至今", "year to date"), "path": Title("序时进度", "planned path")}
_MEDIAN = Title("年末中位数", "year-end median")
PROBABILITY = "probability"  # the unit of a chance, written in whole per cent
_COUNTS = {
    "expected": Title("应报报表", "reports expected"),
    "received": Title("已审核报表", "reports accepted"),
    "missing": Title("未报报表", "reports missing"),
    "pending": Title("待审报表", "reports pending"),
    "spot_checks": Title("抽查核实", "spot checks"),
}
_PROBABILITY = Title("达标概率", "probability of the target")
_BASES = {"reported": Title("上报口径", "as reported"), "true": Title("核实推算口径", "as verified")}

Key = tuple[str, str, str]  # the place, the figure, what of it


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a release as people read it; rates are fractions."""

    title: Title
    what: Title
    unit: str
    value: float | None


@dataclass(frozen=True, slots=True)
class FigureDifference:
    """One figure that two releases give differently; null: the release does not hold it."""

    org_unit: str
    name: str
    name_en: str
    code: str
    title: Title
    what: Title
    unit: str
    before: float | None
    after: float | None


def compare_releases(before: lines.Release, after: lines.Release) -> list[FigureDifference]:
    """Return the figures that differ, by place in code order: indicators first, then what was reported."""
    old, new = dict(_figures(before)), dict(_figures(after))
    names = {**_names(before), **_names(after)}
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        one, other = old.get(key), new.get(key)
        values = one.value if one is not None else None, other.value if other is not None else None
        figure = other or one
        if figure is None or values[0] == values[1] or _look_alike(values, figure.unit):
            continue
        name, name_en = names.get(key[0], (key[0], key[0]))
        found.append(
            FigureDifference(key[0], name, name_en, key[1], figure.title, figure.what, figure.unit, *values)
        )
    return found


def _look_alike(values: tuple[float | None, float | None], unit: str) -> bool:
    """Say whether two rates read alike at the digits that the comparison is written with."""
    before, after = values
    if before is None or after is None:
        return False
    if unit == PROBABILITY:
        return chance_words(before) == chance_words(after)
    return unit == FRACTION and round(100 * before, 2) == round(100 * after, 2)


def _of_reports(release: lines.Release) -> Iterator[tuple[Key, Figure]]:
    """Yield how many reports stand behind the release: what changes when nothing else is said to."""
    for code, title in _COUNTS.items():
        key = (release.header.city, code, "count")
        yield key, Figure(title, _MARK["value"], COUNT, float(getattr(release.evidence, code)))


def _figures(release: lines.Release) -> Iterator[tuple[Key, Figure]]:
    headings = {heading.code: heading for heading in release.indicators}
    yield from _of_reports(release)
    for line in (*release.summary, *release.counties):
        heading = headings[line.indicator]
        for what, title, value in _of_indicator(line):
            unit = PROBABILITY if what.endswith("probability") else heading.unit
            yield (line.org_unit, line.indicator, what), Figure(heading.title, title, unit, value)
    for form in release.forms:
        for row in form.rows:
            for span, figures in (("month", row.month), ("to_date", row.to_date)):
                for column, value in zip(form.columns, figures.values, strict=True):
                    key = (row.org_unit, f"{form.form}.{column.code}", span)
                    yield key, Figure(column.title, _SPANS[span], column.unit, value)


_SPANS: Mapping[str, Title] = {
    "month": Title("本期", "this period"),
    "to_date": Title("累计", "to date"),
}


def _of_indicator(line: lines.IndicatorLine) -> Iterator[tuple[str, Title, float | None]]:
    yield "value", _MARK["value"], line.value
    yield "path", _MARK["path"], line.path
    for basis, year_end in (("reported", line.reported), ("true", line.true)):
        if year_end is not None:
            yield f"{basis}.q50", _joined(_MEDIAN, _BASES[basis]), year_end.q50
            yield f"{basis}.probability", _joined(_PROBABILITY, _BASES[basis]), year_end.probability


def _joined(what: Title, basis: Title) -> Title:
    return Title(f"{what.zh}（{basis.zh}）", f"{what.en} ({basis.en})")


def _names(release: lines.Release) -> dict[str, tuple[str, str]]:
    names = {place.code: (place.name, place.name_en) for place in release.places}
    for form in release.forms:
        for row in form.rows:
            names.setdefault(row.org_unit, (row.name, row.name))
    return names
