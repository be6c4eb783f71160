"""A value written once and put together has the same bytes as the whole written at once."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agri.models import Revision
from agri.services.chain.chain_rows import row_digest
from agri.services.store.canonical import (
    CanonicalText,
    canonical_amounts,
    canonical_json,
    canonical_object,
    digest_of,
)
from tests.form_versions import version_of

names = st.text("abcdefghij_", min_size=1, max_size=8)
leaves = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(st.dictionaries(st.text(max_size=8), st.none() | st.floats(allow_nan=False, allow_infinity=False)))
def test_amounts_are_written_as_any_other_object(amounts: dict[str, float | None]) -> None:
    assert canonical_amounts(amounts) == canonical_json(amounts)


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), float("-inf")])
def test_an_amount_that_is_no_finite_number_is_refused(amount: float) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        canonical_amounts({"recovered_kg": amount})


# Drawing nested values may take a while on a busy machine; that is no fault of theirs.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(names, values, max_size=5))
def test_an_object_put_together_equals_the_object_written_whole(members: dict[str, object]) -> None:
    texts = {name: canonical_json(value) for name, value in members.items()}
    assert canonical_object(texts) == canonical_json(members)


def test_a_row_has_one_digest_whether_its_content_is_written_already_or_read_back() -> None:
    row: dict[str, object] = {
        "id": UUID(int=7),
        "report_id": UUID(int=8),
        "supersedes": None,
        "form_version": version_of("packaging"),
        "author": UUID(int=9),
        "received_at": datetime(2019, 9, 5, 2, tzinfo=UTC),
        "values": {"recovered_kg": 1200.0, "disposed_kg": None},
        "not_applicable": [],
        "entered": {"recovered_kg": [1.2, "t"]},
        "findings": [{"code": "unit-slip", "text": {"zh": "请核对单位", "en": "check the unit"}}],
        "reason": "更正",
        "digest": "0" * 64,
    }
    written = {
        name: CanonicalText.of(value) if isinstance(value, dict | list) else value
        for name, value in row.items()
    }
    plain = {name: str(value) if isinstance(value, UUID) else value for name, value in row.items()}
    plain["received_at"] = "2019-09-05T02:00:00.000000+00:00"
    assert row_digest(Revision, row) == row_digest(Revision, written) == digest_of(plain)
