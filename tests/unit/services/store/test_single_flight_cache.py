"""What was made lately is kept, and made once for all who ask at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from agri.services.store.single_flight_cache import Kept


class TestKept:
    def test_asked_again__same_value(self) -> None:
        kept: Kept[str, list[int]] = Kept(2)
        first = kept.get("a", list)
        assert kept.get("a", list) is first

    def test_more_than_it_keeps__the_longest_unused_goes(self) -> None:
        kept: Kept[str, list[int]] = Kept(2)
        made = {key: kept.get(key, list) for key in "ab"}
        kept.get("a", list)
        kept.get("c", list)
        assert kept.get("a", list) is made["a"]
        assert kept.get("b", list) is not made["b"]

    def test_asked_by_several_at_once__made_once(self) -> None:
        kept: Kept[str, list[int]] = Kept(2)
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
        kept: Kept[str, list[int]] = Kept(2)
        ready = kept.get("ready", list)
        meanwhile = []

        def make() -> list[int]:
            meanwhile.append(kept.get("ready", list))
            return []

        kept.get("slow", make)
        assert meanwhile == [ready]
        assert meanwhile[0] is ready

    def test_making_fails__asked_again__made_anew(self) -> None:
        kept: Kept[str, list[int]] = Kept(2)

        def fail() -> list[int]:
            raise OSError("no disk")

        with pytest.raises(OSError, match="no disk"):
            kept.get("a", fail)
        assert kept.get("a", list) == []
