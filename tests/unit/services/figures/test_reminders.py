"""Who is late is listed by county; the list is sent only where somebody asked for it, until it is taken."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from sqlmodel import Session

from agri.errors import NotAllowed, Unavailable
from agri.services.figures.reminders import Late, Reminder, read_reminders
from agri.services.figures.send_reminders import send_reminders
from agri.services.intake.receive import receive
from agri.settings import Settings
from tests.places import COUNTY, ESTATE, FAR_TOWNSHIP, NEIGHBOUR, NOW, OTHER_COUNTY, TOWNSHIP
from tests.unit.services.submissions import a_report, actor

pytestmark = pytest.mark.slow  # waits for a receiver that is busy

AUGUST_IS_DUE = date(2019, 9, 5)
AUGUST_IS_NOT = date(2019, 9, 2)


@pytest.fixture
def database() -> str:
    return "sqlite"


@dataclass
class Receiver:
    """Another system: answers with what it is told to, then with 204."""

    answers: list[int] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(told.answers.pop(0) if told.answers else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        told.address = f"http://127.0.0.1:{server.server_port}/hook"
        yield told
        server.shutdown()
        thread.join()


def late_forms(reminders: tuple[Reminder, ...]) -> dict[str, tuple[str, ...]]:
    return {late.org_unit: late.forms for reminder in reminders for late in reminder.late}


A_REMINDER = Reminder(
    COUNTY, "东川县", "2019-08", date(2019, 9, 3), date(2019, 9, 5), (Late(TOWNSHIP, "柳林镇", ("film",)),)
)


def send(receiver: Receiver, **changes: Any) -> None:
    send_reminders(receiver.address, [A_REMINDER], as_of=AUGUST_IS_DUE, first_wait_s=0.001, **changes)


class TestList:
    def test_what_is_due_and_has_not_arrived_is_listed_by_county_in_order(self, session: Session) -> None:
        reminders = read_reminders(session, actor("committee"), as_of=AUGUST_IS_DUE)
        assert [reminder.county for reminder in reminders] == [COUNTY, OTHER_COUNTY]
        assert {reminder.period for reminder in reminders} == {"2019-08"}
        assert [reminder.due_on for reminder in reminders] == [date(2019, 9, 3)] * 2
        codes = [late.org_unit for late in reminders[0].late]
        assert codes == sorted(codes)
        assert {TOWNSHIP, NEIGHBOUR} <= set(codes)

    def test_who_has_nothing_to_report_is_not_reminded(self, session: Session) -> None:
        assert ESTATE not in late_forms(read_reminders(session, actor("committee"), as_of=AUGUST_IS_DUE))

    def test_a_report_that_arrived_is_not_late_though_nobody_decided_on_it(self, session: Session) -> None:
        before = late_forms(read_reminders(session, actor("reviewer"), as_of=AUGUST_IS_DUE))
        receive(session, actor("reporter"), [a_report(period="2019-08")], now=NOW)
        after = late_forms(read_reminders(session, actor("reviewer"), as_of=AUGUST_IS_DUE))
        assert "packaging" in before[TOWNSHIP]
        assert set(before[TOWNSHIP]) - set(after[TOWNSHIP]) == {"packaging"}
        assert after[NEIGHBOUR] == before[NEIGHBOUR]

    def test_a_month_whose_day_has_not_come_is_not_late(self, session: Session) -> None:
        reminders = read_reminders(session, actor("committee"), as_of=AUGUST_IS_NOT)
        assert {reminder.period for reminder in reminders} == {"2019-07"}

    def test_a_reviewer_sees_the_own_county_alone(self, session: Session) -> None:
        reminders = read_reminders(session, actor("reviewer"), as_of=AUGUST_IS_DUE)
        assert [reminder.county for reminder in reminders] == [COUNTY]
        with pytest.raises(NotAllowed):
            read_reminders(session, actor("reviewer"), as_of=AUGUST_IS_DUE, org_unit=FAR_TOWNSHIP)

    def test_a_reporter_gets_no_list(self, session: Session) -> None:
        with pytest.raises(NotAllowed):
            read_reminders(session, actor("reporter"), as_of=AUGUST_IS_DUE)


class TestSend:
    def test_nothing_is_sent_by_default(self) -> None:
        assert Settings().reminder_webhook is None

    def test_one_document_names_places_and_forms(self, receiver: Receiver) -> None:
        send(receiver)
        [body] = receiver.bodies
        assert (body["kind"], body["as_of"]) == ("reminders", "2019-09-05")
        assert body["counties"][0]["late"] == [{"org_unit": TOWNSHIP, "name": "柳林镇", "forms": ["film"]}]

    def test_a_receiver_that_is_busy_is_asked_again(self, receiver: Receiver) -> None:
        receiver.answers = [503, 429]
        send(receiver)
        assert len(receiver.bodies) == 3
        assert receiver.bodies[0] == receiver.bodies[2]

    def test_a_plain_refusal_is_told_at_once(self, receiver: Receiver) -> None:
        receiver.answers = [404]
        with pytest.raises(Unavailable, match="404"):
            send(receiver)
        assert len(receiver.bodies) == 1

    def test_a_receiver_that_stays_away_is_given_up(self, receiver: Receiver) -> None:
        receiver.answers = [500] * 9
        with pytest.raises(Unavailable, match="AGRI_REMINDER_WEBHOOK"):
            send(receiver, attempts=3)
        assert len(receiver.bodies) == 3
