"""From which share of an accepted amount on its change is asked about, and what a correction is asked."""

from collections.abc import Mapping

from agri.checks.corrections import CHANGED, CHANGED_COMPARISON, correction_findings
from agri.checks.finding import Finding
from agri.checks.last_year import LEFT_OUT
from agri.definitions.detection.declared import DetectorKind
from agri.definitions.forms import Form
from agri.periods import Period
from agri.services.reference.reference import Reference


def asked_change(reference: Reference, period: Period) -> float:
    """Return the share for a period: less where a plan's figures are growth beside that year."""
    detectors = reference.of(period).plan.detectors
    if any(period.year in one.plan.base_years for one in reference.years.values()):
        return detectors.threshold(DetectorKind.CORRECTION, "comparison_share", CHANGED_COMPARISON)
    return detectors.threshold(DetectorKind.CORRECTION, "share", CHANGED)


def with_corrections(
    findings: list[Finding],
    form: Form,
    values: Mapping[str, float | None],
    accepted: Mapping[str, float | None],
    share: float,
) -> list[Finding]:
    """Add what is asked about amounts that were accepted otherwise; a blank is then asked about once."""
    asked = correction_findings(form, values, form.in_present_names(accepted), share)
    return [*(one for one in findings if not asked or one.code != LEFT_OUT), *asked]
