"""The superior's workbooks that a city keeps: received once, their cells named once, filled for any month."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.definitions.reading import StoredFile, read_text, read_toml
from agri.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, TooLarge
from agri.models import KeptWorkbook
from agri.services.access.cities import city_of
from agri.services.access.permissions import Act, Actor, may, require_act
from agri.services.chain.audit import append
from agri.services.chain.prove import append_proved
from agri.services.office.superior_workbook import (
    FilledWorkbook,
    fill_superior_workbook,
    newest_month,
)
from agri.services.store.canonical import digest_of_text
from agri.terms import Role

MOST_BYTES = 5_000_000  # forms of an office; pictures and all they stay below one
MOST_KEPT = 50


@dataclass(frozen=True, slots=True)
class SentWorkbook:
    """What somebody sends to be kept: a name, the map of the cells, and the file unless it stays the same."""

    name: str
    cells: bytes
    file_name: str = ""
    content: bytes | None = None


def list_workbooks(session: Session, actor: Actor) -> list[KeptWorkbook]:
    """Return the workbooks of the actor's city by name, their bytes left out."""
    require_act(actor, Act.FILL_WORKBOOKS)
    content: Any = KeptWorkbook.content
    own = select(KeptWorkbook).where(KeptWorkbook.city == city_of(session, actor))
    own = own.options(defer(content)).order_by(col(KeptWorkbook.name), col(KeptWorkbook.id))
    return list(session.exec(own))


def read_workbook(session: Session, actor: Actor, workbook_id: UUID) -> KeptWorkbook:
    """Return one workbook of the actor's city.

    Raises
    ------
    NotAllowed
        The actor fills no workbooks.
    NotFound
        The actor's city has none of this id.
    """
    require_act(actor, Act.FILL_WORKBOOKS)
    row = session.get(KeptWorkbook, workbook_id)
    if row is None or row.city != city_of(session, actor):
        raise NotFound(
            f"there is no workbook {workbook_id}; GET /api/v1/superior-workbooks lists them",
            f"没有工作簿 {workbook_id}；清单见 /api/v1/superior-workbooks",
        )
    return row


def cells_of(row: KeptWorkbook) -> list[dict[str, Any]]:
    """Return the rows of a kept workbook's map."""
    return _read(row.cells)


def workbooks_by_element(session: Session, city: str) -> dict[str, set[str]]:
    """Return which kept workbooks each data element is filled into, by names of both."""
    rows = session.exec(select(KeptWorkbook.name, KeptWorkbook.cells).where(KeptWorkbook.city == city))
    found: dict[str, set[str]] = {}
    for name, cells in rows:
        for cell in _read(cells):
            if "element" in cell:
                found.setdefault(cell["element"], set()).add(name)
    return found


def may_change(actor: Actor, row: KeptWorkbook) -> bool:
    """Say whether a person may replace or delete one: the committee any, a county what it kept itself."""
    return may(actor, Act.FILL_WORKBOOKS) and (actor.role == Role.COMMITTEE or row.by == actor.id)


def keep_workbook(session: Session, actor: Actor, sent: SentWorkbook, *, now: datetime) -> KeptWorkbook:
    """Keep a workbook and its cells for everybody in the actor's city.

    Raises
    ------
    NotFound
        No month has a release yet, by which the cells could be tried.
    Invalid
        With every fault of the file or of its cells, or because no file was sent.
    Conflict
        There is another one of this name, or the city keeps as many as it may.
    TooLarge
        The file is larger than what is kept.
    """
    require_act(actor, Act.FILL_WORKBOOKS)
    city = city_of(session, actor)
    if sent.content is None:
        raise _no_file()
    _try_it(session, actor, sent.content, sent.cells)
    held = {row.name: row for row in list_workbooks(session, actor)}
    same = held.get(sent.name)
    if same is not None:
        if (same.digest, same.cells) == (_sha256(sent.content), _text(sent.cells)):
            return same
        raise Conflict(
            f"there is a workbook {sent.name!r} already: replace that one, or choose another name",
            f"已有名为“{sent.name}”的工作簿：请更新那一份，或换一个名称",
        )
    if len(held) >= MOST_KEPT:
        raise Conflict(
            f"the city keeps {MOST_KEPT} workbooks, which is the most: delete one that is no longer sent",
            f"本市已保存 {MOST_KEPT} 份工作簿，已达上限：请先删除不再报送的",
        )
    row = KeptWorkbook(
        id=uuid4(),
        city=city,
        name=sent.name,
        edition=1,
        file_name=sent.file_name,
        digest=_sha256(sent.content),
        size=len(sent.content),
        content=sent.content,
        cells=_text(sent.cells),
        by=actor.id,
        at=now,
    )
    _link(session, actor, row, now=now, before=None)
    return row


def replace_workbook(
    session: Session, actor: Actor, workbook_id: UUID, sent: SentWorkbook, *, edition: int, now: datetime
) -> KeptWorkbook:
    """Put a new edition in a workbook's place: its cells, its name, and its file where one was sent.

    Raises
    ------
    NotAllowed
        Somebody else keeps it.
    NotFound
        There is none of this id, or no month has a release yet.
    Invalid
        With every fault of the file or of its cells.
    Conflict
        `edition` is no longer the last one, or another workbook has this name.
    TooLarge
        The file is larger than what is kept.
    """
    row = read_workbook(session, actor, workbook_id)
    _require_keeper(actor, row)
    if row.edition != edition:
        raise Conflict(
            f"somebody has put edition {row.edition} in its place meanwhile: load the page anew",
            f"此工作簿已被他人更新为第 {row.edition} 版：请刷新页面后再改",
        )
    if any(other.name == sent.name and other.id != row.id for other in list_workbooks(session, actor)):
        raise Conflict(
            f"there is another workbook {sent.name!r}: choose another name",
            f"已有另一份名为“{sent.name}”的工作簿：请换一个名称",
        )
    content = row.content if sent.content is None else sent.content
    _try_it(session, actor, content, sent.cells)
    before = _facts(row)
    if sent.content is not None:
        row.content, row.digest, row.size = content, _sha256(content), len(content)
        row.file_name = sent.file_name
    row.name, row.cells, row.edition, row.at = sent.name, _text(sent.cells), row.edition + 1, now
    _link(session, actor, row, now=now, before=before)
    return row


def drop_workbook(session: Session, actor: Actor, workbook_id: UUID, *, now: datetime) -> None:
    """Delete a workbook: the committee any of its city, a county those that the same person kept.

    Raises
    ------
    NotAllowed
        The actor fills no workbooks, or somebody else keeps this one.
    NotFound
        The actor's city has none of this id.
    """
    row = read_workbook(session, actor, workbook_id)
    _require_keeper(actor, row)
    append(session, actor.id, at=now, act=AuditAct.WORKBOOK_DROPPED, subject=str(row.id), before=_facts(row))
    session.delete(row)
    session.flush()


def fill_kept_workbook(session: Session, actor: Actor, workbook_id: UUID, *, period: str) -> FilledWorkbook:
    """Fill a kept workbook for a month; what refuses is what `fill_superior_workbook` raises."""
    row = read_workbook(session, actor, workbook_id)
    return fill_superior_workbook(
        session, actor, period=period, workbook=row.content, cells=row.cells.encode()
    )


def _try_it(session: Session, actor: Actor, content: bytes, cells: bytes) -> None:
    """Fill it once by the newest release: what is kept can be filled."""
    if len(content) > MOST_BYTES:
        raise TooLarge(
            f"a workbook of {len(content)} bytes is more than the {MOST_BYTES} that are kept: "
            "make its pictures smaller, or fill it without keeping it",
            f"工作簿 {len(content) / 1e6:.1f} MB，超过可保存的 {MOST_BYTES / 1e6:.0f} MB："
            "请压缩其中图片，或不保存、直接填写",
        )
    period = newest_month(session, actor)
    fill_superior_workbook(session, actor, period=period, workbook=content, cells=cells)


def _require_keeper(actor: Actor, row: KeptWorkbook) -> None:
    if not may_change(actor, row):
        raise NotAllowed(
            "somebody else keeps this workbook; they or the committee change it",
            "这份工作簿是别人保存的；请由保存人或市工作委员会修改",
        )


def _link(
    session: Session, actor: Actor, row: KeptWorkbook, *, now: datetime, before: dict[str, str] | None
) -> None:
    session.add(row)
    session.flush()
    append_proved(
        session,
        actor.id,
        at=now,
        act=AuditAct.WORKBOOK_KEPT,
        subject=str(row.id),
        before=before,
        after=_facts(row),
        proved=[row],
    )


def _facts(row: KeptWorkbook) -> dict[str, str]:
    """What the chain says of an edition: its name, and digests of file and cells."""
    return {"name": row.name, "digest": row.digest, "cells": digest_of_text(row.cells)}


def _no_file() -> Invalid:
    en, zh = "send the workbook too (.xlsx or .xlsm)", "请同时上传工作簿（.xlsx 或 .xlsm）"
    return Invalid(en, zh, (Fault("/files", "files", en, zh),))


def _read(cells: str) -> list[dict[str, Any]]:
    return list(read_toml(StoredFile("cells.toml", cells.encode()))["cells"])


def _text(cells: bytes) -> str:
    """Return a map as text, decoded as its reader does; what cannot be read was refused before."""
    return read_text(StoredFile("cells.toml", cells))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
