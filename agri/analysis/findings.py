"""What the checks asked about, with what the places answered."""

import pandas as pd
from sqlmodel import Session

from agri.analysis.tables import INSTANT, MONTH, NUMBER, PLACE, TEXT, TableColumn, declare, make_table
from agri.analysis.views import View
from agri.periods import Period, end_of_day
from agri.services.access.local_actor import analyst_at_the_server
from agri.services.review.list_findings import OpenFinding, list_findings

_AT_ONCE = 5_000

COLUMNS = declare(
    "findings",
    *PLACE,
    TableColumn("form", TEXT, "code of the form"),
    TableColumn("period", MONTH, "the month; a quarter's last"),
    TableColumn("code", TEXT, "which check asks"),
    TableColumn("severity", TEXT, "ask: wants a reason; stop: refuses what is impossible"),
    TableColumn("element", TEXT, "code of the data element; missing where it is about none alone"),
    TableColumn("value", NUMBER, "what was reported for it, in `unit`"),
    TableColumn("unit", TEXT, "unit of `value`"),
    TableColumn("text_zh", TEXT, "the question in Chinese"),
    TableColumn("text_en", TEXT, "the question in English"),
    TableColumn("revision", TEXT, "id of the version that is asked about"),
    TableColumn("received_at", INSTANT, "when that version came"),
    TableColumn("answer", TEXT, "the last answer; missing while there is none"),
    TableColumn("answered_at", INSTANT, "when it was given"),
)


def current_findings(session: Session, view: View) -> pd.DataFrame:
    """Return the findings on the versions that were current at the end of the day, in order of receipt."""
    found = _all(session, view)
    answers = [one.answer for one in found]
    return make_table(
        COLUMNS,
        {
            **view.places_of([one.org_unit for one in found]),
            "form": [one.form for one in found],
            "period": [str(Period.parse(one.period).closing_month) for one in found],
            "code": [one.finding["code"] for one in found],
            "severity": [one.finding["severity"] for one in found],
            "element": [one.finding["element"] for one in found],
            "value": [one.value for one in found],
            "unit": [_unit(view, one) for one in found],
            "text_zh": [one.finding["text"]["zh"] for one in found],
            "text_en": [one.finding["text"]["en"] for one in found],
            "revision": [str(one.revision_id) for one in found],
            "received_at": [one.received_at for one in found],
            "answer": [None if answer is None else answer.text for answer in answers],
            "answered_at": [None if answer is None else answer.at for answer in answers],
        },
        view.origin,
    )


def _all(session: Session, view: View) -> list[OpenFinding]:
    city = view.reference.plan.city
    found: list[OpenFinding] = []
    after: int | None = 0
    while after is not None:
        page, after = list_findings(
            session,
            analyst_at_the_server(city),
            org_unit=city,
            period=None,
            form=None,
            after=after,
            limit=_AT_ONCE,
            until=end_of_day(view.as_of),
        )
        found += page
    return found


def _unit(view: View, one: OpenFinding) -> str | None:
    if one.form not in view.reference.plan.forms:
        return None
    element = view.reference.plan.forms[one.form].element_of.get(one.finding["element"] or "")
    return None if element is None else element.unit
