"""Bring a database to this version, with the definitions that it was made by taken into the record."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import PLAN, DefinitionFiles, StoredFile, read_rows, seed_root
from agri.errors import DatabaseUnfit, Fault, Invalid
from agri.models import FormVersion, Meta, OrgUnitRow, TargetRow, TaskRow
from agri.services.chain.migrate import migrate
from agri.services.reference.definition_versions import StoredVersion, read_versions, store_version
from agri.services.reference.package_conflicts import is_same_form
from agri.services.reference.package_rows import target_rows, task_rows
from agri.services.store.clock import system_clock

# How a database of before names its definitions, in `meta`.
_FOLDER, _YEAR = "plan_folder", "plan_year"
_TASKS = "tasks.csv"
_REASON = "taken over at an upgrade: until then the definitions lay beside the program"


def upgrade(engine: Engine, folder: Path | None = None) -> StoredVersion | None:
    """Migrate a database; take its definitions in where it has none yet, and return them.

    Parameters
    ----------
    engine : Engine
        The database; an empty one gets every table.
    folder : Path, optional
        The city package that the database was made by; by default the one that it names, beside the program.

    Raises
    ------
    DatabaseUnfit
        The folder is not there, or it says something else than the record: what differs is named.
    """
    migrate(engine)
    with Session(engine) as session, session.begin():
        if read_versions(session.connection()):
            return None
        meta = {row.key: row.value for row in session.exec(select(Meta))}
        if _FOLDER not in meta:
            return None  # no city yet
        folder = folder or seed_root() / meta[_FOLDER]
        year = int(meta[_YEAR])
        if not folder.is_dir():
            raise DatabaseUnfit(
                f"the database was made by the definitions in {folder}, which is not there; name them: "
                "agri init --definitions FOLDER",
                f"此数据库的定义在 {folder}，但没有该文件夹；请指明：agri init --definitions 文件夹",
            )
        files = _with_the_ledger_of_the_record(session, DefinitionFiles.in_folder(folder).for_year(year))
        try:
            plan = read_plan(files, year)
        except ValueError as error:  # it names file and field
            raise Invalid(
                f"the definitions in {folder} cannot be read: {error}",
                f"{folder} 中的定义无法读取：{error}",
            ) from error
        faults = list(_differences(session, plan))
        if faults:
            raise Invalid.of(faults)
        store_version(session, files, city=plan.city, year=year, number=1, at=system_clock(), reason=_REASON)
        [version] = read_versions(session.connection())
        return version


def _with_the_ledger_of_the_record(session: Session, files: DefinitionFiles) -> DefinitionFiles:
    """Return the files with the tasks that the record holds, as it holds them.

    A shipped ledger learns of clauses that were left out and of duties that fall due; a city that keeps the
    ledger takes them with its next `agri apply`, not with another program.
    """
    held = session.exec(select(TaskRow).order_by(TaskRow.id)).all()
    said = {row["id"]: row for row in read_rows(files[_TASKS])} if _TASKS in files else {}
    if not held or not said:
        return files
    order = {name: i for i, name in enumerate(said)}
    text = io.StringIO()
    written = csv.DictWriter(text, list(next(iter(said.values()))), restval="", lineterminator="\n")
    written.writeheader()
    for task in sorted(held, key=lambda one: order.get(one.id, len(order))):
        own = task.model_dump() | {"task": task.title_zh, "task_en": task.title_en}
        known = {key: _as_written(own[key]) for key in written.fieldnames if key in own}
        written.writerow(said.get(task.id, {}) | known)
    return DefinitionFiles({**files.by_name, _TASKS: StoredFile(_TASKS, text.getvalue().encode())})


def _as_written(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _differences(session: Session, plan: Plan) -> Iterator[Fault]:
    """Yield where the folder's definitions are not those of the record."""
    if session.get(OrgUnitRow, plan.city) is None:
        yield _fault(PLAN, "city", plan.city, "-")
    for held in session.exec(select(FormVersion)):
        form = plan.forms.by_code.get(held.code)
        if form is None or form.version < held.version:
            yield _fault(f"forms {held.code}", "version", str(form and form.version), str(held.version))
        elif form.version == held.version and not is_same_form(held.definition, asdict(form)):
            yield _fault(f"forms {held.code}", "content", "differs", f"version {held.version}")
    targets = {
        f"target {row.plan}/{row.indicator}": row.model_dump() for row in session.exec(select(TargetRow))
    }
    tasks = {f"task {row.id}": row.model_dump() for row in session.exec(select(TaskRow))}
    said = {f"target {row['plan']}/{row['indicator']}": row for row in target_rows(plan)}
    said |= {f"task {row['id']}": row for row in task_rows(plan)}
    stored = targets | tasks
    for name in sorted({*stored, *said}):
        if name not in said or name not in stored:
            there = ("there", "missing") if name in said else ("missing", "there")
            yield _fault(name, "row", *there)
            continue
        for key, value in said[name].items():
            if stored[name][key] != value:
                yield _fault(name, key, str(value), str(stored[name][key]))


def _fault(what: str, field: str, folder: str, record: str) -> Fault:
    return Fault(
        f"{what} {field}",
        "differs-from-record",
        f"{what} {field}: {folder} in the folder, {record} in the record; upgrade with the definitions that "
        "the database was made by: agri init --definitions FOLDER",
        f"{what} {field}：文件夹中为 {folder}，记录中为 {record}；请用建库时的定义升级："
        "agri init --definitions 文件夹",
    )
