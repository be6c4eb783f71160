"""Forms as data: what is asked of whom in which month, and the rules that question an answer.

A rule is linear on both sides. Its terms name a data element of the same form, ``form.element`` of another
form, ``last_year.element`` of the year before, ``baseline.key`` or ``units.kind``; ``@span`` says which
months add up. Phone and server read the same file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from agri.definitions.calendar import read_crops
from agri.definitions.crops.crop_sections import FormCrops, expand_form
from agri.definitions.reading import (
    CALENDAR,
    FORMS,
    PLAN,
    DefinitionFile,
    DefinitionFiles,
    Title,
    package_files,
    read_toml,
)
from agri.periods import Period
from agri.terms import Level, Severity, Span

_TERM = re.compile(r"(?:(?P<owner>[a-z_]+)\.)?(?P<name>[a-z_0-9]+)(?:@(?P<span>[a-z_]+))?")
_MONTHS = tuple(range(1, 13))
BLANKS = ("ask", "pass")  # what a rule does where a blank keeps it from being checked
LAST_YEAR = "last_year"  # what a term names before an element of the same form, a year earlier


@dataclass(frozen=True, slots=True)
class Product:
    """A product that an amount may be worked out from: `content` of its mass is what the element asks for."""

    title: Title
    content: float  # share of the product's mass, 0-1


@dataclass(frozen=True, slots=True)
class DataElement:
    """One asked quantity. Values are the month's own amounts; sums over months are never typed."""

    code: str
    title: Title
    unit: str
    minimum: float
    maximum: float
    is_whole: bool
    help: Title | None
    renamed_from: str | None = None  # what last year's form calls it: its past is carried on
    products: tuple[Product, ...] = ()
    is_by_area: bool = False  # may be worked out as area times what is usual on a mu
    short_title: Title | None = None  # where the section's title stands above it
    counted_in: Title | None = None  # the measure word of what is counted: 份, 家
    is_optional: bool = False  # nobody is asked why it is blank
    summed_from: str | None = (
        None  # ``form.element`` that its townships were asked before: its past is their sum
    )


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of the form's own data elements that is shown while they are typed, and never kept."""

    title: Title
    unit: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Data elements that are asked together, or not at all where none of `crops` is grown."""

    code: str
    title: Title
    crops: tuple[str, ...]
    months: tuple[int, ...]
    elements: tuple[DataElement, ...]
    totals: tuple[Total, ...]
    asks_photo: bool  # asked for and never required
    asks_location: bool  # of its photos
    is_area_times: bool  # a field that is treated twice counts twice


@dataclass(frozen=True)
class Term:
    """One term of a rule: `factor` × the sum of a quantity over a span."""

    owner: str | None  # None: this form; "last_year"; "baseline"; "units"; or another form's code
    name: str
    span: Span
    factor: float

    def element(self, form: str) -> str:
        """Return what a term of a form reads, ``film.used_kg``, in whichever year and span."""
        return f"{form if self.owner in {None, LAST_YEAR} else self.owner}.{self.name}"

    @cached_property
    def key(self) -> str:
        """The name under which `GET /due` ships the sum, e.g. ``film.used_kg@season``."""
        if self.owner in {"baseline", "units"}:
            return f"{self.owner}.{self.name}"
        owner = f"{self.owner}." if self.owner else ""
        return f"{owner}{self.name}@{self.span}"


@dataclass(frozen=True)
class Rule:
    """``Σ left + 0 <= Σ right + constant``, or a finding.

    `passes_blanks`: what cannot be checked because of a blank is passed; it is declared, and never of a rule
    that stops.
    """

    code: str
    severity: Severity
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    constant: float
    months: tuple[int, ...]
    text: Title
    passes_blanks: bool = False

    @cached_property
    def summed(self) -> tuple[str, ...]:
        """The form's own elements that bear the claim out by a sum over months."""
        return tuple(term.name for term in self.right if term.owner is None and term.span != Span.MONTH)


@dataclass(frozen=True)
class Form:
    """One form in one version."""

    code: str
    version: int
    title: Title
    table_number: str
    level: Level
    frequency: str  # "month" or "quarter"
    months: tuple[int, ...]
    crops: tuple[str, ...]
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...]
    other_months: bool = False  # work outside the months of a section is taken, and asked about

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """The present code of each element that had another one before."""
        return {one.renamed_from: one.code for one in self.elements if one.renamed_from is not None}

    def in_present_names(self, values: Mapping[str, float | None]) -> Mapping[str, float | None]:
        """Return what a report of an earlier version says, under the names that its elements have now."""
        if not self.renamed:
            return values
        return {self.renamed.get(code, code): value for code, value in values.items()}

    @cached_property
    def elements(self) -> tuple[DataElement, ...]:
        """All data elements in the order of the form."""
        return tuple(element for section in self.sections for element in section.elements)

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """The section of each data element's code."""
        return {element.code: section for section in self.sections for element in section.elements}

    @cached_property
    def element_of(self) -> Mapping[str, DataElement]:
        """The data elements by their codes."""
        return {element.code: element for element in self.elements}

    def asks_in(self, period: Period) -> bool:
        """Say whether the form is due for a period."""
        if self.frequency == "quarter":
            return period.quarter is not None and 3 * period.quarter in self.months
        return period.month in self.months

    def takes_in(self, period: Period) -> bool:
        """Say whether a report of a period is taken, whether it is due or not."""
        is_quarter = self.frequency == "quarter"
        fits = period.quarter is not None if is_quarter else period.month is not None
        return self.asks_in(period) or (self.other_months and fits)

    def other_sections_in(self, period: Period) -> tuple[Section, ...]:
        """Return the sections that a period does not ask for and takes."""
        if not self.other_months or not self.takes_in(period):
            return ()
        month = period.last_month
        return tuple(section for section in self.sections if month not in section.months)

    def period_ending(self, month: Period) -> Period | None:
        """Return the form's own period that ends with a month; None in the middle of a quarter.

        Whether it is asked for is another question: see `asks_in`.
        """
        if self.frequency != "quarter":
            return month
        quarter, rest = divmod(month.last_month, 3)
        return Period(month.year, quarter=quarter) if rest == 0 else None

    def sections_in(self, period: Period) -> tuple[Section, ...]:
        """Return the sections that a period asks for."""
        return self._sections_by_month[period.last_month]

    def asked_in(self, period: Period) -> frozenset[str]:
        """Return the codes of the elements that a period asks for."""
        return self._codes_by_month[period.last_month]

    @cached_property
    def _codes_by_month(self) -> Mapping[int, frozenset[str]]:
        return {
            month: frozenset(element.code for section in sections for element in section.elements)
            for month, sections in self._sections_by_month.items()
        }

    @cached_property
    def _sections_by_month(self) -> Mapping[int, tuple[Section, ...]]:
        return {
            month: tuple(section for section in self.sections if month in section.months)
            for month in range(1, 13)
        }


@dataclass(frozen=True)
class Forms:
    """All forms in force, by code, in the order of their files' numbers.

    `of_years` holds them as each open year has them, where several years are read together.
    """

    by_code: Mapping[str, Form]
    of_years: Mapping[int, "Forms"] = field(default_factory=dict)

    def __getitem__(self, code: str) -> Form:
        return self.by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[Form]:
        return iter(self.by_code.values())

    def in_year(self, year: int) -> "Forms":
        """Return the forms of a year; a year before the first has those of the first."""
        after = [one for one in self.of_years if one >= year]
        return self.of_years[min(after)] if after else self

    @cached_property
    def data_elements(self) -> tuple[str, ...]:
        """Every data element as ``form.element``, in the order of the forms: the snapshot's second axis."""
        return tuple(f"{form.code}.{element.code}" for form in self for element in form.elements)


def read_forms(files: DefinitionFiles | Path) -> Forms:
    """Read every form of a package's newest year, or of a folder that holds nothing but forms.

    What a form asks of every crop is written out for the crops of the package's calendar and plan; forms
    without a calendar must name their crops themselves.

    Raises
    ------
    ValueError
        A file is not a form, or a rule names an element that no form has.
    """
    found: Iterable[DefinitionFile]
    if isinstance(files, Path) and not (files / CALENDAR).is_file():
        found, crops = sorted(files.glob("*.toml")), None
    else:
        package = package_files(files)
        package = package if PLAN in package else package.for_year(max(package.years(), default=0))
        found, crops = map(package.__getitem__, package.under(FORMS)), form_crops(package)
    forms = Forms({form.code: form for form in (read_form(file, crops) for file in found)})
    known = set(forms.data_elements)
    for form in forms:
        for rule in form.rules:
            for term in (*rule.left, *rule.right):
                name = term.element(form.code)
                if term.owner not in {"baseline", "units"} and name not in known:
                    raise ValueError(f"form {form.code}, rule {rule.code}: no form has {name}")
        for total in (total for section in form.sections for total in section.totals):
            units = {form.element_of[code].unit for code in total.elements if code in form.element_of}
            if units != {total.unit} or not set(total.elements) <= form.element_of.keys():
                raise ValueError(f"form {form.code}: total {total.title.en!r} adds up what does not add up")
    return forms


def form_crops(files: DefinitionFiles) -> FormCrops | None:
    """Return the crops that a package's forms are written out for; None without a calendar or a plan."""
    if CALENDAR not in files or PLAN not in files:
        return None
    return FormCrops(read_crops(files[CALENDAR]), tuple(read_toml(files[PLAN]).get("main_crops", ())))


def read_form(file: DefinitionFile, crops: FormCrops | None = None) -> Form:
    """Read one form's file, written out for some crops."""
    plain = read_toml(file)
    try:
        table = expand_form(plain, crops)
        months = tuple(table["months"])
        return Form(
            code=table["code"],
            version=table["version"],
            title=Title.of(table["title"]),
            table_number=table["table_number"],
            level=Level(table["level"]),
            frequency=table.get("frequency", "month"),
            months=months,
            crops=tuple(table.get("crops", ())),
            sections=tuple(_section(section, months) for section in table["sections"]),
            rules=tuple(_rule(rule) for rule in table.get("rules", ())),
            other_months=bool(table.get("other_months", False)),
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"{file}: {error}") from error


def _section(table: Mapping[str, Any], months: tuple[int, ...]) -> Section:
    return Section(
        code=table["code"],
        title=Title.of(table["title"]),
        crops=tuple(table.get("crops", ())),
        months=tuple(table.get("months", months)),
        elements=tuple(_element(element) for element in table["elements"]),
        totals=tuple(
            Total(Title.of(total["title"]), total["unit"], tuple(total["elements"]))
            for total in table.get("totals", ())
        ),
        asks_photo=bool(table.get("photo", False)),
        asks_location=bool(table.get("location", False)),
        is_area_times=bool(table.get("area_times", False)),
    )


def _element(table: Mapping[str, Any]) -> DataElement:
    unit = table["unit"]
    return DataElement(
        code=table["code"],
        title=Title.of(table["title"]),
        unit=unit,
        minimum=float(table.get("minimum", 0)),
        maximum=float(table["maximum"]),
        is_whole=unit == "count",
        help=Title.of(table["help"]) if "help" in table else None,
        renamed_from=table.get("renamed_from"),
        products=tuple(_product(product) for product in table.get("products", ())),
        is_by_area=bool(table.get("by_area", False)),
        short_title=Title.of(table["short_title"]) if "short_title" in table else None,
        counted_in=Title.of(table["counted_in"]) if "counted_in" in table else None,
        is_optional=bool(table.get("optional", False)),
        summed_from=table.get("summed_from"),
    )


def _product(table: Mapping[str, Any]) -> Product:
    content = float(table["content"])
    if not 0 < content <= 1:
        raise ValueError(f"product {table['title']['en']!r}: {content:g} is no share of its mass")
    return Product(Title.of(table["title"]), content)


def _rule(table: Mapping[str, Any]) -> Rule:
    return Rule(
        code=table["code"],
        severity=Severity(table["severity"]),
        left=_terms(table["left"]),
        right=_terms(table.get("right", {})),
        constant=float(table.get("constant", 0)),
        months=tuple(table.get("months", _MONTHS)),
        text=Title.of(table["text"]),
        passes_blanks=_passes_blanks(table),
    )


def _passes_blanks(table: Mapping[str, Any]) -> bool:
    """Read whether a rule passes what a blank hides; one that stops has to ask."""
    if table.get("blanks", BLANKS[0]) not in BLANKS:
        raise ValueError(f"rule {table['code']}: blanks is one of {', '.join(BLANKS)}")
    passes = table.get("blanks") == BLANKS[1]
    if passes and table["severity"] == Severity.STOP:
        raise ValueError(f"rule {table['code']}: what stops must ask where a blank hides it")
    return passes


def _terms(table: Mapping[str, float]) -> tuple[Term, ...]:
    terms = []
    for key, factor in table.items():
        match = _TERM.fullmatch(key)
        if match is None:
            raise ValueError(
                f"{key!r} is not a term: write element@span, form.element@span, last_year.element@span, "
                "baseline.key or units.kind"
            )
        terms.append(Term(match["owner"], match["name"], Span(match["span"] or "month"), float(factor)))
    return tuple(terms)
