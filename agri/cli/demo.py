"""``agri demo``: the whole path on invented years, from a township's report to the province's workbook."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from agri.cli import server
from agri.cli.output import out, progress_bar
from agri.cli.printing.tables import progress_table, projection_table, say
from agri.errors import Conflict
from agri.periods import day_of
from agri.services.chain.migrate import migrate
from agri.services.store.database import make_engine, reading
from agri.synthetic.load import DEMO_MARK, DEMO_NOW, is_demo, load_demo
from agri.synthetic.record.accounts import PASSWORD

app = typer.Typer()

DATABASE = "agri.db"
RELEASED = "2019-08"


@app.command()
def demo(
    *,
    folder: Annotated[Path, typer.Option("--dir", help="where database and workbook go")] = Path("demo"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="TCP port on 127.0.0.1")] = server.PORT,
    seed: Annotated[int, typer.Option(min=0, help="seed of the projection")] = 1,
    replications: Annotated[int, typer.Option(min=2, help="replications of the projection")] = 1_000,
    serve: Annotated[bool, typer.Option(help="serve page and API afterwards")] = True,
    is_province: Annotated[
        bool, typer.Option("--province", help="all 18 cities of Henan, one invented year of each")
    ] = False,
) -> None:
    """演示 · Load the invented years of Zhengzhou, assess, project, release, export, then serve."""
    from agri.files.release.render import ExportFormat, render
    from agri.services.figures.assess import assessment
    from agri.services.outlook.project_year import project_year
    from agri.services.publish.make_release import make_release, read_release

    path = _fresh(folder)
    _say_other_database(path)
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    if is_province:
        from agri.cli.province_commands.whole_demo import fill_province

        fill_province(engine, path, seed=seed, replications=replications)
        engine.dispose()
        _say_accounts(port)
        _serve(path, port, is_wanted=serve)
        return
    with progress_bar() as bar:
        task = bar.add_task("演示数据 demo data", total=None)
        loaded = load_demo(
            engine,
            truth_folder=folder,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    committee = loaded.accounts[loaded.plan.city]
    today = day_of(DEMO_NOW)
    with progress_bar() as bar:
        bar.add_task(f"预测 projection, {replications} replications", total=None)
        projection = project_year(
            engine, as_of=today, seed=seed, replications=replications, now=DEMO_NOW, actor=committee
        )
    number = make_release(engine, committee, RELEASED, now=DEMO_NOW).number
    with reading(engine) as session:
        found = assessment(session, as_of=today)
        _, release = read_release(session, number)
    engine.dispose()
    export = render(release, ExportFormat.XLSX)
    workbook = folder / export.file_name
    workbook.write_bytes(export.content)
    titles = {row.indicator: row.title for row in found.assessments}
    out.print(progress_table(found))
    units = {row.indicator: row.unit for row in found.assessments}
    document = json.loads(projection.result or "{}")
    counted = {row.indicator: row.counted_in for row in found.assessments}
    out.print(projection_table(document, titles, mark=DEMO_MARK, units=units, counted_in=counted))
    say(out, found.evidence.text.zh, found.evidence.text.en)
    say(out, f"数据库 database: {path}  ({DEMO_MARK})")
    say(out, f"省级工作簿 province's workbook: {workbook}  (release {number})")
    _say_accounts(port)
    _serve(path, port, is_wanted=serve)


def _say_other_database(path: Path) -> None:
    """Say so where another database is set: the demo is made anew each time, and only below its folder."""
    url, own = os.environ.get("AGRI_DATABASE_URL"), f"sqlite:///{path.resolve()}"
    if url and Path(url.removeprefix("sqlite:///")).resolve() != path.resolve():
        say(
            out,
            f"AGRI_DATABASE_URL 未采用：演示库在 {path}（--dir 另选）；以后启动：AGRI_DATABASE_URL={own}",
            f"AGRI_DATABASE_URL is not used: the demo lies in {path} (--dir); later: AGRI_DATABASE_URL={own}",
        )


def _serve(path: Path, port: int, *, is_wanted: bool) -> None:
    if is_wanted:
        os.environ["AGRI_DATABASE_URL"] = f"sqlite:///{path}"
        os.environ["AGRI_ENV"] = "demo"
        server.serve(port=port, host=server.HOST, workers=1)


def _fresh(folder: Path) -> Path:
    """Make room for a new demo; a database that is not marked as one is left alone.

    Raises
    ------
    Conflict
        The folder holds such a database.
    """
    path = folder / DATABASE
    if path.exists():
        if not _is_marked(path):
            raise Conflict(
                f"{path} is not marked as a demo and is left alone; choose another folder with --dir",
                f"{path} 不是演示数据库，未作改动；请用 --dir 另选文件夹",
            )
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
            (folder / name).unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    return path


def _is_marked(path: Path) -> bool:
    from sqlalchemy.exc import DBAPIError

    engine = make_engine(f"sqlite:///{path}")
    try:
        with Session(engine) as session:
            return is_demo(session)
    except DBAPIError:  # no database of ours, or none at all
        return False
    finally:
        engine.dispose()


def _say_accounts(port: int) -> None:
    say(
        out,
        f"网页 page: http://{server.HOST}:{port}/    API: http://{server.HOST}:{port}/api/v1",
        "账号 accounts: 4101 (市 city), 410122 (县 county), 410122101 (乡镇 township), 41 (省 province),",
        "              operator; 每个单位代码都是账号 every place's code is an account",
        f"密码 password: {PASSWORD}",
    )
