"""Submissions of phones, desks and imports, and their outcomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from agri.errors import Refusal
from agri.services.chain.audit import Link
from agri.services.store.canonical import (
    CanonicalText,
    canonical_amounts,
    canonical_json,
    canonical_object,
    digest_of_text,
)
from agri.terms import ReceiptState


@dataclass(frozen=True, slots=True)
class Submission:
    """One version of one report, parsed but not yet checked.

    `author` says who wrote it: whoever else sends it is refused, but the operator who brings in reports on
    others' behalf. `received_at` is read only there. `seconds` is how long filling in took. All three are no
    part of the content. `answers` says by
    finding what the sender answers to it, `known_by` by section how its figures are known (`KnownBy`); a
    submission without them has the digest that it had before there were any.
    """

    report_id: UUID
    revision_id: UUID
    form: str
    form_version: int
    org_unit: str
    period: str
    supersedes: UUID | None
    reason: str | None
    values: Mapping[str, float | None]
    not_applicable: Sequence[str] = ()
    entered: Mapping[str, Sequence[Any]] | None = None
    answers: Mapping[str, str] | None = None
    known_by: Mapping[str, str] | None = None
    author: UUID | None = None
    received_at: datetime | None = None
    seconds: int | None = None

    def content(self) -> "Content | None":
        """Return the content as the record keeps it (1200 equals 1200.0); None if it is not even numbers."""
        try:
            kept = numbers(self.values)
            values = CanonicalText(kept, canonical_amounts(kept))
            not_applicable = (
                CanonicalText.of(sorted(self.not_applicable)) if self.not_applicable else EMPTY_LIST
            )
            entered = CanonicalText.of(amounts(self.entered)) if self.entered else EMPTY_OBJECT
            later = {
                name: CanonicalText.of(dict(said))
                for name, said in (("answers", self.answers), ("known_by", self.known_by))
                if said
            }
            text = canonical_object(
                {
                    "report_id": f'"{self.report_id}"',
                    "revision_id": f'"{self.revision_id}"',
                    "form": canonical_json(self.form),
                    "form_version": canonical_json(self.form_version),
                    "org_unit": canonical_json(self.org_unit),
                    "period": canonical_json(self.period),
                    "supersedes": f'"{self.supersedes}"' if self.supersedes else "null",
                    "reason": canonical_json(self.reason),
                    "values": values.text,
                    "not_applicable": not_applicable.text,
                    "entered": entered.text,
                    **{name: said.text for name, said in later.items()},
                }
            )
            return Content(
                values,
                not_applicable,
                entered,
                digest_of_text(text),
                later.get("answers"),
                later.get("known_by"),
            )
        except (TypeError, ValueError, LookupError):
            return None

    def digest(self) -> str | None:
        """Return the SHA-256 of the parsed content; None if it is not even numbers."""
        content = self.content()
        return None if content is None else content.digest


@dataclass(frozen=True, slots=True)
class Content:
    """What a submission says, written once, and the digest of all of it."""

    values: CanonicalText
    not_applicable: CanonicalText
    entered: CanonicalText
    digest: str
    answers: CanonicalText | None = None
    known_by: CanonicalText | None = None


EMPTY_LIST, EMPTY_OBJECT = CanonicalText.of([]), CanonicalText.of({})


class OutcomeKind(StrEnum):
    """What became of one submission."""

    CREATED = "created"
    REPLAYED = "replayed"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender keeps: proof that a version is in the record, and where in the chain.

    A dry run stores nothing: its receipt has no link. The same submission gets the same receipt however
    often it is sent.
    """

    report_id: UUID
    revision_id: UUID
    received_at: datetime
    digest: str
    state: ReceiptState
    findings: tuple[Mapping[str, Any], ...]
    may: tuple[str, ...]
    link: Link | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one submission: a receipt, a refusal, or both where a conflicting version was kept."""

    revision_id: UUID
    kind: OutcomeKind
    receipt: Receipt | None = None
    refusal: Refusal | None = None


def numbers(values: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return values as the record keeps them: floats, blanks as None."""
    return {key: None if value is None else _number(value) for key, value in values.items()}


def amounts(entered: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Return as-entered amounts as the record keeps them: a float and its unit."""
    return {key: [_number(pair[0]), *pair[1:]] for key, pair in entered.items()}


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is not a number")
    return float(value) + 0.0  # makes -0.0 a plain zero
