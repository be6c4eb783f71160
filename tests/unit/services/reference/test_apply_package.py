"""Definitions come from the record: what is applied, what is refused, who must agree, what verify sees."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from agri.definitions import reading
from agri.definitions.reading import DefinitionFiles
from agri.errors import Conflict, DatabaseUnfit, Invalid, NotAllowed
from agri.models import TaskRow
from agri.services.chain.migrate import migrate
from agri.services.figures.assess import assessment
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.publish.make_release import make_release
from agri.services.publish.verify import verify
from agri.services.reference.apply_package import apply_package, consent_to_version
from agri.services.reference.baselines import set_baselines
from agri.services.reference.check_package import check_city_package
from agri.services.reference.definition_versions import read_versions
from agri.services.reference.list_definitions import target_history
from agri.services.reference.new_package import write_new_city
from agri.services.reference.reference import read_reference
from agri.services.reference.upgrade import upgrade
from agri.services.review.due import read_due
from agri.services.store.database import make_engine
from agri.terms import Certainty
from tests.places import NOW, TOWNSHIP, package, person_id
from tests.second_city import add_second_city, second_package
from tests.unit.services.submissions import actor

TODAY = NOW.date()
PLAN, PACKAGING = "years/2019/plan.toml", "forms/06-packaging.toml"


def changed(file: str, old: str, new: str) -> DefinitionFiles:
    files = package()
    contents = {name: files.read(name) for name in files.names()}
    assert old.encode() in contents[file]
    contents[file] = contents[file].replace(old.encode(), new.encode(), 1)
    return DefinitionFiles.of_bytes(contents)


def softer() -> DefinitionFiles:
    return changed(PLAN, "value = 0.85,", "value = 0.8,")


def test_what_the_record_holds_already_is_no_new_version(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        applied = apply_package(session, package(), 2019, now=NOW)
        assert (applied.is_new, applied.version.number) == (False, 1)


def test_a_second_version_says_why(engine: Engine) -> None:
    better = changed("coefficients.toml", "value = 1.03", "value = 1.04")
    with Session(engine) as session, session.begin():
        with pytest.raises(Invalid) as refused:
            apply_package(session, better, 2019, now=NOW, reason=" ")
        assert [fault.code for fault in refused.value.faults] == ["reason-missing"]
        applied = apply_package(session, better, 2019, now=NOW, reason="新标准")
        assert applied.changed == ("coefficients.toml",)
        assert applied.version.in_force_on == TODAY
    with Session(engine) as session:
        assert verify(session).is_sound
        assert read_reference(session).version.number == 2
        assert read_reference(session, TODAY.replace(day=TODAY.day - 1)).version.number == 1
        assert read_reference(session, TODAY).version.number == 2


def test_a_better_figure_of_the_committee_is_not_taken_back(engine: Engine) -> None:
    better = changed("coefficients.toml", "value = 1.03", "value = 1.04")
    with Session(engine) as session, session.begin():
        known = {"org_unit": TOWNSHIP, "year": 2019, "source": "年鉴", "certainty": Certainty.PUBLISHED}
        set_baselines(session, actor("committee"), values={"maize_mu": 18_250.0}, now=NOW, **known)
        apply_package(session, better, 2019, now=NOW, reason="新标准")
        assert read_reference(session).baseline(TOWNSHIP, 2019)["maize_mu"] == 18_250


def test_another_target_waits_for_a_second_person_from_outside(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        applied = apply_package(session, softer(), 2019, now=NOW, by=person_id("operator"), reason="另文")
        assert applied.target_changes == (("soil_test_coverage", ">= 0.85", ">= 0.8"),)
        assert applied.version.in_force_on is None
        assert read_reference(session).version.number == 1
        for name in ("operator", "committee", "reviewer"):
            with pytest.raises(NotAllowed):
                consent_to_version(session, actor(name), "4101", 2019, 2, now=NOW)
        consent_to_version(session, actor("province"), "4101", 2019, 2, now=NOW)
        with pytest.raises(Conflict):
            consent_to_version(session, actor("province"), "4101", 2019, 2, now=NOW)
    with Session(engine) as session:
        reference = read_reference(session)
        target = reference.plan.indicators["soil_test_coverage"].target
        assert target is not None
        assert target.value == 0.8
        [change] = target_history(session, reference)
        assert (change.before, change.after) == (">= 0.85", ">= 0.8")
        assert (change.version.by, change.version.agreed_by) == (person_id("operator"), person_id("province"))
        assert verify(session).is_sound


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (lambda: changed(PACKAGING, "maximum = ", "maximum = 9"), "version-not-raised"),
        (lambda: changed("org_units.csv", "410192103,", "410192104,"), "place-gone"),
    ],
    ids=["a form that differs under the same version", "a place that is gone"],
)
def test_what_contradicts_the_record_is_named(
    engine: Engine, files: Callable[[], DefinitionFiles], code: str
) -> None:
    with Session(engine) as session, pytest.raises(Invalid) as refused:
        apply_package(session, files(), 2019, now=NOW, reason="x")
    assert code in {fault.code for fault in refused.value.faults}


def test_a_package_names_no_places_of_another_city(engine: Engine) -> None:
    other = changed(PLAN, 'city = "4101"', 'city = "4102"')
    with Session(engine) as session, pytest.raises(Conflict):
        apply_package(session, other, 2019, now=NOW, reason="x")


def test_a_second_city_changes_nothing_of_the_first(engine: Engine) -> None:
    with Session(engine) as session:
        before = take_snapshot(session, read_reference(session, of="4101").plan, date(2019, 9, 5))
    applied = add_second_city(engine)
    assert applied.version.name == "4102/2019/1"
    with Session(engine) as session:
        first, second = (read_reference(session, of=city) for city in ("4101", "4102"))
        after = take_snapshot(session, first.plan, date(2019, 9, 5))
        assert after.id == before.id
        assert {code[:4] for code in second.places.codes} == {"41", "4102"}
        assert len(second.plan.tasks) == len(first.plan.tasks) > 0
        tasks = set(session.exec(select(TaskRow.id)))
        assert {task.id for task in first.plan.tasks} < tasks
        assert {f"4102/{task.id}" for task in second.plan.tasks} < tasks
        with pytest.raises(Invalid, match="several cities"):
            read_reference(session)
        found = verify(session)
    assert found.is_sound, found.broken
    with Session(engine) as session, session.begin():
        again = apply_package(session, second_package(), 2019, now=NOW)
    assert not again.is_new


def test_a_second_city_takes_a_better_version(engine: Engine) -> None:
    add_second_city(engine)
    better = second_package(calendar=("wheat", "wheat"), simulation=("value = 400", "value = 420"))
    with Session(engine) as session, session.begin():
        applied = apply_package(session, better, 2019, now=NOW, reason="x")
    assert applied.version.name == "4102/2019/2"
    assert applied.changed == ("simulation.toml",)
    with Session(engine) as session:
        names = [one.name for one in read_reference(session, of="4101").versions]
        assert names == ["4101/2019/1"]
        assert verify(session).is_sound


def test_a_real_server_takes_nothing_invented(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session, session.begin():
        with pytest.raises(Invalid) as refused:
            apply_package(session, softer(), 2019, now=NOW, reason="x", refuses_synthetic=True)
        assert {fault.code for fault in refused.value.faults} == {"synthetic-plan", "synthetic-baselines"}
    write_new_city("4101", 2019, tmp_path / "mine")
    files = DefinitionFiles.in_folder(tmp_path / "mine")
    assert check_city_package(files, 2019).is_sound
    fresh = make_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    migrate(fresh)
    with Session(fresh) as session, session.begin():
        apply_package(session, files, 2019, now=NOW, refuses_synthetic=True)
        assert read_reference(session).baselines == {}  # unknown, and never invented
        assert assessment(session, as_of=TODAY).plan.year == 2019
    fresh.dispose()


def test_nothing_is_read_from_the_folder_once_it_is_applied(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reading, "_PACKAGE", tmp_path / "nothing" / "agri")
    assert not reading.seed_root().exists()
    with Session(engine) as session:
        assert read_due(session, actor("reporter"), now=NOW).forms
        assert assessment(session, as_of=TODAY).snapshot
    made = make_release(engine, actor("committee"), "2019-07", now=NOW, replications=2)
    assert made.number == "2019-07/1"
    with Session(engine) as session:
        assert verify(session).is_sound


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE definition_file SET content = (SELECT max(content) FROM definition_file)",
        "UPDATE definition_version SET files = '{}'",
        "UPDATE definition_version SET at = '2019-01-01 00:00:00.000000'",
        "UPDATE target SET value = 0.8 WHERE indicator = 'soil_test_coverage'",
    ],
)
def test_an_altered_definition_is_named(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))
    with Session(engine) as session:
        broken = verify(session).broken
    assert broken is not None
    assert "was changed" in broken.text.en


def test_the_definitions_of_a_database_of_before_are_taken_over_or_the_difference_is_named(
    engine: Engine, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM definition_version"))
        connection.execute(text("DELETE FROM definition_file"))
        connection.execute(text("INSERT INTO meta VALUES ('plan_folder', 'gone'), ('plan_year', '2019')"))
    with pytest.raises(DatabaseUnfit, match="--definitions"):
        upgrade(engine)
    folder = tmp_path / "mine"
    for name, file in package().by_name.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.read_bytes())
    shutil.copytree(folder, tmp_path / "other")
    plan = tmp_path / "other" / PLAN
    plan.write_text(plan.read_text("utf-8").replace("value = 0.85,", "value = 0.8,"), "utf-8")
    with pytest.raises(Invalid) as refused:
        upgrade(engine, tmp_path / "other")
    [fault] = refused.value.faults
    assert fault.pointer == "target zhengzhou-2019/soil_test_coverage value"
    assert "0.8 in the folder, 0.85 in the record" in fault.detail
    (tmp_path / "other" / "coefficients.toml").write_text("[film", "utf-8")
    with pytest.raises(Invalid, match=r"coefficients\.toml"):
        upgrade(engine, tmp_path / "other")
    ledger = folder / package().own_name("tasks.csv", 2019)
    first, *others = ledger.read_text("utf-8").splitlines(keepends=True)
    later = [line.replace("2-01,", "2-99,", 1) for line in others if line.startswith("2-01,")]
    ledger.write_text("".join([first, *later, *others]), "utf-8")
    taken = upgrade(engine, folder)
    assert taken is not None
    assert taken.name == "4101/2019/1"
    assert upgrade(engine) is None
    with Session(engine) as session:
        assert len(read_versions(session.connection())) == 1
        assert assessment(session, as_of=TODAY).plan.year == 2019
        plan = read_reference(session).plan
    # What a shipped ledger has learnt since is no difference, and is not slipped into a city's own.
    assert {"2-01", "2-99"} & {task.id for task in plan.tasks} == {"2-01"}
