"""``agri remind``: who is late, county by county; on request told to another system."""

from typing import Annotated

import typer

from agri.cli.opening import opened, parse_date
from agri.cli.output import note, out, print_json
from agri.cli.printing.tables import say
from agri.errors import Fault, Invalid
from agri.services.access.local_actor import committee_at_the_server
from agri.services.figures.reminders import read_reminders
from agri.services.figures.send_reminders import reminders_document, send_reminders
from agri.settings import Settings

app = typer.Typer()


@app.command()
def remind(
    as_of: Annotated[str | None, typer.Option(help="day, 2019-09-05; today by default")] = None,
    send: Annotated[bool, typer.Option("--send", help="post them to AGRI_REMINDER_WEBHOOK")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print what would be sent")] = False,
) -> None:
    """催报名单 · List what was due and has not arrived, by county in the order of codes."""
    address = Settings().reminder_webhook
    if send and address is None:
        detail = "set AGRI_REMINDER_WEBHOOK to the address that takes the reminders"
        detail_zh = "请先在 AGRI_REMINDER_WEBHOOK 中设置接收地址"
        raise Invalid(detail, detail_zh, (Fault("--send", "no-webhook", detail, detail_zh),))
    with opened(reads_only=True) as o:
        day = parse_date(as_of, o.today)
        reminders = read_reminders(o.session, committee_at_the_server(o.session, o.city), as_of=day)
    if as_json:
        print_json(reminders_document(reminders, as_of=day))
    else:
        for reminder in reminders:
            say(out, f"{reminder.county} {reminder.name} {reminder.period}")
            for late in reminder.late:
                say(out, f"  {late.org_unit} {late.name}: {', '.join(late.forms)}")
    if send and address is not None:
        send_reminders(address, reminders, as_of=day)
        note(f"sent: {len(reminders)} counties")
