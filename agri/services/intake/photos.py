"""Receive a photo in pieces, and return it to those who may read the report.

A bad line breaks off in the middle, so a photo comes in pieces and goes on where it stopped. Only when it is
whole and its digest holds does it enter the record. The bytes are kept as they came, hence a photo that tells
where or by which camera it was taken is refused: the phone draws its pictures anew and sends none of that.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.definitions.forms import Form
from agri.errors import Fault, Invalid, NotFound, RevisionConflict, TooLarge
from agri.models import ContestedRevision, Photo, PhotoContent, Report, Revision
from agri.periods import Period
from agri.services.access.permissions import Act, Actor, is_within, require_act, require_author
from agri.services.chain.audit import open_chain
from agri.services.chain.chain_rows import link_row
from agri.services.intake.image_metadata import kind_of, tells_of_camera
from agri.services.reference.reference import read_reference

MOST_BYTES = 300_000  # a photo of 1280 pixels that the phone has compressed; pages and phones agree on it
MOST_PHOTOS = 3  # of one version


@dataclass(frozen=True, slots=True)
class Location:
    """Where a photo was taken: WGS 84 degrees, and how far off that may be in metres."""

    latitude: float
    longitude: float
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a photo's bytes from `offset` on; all else says the same in every piece of the photo."""

    report_id: UUID
    revision_id: UUID
    photo_id: UUID
    section: str
    media_type: str
    digest: str
    size: int
    location: Location | None
    offset: int
    content: bytes
    author: UUID | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """How far a photo has come: the next piece begins at `offset`."""

    offset: int
    size: int

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return self.offset == self.size


def keep_piece(session: Session, actor: Actor, piece: Piece, *, now: datetime) -> Upload:
    """Take the next piece of a photo; one that does not fit on is left out, and the answer says what does.

    Raises
    ------
    NotFound
        There is no such version in the actor's place: the report comes before its photos.
    Invalid
        The form asks for no photo there, or the bytes are not a whole JPEG or WebP with that digest and
        without the camera's data.
    TooLarge
        The photo is too large, or the version has enough of them.
    RevisionConflict
        The id belongs to another photo.
    """
    require_act(actor, Act.REPORT)
    require_author(actor, piece.author)
    chain = open_chain(session)  # also keeps two senders of one photo apart
    report = _report_of(session, actor, piece)
    _require_asked(
        read_reference(session, of=report.org_unit).of(Period.parse(report.period)).plan.forms[report.form],
        piece.section,
    )
    whole = session.get(Photo, piece.photo_id)
    if whole is not None:
        if (whole.revision_id, whole.digest) != (piece.revision_id, piece.digest):
            raise _other_photo(piece)
        return Upload(whole.size, whole.size)
    kept = _kept(session, actor, piece)
    if piece.offset != len(kept.content):
        return Upload(len(kept.content), piece.size)
    content = kept.content + piece.content
    _require_picture(piece, content)
    kept.content = content
    session.add(kept)
    session.flush()
    if len(content) < piece.size:
        return Upload(len(content), piece.size)
    row = {
        "id": piece.photo_id,
        "report_id": report.id,
        "revision_id": piece.revision_id,
        "section": piece.section,
        "media_type": piece.media_type,
        "size": piece.size,
        "digest": piece.digest,
        "latitude": piece.location.latitude if piece.location else None,
        "longitude": piece.location.longitude if piece.location else None,
        "accuracy_m": piece.location.accuracy_m if piece.location else None,
        "author": actor.id,
        "received_at": now,
    }
    _, linked = link_row(
        chain, actor.id, Photo, row, at=now, act=AuditAct.PHOTO_RECEIVED, subject=str(piece.photo_id)
    )
    chain.write(session)
    session.add(Photo(**linked))
    session.flush()
    return Upload(piece.size, piece.size)


def read_photo(session: Session, actor: Actor, report_id: UUID, photo_id: UUID) -> tuple[Photo, bytes]:
    """Return a photo of a report in the actor's place, and its bytes.

    Raises
    ------
    NotFound
        There is no such photo there.
    """
    require_act(actor, Act.READ_REPORTS)
    report, photo = session.get(Report, report_id), session.get(Photo, photo_id)
    content = session.get(PhotoContent, photo_id)
    if (
        report is None
        or photo is None
        or content is None
        or photo.report_id != report_id
        or not is_within(actor, report.org_unit)
    ):
        raise NotFound(f"there is no photo {photo_id} in your place", f"您的辖区内没有照片 {photo_id}")
    return photo, content.content


def _report_of(session: Session, actor: Actor, piece: Piece) -> Report:
    revision = session.get(Revision, piece.revision_id)
    contested = session.get(ContestedRevision, piece.revision_id) if revision is None else None
    named = revision.report_id if revision else contested.claimed_report_id if contested else None
    held_by = revision.report_id if revision else contested.report_id if contested else None
    report = session.get(Report, held_by) if held_by is not None else None
    if report is None or named != piece.report_id or not is_within(actor, report.org_unit):
        raise NotFound(
            f"there is no version {piece.revision_id} in your place; send the report before its photos",
            f"您的辖区内没有版本 {piece.revision_id}；请先上报报表，再传照片",
        )
    return report


def _require_asked(form: Form, section: str) -> None:
    if not any(one.code == section and one.asks_photo for one in form.sections):
        raise _invalid(
            "/section",
            "no-photo-asked",
            f"form {form.code} asks for no photo in section {section!r}",
            f"报表“{form.title.zh}”的“{section}”部分不要照片",
        )


def _kept(session: Session, actor: Actor, piece: Piece) -> PhotoContent:
    """Return what has come so far; a new photo begins empty, if there is room for it."""
    kept = session.get(PhotoContent, piece.photo_id)
    if kept is not None:
        if (kept.revision_id, kept.author) != (piece.revision_id, actor.id):
            raise _other_photo(piece)
        return kept
    if piece.size > MOST_BYTES or not _has_room(session, piece.revision_id):
        raise TooLarge(
            f"a version has at most {MOST_PHOTOS} photos of {MOST_BYTES} bytes each",
            f"每份报表最多 {MOST_PHOTOS} 张照片，每张不超过 {MOST_BYTES} 字节",
        )
    return PhotoContent(id=piece.photo_id, revision_id=piece.revision_id, author=actor.id, content=b"")


def _has_room(session: Session, revision_id: UUID) -> bool:
    """Tell whether a version may have one more photo; those that never came whole give way to it."""
    begun = session.exec(select(PhotoContent.id).where(col(PhotoContent.revision_id) == revision_id)).all()
    if len(begun) < MOST_PHOTOS:
        return True
    whole = session.exec(select(Photo.id).where(col(Photo.id).in_(begun))).all()
    # A phone whose photo gave way is told to begin again at 0.
    session.execute(delete(PhotoContent).where(col(PhotoContent.id).in_(set(begun) - set(whole))))
    return len(whole) < MOST_PHOTOS


def _require_picture(piece: Piece, content: bytes) -> None:
    if kind_of(content) != piece.media_type:
        raise _invalid(
            "/content",
            "no-picture",
            f"these bytes are no {piece.media_type}; JPEG and WebP are taken",
            f"内容不是 {piece.media_type}；只收 JPEG 和 WebP 照片",
        )
    if len(content) > piece.size:
        raise _invalid(
            "/content",
            "too-long",
            f"{len(content)} bytes came of a photo of {piece.size}",
            f"照片应为 {piece.size} 字节，却收到 {len(content)} 字节",
        )
    if len(content) == piece.size and hashlib.sha256(content).hexdigest() != piece.digest:
        raise _invalid(
            "/digest",
            "other-digest",
            "the whole photo does not have this digest; send it again under a new id",
            "照片与所报摘要不符；请换新编号重传",
        )
    if len(content) == piece.size and tells_of_camera(content):
        raise _invalid(
            "/content",
            "camera-data",
            "the photo holds data of the camera, such as place and device; send it without (EXIF, XMP, IPTC)",
            "照片带有相机信息（位置、设备等）；请去掉 EXIF、XMP、IPTC 后重传",
        )


def _other_photo(piece: Piece) -> RevisionConflict:
    return RevisionConflict(
        f"the id {piece.photo_id} belongs to another photo; take a new one",
        f"编号 {piece.photo_id} 已用于另一张照片；请换新编号",
    )


def _invalid(pointer: str, code: str, detail: str, detail_zh: str) -> Invalid:
    return Invalid(detail, detail_zh, (Fault(pointer, code, detail, detail_zh),))
