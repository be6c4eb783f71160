"""Commands whose modules are imported when they are asked for: to import all of them takes two seconds."""

import gc
from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup


def lazy_group(modules: Mapping[str, str]) -> type[TyperGroup]:
    """Return a group of commands by name, each with the module whose `app` holds it."""

    class LazyGroup(TyperGroup):
        """Commands in the order of the table; ``--help`` imports all of them, a command its own module."""

        def list_commands(self, ctx: object) -> list[str]:
            return list(modules)

        def get_command(self, ctx: object, cmd_name: str) -> TyperCommand | None:
            module = modules.get(cmd_name)
            if module is None:
                return None
            group = typer.main.get_group(_imported(module).app)
            return cast("TyperCommand", group.commands[cmd_name])

    return LazyGroup


def _imported(module: str) -> Any:  # noqa: ANN401 - a module
    gc.disable()  # what is imported stays: to look through it again and again takes a tenth of the time
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()
