"""Shapes that several routes share: a submission on its way in, a receipt and a finding on their way out."""

import re
from collections.abc import Mapping
from datetime import datetime
from types import NoneType
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

from agri.api.schema_base import Code, Id, OrgUnitCode, PeriodText, Public, SideWords, TitlePublic, Wire
from agri.services.intake.filling_times import LONGEST
from agri.services.intake.submission import Receipt, Submission
from agri.terms import KnownBy, Severity

_LARGEST = 2**1000  # beyond it a whole number does not fit a float


_PLAIN = (float, str, NoneType)


def _tame(value: object) -> object:
    if isinstance(value, int):
        return value if abs(value) <= _LARGEST else float("inf") if value > 0 else float("-inf")
    if isinstance(value, Mapping):
        return {key: one if type(one) in _PLAIN else _tame(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_tame(one) for one in value]
    return value


# The numbers themselves are judged by the forms' own check, which names each fault with its bounds.
Values = Annotated[
    dict[str, Any],
    BeforeValidator(_tame),
    Field(max_length=200, examples=[{"samples_taken": 6, "formula_fertilizer_t": None}]),
    WithJsonSchema(
        {"type": "object", "additionalProperties": {"type": ["number", "null"]}, "maxProperties": 200}
    ),
]
Entered = Annotated[
    dict[str, Any],
    BeforeValidator(_tame),
    Field(max_length=200),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "prefixItems": [{"type": "number"}, {"type": "string"}],
                "items": {"type": "string"},  # how it was worked out, as the person entered it
                "minItems": 2,
                "maxItems": 3,
            },
            "maxProperties": 200,
            "examples": [{"recovered_kg": [3, "t"]}],
        }
    ),
]


_NAME = re.compile(r"[0-9a-z_.:-]{1,120}")


def _is_name(text: str) -> str:
    # A validator and no pattern: generated clients know names of members by no pattern.
    if _NAME.fullmatch(text):
        return text
    raise PydanticCustomError("not_a_name", "String should be a code, or code:element")


NameOf = Annotated[str, AfterValidator(_is_name)]
# Written out where it is used: a batch describes its items by themselves.
KnownWord = Annotated[
    KnownBy, Strict(False), WithJsonSchema({"type": "string", "enum": [str(word) for word in KnownBy]})
]


class RevisionCreate(Wire):
    """One version of one report. A number (0 included), null for blank; nothing is computed from silence.

    `answers` settles what is asked of it, one answer a finding, by its code or `code:element`. `known_by`
    says by section how the figures are known. `seconds` is how long the form was before the eyes of whoever
    filled it in: it is counted by form and period, and kept with no report.
    """

    form: Code
    form_version: Annotated[int, Field(ge=1, le=10_000)]
    org_unit: OrgUnitCode
    period: PeriodText
    supersedes: Id | None = None
    reason: SideWords | None = None
    values: Values
    not_applicable: Annotated[list[Code], Field(max_length=50, default_factory=list)]
    entered: Annotated[Entered, Field(default_factory=dict)]
    answers: Annotated[dict[NameOf, SideWords], Field(max_length=200, default_factory=dict)]
    known_by: Annotated[dict[NameOf, KnownWord], Field(max_length=50, default_factory=dict)]
    author: Annotated[Id | None, Field(description="填报人账号编号 · who wrote it: the id of GET /me")] = None
    seconds: Annotated[int, Field(ge=1, le=LONGEST)] | None = None

    def submission(self, report_id: UUID, revision_id: UUID) -> Submission:
        """Return it as the desk receives it."""
        return Submission(
            report_id=report_id,
            revision_id=revision_id,
            form=self.form,
            form_version=self.form_version,
            org_unit=self.org_unit,
            period=self.period,
            supersedes=self.supersedes,
            reason=self.reason,
            values=self.values,
            not_applicable=tuple(self.not_applicable),
            entered=self.entered,
            answers=self.answers,
            known_by=self.known_by,
            author=self.author,
            seconds=self.seconds,
        )


class FindingPublic(Public):
    """A rule's remark; it asks, it never changes a number."""

    code: str
    severity: Severity
    element: str | None
    text: TitlePublic


class ChainPublic(Public):
    """Where an act stands in the audit chain: its length with it, and its hash."""

    length: int
    head: str


class ReceiptPublic(Public):
    """What the sender keeps: proof that the version is in the record. `link` is null on a dry run."""

    report_id: UUID
    revision_id: UUID
    received_at: datetime
    digest: str
    state: str
    findings: list[FindingPublic]
    may: list[str]
    link: ChainPublic | None


def receipt_public(receipt: Receipt | None) -> ReceiptPublic:
    """Return a receipt as it goes over the wire."""
    return ReceiptPublic.model_validate(receipt)
