"""The command that holds a province's plan against its cities' sums."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from agri.cli.opening import opened, parse_date
from agri.cli.output import note, out, print_json
from agri.services.access.local_actor import province_at_the_server
from agri.services.publish.province_figures import (
    ProvinceAssessment,
    ProvinceBasis,
    assess_province,
    province_document,
    require_province,
)

app = typer.Typer()


@app.command()
def province(
    code: Annotated[str, typer.Argument(help="the province's division code")] = "41",
    *,
    as_of: Annotated[str | None, typer.Option("--as-of", help="day; today by default")] = None,
    basis: Annotated[
        ProvinceBasis, typer.Option(help="cities' latest releases, or their accepted reports")
    ] = ProvinceBasis.RELEASED,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON instead of a table")] = False,
) -> None:
    """全省进度 · The province's own plan against its cities' sums, never against means of their rates."""
    with opened(reads_only=True) as o:
        actor = province_at_the_server(code)
        found = require_province(
            assess_province(o.session, actor, as_of=parse_date(as_of, o.today), basis=basis), code
        )
    if as_json:
        print_json(province_document(found))
        return
    out.print(_table(found))
    note(
        "各市分子之和除以分母之和；未计入的城市在末列",
        "cities' upper sides over their lower sides; who is not added up stands in the last column",
    )


def _table(found: ProvinceAssessment) -> Table:
    mark = "  演示数据 / synthetic" if found.is_synthetic else ""
    heading = escape(f"{found.plan.title.zh} · {found.plan.title.en}")
    table = Table(title=f"{heading}  {found.as_of}{mark}")
    for heading in ("指标 indicator", "目标 target", "至今 to date", "城市 cities", "未计入 without"):
        table.add_column(heading)
    for one in found.figures:
        scale, unit = (100, "%") if one.unit == "fraction" else (1, f" {one.unit}")
        table.add_row(
            escape(f"{one.title.zh} {one.title.en}"),
            "—" if one.target is None else f"{one.comparator} {one.target * scale:g}{unit}",
            "—" if one.value is None else f"{one.value * scale:.2f}{unit}",
            f"{len(one.cities)}  {'/'.join(map(str, one.months))}",
            ", ".join(one.without) or "—",
        )
    return table
