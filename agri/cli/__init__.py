"""The command line: `agri --help` lists what can be done. Commands call services and print; no more."""

import sys

import typer

from agri.errors import Refusal

app = typer.Typer(
    help="农业投入品减量:填报、审核、预测、发布 · Track the reduction of agricultural inputs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _register() -> None:
    from agri.cli import accounts, decide, demo, numbers, record, remind, scores, server, upkeep

    for part in (demo, record, server, numbers, decide, remind, scores, upkeep, accounts):
        app.add_typer(part.app)


def main() -> None:
    """Run a command; a refusal is told in words and ends with status 1."""
    from agri.cli.output import explain

    _register()
    try:
        app()
    except Refusal as refusal:
        explain(refusal)
        sys.exit(1)
