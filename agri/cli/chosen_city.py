"""Which city a command is about: ``--city CODE`` or AGRI_CITY, where a database holds several."""

from contextvars import ContextVar
from typing import Annotated

import typer
from typer.core import TyperCommand

# The commands that are about one city.
OF_A_CITY = frozenset(
    {
        "import",
        "template",
        "form",
        "new-year",
        "import-baselines",
        "close-year",
        "end-draft",
        "assess",
        "project",
        "release",
        "export",
        "document",
        "fill",
        "table",
        "search",
        "compare",
        "remind",
        "notify",
        "hindcast",
    }
)
_chosen: ContextVar[str | None] = ContextVar("city", default=None)


def chosen_city() -> str | None:
    """Return the city that the command names."""
    return _chosen.get()


def _choose(value: str | None) -> str | None:
    _chosen.set(value or None)
    return value


def _carry(
    city: Annotated[
        str | None,
        typer.Option(
            envvar="AGRI_CITY",
            callback=_choose,
            metavar="CODE",
            help="which city, where the database holds several, e.g. 4102",
        ),
    ] = None,
) -> None:
    """Carry the option: a command of a city takes it over beside its own."""
    del city


_carrier = typer.Typer()
_carrier.command("carry")(_carry)


def add_city_option(command: TyperCommand) -> None:
    """Give a command the option; its value is what `chosen_city` returns."""
    for option in typer.main.get_group(_carrier).commands["carry"].params:
        if option.name == "city":
            option.expose_value = False
            command.params.append(option)
