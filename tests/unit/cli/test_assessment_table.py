"""`agri assess`: a word follows the path that is printed beside it."""

import io

from rich.console import Console

from agri.cli.printing.tables import _word_text
from agri.plan.assessment import ProgressToDate
from agri.terms import ProgressWord


def word_of(matched: float | None) -> str:
    progress = ProgressToDate(0.2637, 1.0, 2.0, 0.287, ProgressWord.ON_PATH, 8, 9, matched_path=matched)
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as said:
        console.print(_word_text(progress, "fraction", None))
    return said.get()


def test_the_path_of_those_who_reported_stands_with_the_word_where_it_is_another_one() -> None:
    assert "due of those in 25.30 %" in word_of(0.253)
    for same in (0.287, None):
        assert "%" not in word_of(same)
