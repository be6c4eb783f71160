"""One release in the format that is asked for, with the name and type that a download carries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from agri.files.release.lines import Release


class ExportFormat(StrEnum):
    """The renderings of a release."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    PDF = "pdf"


_MEDIA_TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.JSON: "application/json",
    ExportFormat.PDF: "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file's bytes, media type and name."""

    content: bytes
    media_type: str
    file_name: str


def render(release: Release, export_format: ExportFormat) -> Rendered:
    """Render a release; equal releases give equal bytes in every format."""
    header = release.header
    stem = f"{header.city}-{header.number.removeprefix(f'{header.city}/').replace('/', '-')}"
    content = _renderers()[export_format](release)
    return Rendered(content, _MEDIA_TYPES[export_format], f"{stem}.{export_format}")


def _renderers() -> Mapping[ExportFormat, Callable[[Release], bytes]]:
    # Imported here: the libraries behind the formats are heavy, and most commands render nothing.
    from agri.files.release.printed import render_printed
    from agri.files.release.tables import render_csv, render_json
    from agri.files.release.workbook import render_workbook

    return {
        ExportFormat.XLSX: render_workbook,
        ExportFormat.CSV: render_csv,
        ExportFormat.JSON: render_json,
        ExportFormat.PDF: render_printed,
    }
