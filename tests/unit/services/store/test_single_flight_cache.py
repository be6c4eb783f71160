"""What was made lately is kept, and made once for all who ask at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

import pytest

from agri.services.store.single_flight_cache import SingleFlightCache


class TestSingleFlightCache:
    def test_asked_again__same_value(self) -> None:
        kept: SingleFlightCache[str, list[int]] = SingleFlightCache(2)
        first = kept.get("a", list)
        assert kept.get("a", list) is first

    def test_more_than_it_keeps__the_longest_unused_goes(self) -> None:
        kept: SingleFlightCache[str, list[int]] = SingleFlightCache(2)
        made = {key: kept.get(key, list) for key in "ab"}
        kept.get("a", list)
        kept.get("c", list)
        assert kept.get("a", list) is made["a"]
        assert kept.get("b", list) is not made["b"]

    def test_asked_by_several_at_once__made_once(self) -> None:
        kept: SingleFlightCache[str, list[int]] = SingleFlightCache(2)
        started, may_end = Event(), Event()
        made: list[list[int]] = []

        def make() -> list[int]:
            started.set()
            assert may_end.wait(5)
            made.append([])
            return made[-1]

        with ThreadPoolExecutor(4) as pool:
            answers = [pool.submit(kept.get, "a", make) for _ in range(4)]
            assert started.wait(5)
            may_end.set()
            assert {id(answer.result()) for answer in answers} == {id(made[0])}
        assert len(made) == 1

    def test_made_while_another_is_being_made__a_kept_one_answers_at_once(self) -> None:
        kept: SingleFlightCache[str, list[int]] = SingleFlightCache(2)
        ready = kept.get("ready", list)
        meanwhile = []

        def make() -> list[int]:
            meanwhile.append(kept.get("ready", list))
            return []

        kept.get("slow", make)
        assert meanwhile == [ready]
        assert meanwhile[0] is ready

    def test_making_fails__asked_again__made_anew(self) -> None:
        kept: SingleFlightCache[str, list[int]] = SingleFlightCache(2)

        def fail() -> list[int]:
            raise OSError("no disk")

        with pytest.raises(OSError, match="no disk"):
            kept.get("a", fail)
        assert kept.get("a", list) == []

    def test_different_ones_at_once__one_after_the_other_unless_told(self) -> None:
        assert self._most_at_once(one_at_a_time=True) == 1
        assert self._most_at_once(one_at_a_time=False) == 2

    def _most_at_once(self, *, one_at_a_time: bool) -> int:
        cache: SingleFlightCache[str, int] = SingleFlightCache(2, one_at_a_time=one_at_a_time)
        other, counting = Event(), Lock()
        running = most = 0

        def make() -> int:
            nonlocal running, most
            with counting:
                running += 1
                most = max(most, running)
                if running == 2:
                    other.set()
            other.wait(0.3)
            with counting:
                running -= 1
            return 0

        with ThreadPoolExecutor(2) as pool:
            assert [one.result() for one in [pool.submit(cache.get, key, make) for key in "ab"]] == [0, 0]
        return most
