"""``agri notify``: tell people what is due, returned or changed, on every way that is set."""

from dataclasses import asdict
from typing import Annotated

import typer

from agri.cli.opening import opened, parse_date
from agri.cli.output import note, out, print_json
from agri.cli.printing.tables import say
from agri.errors import Fault, Invalid
from agri.services.access.local_actor import committee_at_the_server
from agri.settings import Settings
from agri.terms import Delivery

app = typer.Typer()


@app.command()
def notify(
    as_of: Annotated[str | None, typer.Option(help="day, 2019-09-03; today by default")] = None,
    send: Annotated[bool, typer.Option("--send", help="send them; without it they are printed")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="send those again that may have arrived already")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print what became of each as JSON")] = False,
) -> None:
    """消息 · Tell what is due, returned or changed, once on each way; 1 if anything was not taken."""
    from agri.services.messages.deliver import deliver
    from agri.services.messages.ways import ways_of
    from agri.services.messages.what_to_tell import messages_of

    ways = ways_of(Settings())
    if send and not ways:
        detail = "no way is set: see docs/messages.md for AGRI_WECOM_WEBHOOK, AGRI_SMTP_URL and the others"
        detail_zh = "没有设置任何发送方式：AGRI_WECOM_WEBHOOK、AGRI_SMTP_URL 等见 docs/messages.md"
        raise Invalid(detail, detail_zh, (Fault("--send", "no-way", detail, detail_zh),))
    with opened(reads_only=True) as o:
        day = parse_date(as_of, o.today)
        actor = committee_at_the_server(o.session, o.city)
        messages = messages_of(o.session, actor, as_of=day)
        engine, now = o.engine, o.now
        if not send:
            for message in messages:
                say(out, message.text)
            note(f"{len(messages)} messages, none sent; --send sends them")
            return
        o.session.rollback()  # nobody waits for a receiver
        found = deliver(engine, actor, messages, ways, now=now, sends_unsure=again)
    if as_json:
        print_json({"deliveries": [asdict(one) for one in found]})
    for one in found if not as_json else ():
        say(out, f"{one.delivery:<7} {one.channel:<9} {one.subject} {one.reason}".rstrip())
    if any(one.delivery in {Delivery.FAILED, Delivery.UNSURE} for one in found):
        raise typer.Exit(1)
