"""The command line: `agri --help` lists what can be done. Commands call services and print; no more."""

import gc
import sys
from importlib import import_module

import typer

from agri.errors import Refusal

app = typer.Typer(
    help="农业投入品减量：填报、审核、预测、发布 · Track the reduction of agricultural inputs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


PARTS = ("demo", "record", "server", "numbers", "decide", "remind", "scores", "upkeep", "accounts")
QUICK = {  # commands whose answer is waited for, and the only part that they need
    "assess": "numbers",
    "project": "numbers",
    "release": "numbers",
    "export": "numbers",
    "search": "decide",
    "compare": "decide",
}


def _register(asked: str | None = None) -> None:
    """Import the commands: all of them take a second, so only those of the asked part where it is known."""
    for part in (QUICK[asked],) if asked in QUICK else PARTS:
        app.add_typer(import_module(f"agri.cli.{part}").app)


def main() -> None:
    """Run a command; a refusal is told in words and ends with status 1."""
    gc.disable()  # what is imported stays: to look through it again and again takes a tenth of the time
    from agri.cli.output import explain, note

    _register(sys.argv[1] if len(sys.argv) > 1 else None)
    gc.freeze()
    gc.enable()
    try:
        app()
    except Refusal as refusal:
        explain(refusal)
        sys.exit(1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError) as error:
        note(
            f"无法读写文件 {error.filename}：请检查路径和权限",
            f"cannot use {error.filename}: {error.strerror}",
        )
        sys.exit(1)
