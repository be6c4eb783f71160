"""What `agri check` says of windows over the new year and of work before a crop's first month has a way out."""

import pytest

from tests.changed_package import changed, faults_of

CALENDAR = "calendar.toml"


@pytest.mark.parametrize(
    ("first", "last", "way"),
    [
        ("12-15", "01-20", "please write 12-15 to 12-31 and 01-01 to 01-20"),
        ("11-01", "02-28", "please write 11-01 to 12-31 and 01-01 to 02-28"),
        ("10-20", "10-10", "please swap them"),
        ("07-15", "05-01", "please swap them"),
    ],
)
def test_a_window_that_runs_backwards_is_split_or_swapped(first, last, way):
    window = CALENDAR_WINDOW
    [fault] = faults_of(changed(CALENDAR, (window, f'first = "{first}"\nlast = "{last}"')), "start-after-end")
    assert way in fault.text.en
    assert ("对调" in fault.text.zh) == ("swap" in way)


CALENDAR_WINDOW = 'first = "04-20"\nlast = "05-10"'


@pytest.mark.parametrize("month", [3, 1])
def test_film_of_last_year_that_is_picked_up_in_spring_has_a_way_out(month):
    package = changed(CALENDAR, ("pick_film = [9]", f"pick_film = [{month}, 9]"))
    [fault] = faults_of(package, "season-month")
    assert f"please either set first_month to {month} or leave the month out" in fault.text.en
    assert "other months" in fault.text.en
    assert "其他月份" in fault.text.zh
    mended = package[CALENDAR].decode().replace("first_month = 4", f"first_month = {month}", 1)
    assert not faults_of(package | {CALENDAR: mended.encode()}, "season-month")
