"""The page docs/analysis.md: run its steps in order, write what they print and what the columns are.

``python -m tests.docs.analysis_page`` does it on a fresh demo.
"""

import io
import re
import tempfile
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

import agri.analysis
from agri.analysis.tables import declared_tables
from tests.docs.readme import ROOT, tidy
from tests.e2e.serving import make_demo

PAGE = ROOT / "docs" / "analysis.md"
_STEP = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)
_COLUMNS = re.compile(r"(?<=\n## Columns\n).*", re.DOTALL)
_INTRODUCTION = '`agri.analysis.columns("reports")` gives these tables in Python.'


def rewritten(text: str, folder: Path) -> str:
    """Return the page as its steps run in a folder that holds the demo: one namespace, in order."""
    namespace: dict[str, Any] = {}

    def run(match: re.Match[str]) -> str:
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(match["code"], PAGE.name, "exec"), namespace)  # noqa: S102 - the page's own steps
        return f"```python\n{match['code']}```\n\n```text\n{tidy(printed.getvalue())}\n```\n"

    with chdir(folder):
        return _STEP.sub(run, with_columns(text))


def with_columns(text: str) -> str:
    """Return the page with the columns of every table as they are declared."""
    parts = [f"\n{_INTRODUCTION}\n"]
    for table in declared_tables():
        rows = agri.analysis.columns(table).itertuples(index=False)
        lines = [f"| `{row.column}` | {row.dtype} | {row.meaning} |" for row in rows]
        heading = ["| column | dtype | meaning |", "|---|---|---|"]
        parts.append("\n".join([f"\n### {table}\n", *heading, *lines, ""]))
    return _COLUMNS.sub(lambda _: "".join(parts), text)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        make_demo(Path(name) / "demo")
        PAGE.write_text(rewritten(PAGE.read_text("utf-8"), Path(name)), encoding="utf-8")
