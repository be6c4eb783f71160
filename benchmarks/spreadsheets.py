"""A province's year in workbooks, one for each county and form, brought in by `agri import`.

`AGRI_BENCH_REPORTS` makes a smaller year of it; what is asked of the full one is then asked in proportion.
"""

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from agri.definitions.forms import Form
from agri.files.intake.report_row import ReportRow
from agri.files.template import render_template
from benchmarks.cities import City, a_revision, cells, large_places, make_city
from benchmarks.figure import Figure
from benchmarks.province import import_seconds

REPORTS = 119_000
ASKED_S = 90.0


def figures() -> Iterator[Figure]:
    """Measure the command from its start to its end, on the wall and of a processor."""
    reports = int(os.environ.get("AGRI_BENCH_REPORTS", REPORTS))
    townships = 2_586 if reports == REPORTS else max(26, 2_586 * reports // REPORTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = make_city(folder / "city.db", large_places(townships=townships))
        files = _write_workbooks(city, folder / "reports", reports)
        seconds, cpu_s = import_seconds(city, folder / "reports")
        note = f"{files} workbooks, {reports / seconds:,.0f} reports/s, processor {cpu_s:.0f} s"
        asked = ASKED_S * reports / REPORTS
        yield Figure(
            f"import of {reports:,} reports in workbooks", seconds, "s", asked, at_least=False, note=note
        )


def _write_workbooks(city: City, folder: Path, reports: int) -> int:
    """Write the template of every county and form, filled in; return how many there are."""
    folder.mkdir()
    random = np.random.default_rng(3)
    rows: dict[tuple[str, str], list[ReportRow]] = defaultdict(list)
    forms: dict[str, Form] = {}
    for form, period, unit in islice(cells(city, range(2019, 2020)), reports):
        values = a_revision(form, period, unit, random)["values"]
        forms[form.code] = form
        rows[unit.parent or "", form.code].append(
            ReportRow(form.code, unit.code, str(period), values, (), None, None, "", 0)
        )
    for (county, code), some in rows.items():
        (folder / f"{county}-{code}.xlsx").write_bytes(render_template(forms[code], rows=some))
    return len(rows)
