"""The command line: `agri --help` lists what can be done. Commands call services and print; no more."""

import gc
import sys
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated, cast

import typer
from typer.core import TyperCommand, TyperGroup

from agri.cli.chosen_city import OF_A_CITY, add_city_option
from agri.errors import Refusal

# Each command and the module of this package that holds it, in the order of `agri --help`.
COMMANDS = {
    "demo": "demo",
    "init": "record",
    "import": "record",
    "template": "record",
    "form": "record",
    "check": "package",
    "apply": "years",
    "end-draft": "practice",
    "new-city": "years",
    "new-year": "years",
    "import-baselines": "years",
    "close-year": "years",
    "consent": "years",
    "serve": "server",
    "assess": "numbers",
    "province": "province_commands.own_plan",
    "project": "numbers",
    "release": "numbers",
    "export": "numbers",
    "document": "sending.papers",
    "fill": "sending.papers",
    "table": "sending.papers",
    "search": "decide",
    "compare": "decide",
    "remind": "remind",
    "notify": "sending.notify",
    "hindcast": "scoring_commands.hindcast",
    "score-detectors": "scoring_commands.detectors",
    "score-causes": "scoring_commands.causes",
    "backup": "upkeep",
    "restore": "upkeep",
    "verify": "upkeep",
    "anchor": "upkeep",
    "users": "accounts",
    "status": "status",
}


class LazyGroup(TyperGroup):
    """The commands of the table; a command's module is imported when it is asked for.

    To import all of them takes two seconds: only ``--help`` does.
    """

    def list_commands(self, ctx: object) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | None:
        """Import the module of a command and return the command."""
        if cmd_name not in COMMANDS:
            return None
        gc.disable()  # what is imported stays: to look through it again and again takes a tenth of the time
        try:
            module = import_module(f"agri.cli.{COMMANDS[cmd_name]}")
        finally:
            gc.freeze()
            gc.enable()
        command = cast("TyperCommand", typer.main.get_group(module.app).commands[cmd_name])
        if cmd_name in OF_A_CITY:
            add_city_option(command)
        return command


app = typer.Typer(
    help="农业投入品减量：填报、审核、预测、发布 · Track the reduction of agricultural inputs.",
    cls=LazyGroup,
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
