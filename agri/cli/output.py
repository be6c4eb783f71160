"""How commands speak: figures on standard output, everything else on standard error."""

import json
import math
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from agri.errors import Invalid, Refusal

out = Console()
if not out.is_terminal and "COLUMNS" not in os.environ:
    out.width = 140  # into a file or a pipe: wide enough for every table, where rich would take 80
err = Console(stderr=True)

MOST_FAULTS = 20  # enough to begin mending with


def note(*lines: str) -> None:
    """Say something that is no figure."""
    for line in lines:
        err.print(line, markup=False, highlight=False, soft_wrap=True)


def say(line: str) -> None:
    """Print one line of a result as it is: no markup, no breaking of long lines."""
    out.print(line, markup=False, highlight=False, soft_wrap=True)


def finite(value: object) -> object:
    """Put null where a figure does not exist: JSON knows no NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {key: finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [finite(one) for one in value]
    return value


def print_json(document: Mapping[str, Any]) -> None:
    """Print a document as JSON on standard output."""
    sys.stdout.write(json.dumps(finite(document), ensure_ascii=False, indent=2) + "\n")


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """Write a document as JSON into a file."""
    path.write_text(json.dumps(finite(document), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def explain(refusal: Refusal) -> None:
    """Say why something was refused, fault by fault, in both languages."""
    note(f"{refusal.title_zh}：{refusal.detail_zh}", f"{refusal.title}: {refusal.detail}")
    if isinstance(refusal, Invalid):
        for fault in refusal.faults[:MOST_FAULTS]:
            note(f"  {fault.pointer}: {fault.detail_zh} · {fault.detail}")
        rest = len(refusal.faults) - MOST_FAULTS
        if rest > 0:
            note(f"  … 还有 {rest} 处 · and {rest} more")


def progress_bar() -> Progress:
    """Return a bar for long work, on standard error; none where nobody watches."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=not err.is_terminal,
    )
