"""Commands that look after a record: copy, restore, verify, anchor."""

from pathlib import Path
from typing import Annotated

import typer

from agri.cli.opening import opened
from agri.cli.output import explain, note, out
from agri.cli.printing.tables import say
from agri.errors import Fault, Invalid, Unavailable
from agri.services.chain.anchor import post_anchor, read_anchors, write_anchor
from agri.services.chain.audit import Link
from agri.services.publish.verify import verify
from agri.services.store.backup import back_up, checksum_file, restore
from agri.services.store.backup_folder import drop_old_backups, is_folder, name_backup
from agri.services.store.clock import system_clock
from agri.services.store.database import reading
from agri.services.store.integrity import check_integrity, damage_told
from agri.services.store.named_database import named_engine
from agri.services.store.schema_version import check_fit
from agri.settings import Settings

app = typer.Typer()


@app.command("backup")
def backup_(
    target: Annotated[Path, typer.Argument(help="file to write, or a folder that gives it a name")],
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="how many backups of the folder to keep, the newest; all by default"),
    ] = None,
) -> None:
    """备份 · Write a consistent copy of the database, also while others write to it."""
    folder = target if is_folder(target) else None
    if folder is None and keep is not None:
        raise typer.BadParameter(
            f"--keep 只用于文件夹，{target} 是文件 · --keep needs a folder, and {target} is a file"
        )
    if folder is not None:
        target = name_backup(folder, now=system_clock())
    engine = named_engine()
    check_fit(engine)
    back_up(engine, target)
    engine.dispose()
    note(f"written: {target}")
    if folder is not None and keep is not None:
        for old in drop_old_backups(folder, keep=keep, newest=target):
            note(f"deleted: {old}")


@app.command("restore")
def restore_(
    copy: Annotated[Path, typer.Argument(help="a copy that `agri backup` wrote")],
    target: Annotated[Path, typer.Argument(help="where the database shall stand; must not exist")],
) -> None:
    """恢复 · Put a copy in place; an existing database is never overwritten."""
    if not restore(copy, target):
        note(f"没有校验和文件 · there is no checksum beside the copy: {checksum_file(copy)}")
    note(f"restored: {target}; now run `agri verify` on it")


@app.command("verify")
def verify_(
    receipt: Annotated[
        list[str] | None, typer.Option(help="LENGTH:HEAD of a receipt or release that somebody kept")
    ] = None,
    anchor: Annotated[
        Path | None, typer.Option(help="file that `agri anchor` wrote; AGRI_ANCHOR_FILE by default")
    ] = None,
) -> None:
    """核验 · Check the database itself, the audit chain and every row; names the first that is broken."""
    settings = Settings()
    receipts = [_parse(text) for text in receipt or []]
    file = anchor or settings.anchor_file
    if file is not None:
        receipts += read_anchors(file)
    engine = named_engine()
    check_fit(engine)
    try:
        check_integrity(engine)
        with damage_told(engine.url), reading(engine) as session:
            verification = verify(session, receipts=receipts)
    finally:
        engine.dispose()
    if verification.broken is not None:
        broken = verification.broken
        say(out, f"broken: {broken.table} {broken.key}: {broken.text.zh} · {broken.text.en}")
        raise typer.Exit(1)
    rows = verification.rows + verification.proved
    say(out, f"sound: {verification.end.length} links, {rows} rows, head {verification.end.head}")
    if file is None:
        note("没有存证可对照 · no anchor to hold the record to: see `agri anchor`")


@app.command("anchor")
def anchor_(
    file: Annotated[
        Path | None, typer.Argument(help="file to add the head to; AGRI_ANCHOR_FILE by default")
    ] = None,
) -> None:
    """存证 · Write the head of the audit chain to a file outside the database; post it where that is set."""
    settings = Settings()
    target = file or settings.anchor_file
    if target is None:
        detail, detail_zh = "name a file, or set AGRI_ANCHOR_FILE", "请给出文件名，或设置 AGRI_ANCHOR_FILE"
        raise Invalid(detail, detail_zh, (Fault("FILE", "no-file", detail, detail_zh),))
    with opened(reads_only=True) as o:
        written = write_anchor(o.session, target, now=system_clock())
    note(f"written: {target}: {written.length} links, head {written.head}")
    if settings.anchor_webhook is None:
        return
    try:
        post_anchor(settings.anchor_webhook, written)
    except Unavailable as refusal:  # the file holds it; the next anchor is posted again
        explain(refusal)
    else:
        note(f"sent: {settings.anchor_webhook}")


def _parse(text: str) -> Link:
    length, _, head = text.partition(":")
    if not length.isdigit() or not head:
        raise typer.BadParameter(f"{text!r} 应写成 LENGTH:HEAD（长度:链头） · it is not LENGTH:HEAD")
    return Link(int(length), head)
