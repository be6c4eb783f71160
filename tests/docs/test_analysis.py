"""The analyst's page prints what it shows, and explains every column."""

import re
from pathlib import Path

import pytest

import agri.analysis
from agri.analysis.tables import SYNTHETIC, declared_tables
from tests.docs.analysis_page import PAGE, rewritten, with_columns

TEXT = PAGE.read_text("utf-8")


@pytest.mark.slow
def test_every_step_prints_what_the_page_shows(demo_folder: Path):
    again = rewritten(TEXT, demo_folder.parent)
    assert again.split("\n## ") == TEXT.split("\n## ")


def test_the_page_has_ten_steps_that_print():
    steps = re.split(r"^## \d+\. ", TEXT.partition("\n## Columns\n")[0], flags=re.MULTILINE)[1:]
    assert len(steps) == 10
    assert [
        step for step in steps if not re.search(r"```python\n.+?```\n\n```text\n.+?```", step, re.S)
    ] == []
    assert SYNTHETIC in TEXT


def test_every_column_is_explained_on_the_page():
    assert with_columns(TEXT) == TEXT


def test_every_table_of_the_record_has_declared_columns():
    methods = {name for name in vars(agri.analysis.OpenRecord) if not name.startswith("_")}
    assert methods - {"close", "draws"} == set(declared_tables())
    for table in declared_tables():
        meanings = agri.analysis.columns(table)["meaning"]
        assert meanings.str.len().min() > 5
