"""A process of its own: what goes there and comes back, and how it ends."""

import os
import signal
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from agri.services.apart import Apart, Stopped, Told

PATIENCE_S = 60


@pytest.fixture
def apart() -> Iterator[Apart]:
    apart = Apart()
    yield apart
    apart.close()


def count(most: int, *, progress: Told) -> int:
    for done in range(1, most + 1):
        progress(done, most)
    return most


def test_it_is_one_other_process(apart: Apart) -> None:
    first = apart.run(os.getpid)
    assert first != os.getpid()
    assert apart.run(os.getpid) == first


def test_it_lets_others_go_first(apart: Apart) -> None:
    assert apart.run(os.getpriority, os.PRIO_PROCESS, 0) > os.getpriority(os.PRIO_PROCESS, 0)


def test_what_is_refused_there_is_refused_here_and_it_goes_on(apart: Apart) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        apart.run(int, "six")
    assert apart.run(int, "6") == 6


def test_it_tells_how_far_it_is(apart: Apart) -> None:
    told = []
    assert apart.run(count, 3, progress=lambda *how_far: told.append(how_far)) == 3
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_one_that_dies_is_told_and_another_takes_its_place(apart: Apart) -> None:
    with pytest.raises(Stopped):
        apart.run(os._exit, 1)
    assert apart.run(abs, -1) == 1


def under_way(apart: Apart) -> tuple[Thread, list[Stopped]]:
    """Start something that never ends by itself; returns once the process is there."""
    is_under_way, ends = Event(), []

    def wait() -> None:
        apart.run(abs, -1)
        is_under_way.set()
        try:
            apart.run(signal.pause)
        except Stopped as end:
            ends.append(end)

    thread = Thread(target=wait)
    thread.start()
    assert is_under_way.wait(PATIENCE_S)
    return thread, ends


def test_closing_ends_what_is_being_computed(apart: Apart) -> None:
    thread, ends = under_way(apart)
    apart.close()
    thread.join(PATIENCE_S)
    assert len(ends) == 1
    with pytest.raises(Stopped, match="stopping"):
        apart.run(abs, -1)


def told_and_paused(*, progress: Told) -> None:
    progress(1, 2)
    signal.pause()


def test_stopping_ends_what_is_being_computed_and_the_next_is_computed(apart: Apart) -> None:
    def stop(_done: int, _total: int) -> None:
        Thread(target=apart.stop).start()

    with pytest.raises(Stopped):
        apart.run(told_and_paused, progress=stop)
    assert apart.run(abs, -1) == 1


def test_stopping_between_two_computations_spoils_neither(apart: Apart) -> None:
    assert apart.run(abs, -1) == 1
    apart.stop()
    assert apart.run(abs, -2) == 2


def test_what_was_called_off_is_not_begun(apart: Apart) -> None:
    with pytest.raises(Stopped, match="called off"):
        apart.run(abs, -1, is_wanted=lambda: False)
