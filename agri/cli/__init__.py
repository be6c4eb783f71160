"""The command line: `agri --help` lists what can be done. Commands call services and print; no more."""

import sys
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from agri.cli.lazy_group import lazy_group
from agri.errors import Refusal

# Each command and the module of this package that holds it, in the order of `agri --help`.
COMMANDS = {
    "demo": "demo",
    "init": "record",
    "import": "record",
    "template": "record",
    "check": "package",
    "apply": "years",
    "new-city": "years",
    "new-year": "years",
    "import-baselines": "years",
    "close-year": "years",
    "consent": "years",
    "serve": "server",
    "assess": "numbers",
    "project": "numbers",
    "release": "numbers",
    "export": "numbers",
    "search": "decide",
    "compare": "decide",
    "remind": "remind",
    "hindcast": "scores",
    "backup": "upkeep",
    "restore": "upkeep",
    "verify": "upkeep",
    "anchor": "upkeep",
    "users": "accounts",
}

app = typer.Typer(
    help="农业投入品减量：填报、审核、预测、发布 · Track the reduction of agricultural inputs.",
    cls=lazy_group({command: f"agri.cli.{module}" for command, module in COMMANDS.items()}),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


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
    try:
        app()
    except Refusal as refusal:
        from agri.cli.output import explain

        explain(refusal)
        sys.exit(1)
    except Exception as error:
        from agri.cli.failures import refusal_of
        from agri.cli.output import explain

        amounts_to = refusal_of(error)
        if amounts_to is None:
            raise
        explain(amounts_to)
        sys.exit(1)
