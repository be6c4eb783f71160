"""What is missing is ordered by what it would do: the weight of the places, the indicators, their widths."""

import re
from collections.abc import Callable

from agri.definitions.new_city.gap_effect import AT_HAND
from agri.definitions.new_city.package_gaps import Gap, read_gaps
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.sim.world.scenario import HELD

YEAR = 2019


def shipped() -> dict[str, bytes]:
    files = DefinitionFiles.in_folder(seed_root() / "zhengzhou").for_year(YEAR)
    return {name: files.read(name) for name in files.names()}


def gaps_of(contents: dict[str, bytes]) -> list[Gap]:
    return list(read_gaps(DefinitionFiles.of_bytes(contents), YEAR))


def blanked(
    contents: dict[str, bytes], key: str, which: Callable[[dict[str, str]], bool]
) -> dict[str, bytes]:
    """Leave a column blank in the rows of the plan year that are chosen."""
    name = "baselines-township.csv"
    header, *lines = contents[name].decode().splitlines()
    columns = header.split(",")
    rows = [dict(zip(columns, line.split(","), strict=True)) for line in lines]
    chosen = [row for row in rows if row["year"] == str(YEAR) and which(row)]
    assert chosen
    for row in chosen:
        row[key] = ""
    return contents | {name: "\n".join([header, *(",".join(row.values()) for row in rows)]).encode()}


def score_of(gaps: list[Gap], key: str) -> float:
    (found,) = [gap.score for gap in gaps if gap.name == key]
    return found


def test_the_same_number_counts_by_the_area_of_the_place_that_lacks_it() -> None:
    contents = shipped()
    header, *lines = contents["baselines-township.csv"].decode().splitlines()
    columns = header.split(",")
    rows = [dict(zip(columns, line.split(","), strict=True)) for line in lines]
    areas = {row["org_unit"]: float(row["wheat_mu"]) for row in rows if row["year"] == str(YEAR)}
    largest, smallest = max(areas, key=areas.__getitem__), min(areas, key=areas.__getitem__)
    (large,) = gaps_of(blanked(contents, "maize_mu", lambda row: row["org_unit"] == largest))
    (small,) = gaps_of(blanked(contents, "maize_mu", lambda row: row["org_unit"] == smallest))
    assert large.blank == small.blank == 1
    assert 0 < small.weight < large.weight < 1
    assert small.score < large.score
    for words in (large.effect.zh, large.effect.en):
        assert f"{large.weight:.1%}" in words


def test_wider_declared_spreads_move_a_missing_number_up() -> None:
    contents = blanked(shipped(), "last_year_pesticide_kg", lambda row: True)
    contents = blanked(contents, "film_last_autumn_kg", lambda row: True)
    before = gaps_of(contents)
    assert [gap.name for gap in before] == ["last_year_pesticide_kg", "film_last_autumn_kg"]
    wide, count = re.subn(
        r"(?s)(\[strand\.film\].*?county_sd = \{ value = )0\.2",
        r"\g<1>30.0",
        contents["simulation.toml"].decode(),
    )
    assert count == 1
    after = gaps_of(contents | {"simulation.toml": wide.encode()})
    assert [gap.name for gap in after] == ["film_last_autumn_kg", "last_year_pesticide_kg"]
    assert after[0].effect != next(gap for gap in before if gap.name == after[0].name).effect


def test_a_number_that_more_of_the_plans_indicators_rest_on_comes_first() -> None:
    contents = blanked(shipped(), "maize_mu", lambda row: True)
    contents = blanked(contents, "garlic_mu", lambda row: True)
    gaps = gaps_of(contents)
    assert [gap.name for gap in gaps] == ["maize_mu", "garlic_mu"]
    few = "\n[[indicators]]".join(
        block
        for block in contents["plan.toml"].decode().split("\n[[indicators]]")
        if 'code = "zhengzhou-2019"' in block or 'code = "film_recovery"' in block
    )
    only_film = gaps_of(contents | {"plan.toml": few.encode()})
    assert [gap.name for gap in only_film] == ["plan.toml", "garlic_mu", "maize_mu"]
    assert score_of(only_film, "maize_mu") == 0  # film lies on garlic and peanuts alone
    assert "不读它" in only_film[-1].effect.zh


def test_every_resource_of_the_engine_is_at_hand_to_some_process() -> None:
    known = {key for keys in AT_HAND.values() for key in keys} | {"manure_outlet_t_per_month"}
    assert set(HELD) <= known
