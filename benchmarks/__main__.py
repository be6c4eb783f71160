"""Run every benchmark of this folder, print a table, write JSON.

A benchmark is a module of this package with a function ``figures() -> Iterable[Figure]``, or one
with a function ``run()`` that prints what it measures.
"""

import argparse
import json
import os
import pkgutil
import platform
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

import benchmarks
from benchmarks.figure import Figure

_MARKS = {True: "met", False: "missed", None: ""}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("only", nargs="*", help="modules to run, e.g. sim_speed; all by default")
    parser.add_argument("--json", type=Path, default=Path("build/benchmarks.json"), help="file to write to")
    asked = parser.parse_args()
    console = Console(width=160)
    found: dict[str, list[Figure]] = {}
    for info in pkgutil.iter_modules(benchmarks.__path__):
        module = import_module(f"benchmarks.{info.name}") if info.name != "__main__" else None
        if asked.only and info.name not in asked.only:
            continue
        if hasattr(module, "figures"):
            console.print(f"[dim]{info.name} …")
            found[info.name] = list(module.figures())
        elif hasattr(module, "run"):
            console.print(f"[dim]{info.name} …")
            module.run()
    console.print(table(found))
    machine = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
    }
    document = {
        "machine": machine,
        "figures": {
            name: [{**asdict(f), "is_met": f.is_met} for f in figures] for name, figures in found.items()
        },
    }
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    console.print(f"{machine['processors']} processors, load {machine['load'][0]:.1f}; written: {asked.json}")


def table(found: dict[str, list[Figure]]) -> Table:
    table = Table("benchmark", "figure", "measured", "asked", "", "note")
    for name, figures in found.items():
        for figure in figures:
            sign = "≥" if figure.at_least else "≤"
            asked = "" if figure.asked is None else f"{sign} {figure.asked:,g} {figure.unit}"
            value = f"{figure.value:,.4g} {figure.unit}"
            table.add_row(name, figure.name, value, asked, _MARKS[figure.is_met], figure.note)
    return table


if __name__ == "__main__":
    main()
