"""Submissions for the tests of the record: one plausible report per form, and who sends them."""

from typing import Any
from uuid import UUID, uuid5

from agri.services.access.permissions import Actor
from agri.services.intake.submission import Submission
from agri.terms import Role
from tests.form_versions import version_of
from tests.places import DEPARTMENT, PEOPLE, TOWNSHIP, person_id

_IDS = UUID("6a5b1c0e-7a2d-4d53-8f43-7f5e5b9f1a10")
VALUES: dict[str, dict[str, float | None]] = {
    "packaging": {"recovered_kg": 100.0, "disposed_kg": 80.0},
    "pest_control": {
        "manual_mu": 500.0,
        "electric_mu": 1_000.0,
        "stretcher_mu": 0.0,
        "boom_mu": 300.0,
        "drone_mu": 1_200.0,
        "unified_area_mu": 1_100.0,
        "green_area_mu": 900.0,
        "pesticide_kg": 300.0,
    },
    "straw": {"maize_harvested_mu": 13_000.0, "maize_output_t": 5_000.0, "maize_returned_mu": 9_000.0},
    "manure": {"produced_t": 15_000.0, "used_t": 11_000.0},
}


def actor(name: str) -> Actor:
    """Return one of the tiny city's people."""
    role, org_unit = PEOPLE[name]
    department = DEPARTMENT if role == Role.DEPARTMENT else None
    return Actor(person_id(name), name, Role(role), org_unit, department=department)


def an_id(*parts: object) -> UUID:
    """Return a fixed id for a name."""
    return uuid5(_IDS, "/".join(map(str, parts)))


def a_report(
    form: str = "packaging", period: str = "2019-08", org_unit: str = TOWNSHIP, **changes: Any
) -> Submission:
    """Return the first revision of a report, with changes to its fields or (`values=`) its content."""
    fields: dict[str, Any] = {
        "report_id": an_id(form, org_unit, period),
        "revision_id": an_id(form, org_unit, period, "first"),
        "form": form,
        "form_version": version_of(form),
        "org_unit": org_unit,
        "period": period,
        "supersedes": None,
        "reason": None,
        "values": VALUES.get(form, {}),
    }
    return Submission(**(fields | changes))


def a_revision(first: Submission, name: object = "second", **changes: Any) -> Submission:
    """Return the revision that supersedes another one."""
    fields = {
        field: getattr(first, field)
        for field in ("report_id", "form", "form_version", "org_unit", "period", "reason", "values")
    }
    fields |= {"revision_id": an_id(first.revision_id, name), "supersedes": first.revision_id}
    return Submission(**(fields | changes))
