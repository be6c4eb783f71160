"""Draws, probabilities and their words; the ledger's states."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from agri.definitions.plan import Target, Task
from agri.definitions.reading import Title
from agri.plan.ledger import TaskNote, task_reach, task_state
from agri.plan.outlook import chance_words, distributions, probability, probability_word
from agri.terms import Comparator, ProgressWord, TaskReach, TaskState


def test_probability_counts_the_draws_that_meet_the_target():
    draws = np.array([0.1, 0.2, 0.3, 0.4])
    assert probability(draws, Target(0.3, Comparator.AT_LEAST)) == 0.5
    assert probability(draws, Target(0.3, Comparator.AT_MOST)) == 0.75
    assert probability(draws, Target(0.3, Comparator.BELOW)) == 0.5


def test_a_draw_without_a_value_counts_neither_way():
    draws = np.array([0.9, np.nan])
    assert probability(draws, Target(0.3, Comparator.AT_LEAST)) == 1
    assert probability(np.full(3, np.nan), Target(0.3, Comparator.AT_LEAST)) is None
    assert probability(draws, None) is None


def test_the_distribution_is_that_of_the_draws():
    rng = np.random.default_rng(3)
    draws = rng.normal(size=(3, 400))
    draws[1, :40] = np.nan
    draws[2] = np.nan
    whole, partial, none = distributions(draws)
    for summary, sample in ((whole, draws[0]), (partial, draws[1, 40:])):
        expected = np.quantile(sample, (0.05, 0.25, 0.5, 0.75, 0.95))
        found = (summary.q05, summary.q25, summary.q50, summary.q75, summary.q95)
        assert found == pytest.approx(expected)
        assert summary.mean == pytest.approx(sample.mean())
        assert summary.sd == pytest.approx(sample.std(ddof=1))
    assert np.isnan([none.mean, none.sd, none.q50]).all()


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.0, "几乎不可能达标"), (0.5, "尚难判断"), (0.87, "很可能达标"), (1.0, "基本可以达标")],
)
def test_every_probability_has_its_words(value, word):
    assert probability_word(value).zh == word


TASK = Task(
    "x",
    "三（一）1",
    Title("任务", "task"),
    "市生态环境局",
    "",
    date(2019, 9, 30),
    False,
    "",
    None,
    None,
    "",
    None,
)


@pytest.mark.parametrize(
    ("today", "notes", "state"),
    [
        (date(2019, 8, 1), [], TaskState.OPEN),
        (date(2019, 9, 5), [], TaskState.DUE_SOON),
        (date(2019, 10, 1), [], TaskState.OVERDUE),
        (date(2019, 10, 1), [TaskNote(date(2019, 9, 29), True, False)], TaskState.DONE),
        (date(2019, 8, 1), [TaskNote(date(2019, 7, 29), False, True)], TaskState.BLOCKED),
    ],
)
def test_a_task_is_judged_by_its_newest_note_and_its_date(today, notes, state):
    assert task_state(TASK, notes, today) == state


AIM = replace(
    TASK,
    due_on=date(2019, 12, 31),
    comparator=Comparator.AT_LEAST,
    value=0.85,
    unit="fraction",
    indicator="soil_test_coverage",
)


@pytest.mark.parametrize(
    ("value", "word", "is_final", "reach"),
    [
        (0.42, ProgressWord.ON_PATH, False, TaskReach.ON_TRACK),
        (0.60, ProgressWord.AHEAD, False, TaskReach.ON_TRACK),
        (0.42, ProgressWord.BEHIND, False, TaskReach.BEHIND),
        (0.85, ProgressWord.ON_PATH, True, TaskReach.REACHED),
        (0.849, ProgressWord.ON_PATH, True, TaskReach.MISSED),  # near is not reached
        (0.86, None, False, TaskReach.ON_TRACK),
        (0.84, None, False, TaskReach.BEHIND),
        (None, None, True, None),
    ],
)
def test_an_aim_is_on_track_by_its_path_and_reached_only_at_the_end(value, word, is_final, reach):
    assert task_reach(AIM, value, word, is_final=is_final) == reach


def test_a_task_without_a_figure_of_its_own_has_nothing_to_reach():
    assert task_reach(replace(AIM, value=None, comparator=None), 0.9, None, is_final=True) is None


@pytest.mark.parametrize(
    ("today", "notes", "reach", "state"),
    [
        (date(2019, 9, 5), [], TaskReach.ON_TRACK, TaskState.OPEN),
        (date(2019, 12, 5), [], TaskReach.BEHIND, TaskState.DUE_SOON),
        (date(2019, 9, 5), [TaskNote(date(2019, 9, 1), True, False)], TaskReach.BEHIND, TaskState.OPEN),
        (date(2019, 9, 5), [TaskNote(date(2019, 9, 1), False, True)], TaskReach.BEHIND, TaskState.BLOCKED),
        # December is still being reported: the day has passed and the figure is not final.
        (date(2020, 1, 2), [], TaskReach.BEHIND, TaskState.DUE_SOON),
        (date(2020, 1, 9), [], TaskReach.MISSED, TaskState.OVERDUE),
        (date(2020, 1, 9), [], TaskReach.REACHED, TaskState.DONE),
        (date(2020, 1, 9), [], None, TaskState.OVERDUE),
    ],
)
def test_a_measured_task_is_judged_by_its_figure_whatever_is_said_of_it(today, notes, reach, state):
    assert task_state(AIM, notes, today, reach) == state


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, "<1%"),
        (0.005, "<1%"),
        (0.0051, "1%"),
        (0.47, "47%"),
        (0.994, "99%"),
        (0.995, ">99%"),
        (1.0, ">99%"),
    ],
)
def test_a_chance_is_never_said_as_certain(chance, words):
    assert chance_words(chance) == words
