"""Open and end a practice month: a draft package on the phones before it is in force."""

import typer

from agri.cli.opening import opened
from agri.cli.output import say
from agri.definitions.reading import DefinitionFiles
from agri.errors import NotFound
from agri.services.access.local_actor import operator_at_the_server
from agri.services.reference.practice_month import OpenedPractice, end_practice, open_practice
from agri.settings import Env, Settings

app = typer.Typer()


def put_on_phones(files: DefinitionFiles, year: int, month: str | None) -> None:
    """Open a practice month with a checked package, and say what phones show and how to end it."""
    with opened() as o:
        by = operator_at_the_server(o.session).id
        done = open_practice(
            o.session,
            files,
            year,
            month=month,
            now=o.now,
            by=by if by.int else None,
            refuses_synthetic=Settings().env == Env.PRODUCTION,
        )
    for line in opened_lines(done):
        say(line)


@app.command("end-draft")
def end_draft() -> None:
    """结束练习月 · End the practice month; what was tried on phones is thrown away."""
    with opened() as o:
        by = operator_at_the_server(o.session).id
        count = end_practice(o.session, o.city, now=o.now, by=by if by.int else None)
    if count is None:
        raise NotFound(
            "no practice month is open: `agri apply FOLDER --draft` opens one",
            "当前没有练习月：`agri apply 文件夹 --draft` 可开始练习",
        )
    say(ended_line(count))


def opened_lines(done: OpenedPractice) -> list[str]:
    """Return what a person reads: the month, its forms, what phones show, how to end it."""
    practice = done.practice
    lines = [] if done.thrown_away is None else [ended_line(done.thrown_away)]
    lines.append(
        f"练习月已开：{practice.period}，按 {practice.year} 年草稿，未启用，不计入任何数字 · "
        f"practice month open: {practice.period} by the draft of {practice.year}, "
        "not in force, counted in no figure"
    )
    for form in done.asked:
        is_fresh = form.code in done.fresh
        lines.append(
            f"  {form.code}：{form.title.zh} 第 {form.version} 版{'（新）' if is_fresh else ''} · "
            f"{form.title.en}, version {form.version}{' (new)' if is_fresh else ''}"
        )
    left_out = [code for code in done.fresh if code not in practice.periods]
    if left_out:
        named = ", ".join(left_out)
        lines.append(
            f"  {practice.period} 不填的新表：{named}；可用 --month 另选月份 · new forms that "
            f"{practice.period} does not ask: {named}; choose another month with --month"
        )
    lines += [
        f"手机“本月”页显示：练习：{practice.year} 年的新表，先试填 · phones show on the month's page: "
        f"Practice: the new forms of {practice.year}, try them",
        f"结束并删除试填：agri end-draft；启用 {practice.year} 年定义时自动结束 · "
        "to end it and throw away what was tried: agri end-draft; "
        f"applying definitions of {practice.year} ends it too",
    ]
    return lines


def ended_line(count: int) -> str:
    """Say that a practice month was ended, and what went with it."""
    return (
        f"练习月已结束，已删除试填 {count} 份；正式记录未变 · "
        f"practice month ended, {count} trials thrown away; the record is as it was"
    )
