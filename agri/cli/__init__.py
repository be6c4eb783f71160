"""The command line: `agri --help` lists what can be done. Commands call services and print; no more."""

import gc
import sys
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from agri.errors import Refusal

app = typer.Typer(
    help="农业投入品减量：填报、审核、预测、发布 · Track the reduction of agricultural inputs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


PARTS = (
    "demo",
    "record",
    "package",
    "years",
    "server",
    "numbers",
    "decide",
    "remind",
    "scores",
    "upkeep",
    "accounts",
)
QUICK = {  # commands whose answer is waited for, and the only part that they need
    "check": "package",
    "apply": "years",
    "assess": "numbers",
    "project": "numbers",
    "release": "numbers",
    "export": "numbers",
    "search": "decide",
    "compare": "decide",
}


def _say_version(is_asked: bool) -> None:
    if is_asked:
        sys.stdout.write(f"agri {version('agri')}\n")
        raise typer.Exit


@app.callback()
def agri(
    _version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="print the version")
    ] = False,
) -> None:
    """农业投入品减量：填报、审核、预测、发布 · Track the reduction of agricultural inputs."""


def _register(asked: str | None = None) -> None:
    """Import the commands: all of them take a second, so only those of the asked part where it is known."""
    for part in (QUICK[asked],) if asked in QUICK else PARTS:
        app.add_typer(import_module(f"agri.cli.{part}").app)


def _speak_chinese() -> None:
    """Let no locale stop a command: without Chinese it gets UTF-8, and an unknown sign becomes a "?"."""
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, TextIOWrapper):
            continue
        try:
            "填报".encode(stream.encoding)
        except UnicodeEncodeError:
            stream.reconfigure(encoding="utf-8")
        stream.reconfigure(errors="replace")


def main() -> None:
    """Run a command; a refusal is told in words and ends with status 1."""
    _speak_chinese()
    gc.disable()  # what is imported stays: to look through it again and again takes a tenth of the time
    from agri.cli.output import explain

    _register(sys.argv[1] if len(sys.argv) > 1 else None)
    gc.freeze()
    gc.enable()
    try:
        app()
    except Refusal as refusal:
        explain(refusal)
        sys.exit(1)
    except Exception as error:
        from agri.cli.failures import refusal_of

        amounts_to = refusal_of(error)
        if amounts_to is None:
            raise
        explain(amounts_to)
        sys.exit(1)
