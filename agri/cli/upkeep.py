"""Commands that look after a record: copy, restore, verify."""

from pathlib import Path
from typing import Annotated

import typer

from agri.cli.opening import named_engine, opened
from agri.cli.output import note, out
from agri.cli.tables import say
from agri.services.audit import Link
from agri.services.backup import back_up, restore
from agri.services.backup_folder import drop_old_backups, is_folder, name_backup
from agri.services.clock import system_clock
from agri.services.schema_version import check_fit
from agri.services.verify import verify

app = typer.Typer()


@app.command("backup")
def backup_(
    target: Annotated[Path, typer.Argument(help="file to write, or a folder that gives it a name")],
    keep: Annotated[
        int | None, typer.Option(min=1, help="of a folder's backups keep so many, the newest; all by default")
    ] = None,
) -> None:
    """备份 · Write a consistent copy of the database, also while others write to it."""
    folder = target if is_folder(target) else None
    if folder is None and keep is not None:
        raise typer.BadParameter(f"--keep needs a folder, and {target} is a file")
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
    restore(copy, target)
    note(f"restored: {target}; now run `agri verify` on it")


@app.command("verify")
def verify_(
    receipt: Annotated[
        list[str] | None, typer.Option(help="LENGTH:HEAD of a receipt or release that somebody kept")
    ] = None,
) -> None:
    """核验 · Recompute the audit chain and the record's invariants; names the first broken row."""
    receipts = [_parse(text) for text in receipt or []]
    with opened(reads_only=True) as o:
        verification = verify(o.session, receipts=receipts)
    if verification.broken is not None:
        broken = verification.broken
        say(out, f"broken: {broken.table} {broken.key}: {broken.text.zh} · {broken.text.en}")
        raise typer.Exit(1)
    say(
        out, f"sound: {verification.end.length} links, {verification.rows} rows, head {verification.end.head}"
    )


def _parse(text: str) -> Link:
    length, _, head = text.partition(":")
    if not length.isdigit() or not head:
        raise typer.BadParameter(f"{text!r} is not LENGTH:HEAD")
    return Link(int(length), head)
