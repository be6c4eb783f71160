"""Commands on city packages: folders of what gives a city's numbers their meaning."""

from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from agri.cli.output import print_json, say
from agri.definitions.package.check import PackageReport
from agri.definitions.reading import DefinitionFiles
from agri.errors import NotFound
from agri.services.reference.check_package import check_city_package
from agri.services.store.clock import system_clock
from agri.terms import Weight

app = typer.Typer()

_WORDS = {
    Weight.STOP: "须改 stop ",
    Weight.LATER: "待改 later",
    Weight.NOTE: "提示 note ",
}


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="a city package, e.g. seed_data/zhengzhou")],
    year: Annotated[int | None, typer.Option(help="plan year; the newest by default")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the report as JSON")] = False,
) -> None:
    """检查城市定义包 · Name every fault of a city package, with file, line and way out; 1 if any stops it."""
    if not folder.is_dir():
        raise NotFound(f"there is no folder {folder}", f"没有文件夹 {folder}")
    files = DefinitionFiles.in_folder(folder)
    report = check_city_package(files, year, today=system_clock().date())
    if as_json:
        print_json(report.document())
    else:
        for line in report_lines(report):
            say(line)
    if not report.is_sound:
        raise typer.Exit(1)


def report_lines(report: PackageReport) -> list[str]:
    """Return what a person reads: faults by file, what passed, how well figures are founded, the sum."""
    lines = []
    for file, faults in groupby(report.faults, key=lambda fault: fault.file):
        lines.append(file)
        for fault in faults:
            at = f"{file}:{fault.line}" if fault.line else file
            place = f" {fault.at}" if fault.at else ""
            lines += [
                f"  {_WORDS[fault.kind.weight]} {at}{place} [{fault.kind.code}]",
                f"    {fault.text.zh}",
                f"    {fault.text.en}",
            ]
    lines += [f"通过 ok  {one.file}：{one.text.zh} · {one.text.en}" for one in report.passed]
    for one in report.founded:
        counts = one.by_certainty
        review = one.oldest_review.isoformat() if one.oldest_review else "-"
        lines.append(
            f"依据 founded  {one.file}: published {counts.get('published', 0)}, derived "
            f"{counts.get('derived', 0)}, assumed {counts.get('assumed', 0)}; "
            f"未核对 not reviewed {one.unreviewed}; 最早核对 oldest review {review}"
        )
    if report.gaps:
        lines.append("缺 missing，按对预测的作用排序 · in the order of what it would do for the projection:")
    for number, gap in enumerate(report.gaps, start=1):
        lines.append(
            f"  {number}. {gap.name} {gap.title.zh}：{gap.blank}/{gap.places} 空缺；{gap.effect.zh} · "
            f"{gap.blank} of {gap.places} blank; {gap.effect.en}"
        )
    lines += burden_lines(report)
    stops, later, notes = (report.count(weight) for weight in Weight)
    lines.append(
        f"{report.year}：须改 {stops} 处，待改 {later} 处，提示 {notes} 处 · "
        f"{stops} to mend, {later} for later, {notes} notes"
    )
    return lines


def burden_lines(report: PackageReport) -> list[str]:
    """Return what the forms ask in a year, and which fields nothing but a table reads."""
    if not report.burden:
        return []
    forms, fields = len(report.burden), sum(len(one.fields) for one in report.burden)
    asked = sum(one.asked_a_year for one in report.burden)
    lines = [
        f"负担 burden  {forms} 张表 {fields} 项，一年填 {asked} 格 · "
        f"{forms} forms with {fields} fields, {asked} cells a year"
    ]
    unread = [(one.form, field) for one in report.burden for field in one.unread]
    if unread:
        names = "、".join(f"{form}.{field.element} {field.title.zh}" for form, field in unread)
        lines.append(f"  除报表外无人读取，可否不填 · read by nothing but tables, drop them? {names}")
    return lines
