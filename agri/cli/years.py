"""Commands that take definitions into the record: a city, a year, a better version; and end a year."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from agri.cli.opening import opened
from agri.cli.output import say
from agri.cli.package import report_lines
from agri.cli.practice import ended_line, put_on_phones
from agri.definitions.new_city.added_crops import crops_of_city
from agri.definitions.reading import DefinitionFiles
from agri.errors import NotFound
from agri.services.access.local_actor import committee_at_the_server, operator_at_the_server
from agri.services.access.permissions import actor_of
from agri.services.access.sessions import find_person, is_password, wrong_sign_in
from agri.services.reference.apply_package import Applied, apply_package, consent_to_version
from agri.services.reference.check_package import check_city_package
from agri.services.reference.close_year import close_year
from agri.services.reference.new_package import write_new_city
from agri.services.store.clock import clock_of, system_clock
from agri.services.store.integrity import damage_told
from agri.services.store.named_database import named_engine
from agri.services.store.schema_version import check_fit
from agri.settings import Env, Settings
from agri.terms import Weight

app = typer.Typer()


@app.command()
def apply(
    folder: Annotated[Path, typer.Argument(help="a city package, e.g. seed_data/zhengzhou")],
    year: Annotated[int | None, typer.Option(help="plan year; the newest by default")] = None,
    reason: Annotated[str | None, typer.Option(help="why, from the second time on")] = None,
    is_draft: Annotated[
        bool, typer.Option("--draft", help="practice on phones only: nothing is in force, nothing counts")
    ] = False,
    month: Annotated[
        str | None, typer.Option(help="with --draft: the month to practise, e.g. 2020-06")
    ] = None,
) -> None:
    """启用城市定义包 · Take a checked package into the record: the first of a year opens that year."""
    if not folder.is_dir():
        raise NotFound(f"there is no folder {folder}", f"没有文件夹 {folder}")
    files = DefinitionFiles.in_folder(folder)
    report = check_city_package(files, year, today=system_clock().date())
    if not report.is_sound:
        stops = tuple(fault for fault in report.faults if fault.kind.weight == Weight.STOP)
        for line in report_lines(replace(report, faults=stops, passed=(), founded=())):
            say(line)
        raise typer.Exit(1)
    if is_draft:
        put_on_phones(files, report.year, month)
        return
    engine = named_engine()
    check_fit(engine)
    with damage_told(engine.url), Session(engine) as session, session.begin():
        by = operator_at_the_server(session).id
        applied = apply_package(
            session,
            files,
            report.year,
            now=clock_of(session)(),
            by=by if by.int else None,
            reason=reason,
            refuses_synthetic=Settings().env == Env.PRODUCTION,
        )
    engine.dispose()
    for line in applied_lines(applied):
        say(line)


@app.command("new-city")
def new_city(
    code: Annotated[str, typer.Argument(help="division code of the city, e.g. 4102")],
    folder: Annotated[Path | None, typer.Argument(help="a new folder; the code by default")] = None,
    *,
    year: Annotated[int | None, typer.Option(help="plan year; by default the newest that is shipped")] = None,
    into: Annotated[Path | None, typer.Option("--dir", help="the same as FOLDER")] = None,
    crop: Annotated[list[str] | None, typer.Option(help="a shipped crop to add, such as rice")] = None,
    divisions: Annotated[
        Path | None, typer.Option(help="a CSV of your own divisions: code,name,name_en,kind")
    ] = None,
) -> None:
    """新城市定义包 · Write a city's package to begin with: its places; areas and targets are left blank."""
    target = into or folder or Path(code)
    names = write_new_city(code, year, target, crop or (), divisions)
    for one in crops_of_city(code, crop or ()):
        say(
            f"已加入主要农作物：{one.title.zh}；物候、系数为假定，请核对 calendar.toml · "
            f"a main crop was added: {one.title.en}; look through its months and coefficients"
        )
    say(
        f"{target}：{len(names)} 个文件，基数与目标留空待填；`agri check {target}` 列出所缺 · "
        f"{len(names)} files; areas and targets are blank, `agri check {target}` says what is missing"
    )


@app.command("new-year")
def new_year(
    year: Annotated[int, typer.Argument(help="the year after the newest of the record")],
    folder: Annotated[Path, typer.Argument(help="a new folder for the package")],
    *,
    asks_counties: Annotated[
        bool,
        typer.Option(
            "--ask-counties",
            help="samples analysed and the uses of straw are asked of the county, straw by quarter",
        ),
    ] = False,
) -> None:
    """新年度定义包 · Write next year's package from the record: last year's amounts, targets left blank."""
    from agri.services.figures.new_year import write_new_year

    with opened(reads_only=True) as o:
        names = write_new_year(
            o.session, year, folder, as_of=o.today, city=o.city, asks_counties=asks_counties
        )
    say(
        f"{folder}：{len(names)} 个文件；目标与任务留空，待填 · {len(names)} files; fill in targets and tasks"
    )


@app.command("import-baselines")
def take_baselines(
    path: Annotated[
        Path, typer.Argument(help="a spreadsheet: org_unit, year, key, value, source, certainty")
    ],
    is_dry_run: Annotated[
        bool, typer.Option("--dry-run", help="say what would happen, write nothing")
    ] = False,
    takes_odd: Annotated[
        bool, typer.Option("--as-they-are", help="take figures that are asked about: they are right")
    ] = False,
) -> None:
    """导入基数 · Take baselines from a spreadsheet, each with source and certainty; all rows or none."""
    from agri.services.reference.import_baselines import import_baselines

    with opened() as o:
        done = import_baselines(
            o.session,
            committee_at_the_server(o.session, o.city),
            path,
            now=o.now,
            is_dry_run=is_dry_run,
            takes_odd=takes_odd,
            city=o.city,
        )
    mark = "（试运行，未写入）· dry run, nothing written" if is_dry_run else ""
    say(
        f"新增或更正 {done.changed}，相同 {done.unchanged}，空白 {done.blank} · "
        f"{done.changed} new or corrected, {done.unchanged} the same, {done.blank} blank{mark}"
    )


@app.command("close-year")
def end_year(year: Annotated[int, typer.Argument(help="plan year whose December is released")]) -> None:
    """年度封账 · Close a plan year: nothing more is taken for it."""
    with opened() as o:
        close_year(o.session, committee_at_the_server(o.session, o.city), year, now=o.now)
    say(f"{year} 年已年度封账 · the plan year {year} is closed")


@app.command()
def consent(
    version: Annotated[str, typer.Argument(help="as `agri apply` names it, e.g. 4101/2019/2")],
    by: Annotated[str, typer.Option(help="account of the second person: operator or province")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, envvar="AGRI_PASSWORD")] = "",
) -> None:
    """同意年内变更目标 · Agree, as a second person, to definitions that change a target within their year."""
    city, year, number = _version_parts(version)
    with opened(reads_only=True) as o:
        person = find_person(o.session, name=by)
    if not is_password(password, person.password_hash if person is not None else None) or person is None:
        raise wrong_sign_in()
    with opened() as o:
        agreed = consent_to_version(o.session, actor_of(person), city, year, number, now=o.now)
    say(f"{agreed.name}：已生效 · in force from the end of {agreed.in_force_on}")


def _version_parts(version: str) -> tuple[str, int, int]:
    parts = version.split("/")
    if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal()):
        raise NotFound(
            f"{version!r} names no definitions: write CITY/YEAR/NUMBER, e.g. 4101/2019/2",
            f"“{version}”不是定义版本；应写成 城市代码/年度/版次，如 4101/2019/2",
        )
    return parts[0], int(parts[1]), int(parts[2])


def applied_lines(applied: Applied) -> list[str]:
    """Return what a person reads: the version, the files that changed, the targets, what is still needed."""
    version = applied.version
    ended = [] if applied.practice_ended is None else [ended_line(applied.practice_ended)]
    if not applied.is_new:
        return [f"{version.name}：与记录相同，未作变更 · the record holds just this already", *ended]
    lines = [f"{version.name}：已存入记录 · taken into the record, {version.digest[:12]}"]
    if version.number > 1:
        lines += [f"  {name}" for name in applied.changed]
    lines += [f"  目标 target {code}: {old} → {new}" for code, old, new in applied.target_changes]
    if version.in_force_on is None:
        lines.append(
            f"年内变更目标，须经省级或另一名运维同意后生效：agri consent {version.name} --by 账号 · "
            f"a target changes within its year: the province or another operator must agree, "
            f"agri consent {version.name} --by NAME"
        )
    return lines + ended
