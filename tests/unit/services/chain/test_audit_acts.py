"""Every act of the audit chain is a member of one vocabulary, and says whether it moves the record."""

import ast
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

import agri
from agri.audit_acts import AuditAct
from agri.models import Audit
from agri.services.chain.audit import append, read_head
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.figures.tasks import Advance, advance_task, list_tasks
from agri.services.intake.receive import receive
from agri.services.reference.baselines import set_baselines
from agri.services.reference.reference import read_reference
from agri.services.review.answer_finding import answer_finding
from agri.services.review.close_period import close_period, reopen_period
from agri.services.review.conflicts import Settlement, settle_conflict
from agri.services.review.decide import decide
from agri.services.review.spot_check import record_spot_check
from agri.terms import Certainty, DecisionKind, Drawn, SnapshotBasis
from tests.places import COUNTY, NOW, TOWNSHIP
from tests.some import some
from tests.unit.services.submissions import a_report, a_revision, actor, an_id

AS_OF = date(2019, 9, 5)
FILES = [path for path in Path(agri.__file__).parent.rglob("*.py") if "migrations" not in path.parts]
WRITERS = {"add", "append", "append_proved", "append_row", "link_row"}


def calls(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what is handed to the chain as an act."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in WRITERS:
                yield from (word.value for word in node.keywords if word.arg == "act")


class TestVocabulary:
    def test_no_act_is_written_as_a_text(self) -> None:
        acts = [act for path in FILES for act in calls(ast.parse(path.read_text("utf-8")))]
        assert len(acts) > 25
        texts = [
            node
            for act in some(acts)
            for node in ast.walk(act)
            if isinstance(node, ast.Constant | ast.JoinedStr)
        ]
        assert texts == []

    def test_every_member_is_written_somewhere(self) -> None:
        named = {
            node.attr
            for path in FILES
            if path.name != "terms.py"
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "AuditAct"
        }
        assert named == set(AuditAct.__members__)

    def test_a_text_of_ones_own_is_seen(self) -> None:
        [act] = calls(ast.parse("append(session, None, at=now, act=f'year.{word}', subject='x')"))
        assert isinstance(act, ast.JoinedStr)

    def test_the_stored_words_do_not_change(self) -> None:
        words = [act.value for act in AuditAct]
        assert len(set(words)) == len(words)
        # A chain hashes them: whoever renames a member leaves its word.
        assert {"revision.received", "record.taken_over", "conflict.dismissed", "search.answered"} <= set(
            words
        )


class TestCache:
    @pytest.mark.parametrize("act", AuditAct)
    def test_a_snapshot_is_taken_anew_after_what_changes_the_record(
        self, session: Session, act: AuditAct
    ) -> None:
        plan = read_reference(session, AS_OF).plan
        before = current_snapshot(session, plan, AS_OF)
        append(session, None, at=NOW, act=act, subject="x")
        assert (current_snapshot(session, plan, AS_OF) is before) != act.changes_record


def remarkable(session: Session) -> None:
    first = a_report(values={"recovered_kg": 1.0, "disposed_kg": 900.0})
    receive(session, actor("reporter"), [first], now=NOW)
    other = a_report(report_id=an_id("other"), revision_id=an_id("other", 1), values={"recovered_kg": 9.0})
    another = a_report(report_id=an_id("other"), revision_id=an_id("other", 2), values={"recovered_kg": 8.0})
    receive(session, actor("reporter"), [other, another], now=NOW)


def corrected(session: Session) -> None:
    first = a_report(period="2019-07")
    receive(session, actor("reporter"), [first, a_revision(first, values={"recovered_kg": 7.0})], now=NOW)


def checked(session: Session) -> None:
    record_spot_check(
        session,
        actor("reviewer"),
        org_unit=TOWNSHIP,
        period="2019-07",
        form="packaging",
        data_element="recovered_kg",
        verified=90.0,
        drawn=Drawn.RANDOM,
        now=NOW,
        note="田间清点",
    )


def known(session: Session) -> None:
    set_baselines(
        session,
        actor("committee"),
        org_unit=TOWNSHIP,
        year=2019,
        values={"wheat_mu": 12_345.0},
        source="统计年鉴",
        certainty=Certainty.PUBLISHED,
        now=NOW,
    )


def advanced(session: Session) -> None:
    task = list_tasks(session, actor("committee"), as_of=AS_OF)[0].task.id
    told = {"state": Advance.UNDER_WAY, "value": None, "note": "x", "evidence": {}}
    advance_task(session, actor("committee"), task, **told, now=NOW)


FIRST = a_report().revision_id
ACTS: tuple[Callable[[Session], object], ...] = (
    remarkable,
    corrected,
    lambda s: answer_finding(
        s, actor("reporter"), FIRST, "packaging-disposed-above-recovered", text="含上年库存", now=NOW
    ),
    lambda s: decide(s, actor("reviewer"), FIRST, DecisionKind.ACCEPTED, None, now=NOW),
    lambda s: settle_conflict(
        s, actor("reviewer"), an_id("other", 1), Settlement.DISMISSED, reason="x", now=NOW
    ),
    lambda s: settle_conflict(
        s, actor("reviewer"), an_id("other", 2), Settlement.ADOPTED, reason="x", now=NOW
    ),
    checked,
    known,
    advanced,
    lambda s: close_period(s, actor("reviewer"), COUNTY, "2019-07", now=NOW),
    lambda s: reopen_period(
        s, actor("reviewer"), COUNTY, "2019-07", reason="补报", now=NOW + timedelta(minutes=1)
    ),
)


def test_what_moves_a_snapshot_says_that_it_changes_the_record(session: Session) -> None:
    """One act after the other: whichever leaves other content behind must be said to change the record."""
    plan = read_reference(session, AS_OF).plan

    def contents() -> list[str]:
        return [take_snapshot(session, plan, AS_OF, basis).id for basis in SnapshotBasis]

    moving, still = set(), set()
    for act in ACTS:
        before, length = contents(), read_head(session).length
        act(session)
        session.flush()
        done = {AuditAct(word) for word in session.exec(select(Audit.act).where(col(Audit.seq) > length))}
        if contents() != before:
            assert any(one.changes_record for one in done), done
            moving |= done
        else:
            still |= done
    assert {AuditAct.REVISION_RECEIVED, AuditAct.REVISION_ACCEPTED, AuditAct.BASELINE_SET} <= moving
    assert {AuditAct.CELL_CHECKED, AuditAct.PERIOD_CLOSED, AuditAct.PERIOD_REOPENED} <= moving
    assert AuditAct.TASK_ADVANCED in still
