"""Recompute the audit chain and hold every row to its link or proof; name the first broken one.

What this shows: nothing that the chain speaks of was edited, deleted or reordered, and, held against the
length and head on any receipt or release, that the tail was not cut. It cannot show that somebody rewrote
the whole chain and every receipt with it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, inspect, select
from sqlmodel import Session, col, func

from agri.definitions.reading import Title
from agri.models import (
    AcceptanceRow,
    Assignment,
    Audit,
    Closure,
    ContestedResolution,
    ContestedRevision,
    Decision,
    DefinitionConsent,
    DefinitionFileRow,
    DefinitionVersion,
    FilingConfirmation,
    FindingAnswer,
    KeptWorkbook,
    Photo,
    PhotoContent,
    Record,
    ReleaseRow,
    Report,
    ReportComment,
    Revision,
    SpotCheckRow,
    TaskFigure,
    TaskFiling,
    TaskProgress,
)
from agri.services.chain.audit import GENESIS, Link, link_hash
from agri.services.chain.breaks import UNREADABLE, Break
from agri.services.chain.chain_rows import row_digest
from agri.services.chain.prove import PROOFS, TABLES
from agri.services.chain.verify_proofs import broken_proofs, count_proved
from agri.services.intake.current_revisions import current_revisions
from agri.services.intake.submission import Submission

LINKED: tuple[type[Record], ...] = (
    Revision,
    ContestedRevision,
    ContestedResolution,
    Decision,
    AcceptanceRow,
    Closure,
    DefinitionVersion,
    DefinitionConsent,
    SpotCheckRow,
    FilingConfirmation,
    FindingAnswer,
    ReportComment,
    Assignment,
    TaskProgress,
    TaskFiling,
    TaskFigure,
    ReleaseRow,
    Photo,
)
_AT_ONCE = 1_000  # rows held in memory
_PHOTOS_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Verification:
    """The chain's end, how many rows were held to their links and proofs, and what is broken, if anything."""

    end: Link
    rows: int
    broken: Break | None
    proved: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether everything holds."""
        return self.broken is None


def verify(session: Session, *, receipts: Iterable[Link] = ()) -> Verification:
    """Recompute chain and invariants.

    `receipts` are ends of the chain that somebody kept: from receipts, releases or an earlier verification.
    """
    chain = _read_chain(session)
    links, end, broken = chain.rows, chain.end, chain.broken
    if broken is not None:
        return Verification(end, 0, broken)
    known = [*receipts, *_release_ends(session)]
    broken = next(_unknown_ends(session, end, known), None)
    if broken is not None:
        return Verification(end, 0, broken)
    breaks: list[tuple[int, Break]] = []
    count = proved = 0
    for table in LINKED:
        count += _hold_rows(session, table, links, breaks)
    breaks += [(seq, _missing_row(seq)) for seq in links]  # links whose row is gone
    if not breaks:
        others = (
            _broken_chains(session),
            _broken_photos(session),
            _broken_definitions(session),
            _broken_workbooks(session),
        )
        breaks += [(0, broken) for found in others for broken in found]
    if not breaks:
        breaks += [(0, broken) for broken in broken_proofs(session, chain.proofs, chain.begun)]
        proved = count_proved(session)
    first = min(breaks, key=lambda found: found[0], default=None)
    return Verification(end, count, first[1] if first is not None else None, proved)


@dataclass(slots=True)
class _LinkedDigests:
    """What the links hold: digests of rows and of proofs by place, and since which each table is proved."""

    rows: dict[int, str] = field(default_factory=dict)
    proofs: dict[int, str] = field(default_factory=dict)
    begun: dict[str, int] = field(default_factory=dict)
    end: Link = field(default_factory=lambda: Link(0, GENESIS))
    broken: Break | None = None


def _read_chain(session: Session) -> _LinkedDigests:
    """Recompute every link up to the first that is broken."""
    read = _LinkedDigests()
    names = _columns(Audit)
    columns = [col(getattr(Audit, name)) for name in names]
    rows = session.connection().execute(select(*columns).order_by(col(Audit.seq))).yield_per(_AT_ONCE)
    for values in _readable(rows):
        if values is None:
            read.broken = _bad_link(read.end.length + 1, "cannot be read", "无法读取")
            break
        row = dict(zip(names, values, strict=True))
        if row["seq"] != read.end.length + 1 or row["previous_hash"] != read.end.head:
            read.broken = _bad_link(read.end.length + 1, "is missing or out of order", "缺失或次序有误")
            break
        if row["hash"] != link_hash(row):
            read.broken = _bad_link(row["seq"], "was changed", "被改动")
            break
        read.end = Link(row["seq"], row["hash"])
        after = json.loads(row["after"]) if row["after"] is not None else {}
        if "row" in after:
            read.rows[row["seq"]] = after["row"]
        if PROOFS in after:
            read.proofs[row["seq"]] = after[PROOFS]
        for table in after.get(TABLES, ()):
            read.begun.setdefault(table, row["seq"])
    return read


def _readable(rows: Iterator[Row[Any]]) -> Iterator[Row[Any] | None]:
    """Yield rows; in place of the first that cannot be read, None, and nothing after it."""
    while True:
        try:
            row = next(rows, None)
        except UNREADABLE:
            yield None
            return
        if row is None:
            return
        yield row


def _release_ends(session: Session) -> Iterator[Link]:
    for length, head in session.connection().execute(
        select(col(ReleaseRow.chain_length), col(ReleaseRow.chain_head)).order_by(col(ReleaseRow.seq))
    ):
        yield Link(length, head)


def _unknown_ends(session: Session, end: Link, known: Iterable[Link]) -> Iterator[Break]:
    for link in known:
        if link.length > end.length:
            yield _bad_link(
                end.length + 1,
                f"and what follows was cut off: a receipt names {link.length} links, {end.length} are there",
                f"及其后记录被截去：回执载明 {link.length} 条，现存 {end.length} 条",
            )
            continue
        row = session.get(Audit, link.length) if link.length else None
        if (row.hash if row is not None else GENESIS) != link.head:
            yield _bad_link(link.length, "differs from a receipt", "与回执不符")


def _hold_rows(
    session: Session, table: type[Record], links: dict[int, str], breaks: list[tuple[int, Break]]
) -> int:
    """Hold a table's rows to their links, which are taken off the list; note the first that differs."""
    names = _columns(table)
    columns = [getattr(table, name).label(f"c_{name}") for name in names]
    seq = getattr(table, "seq")  # noqa: B009 - every linked table has it, `Record` does not say so
    rows = session.connection().execute(select(*columns).order_by(seq)).yield_per(_AT_ONCE)
    count, last = 0, 0
    for row in _readable(rows):
        if row is None:
            last = session.connection().execute(select(func.min(seq)).where(seq > last)).scalar_one()
            breaks.append((last, _bad_row(table, {"seq": last}, "cannot be read", "无法读取")))
            break
        count += 1
        content = dict(zip(names, row, strict=True))
        last = content["seq"]
        digest = links.pop(last, None)
        if digest is None:
            breaks.append((last, _bad_row(table, content, "has no link of its own", "没有对应的链节")))
        elif digest != row_digest(table, content):
            breaks.append((last, _bad_row(table, content, "was changed", "被改动")))
    return count


def _broken_chains(session: Session) -> Iterator[Break]:
    """Yield reports whose revisions do not form one line, and revisions whose content is not the one sent."""
    connection = session.connection()
    ends = (
        current_revisions(
            select(col(Report.id), func.count(col(Revision.id))).outerjoin(
                Revision, col(Revision.report_id) == col(Report.id)
            )
        )
        .group_by(col(Report.id))
        .having(func.count(col(Revision.id)) != 1)
    )
    for report_id, count in connection.execute(ends):
        yield Break(
            "report",
            str(report_id),
            Title(f"有 {count} 个现行版本，应为 1 个", f"has {count} current revisions, not one"),
        )
    names = [
        "id", "report_id", "form_version", "supersedes", "reason", "values", "not_applicable", "entered",
        "digest", "answers", "known_by",
    ]  # fmt: skip
    rows = connection.execute(
        select(
            *[getattr(Revision, name).label(f"c_{name}") for name in names],
            col(Report.form),
            col(Report.org_unit),
            col(Report.period),
        )
        .join(Report, col(Report.id) == col(Revision.report_id))
        .order_by(col(Revision.seq))
    ).yield_per(_AT_ONCE)
    for row in rows:
        content = dict(zip([*names, "form", "org_unit", "period"], row, strict=True))
        revision_id, digest = content.pop("id"), content.pop("digest")
        if Submission(revision_id=revision_id, **content).digest() != digest:
            yield Break(
                "revision",
                str(revision_id),
                Title("内容与收到时的摘要不符", "does not match the digest of what was received"),
            )


def _broken_photos(session: Session) -> Iterator[Break]:
    """Yield photos whose bytes are not those that came."""
    rows = session.connection().execute(
        select(col(Photo.id), col(Photo.digest), col(PhotoContent.content))
        .outerjoin(PhotoContent, col(PhotoContent.id) == col(Photo.id))
        .order_by(col(Photo.seq))
    )
    for photo_id, digest, content in rows.yield_per(_PHOTOS_AT_ONCE):
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            yield Break(
                "photo",
                str(photo_id),
                Title("照片与收到时的摘要不符", "does not match the digest of what was received"),
            )


def _broken_definitions(session: Session) -> Iterator[Break]:
    """Yield files of definitions whose bytes are not those that were applied, and those that are gone."""
    rows = session.connection().execute(select(col(DefinitionFileRow.digest), col(DefinitionFileRow.content)))
    held = {digest: _sha256(content) for digest, content in rows}
    versions = session.connection().execute(
        select(
            col(DefinitionVersion.city),
            col(DefinitionVersion.year),
            col(DefinitionVersion.number),
            col(DefinitionVersion.files),
        ).order_by(col(DefinitionVersion.seq))
    )
    named = set()
    for city, year, number, files in versions:
        for name, digest in files.items():
            named.add(digest)
            if held.get(digest) != digest:
                gone = digest not in held
                yield Break(
                    "definition_file",
                    f"{city}/{year}/{number} {name}",
                    Title(
                        f"{year} 年定义第 {number} 版的 {name} {'不见了' if gone else '被改动'}",
                        f"{name} of the definitions {city}/{year}/{number} "
                        f"{'is gone' if gone else 'was changed'}",
                    ),
                )
    for digest in held.keys() - named:
        yield Break(
            "definition_file",
            digest,
            Title(f"定义文件 {digest} 没有版本载明", f"no version names the definition file {digest}"),
        )


def _broken_workbooks(session: Session) -> Iterator[Break]:
    """Yield the superior's workbooks whose bytes are not those that were kept."""
    columns = (col(KeptWorkbook.id), col(KeptWorkbook.digest), col(KeptWorkbook.content))
    rows = session.connection().execute(select(*columns).order_by(col(KeptWorkbook.id)))
    for workbook_id, digest, content in rows.yield_per(_PHOTOS_AT_ONCE):
        if _sha256(content) != digest:
            yield Break(
                "kept_workbook",
                str(workbook_id),
                Title("上级表与保存时的摘要不符", "does not match the digest of what was kept"),
            )


def _sha256(content: object) -> str:
    """Return the digest of bytes; SQLite gives back text where somebody wrote text."""
    return hashlib.sha256(content if isinstance(content, bytes) else str(content).encode()).hexdigest()


def _columns(table: type[Record]) -> list[str]:
    return [column.key for column in inspect(table).mapper.column_attrs]


def _bad_link(seq: int, what: str, what_zh: str) -> Break:
    return Break("audit", str(seq), Title(f"第 {seq} 条{what_zh}", f"link {seq} {what}"))


def _bad_row(table: type[Record], row: dict[str, object], what: str, what_zh: str) -> Break:
    name = str(table.__tablename__)
    key = str(row.get("id") or row.get("number") or row["seq"])
    return Break(name, key, Title(f"{name} 的 {key} {what_zh}", f"{name} {key} {what}"))


def _missing_row(seq: int) -> Break:
    return Break(
        "audit", str(seq), Title(f"第 {seq} 条所指的记录不见了", f"the row that link {seq} speaks of is gone")
    )
