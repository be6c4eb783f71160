"""A year is played to its end, the next is opened, and neither changes what the other says."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from agri.definitions.reading import DefinitionFiles
from agri.errors import Conflict, Invalid
from agri.indicators.reported import reported_quantities
from agri.models import OrgUnitRow, Person
from agri.periods import Period, end_of_day
from agri.services.access.permissions import Actor, actor_of
from agri.services.figures.assess import assessment
from agri.services.figures.new_year import targets_to_write, write_new_year
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.intake.receive import receive
from agri.services.intake.submission import Submission
from agri.services.outlook.project_year import project_unstored
from agri.services.publish.make_release import make_release
from agri.services.publish.verify import verify
from agri.services.reference.apply_package import apply_package
from agri.services.reference.check_package import check_city_package
from agri.services.reference.close_year import close_year, reopen_year
from agri.services.reference.reference import read_reference
from agri.services.review.decide import Verdict, decide_many
from agri.services.review.due import read_due
from agri.services.store.database import make_engine
from agri.synthetic.worlds import invent_world
from agri.terms import Basis, CellState, DecisionKind, Weight
from tests.form_versions import NEXT, raised
from tests.packages.test_asked_of_counties import USES
from tests.worlds import recorded, small_ground

pytestmark = pytest.mark.slow
OPENED = datetime(2020, 1, 2, 1, 0, tzinfo=UTC)
DISPATCH = datetime(2020, 1, 8, 4, 0, tzinfo=UTC)
BURNED = (
    '    { code = "burned_kg", title = { zh = "本月焚烧", en = "Burned" }, unit = "kg", maximum = 100000 },\n'
)


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an invented 2019 that has come to its end."""
    path = tmp_path_factory.mktemp("ended") / "agri.db"
    recorded(invent_world(small_ground(), 8), path).dispose()
    return path


@pytest.fixture(scope="module")
def next_package(ended: Path, tmp_path_factory: pytest.TempPathFactory) -> DefinitionFiles:
    """What `agri new-year 2020` writes, with another target and one more element on a form."""
    folder = tmp_path_factory.mktemp("package") / "next"
    engine = make_engine(f"sqlite:///{ended}")
    with Session(engine) as session:
        write_new_year(session, 2020, folder, as_of=OPENED.date())
    engine.dispose()
    plan = folder / "years/2020/plan.toml"
    text = plan.read_text("utf-8")
    blank = '# target = { value = , comparator = ">=" }'
    assert blank in text
    plan.write_text(text.replace(blank, 'target = { value = 0.9, comparator = ">=" }'), "utf-8")
    form = folder / "forms/06-packaging.toml"
    text = raised(form.read_text("utf-8"))
    at = text.index('    { code = "disposed_kg"')
    form.write_text(text[:at] + BURNED + text[at:], "utf-8")
    return DefinitionFiles.in_folder(folder)


@pytest.fixture
def engine(ended: Path, tmp_path: Path):
    path = tmp_path / "agri.db"
    copyfile(ended, path)
    engine = make_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


def who(session: Session, name: str) -> Actor:
    return actor_of(session.exec(select(Person).where(Person.name == name)).one())


def open_2020(engine: Engine, package: DefinitionFiles) -> None:
    with Session(engine) as session, session.begin():
        applied = apply_package(session, package, 2020, now=OPENED)
    assert (applied.version.name, applied.target_changes) == ("4101/2020/1", ())


def release_december(engine: Engine) -> dict[str, object]:
    with Session(engine) as session:
        committee = who(session, "4101")
    made = make_release(engine, committee, "2019-12", now=DISPATCH, replications=4)
    content = json.loads(made.content)
    content["header"].pop("chain_length", None)
    content["header"].pop("chain_head", None)
    return dict(content)


def without_chain(content: dict[str, object]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    assert isinstance(content["header"], dict)
    return text


def packaging(actor: Actor, period: str, version: int, **values: float | None) -> Submission:
    return Submission(
        report_id=uuid4(),
        revision_id=uuid4(),
        form="packaging",
        form_version=version,
        org_unit=actor.org_unit,
        period=period,
        supersedes=None,
        reason=None,
        values=values,
        not_applicable=(),
        entered={},
    )


def a_township(session: Session) -> str:
    unit = session.exec(
        select(OrgUnitRow)
        .where(OrgUnitRow.level == "township", col(OrgUnitRow.is_farming))
        .order_by(col(OrgUnitRow.code))
    ).first()
    assert unit is not None
    return unit.code


def test_december_is_released_as_if_2020_had_not_been_opened(
    ended: Path, engine: Engine, next_package: DefinitionFiles, tmp_path: Path
) -> None:
    copyfile(ended, tmp_path / "alone.db")
    alone = make_engine(f"sqlite:///{tmp_path / 'alone.db'}")
    expected = release_december(alone)
    alone.dispose()
    open_2020(engine, next_package)
    december = release_december(engine)
    assert without_chain(december) == without_chain(expected)
    assert isinstance(december["header"], dict)
    assert december["header"]["definitions"].startswith("4101/2019/1 ")


def test_two_years_are_open_in_january_and_no_figure_falls_to_zero(
    engine: Engine, next_package: DefinitionFiles
) -> None:
    open_2020(engine, next_package)
    with Session(engine) as session:
        reference = read_reference(session)
        assert reference.counted.plan == (2019, 2020)
        assert [reference.at(day.date()).year for day in (OPENED, DISPATCH)] == [2019, 2019]
        assert reference.at(datetime(2020, 1, 9, tzinfo=UTC).date()).year == 2020
        shown = assessment(session, as_of=OPENED.date())
        assert shown.plan.year == 2019
        township = a_township(session)
        due = read_due(session, who(session, township), now=OPENED)
        assert {one.period for one in due.forms} == {"2019-12"}  # January asks nothing of a township
        assert due.notice is None
        ahead = {(one.period, one.version) for one in (*due.forms, *due.ahead) if one.form == "packaging"}
        assert ("2019-12", NEXT - 1) in ahead
        assert ("2020-03", NEXT) in ahead


def test_reports_of_both_years_and_both_versions_are_taken(
    engine: Engine, next_package: DefinitionFiles
) -> None:
    open_2020(engine, next_package)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        township = who(session, a_township(session))
        county = who(session, township.org_unit[:6])
        sent = [
            packaging(township, "2020-03", NEXT, recovered_kg=9, disposed_kg=4, burned_kg=2),
            packaging(township, "2020-04", NEXT - 1, recovered_kg=8, disposed_kg=4),  # an old page's
        ]
        now = datetime(2020, 4, 20, 4, tzinfo=UTC)
        outcomes = receive(session, township, sent, now=now)
        assert [(one.kind, one.refusal) for one in outcomes] == [("created", None)] * 2
        decided = decide_many(
            session, county, [Verdict(one.revision_id, DecisionKind.ACCEPTED) for one in sent], now=now
        )
        assert [one.refusal for one in decided] == [None, None]
        reference = read_reference(session)
        snapshot = current_snapshot(session, reference.at(now.date()).plan, now.date())
        row = snapshot.places.index[township.org_unit]
        burned = snapshot.element_index["packaging.burned_kg"]
        march, april = (snapshot.period_index[Period(2020, month)] for month in (3, 4))
        past = snapshot.period_index[Period(2019, 5)]
        assert snapshot.values[row, burned, march] == 2
        assert snapshot.state[row, burned, april] == CellState.BLANK
        assert snapshot.state[row, burned, past] == CellState.NOT_DUE  # 2019 did not ask for it
        assert snapshot.definitions == reference.for_year(2020).version.digest
        recovered = snapshot.element_index["packaging.recovered_kg"]
        assert (snapshot.state[:, recovered, past] == CellState.GIVEN).any()  # last year goes on in this one
        assert verify(session).is_sound


def test_a_closed_year_takes_nothing_more_until_it_is_opened_again(
    engine: Engine, next_package: DefinitionFiles
) -> None:
    open_2020(engine, next_package)
    with Session(engine) as session, session.begin():
        committee = who(session, "4101")
        with pytest.raises(Conflict, match="release 2019-12 first"):
            close_year(session, committee, 2019, now=DISPATCH)
    release_december(engine)
    with Session(engine) as session, session.begin():
        close_year(session, committee, 2019, now=DISPATCH)
        township = who(session, a_township(session))
        december = packaging(township, "2019-12", NEXT - 1, recovered_kg=9, disposed_kg=4)
        [outcome] = receive(session, township, [december], now=DISPATCH)
        assert isinstance(outcome.refusal, Invalid)
        assert [fault.code for fault in outcome.refusal.faults] == ["year-closed"]
        due = read_due(session, township, now=DISPATCH)
        assert due.forms == ()  # December is asked no more
        own = read_reference(session).for_year(2019)
        contents = {name: own.files.read(name) for name in own.files.names()}
        again = DefinitionFiles.of_bytes({**contents, "SOURCES.md": b"other"})
        with pytest.raises(Conflict, match="closed"):
            apply_package(session, again, 2019, now=DISPATCH, reason="x")
        reopen_year(session, committee, 2019, reason="更正一张报表", now=DISPATCH)
        assert read_reference(session).counted.plan == (2019, 2020)
        assert end_of_day(DISPATCH.date()) > DISPATCH
        assert verify(session).is_sound


def test_new_year_carries_last_year_s_amounts_and_leaves_targets_blank(
    engine: Engine, tmp_path: Path
) -> None:
    with Session(engine) as session:
        write_new_year(session, 2020, tmp_path / "next", as_of=OPENED.date())
        with pytest.raises(Conflict, match="has definitions already"):
            write_new_year(session, 2019, tmp_path / "same", as_of=OPENED.date())
        with pytest.raises(Conflict, match="the next is 2020"):
            write_new_year(session, 2021, tmp_path / "later", as_of=OPENED.date())
    plan = (tmp_path / "next/years/2020/plan.toml").read_text("utf-8")
    assert "\ntarget =" not in plan
    assert 'code = "zhengzhou-2020"' in plan
    with Session(engine) as session, session.begin():
        files = DefinitionFiles.in_folder(tmp_path / "next")
        apply_package(session, files, 2020, now=OPENED)
        reference = read_reference(session).for_year(2020)
        snapshot = current_snapshot(session, reference.for_year(2019).plan, OPENED.date())
        township = a_township(session)
        row = snapshot.places.index[township]
        months = [snapshot.period_index[Period(2019, month)] for month in range(1, 13)]
        kilograms = snapshot.values[row, snapshot.element_index["pest_control.pesticide_kg"], months]
        known = reference.baseline(township, 2020)
        assert known["last_year_pesticide_kg"] == pytest.approx(float(kilograms[kilograms > 0].sum()))
        assert known["maize_mu"] == reference.baseline(township, 2019)["maize_mu"]


@pytest.mark.parametrize("comparator", ["<=", "<", ">="])
@pytest.mark.parametrize(
    "left", ["", '# target = { value = , comparator = ">=" } # write the figure of your plan\n']
)
def test_new_year_asks_for_one_target_an_indicator_with_last_years_comparator(
    comparator: str, left: str
) -> None:
    blank = '[[indicators]]\ncode = "b"\n# target = { value = , comparator = ">=" } # write the figure\n'
    own = f'target = {{ value = 0.004, comparator = "{comparator}" }}'
    text = f'[[indicators]]\ncode = "a"\n{left}{own} # of the plan\n{blank}'
    first, second = targets_to_write(text, 2027).split("[[indicators]]")[1:]
    assert [line for line in first.splitlines() if line.startswith("#")] == [
        f"# 2026: {own}; write the one of 2027 in front",
        f'# target = {{ value = , comparator = "{comparator}" }}',
    ]
    assert blank.endswith(second)


def test_a_renamed_element_carries_its_past(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        write_new_year(session, 2020, tmp_path / "next", as_of=OPENED.date())
    assert 'valid_until = { zh = "2020年12月"' in (tmp_path / "next/layouts/province.toml").read_text("utf-8")
    form = tmp_path / "next/forms/03-soil_testing.toml"
    text = raised(form.read_text("utf-8"))
    text = text.replace('code = "cards_issued"', 'code = "cards_handed_out", renamed_from = "cards_issued"')
    form.write_text(text, "utf-8")
    for name in ("indicators.toml", "lines.toml", "detectors.toml"):  # what names it follows
        file = tmp_path / "next" / name
        text = file.read_text("utf-8").replace("soil_testing.cards_issued", "soil_testing.cards_handed_out")
        text = re.sub(r"(?m)^pilots = .*\n", "", text)  # of them the small ground has not every place
        file.write_text(text, "utf-8")
    files = DefinitionFiles.in_folder(tmp_path / "next")
    report = check_city_package(files, 2020)
    assert report.is_sound, [one.text.en for one in report.faults if one.kind.weight == Weight.STOP]
    with Session(engine) as session, session.begin():
        apply_package(session, files, 2020, now=OPENED)
        reference = read_reference(session)
        day = datetime(2020, 2, 1, tzinfo=UTC).date()
        old = current_snapshot(session, reference.for_year(2019).plan, day)
        new = current_snapshot(session, reference.for_year(2020).plan, day)
        month = Period(2019, 9)
        cards = old.values[:, old.element_index["soil_testing.cards_issued"], old.period_index[month]]
        carried = new.values[:, new.element_index["soil_testing.cards_handed_out"], new.period_index[month]]
        assert (cards > 0).any()
        np.testing.assert_array_equal(cards, carried)
        place = old.places.units[int(np.nanargmax(cards))].code
        later = datetime(2020, 9, 20, tzinfo=UTC)
        due = read_due(session, who(session, place), now=later)
        asked = next(one for one in due.forms if (one.form, one.period) == ("soil_testing", "2020-09"))
        assert asked.last_year["cards_handed_out"] == np.nanmax(cards)


def straw_used(actor: Actor, quarter: str, **values: float) -> Submission:
    blank = dict.fromkeys(USES)
    return replace(packaging(actor, quarter, 1), form="straw_use", values={**blank, **values})


def test_a_year_in_which_counties_are_asked_is_reported_counted_and_projected(
    engine: Engine, tmp_path: Path
) -> None:
    with Session(engine) as session:
        write_new_year(session, 2020, tmp_path / "next", as_of=OPENED.date(), asks_counties=True)
    file = tmp_path / "next/indicators.toml"  # the small ground has not every pilot
    file.write_text(re.sub(r"(?m)^pilots = .*\n", "", file.read_text("utf-8")), "utf-8")
    open_2020(engine, DefinitionFiles.in_folder(tmp_path / "next"))
    july = datetime(2020, 7, 3, tzinfo=UTC)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        township, city = who(session, a_township(session)), who(session, "4101")
        county = who(session, township.org_unit[:6])
        asked = {(one.form, one.period) for one in read_due(session, county, now=july).forms}
        assert {("soil_laboratory", "2020-06"), ("straw_use", "2020-Q2")} <= asked
        june = {one.form: one.sections for one in read_due(session, township, now=july).forms}
        assert "uses" not in june["straw"]
        assert not asked & {("soil_laboratory", "2019-12"), ("straw_use", "2019-Q4")}  # not asked then
        sent = straw_used(county, "2020-Q2", feed_use_t=700.0, sold_out_t=40.0)
        assert [one.refusal for one in receive(session, county, [sent], now=july)] == [None]
        accepted = decide_many(session, city, [Verdict(sent.revision_id, DecisionKind.ACCEPTED)], now=july)
        assert [one.refusal for one in accepted] == [None]

        reference = read_reference(session)
        before, plan = (reference.for_year(year).plan for year in (2019, 2020))
        then = current_snapshot(session, before, july.date())
        now = current_snapshot(session, plan, july.date())
        row = now.places.index[county.org_unit]
        used = reported_quantities(now, plan, Period(2020, 6), is_matched=False)["straw_used_t"]
        assert used[row].sum() == 700

        # Last year's uses, which townships told, are the county's past, by its quarters.
        inside = [then.places.index[unit.code] for unit in then.places.children(county.org_unit)]
        months = [then.period_index[Period(2019, month)] for month in (7, 8, 9)]
        told = then.values[np.ix_(inside, [then.element_index["straw.feed_use_t"]], months)]
        assert np.nansum(told) > 0
        carried = now.values[row, now.element_index["straw_use.feed_use_t"]]
        assert carried[now.period_index[Period(2019, 9)]] == pytest.approx(np.nansum(told))
        assert np.isnan(carried[now.period_index[Period(2019, 8)]])

        # At the year's beginning a projection expects as much use as there was, not none.
        end = reported_quantities(then, before, Period(2019, 12), is_matched=False)
        total = {code: float(np.nansum(end[code])) for code in end if code.startswith("straw_")}
        net = (
            total["straw_returned_t"]
            + total["straw_used_t"]
            - total["straw_bought_t"]
            + total["straw_sold_t"]
        )
        rate = net / total["straw_collectable_t"]
        assert total["straw_used_t"] > 0.1 * total["straw_collectable_t"]
    with Session(engine) as session:
        drawn = project_unstored(
            session, as_of=datetime(2020, 1, 20, tzinfo=UTC).date(), seed=1, replications=40
        )
    ends = drawn.draws["straw_utilization", Basis.REPORTED][0]
    assert float(np.mean(ends)) == pytest.approx(rate, abs=0.08)
    assert "straw_utilization" in drawn.evidence.carried
