"""The loads of the benchmarks are reports that the server takes: periods that count, no cell twice."""

import json
from collections.abc import Iterator

import pytest

from agri.definitions.counted_periods import counted_years
from agri.definitions.plan import read_plan
from agri.periods import Period
from benchmarks import burst, record_load
from benchmarks.cities import FOLDER, City, cells, real_places


@pytest.fixture(scope="module")
def city() -> City:
    places = real_places()
    return City("", places, read_plan(FOLDER, 2019), {unit.code: "token" for unit in places.units})


def sent(requests: Iterator[bytes]) -> Iterator[dict[str, object]]:
    for request in requests:
        body = json.loads(request.partition(b"\r\n\r\n")[2])
        yield from body.get("revisions", [body])


def test_every_report_is_of_a_year_that_counts_and_of_its_own_cell(city: City) -> None:
    singles = list(sent(record_load._singles(city, record_load.WARM_UP + record_load.SINGLES)))
    batched = list(sent(record_load._batches(city)))
    evening = list(sent(burst._reports(city)))
    assert len(singles) == record_load.WARM_UP + record_load.SINGLES
    assert len(batched) == record_load.BATCHES * record_load.BATCH
    assert len(evening) >= burst.REPORTS * sum(burst.PHONES)
    counted = counted_years([city.plan])
    for load in (singles + batched, evening):
        keys = [(one["form"], one["org_unit"], one["period"]) for one in load]
        assert len(keys) == len(set(keys))
        assert [key for key in keys if not counted.holds(Period.parse(str(key[2])))] == []


def test_a_year_whose_reports_are_refused_is_not_sent(city: City) -> None:
    with pytest.raises(ValueError, match="2010 are refused"):
        next(cells(city, [2010]))
