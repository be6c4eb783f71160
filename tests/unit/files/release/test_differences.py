"""Two editions are compared at the digits shown, and counts of reports that changed are in the list."""

import dataclasses

from agri.services.publish.release_differences import PROBABILITY, compare_releases


def with_first(release, **changed):
    line = next(one for one in release.summary if one.value is not None and one.reported is not None)
    return line, dataclasses.replace(
        release,
        summary=tuple(dataclasses.replace(one, **changed) if one is line else one for one in release.summary),
    )


def test_what_reads_alike_is_no_difference(release):
    line = next(one for one in release.summary if one.value is not None)
    base = round(line.value, 4)
    _, before = with_first(release, value=base)
    _, alike = with_first(release, value=base + 0.00003)
    _, other = with_first(release, value=base + 0.0001)

    assert compare_releases(before, alike) == []
    assert [one.code for one in compare_releases(before, other)] == [line.indicator]


def test_a_chance_is_one_and_is_compared_as_one(release):
    line, _ = with_first(release)

    def chance(value):
        return with_first(release, reported=dataclasses.replace(line.reported, probability=value))[1]

    assert compare_releases(chance(0.579), chance(0.581)) == []
    [found] = compare_releases(chance(0.57), chance(0.59))
    assert found.unit == PROBABILITY


def test_counts_of_reports_that_changed_are_named(release):
    evidence = dataclasses.replace(release.evidence, missing=release.evidence.missing + 2)
    [found] = compare_releases(release, dataclasses.replace(release, evidence=evidence))

    assert (found.title.zh, found.unit, found.after - found.before) == ("未报报表", "count", 2)
