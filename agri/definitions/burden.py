"""What a package asks of those who fill its forms, and what becomes of every field (负担账).

A field that no indicator, line, second book, detector or rule reads is typed for a table alone: whether that
is worth the typing is for the city to say.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from agri.definitions.declared import Amount, spread
from agri.definitions.forms import DataElement, Form
from agri.definitions.places import BaselineKey
from agri.definitions.plan import Plan
from agri.definitions.reading import Title


class FieldUseKind(StrEnum):
    """What may read a field."""

    INDICATOR = "indicator"
    LINE = "line"
    SECOND_BOOK = "second_book"
    DETECTOR = "detector"
    RULE = "rule"
    BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class FieldUse:
    """One field and the codes of what reads it, by kind, in the order of the package."""

    element: str
    title: Title
    months: tuple[int, ...]
    read_by: Mapping[FieldUseKind, tuple[str, ...]]

    @property
    def is_read(self) -> bool:
        """Whether anything but a table reads it."""
        return any(self.read_by.values())


@dataclass(frozen=True, slots=True)
class FormBurden:
    """What one form asks of one place that grows every crop asked about.

    ============= ======================================================================
    Field         Meaning
    ============= ======================================================================
    fields        every field with its readers
    asked_in      month → fields that are asked in it; a quarter counts in its last month
    ============= ======================================================================
    """

    form: str
    title: Title
    fields: tuple[FieldUse, ...]
    asked_in: Mapping[int, int]

    def document(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "form": self.form,
            "title": {"zh": self.title.zh, "en": self.title.en},
            "asked_in": {str(month): count for month, count in self.asked_in.items()},
            "asked_a_year": self.asked_a_year,
            "fields": [
                {
                    "element": field.element,
                    "title": {"zh": field.title.zh, "en": field.title.en},
                    "months": list(field.months),
                    "read_by": {str(kind): list(codes) for kind, codes in field.read_by.items() if codes},
                }
                for field in self.fields
            ],
        }

    @property
    def asked_a_year(self) -> int:
        """How many times a field is typed in a year."""
        return sum(self.asked_in.values())

    @property
    def unread(self) -> tuple[FieldUse, ...]:
        """Fields that nothing reads."""
        return tuple(field for field in self.fields if not field.is_read)


def burdens(plan: Plan, keys: Iterable[BaselineKey]) -> tuple[FormBurden, ...]:
    """Return the burden of every form of a plan, in the order of the forms.

    Parameters
    ----------
    plan : Plan
        Its forms, and what reads them.
    keys : iterable of BaselineKey
        Some are carried into the next year from what was reported.
    """
    carried = (
        (FieldUseKind.BASELINE, key.code, key.carried.elements) for key in keys if key.carried is not None
    )
    readers: dict[str, list[tuple[FieldUseKind, str]]] = {}
    for kind, code, names in (*_readers(plan), *carried):
        for name in names:
            readers.setdefault(name, []).append((kind, code))
    return tuple(_burden(form, readers) for form in plan.forms)


def _burden(form: Form, readers: Mapping[str, list[tuple[FieldUseKind, str]]]) -> FormBurden:
    asked = dict.fromkeys(form.months, 0)
    for section in form.sections:
        for month in set(section.months) & set(asked):
            asked[month] += len(section.elements)
    fields = tuple(
        _field(element, form.section_of[element.code].months, readers.get(f"{form.code}.{element.code}", ()))
        for element in form.elements
    )
    return FormBurden(form.code, form.title, fields, asked)


def _field(
    element: DataElement, months: tuple[int, ...], read_by: Iterable[tuple[FieldUseKind, str]]
) -> FieldUse:
    found = list(dict.fromkeys(read_by))
    by_kind = {kind: tuple(code for one, code in found if one == kind) for kind in FieldUseKind}
    return FieldUse(element.code, element.title, months, by_kind)


def _readers(plan: Plan) -> Iterator[tuple[FieldUseKind, str, Iterable[str]]]:
    """Yield (kind, code, ``form.element`` names) of everything that reads a field."""
    for code, indicator in {**plan.indicators, **plan.beside}.items():
        for amount in indicator.making.amounts:
            yield FieldUseKind.INDICATOR, code, _names(plan, plan.amounts[amount])
        if indicator.making.trials is not None:
            yield FieldUseKind.INDICATOR, code, indicator.making.trials.names(plan.main_crops)
    for line in plan.lines:
        yield FieldUseKind.LINE, line.code, line.names
    for book in plan.second_books:
        crops = (*plan.main_crops, *book.others)
        yield FieldUseKind.SECOND_BOOK, book.code, spread((*book.sold, *book.used), crops)
    yield from _detectors(plan)
    for form in plan.forms:
        for rule in form.rules:
            terms = (*rule.left, *rule.right)
            yield FieldUseKind.RULE, rule.code, [term.element(form.code) for term in terms]


def _names(plan: Plan, amount: Amount) -> tuple[str, ...]:
    """Return the elements of an amount, of the area that it is spread on and of what it is like."""
    crops = amount.each_crop(plan.main_crops)
    own = spread((*amount.patterns, *amount.area), crops)
    return own if amount.like is None else (*own, *_names(plan, plan.amounts[amount.like]))


def _detectors(plan: Plan) -> Iterator[tuple[FieldUseKind, str, Iterable[str]]]:
    found = plan.detectors
    for bound in found.bounds:
        yield FieldUseKind.DETECTOR, bound.code, [term.name for term in (*bound.left, *bound.right)]
    for claim in found.claims:
        yield (
            FieldUseKind.DETECTOR,
            claim.code,
            [*claim.claims, *(one for each in claim.evidence for one in each)],
        )
    for cliff in found.cliffs:
        yield FieldUseKind.DETECTOR, cliff.code, cliff.elements
    for balance in found.balances:
        yield FieldUseKind.DETECTOR, balance.code, (*balance.uses, *balance.supplies)
