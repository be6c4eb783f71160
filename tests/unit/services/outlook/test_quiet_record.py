"""When a record that changed is projected again."""

from agri.services.outlook.quiet_record import QuietRecord


def test_a_record_is_due_once_it_has_been_quiet():
    record = QuietRecord(5)
    assert [record.is_due("a", now) for now in (0, 4.9, 5)] == [False, False, True]


def test_every_change_begins_the_quiet_anew():
    record = QuietRecord(5)
    seen = [record.is_due(state, now) for state, now in (("a", 0), ("b", 4), ("b", 8), ("b", 9))]
    assert seen == [False, False, False, True]


def test_what_was_settled_is_due_again_only_after_a_change():
    record = QuietRecord(5)
    record.is_due("a", 0)
    record.settle("a")
    assert not record.is_due("a", 100)
    assert not record.is_due("b", 101)
    assert record.is_due("b", 106)


def test_a_record_that_is_never_quiet_is_projected_too():
    record = QuietRecord(5)
    due = [now for now in range(400) if record.is_due(f"state {now}", now)]
    assert due[0] == 60 * 5
