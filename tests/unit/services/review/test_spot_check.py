"""Spot checks: who may note them, on what; sending one again is harmless."""

from typing import Any

import pytest
from sqlmodel import Session, func, select

from agri.errors import Invalid, NotAllowed, RevisionConflict
from agri.models import SpotCheckRow
from agri.services.review.spot_check import record_spot_check
from agri.terms import Drawn
from tests.places import COUNTY, NOW, TOWNSHIP
from tests.unit.services.submissions import actor, an_id

CHECK: dict[str, Any] = {
    "org_unit": TOWNSHIP,
    "period": "2019-08",
    "form": "packaging",
    "data_element": "recovered_kg",
    "verified": 88.0,
    "drawn": Drawn.RANDOM,
}


def note(session: Session, by: str = "reviewer", **changes: Any) -> SpotCheckRow:
    return record_spot_check(session, actor(by), now=NOW, **(CHECK | changes))


@pytest.mark.parametrize("name", ["reviewer", "committee"])
def test_county_and_city_check(session: Session, name: str) -> None:
    assert note(session, name).verified == 88.0


@pytest.mark.parametrize("name", ["reporter", "far_reviewer", "province", "operator"])
def test_nobody_else_checks(session: Session, name: str) -> None:
    with pytest.raises(NotAllowed):
        note(session, name)


def test_a_place_does_not_check_itself(session: Session) -> None:
    own = {"org_unit": COUNTY, "form": "manure", "data_element": "used_t", "period": "2019-Q2"}
    with pytest.raises(NotAllowed, match="its own figures"):
        note(session, **own)
    assert note(session, "committee", **own).org_unit == COUNTY


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"org_unit": "410191999"}, "/org_unit"),
        ({"period": "2019-13"}, "/period"),
        ({"period": "2019-10"}, "/period"),
        ({"form": "packing"}, "/form"),
        ({"data_element": "weight"}, "/data_element"),
        ({"verified": -1.0}, "/verified"),
        ({"verified": float("nan")}, "/verified"),
    ],
)
def test_what_cannot_be_checked_is_named(session: Session, changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refusal:
        note(session, **changes)
    assert [fault.pointer for fault in refusal.value.faults] == [pointer]


def test_sending_one_again_is_harmless_and_other_content_is_a_conflict(session: Session) -> None:
    first = note(session, check_id=an_id("check"))
    assert note(session, check_id=an_id("check")) is first
    with pytest.raises(RevisionConflict):
        note(session, check_id=an_id("check"), verified=1.0)
    assert session.exec(select(func.count()).select_from(SpotCheckRow)).one() == 1
