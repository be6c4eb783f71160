"""The report of an import as a document: the same for the command, the page and other programs."""

from dataclasses import asdict
from typing import Any

from agri.files.sheets.faults import grouped
from agri.services.intake.spreadsheets.import_reports import ImportReport


def import_document(report: ImportReport) -> dict[str, Any]:
    """Return the whole report as a JSON document."""
    return {
        "dry_run": report.is_dry_run,
        "success": report.is_success,
        "rows": report.rows,
        "new": report.new,
        "corrected": report.corrected,
        "unchanged": report.unchanged,
        "files": [
            {
                "name": file.name,
                "outcome": str(file.outcome),
                "why": {"zh": file.why[0], "en": file.why[1]},
                "sheets": [asdict(sheet) for sheet in file.sheets],
                "faults": [{**asdict(fault), "place": fault.place} for fault in file.faults],
                "unlisted_faults": file.unlisted_faults,
            }
            for file in report.files
        ],
        "groups": [
            {
                "code": group.code,
                "title": {"zh": group.title_zh, "en": group.title_en},
                "total": group.total,
                "examples": [{**asdict(fault), "place": fault.place} for fault in group.examples],
            }
            for group in grouped(report.faults)
        ],
        "changes": [asdict(one) for one in report.changes],
        "kept": [asdict(one) for one in report.kept],
        "questions": [asdict(one) for one in report.questions],
        "missing": [
            {
                "form": one.form,
                "period": one.period,
                "expected": one.expected,
                "places": [{"code": code, "name": name} for code, name in one.places],
            }
            for one in report.missing
        ],
    }
