"""``agri demo --province``: every city of Henan with invented reports, each assessed and released."""

import resource
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine

from agri.cli.output import out, progress_bar
from agri.cli.printing.tables import say
from agri.services.access.local_actor import province_at_the_server
from agri.services.figures.assess import assessment
from agri.services.publish.make_release import make_release
from agri.services.publish.province_figures import ProvinceAssessment, assess_province
from agri.services.store.database import reading
from agri.synthetic.load import DEMO_MARK, DEMO_NOW
from agri.synthetic.province import load_province

RELEASED = "2019-08"


def fill_province(engine: Engine, path: Path, *, seed: int, replications: int) -> None:
    """Load the province into an empty database, release every city, and say how long it took."""
    began = perf_counter()
    with progress_bar() as bar:
        task = bar.add_task("演示数据 demo data", total=None)
        loaded = load_province(
            engine, told=lambda _, done, total: bar.update(task, completed=done, total=total)
        )
    took = [perf_counter() - began]
    slowest = {"assess": 0.0, "release": 0.0}
    with progress_bar() as bar:
        task = bar.add_task("评估与发布 assessments and releases", total=len(loaded.cities))
        for city, committee in loaded.committees.items():
            began = perf_counter()
            with reading(engine) as session:
                assessment(session, as_of=DEMO_NOW.date(), org_unit=city)
            assessed = perf_counter()
            make_release(engine, committee, RELEASED, now=DEMO_NOW, seed=seed, replications=replications)
            slowest["assess"] = max(slowest["assess"], assessed - began)
            slowest["release"] = max(slowest["release"], perf_counter() - assessed)
            bar.advance(task)
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with reading(engine) as session:
        found = assess_province(session, province_at_the_server("41"), as_of=DEMO_NOW.date())
    _say_figures(found)
    say(
        out,
        f"{len(loaded.cities)} 市，{loaded.townships} 乡镇街道，{loaded.events} 件；导入 {took[0]:.0f} 秒，"
        f"一市评估最多 {slowest['assess']:.1f} 秒、发布最多 {slowest['release']:.1f} 秒，"
        f"内存 {memory_mb:.0f} MB",
        f"{len(loaded.cities)} cities, {loaded.townships} townships, {loaded.events} events; import "
        f"{took[0]:.0f} s, slowest assessment {slowest['assess']:.1f} s, release {slowest['release']:.1f} s, "
        f"memory {memory_mb:.0f} MB",
    )
    say(out, f"数据库 database: {path}  ({DEMO_MARK})")


def _say_figures(found: ProvinceAssessment | None) -> None:
    for one in () if found is None else found.figures:
        value = "—" if one.value is None else f"{one.value:.1%}"
        say(out, f"全省 province  {one.title.zh} {one.title.en}: {value}  ({len(one.cities)} 市 cities)")
