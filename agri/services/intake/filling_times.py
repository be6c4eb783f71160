"""How long forms take to fill in: counted by form and period, never by person, place or report."""

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import insert, update
from sqlmodel import Session, col

from agri.models import FillingCount

LONGEST = 86_400
# Upper ends of the spans that durations are counted in, seconds.
SPANS = (
    5,
    10,
    15,
    20,
    30,
    45,
    60,
    90,
    120,
    180,
    240,
    300,
    420,
    600,
    900,
    1_200,
    1_800,
    2_700,
    3_600,
    LONGEST,
)
LEAST_REPORTS = 5  # fewer would tell of those who sent them
FormPeriod = tuple[str, str]


def count_fillings(session: Session, city: str, durations: Iterable[tuple[FormPeriod, int]]) -> None:
    """Add durations, in seconds, to the counts of a city; the caller is the only one who writes."""
    found = Counter((form, period, span_of(seconds)) for (form, period), seconds in durations)
    row = FillingCount
    for (form, period, span), reports in found.items():
        key = {"city": city, "form": form, "period": period, "seconds": span}
        known = (
            update(row)
            .where(*(col(getattr(row, name)) == value for name, value in key.items()))
            .values(reports=col(row.reports) + reports)
        )
        if session.connection().execute(known).rowcount == 0:
            session.connection().execute(insert(row).values(**key, reports=reports))


def span_of(seconds: int) -> int:
    """Return the upper end of the span that a duration lies in.

    >>> span_of(46), span_of(60), span_of(200_000)
    (60, 60, 86400)
    """
    return next((end for end in SPANS if seconds <= end), LONGEST)


def median_seconds(counts: Mapping[int, int]) -> int | None:
    """Return the median of durations that are counted by their spans, within the span by proportion.

    Returns
    -------
    int or None
        Seconds; None where fewer than `LEAST_REPORTS` were counted, or half took longer than an hour: then
        the form lay open, and nobody knows how long it took.

    Examples
    --------
    >>> median_seconds({60: 4, 90: 2}), median_seconds({60: 4})
    (56, None)
    """
    reports = sum(counts.values())
    if reports < LEAST_REPORTS:
        return None
    below = 0
    for start, end in zip((0, *SPANS), SPANS, strict=False):
        here = counts.get(end, 0)
        if 2 * (below + here) >= reports:
            return None if end == LONGEST else round(start + (end - start) * (reports / 2 - below) / here)
        below += here
    raise AssertionError("every span is one of SPANS")
