"""Which columns of the tables that may change are proved, and which are not and why.

Tables in `agri.services.publish.verify.LINKED` have a link for each row that holds every column. The tables
here have proofs: `PROVED` lists their columns that move a shown number or a right. `UNPROVED` lists the rest,
each with the reason. A column that stands in neither fails `tests/unit/services/chain/test_every_column.py`.
"""

from collections.abc import Mapping

from agri.models import (
    Audit,
    BackgroundJob,
    Baseline,
    ComparisonRow,
    DecisionMark,
    DefinitionFileRow,
    EnrolmentCode,
    FillingCount,
    FormVersion,
    ImportRun,
    KeptView,
    KeptWorkbook,
    Meta,
    OrgUnitRow,
    Person,
    PhotoContent,
    PracticeFile,
    PracticeMonth,
    PracticeReport,
    ProjectionRow,
    Proof,
    Record,
    ReleaseQuestion,
    Report,
    ReportingUnitRow,
    ScenarioRow,
    SearchRow,
    SessionToken,
    SignInAttempt,
    TargetRow,
    TaskRow,
)

_ANSWER = ("key", "city", "snapshot", "as_of", "seed", "replications", "method", "result")

PROVED: Mapping[type[Record], tuple[str, ...]] = {
    OrgUnitRow: ("code", "name", "name_en", "kind", "level", "parent", "is_farming"),
    ReportingUnitRow: ("code", "kind", "place", "title", "since", "until", "changes"),
    Person: (
        "id",
        "name",
        "display_name",
        "role",
        "org_unit",
        "password_hash",
        "is_active",
        "created_at",
        "opened_by",
        "password_set_by",
        "owned_at",
        "places",
        "department",
        "telephone",
        "house_name",
        "house_set_by",
        "factor_secret",
        "factor_set_at",
        "factor_step",
        "recovery_hashes",
    ),
    SessionToken: (
        "token_hash",
        "id",
        "person_id",
        "created_at",
        "expires_at",
        "revoked_at",
        "is_desk",
        "is_strong",
    ),
    EnrolmentCode: ("code_hash", "person_id", "issued_by", "issued_at", "expires_at", "used_at"),
    DecisionMark: ("seq", "mark"),
    FormVersion: ("code", "version", "digest", "definition", "created_at"),
    Meta: ("key", "value"),
    TargetRow: ("plan", "indicator", "value", "comparator", "clause"),
    TaskRow: (
        "id",
        "plan",
        "clause",
        "title_zh",
        "title_en",
        "lead",
        "responsible",
        "due_on",
        "is_due_implied",
        "figure",
        "comparator",
        "value",
        "unit",
        "indicator",
    ),
    Baseline: ("id", "org_unit", "year", "key", "value", "source", "certainty", "by", "recorded_at"),
    KeptView: ("id", "city", "name", "definition", "by", "at"),
    KeptWorkbook: ("id", "city", "name", "edition", "file_name", "digest", "size", "cells", "by", "at"),
    ScenarioRow: ("id", "city", "name", "digest", "definition", "by", "at"),
    ProjectionRow: ("id", *_ANSWER, "basis", "scenario"),
    SearchRow: ("id", *_ANSWER, "basis", "probability", "measures", "limits"),
    ComparisonRow: ("id", *_ANSWER, "scenario", "against", "cost_yuan"),
    ImportRun: ("id", "by", "at", "document"),
    ReleaseQuestion: (
        "id",
        "release",
        "text",
        "asked_by",
        "asked_at",
        "answer",
        "answered_by",
        "answered_at",
    ),
}

# Proved under a salt that can be erased: what names a person must not be guessed from a digest.
SALTED: frozenset[type[Record]] = frozenset({Person})

# Proved once they are answered; before, there is nothing that anybody is shown. Not cited by a release they
# may be deleted: the same question gives the same answer again.
ANSWERS: frozenset[type[Record]] = frozenset({ProjectionRow, SearchRow, ComparisonRow})

# Who deletes one takes a right away and gives none: an ended sign-in need not be kept. A scenario that is no
# longer wanted moves no number: what was computed of it holds its assumptions itself; a table's layout and
# the superior's empty workbook hold no number at all.
DISPOSABLE: frozenset[type[Record]] = frozenset(
    {SessionToken, EnrolmentCode, ScenarioRow, KeptView, KeptWorkbook}
)

_UPKEEP = "upkeep of an answer: it moves no shown number, the answer itself is proved"
_DEVICE = "what a device calls itself: a name for its owner that gives no right, and is erased with them"
_LAST_USE = "when a device was last here: noted without a link; it ends a desk's sign-in, never begins one"
_HOUSE = "with which sign-in at the house it ends: it may end one sooner, and never begins one"
_TRY = "a try to sign in: it moves no number, and is deleted after its own retention"
_JOB = "where a computation stands: the answer that it leaves is proved or linked itself"
_PRACTICE = "practice before a form is in force: it moves no number and gives no right, and is thrown away"
_FILLING = "how long filling in took, counted without a person: it moves no figure and gives no right"
_PIECE = "a piece on its way; what came whole is bound to its photo's linked digest"
_INSTANT = "when the cell was first spoken of; each version's own instant is linked"

UNPROVED: Mapping[type[Record], Mapping[str, str]] = {
    **{
        table: dict.fromkeys(("requested_by", "requested_at", "finished_at", "failure"), _UPKEEP)
        for table in (ProjectionRow, SearchRow, ComparisonRow)
    },
    SessionToken: {
        "device": _DEVICE,
        "last_used_at": _LAST_USE,
        **dict.fromkeys(("house_sub", "house_sid"), _HOUSE),
    },
    SignInAttempt: dict.fromkeys(
        ("id", "account", "address", "at", "is_successful", "kind", "device", "known_device"), _TRY
    ),
    BackgroundJob: dict.fromkeys(BackgroundJob.model_fields, _JOB),
    FillingCount: dict.fromkeys(FillingCount.model_fields, _FILLING),
    **{
        table: dict.fromkeys(table.model_fields, _PRACTICE)
        for table in (PracticeMonth, PracticeFile, PracticeReport)
    },
    PhotoContent: dict.fromkeys(("revision_id", "author"), _PIECE),
    Report: {"created_at": _INSTANT},
    Proof: {"salt": "erased with the name it hides; a changed one shows at the person's row"},
}

# Held otherwise: by the chain itself, or by the digest of a linked row that they belong to.
HELD: Mapping[type[Record], tuple[str, ...]] = {
    Audit: tuple(Audit.model_fields),
    Proof: ("seq", "of", "key", "digest"),
    Report: ("id", "form", "org_unit", "period"),
    PhotoContent: ("id", "content"),
    DefinitionFileRow: ("digest", "content"),
    KeptWorkbook: ("content",),
}
