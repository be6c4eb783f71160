"""Store the head of the audit chain outside the database, beyond the reach of its administrator.

Without it a chain that was cut or written anew from the beginning looks sound. A line is JSON:
``{"at": "2019-09-05T02:00:00+00:00", "head": "…", "length": 34125}``.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
from sqlmodel import Session

from agri.errors import Fault, Invalid, NotFound, Unavailable
from agri.services.chain.audit import Link, instant_text, read_head
from agri.services.store.canonical import canonical_json

TIMEOUT_S = 10.0
_HEAD_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Anchor:
    """How long the chain was at an instant, and its head."""

    length: int
    head: str
    at: datetime

    def line(self) -> str:
        """Return the anchor as it is written and posted."""
        return canonical_json({"length": self.length, "head": self.head, "at": instant_text(self.at)})


def write_anchor(session: Session, file: Path, *, now: datetime) -> Anchor:
    """Add the chain's present head to a file, on the disk when this returns; earlier lines stay.

    Raises
    ------
    NotFound
        The folder is not there, or not to be written in.
    """
    end = read_head(session)
    anchor = Anchor(end.length, end.head, now)
    try:
        with file.open("a", encoding="utf-8") as kept:
            kept.write(anchor.line() + "\n")
            kept.flush()
            os.fsync(kept.fileno())
    except OSError as error:
        raise NotFound(
            f"{file} cannot be written: {error.strerror}; make its folder or name another file",
            f"无法写入 {file}：{error.strerror}；请先建好文件夹或另指定文件",
        ) from error
    return anchor


def post_anchor(address: str, anchor: Anchor) -> None:
    """Post an anchor to an address.

    Raises
    ------
    Unavailable
        It did not take it.
    """
    try:
        httpx.post(
            address,
            content=anchor.line(),
            headers={"Content-Type": "application/json"},
            timeout=TIMEOUT_S,
        ).raise_for_status()
    except httpx.HTTPError as error:
        raise Unavailable(
            f"the anchor is in the file but was not taken at {address}: {error}; check AGRI_ANCHOR_WEBHOOK",
            f"存证已写入文件，但未送达 {address}：{error}；请检查 AGRI_ANCHOR_WEBHOOK",
        ) from error


def read_anchors(file: Path) -> list[Link]:
    """Return every head that a file holds, the last one last.

    Raises
    ------
    NotFound
        There is no such file.
    Invalid
        A line is no anchor.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise NotFound(
            f"the anchors cannot be read from {file}: {error.strerror}; run `agri anchor` first",
            f"无法读取存证 {file}：{error.strerror}；请先运行 `agri anchor`",
        ) from error
    return [_read_line(file, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def last_anchored_at(file: Path) -> datetime | None:
    """Return when the last head was written to a file; None where there is none."""
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    try:
        return datetime.fromisoformat(json.loads(lines[-1])["at"])
    except (ValueError, TypeError, LookupError):
        return None


def _read_line(file: Path, number: int, line: str) -> Link:
    try:
        said = json.loads(line)
        link = Link(said["length"], said["head"])
    except (ValueError, TypeError, LookupError):
        link = None
    if link is None or not isinstance(link.length, int) or len(str(link.head)) != _HEAD_DIGITS:
        detail = f"line {number} of {file} is no anchor; take the file as `agri anchor` wrote it"
        detail_zh = f"{file} 第 {number} 行不是存证；请使用 `agri anchor` 写出的原文件"
        raise Invalid(detail, detail_zh, (Fault(f"/{number}", "no-anchor", detail, detail_zh),))
    return link
