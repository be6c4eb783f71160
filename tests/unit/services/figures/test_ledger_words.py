"""What the ledger's cell says of a measured task: a rate in per cent, an amount in its unit."""

from dataclasses import replace
from datetime import date

import pytest

from agri.definitions.reading import Title
from agri.models import TaskFigure
from agri.services.figures.export_ledger import measured_words
from agri.services.figures.task_measurement import Measured
from agri.services.figures.tasks import told_words

RATE = Measured(
    title=Title("覆盖率", "Coverage"),
    value=0.4208,
    path=0.85,
    probability=0.87,
    reach=None,
    through="2019-08",
    snapshot="ab" * 32,
    as_of=date(2019, 9, 5),
)


def test_a_rate_is_told_in_per_cent():
    assert measured_words(RATE) == "至今 42.08%，序时进度 85.00%，达标概率 87%（快照 abababababab）"


def test_an_amount_is_told_in_its_unit():
    amount = replace(RATE, value=41_250.0, path=52_000.0, probability=None, unit="t")
    assert measured_words(amount) == "至今 41,250 吨，序时进度 52,000 吨（快照 abababababab）"


@pytest.mark.parametrize(
    ("value", "written"),
    [(1.2, "1.2"), (0.393, "0.393"), (12_345_678_901.5, "12,345,678,901.5"), (1e12, "1,000,000,000,000")],
)
def test_a_figure_told_later_keeps_every_digit(value: float, written: str):
    figure = TaskFigure(value=value, unit="元", document="豫财〔2019〕1号", dated=date(2019, 5, 6))
    assert told_words(figure) == f"{written} 元（豫财〔2019〕1号，2019-05-06）"
