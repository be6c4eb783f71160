"""``agri status``: what is open, in force and assumed, and how old projection, backup and anchor are."""

import json
from datetime import datetime
from typing import Annotated

import typer
from pydantic import TypeAdapter

from agri.cli.opening import opened
from agri.cli.output import out
from agri.cli.printing.tables import rows_table, say
from agri.periods import SHANGHAI
from agri.services.access.local_actor import operator_at_the_server
from agri.services.publish.system_status import SystemStatus, read_status
from agri.settings import Settings

app = typer.Typer()
_GIB = 2**30


@app.command()
def status(
    is_json: Annotated[bool, typer.Option("--json", help="print everything as JSON")] = False,
) -> None:
    """系统状态 · Say what is open and until when, what is assumed, and how old what must be fresh is."""
    with opened(reads_only=True) as o:
        actor = operator_at_the_server(o.session)
        found = read_status(o.session, actor, Settings(), now=o.now)
    if is_json:
        document = TypeAdapter(SystemStatus).dump_python(found, mode="json")
        say(out, json.dumps(document, ensure_ascii=False))
        return
    say(out, f"版本 version {found.version} · schema {found.schema_version} · {found.database}")
    rows = [
        (
            one.city,
            one.year,
            "开放 open" if one.is_open else "已封账 closed",
            one.until,
            one.version.name,
            one.version.digest[:12],
        )
        for one in found.years
    ]
    heads = ("city", "year", "state", "December until", "definitions", "digest")
    out.print(rows_table("年度 Years", heads, rows))
    for waiting in found.waiting:
        say(out, f"待第二人同意 waiting for consent: {waiting.name} {waiting.reason or ''}")
    assumed = [
        (one.city, one.year, one.file, one.assumed, one.derived, one.unreviewed) for one in found.assumed
    ]
    heads = ("city", "year", "file", "assumed", "derived", "not reviewed")
    out.print(rows_table("假设与推算 Assumed and derived", heads, assumed))
    say(out, f"最近预测 last projection: {_when(found.projected_at)}")
    say(out, f"最近发布 last release: {_when(found.released_at)}")
    say(out, f"最近备份 last backup: {_kept(found.backed_up_at, found.knows_backups, 'AGRI_BACKUP_FOLDER')}")
    say(out, f"最近存证 last anchor: {_kept(found.anchored_at, found.knows_anchors, 'AGRI_ANCHOR_FILE')}")
    say(out, f"审计链 chain: {found.chain.length} links, head {found.chain.head}")
    for job in found.jobs:
        say(out, f"后台 queue: {job.count} {job.kind} {job.state}, since {_when(job.since)}")
    if found.database_bytes is not None and found.free_bytes is not None:
        size, free = found.database_bytes / _GIB, found.free_bytes / _GIB
        say(out, f"磁盘 disk: database {size:.2f} GiB, free {free:.1f} GiB")


def _kept(at: datetime | None, is_known: bool, variable: str) -> str:
    return _when(at) if is_known else f"未设置 {variable} · {variable} is not set"


def _when(at: datetime | None) -> str:
    return "没有 none" if at is None else f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
