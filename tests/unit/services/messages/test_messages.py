"""Messages go out once on each way, survive receivers that fail, and give no secret away."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.models import Audit, ProjectionRow
from agri.services.access.local_actor import committee_at_the_server
from agri.services.intake.receive import receive
from agri.services.messages import ways as ways_module
from agri.services.messages.deliver import deliver
from agri.services.messages.ways import fitted, ways_of
from agri.services.messages.what_to_tell import Message, messages_of
from agri.services.review.decide import decide
from agri.settings import Settings
from agri.terms import ChannelKind, DecisionKind, Delivery
from tests.places import CITY, NOW
from tests.unit.services.submissions import a_report, actor

SECRET = "SEC-of-the-robot"
MESSAGE = Message("4101/due/2019-08/on", "【催报】2019年8月报表今天到期。")


@pytest.fixture
def database() -> str:
    return "sqlite"


@dataclass
class Receiver:
    """Another system: answers as it is told to (a status, a body, or None for no answer at all)."""

    answers: list[tuple[int, bytes] | None] = field(default_factory=list)
    got: list[tuple[str, bytes]] = field(default_factory=list)
    address: str = ""
    usual: tuple[int, bytes] = (200, b'{"errcode": 0, "code": 0}')


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.got.append((self.path, self.rfile.read(int(self.headers.get("Content-Length", 0)))))
            answer = told.answers.pop(0) if told.answers else told.usual
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)  # taken, and never answered
                self.close_connection = True
                return
            status, body = answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - the name that the server asks for

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        told.address = f"http://127.0.0.1:{server.server_port}"
        yield told
        server.shutdown()
        thread.join()


@contextmanager
def mail_server(script: dict[str, str]) -> Iterator[tuple[int, list[str]]]:
    """Speak as much SMTP as a client needs, with the answers of `script` in the place of "yes"."""
    mails: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                stream.write(script.get("GREETING", "220 here").encode() + b"\r\n")
                stream.flush()
                while line := stream.readline():
                    word = line.decode().split()[0].upper()
                    usual = {"DATA": "354 go on", "QUIT": "221 bye", "EHLO": "250 here"}.get(word, "250 yes")
                    stream.write(script.get(word, usual).encode() + b"\r\n")
                    stream.flush()
                    if word == "DATA" and script.get(word, usual).startswith("354"):
                        content = b""
                        while (part := stream.readline()) != b".\r\n":
                            content += part
                        mails.append(content.decode())
                        if script.get("CONTENT") == "silence":
                            break
                        stream.write(script.get("CONTENT", "250 taken").encode() + b"\r\n")
                        stream.flush()
                    if word == "QUIT":
                        break

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], mails
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def sent(engine, settings: Settings, **more) -> list[tuple[str, str]]:
    with Session(engine) as session:
        who = committee_at_the_server(session)
    found = deliver(engine, who, [MESSAGE], ways_of(settings), now=NOW, **more)
    assert not [one for one in found if SECRET in one.reason or "127.0.0.1" in one.reason]
    return [(one.delivery.value, one.reason) for one in found]


def acts(engine) -> list[str]:
    with Session(engine) as session:
        rows = session.exec(
            select(Audit).where(col(Audit.subject).startswith("message/")).order_by(col(Audit.seq))
        )
        return [row.act for row in rows]


def robots(receiver: Receiver) -> Settings:
    return Settings(
        wecom_webhook=f"{receiver.address}/wecom?key={SECRET}",
        dingtalk_webhook=f"{receiver.address}/dingtalk?access_token=t",
        dingtalk_secret=SECRET,
        feishu_webhook=f"{receiver.address}/feishu",
        feishu_secret=SECRET,
        sms_address=receiver.address + "/sms?key=" + SECRET + "&to={telephone}&text={text}",
        sms_to="13800000000",
    )


def test_each_way_is_told_once_and_signed(engine, receiver: Receiver):
    settings = robots(receiver)
    assert [state for state, _ in sent(engine, settings)] == ["sent"] * 4
    assert [state for state, _ in sent(engine, settings)] == ["known"] * 4
    assert len(receiver.got) == 4
    by_path = {urlsplit(path).path: (parse_qs(urlsplit(path).query), body) for path, body in receiver.got}
    assert json.loads(by_path["/wecom"][1])["text"]["content"] == MESSAGE.text
    query, body = by_path["/dingtalk"]
    stamp = query["timestamp"][0]
    wanted = hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(wanted).decode()]
    assert json.loads(body)["text"]["content"] == MESSAGE.text
    told = json.loads(by_path["/feishu"][1])
    wanted = hmac.new(f"{told['timestamp']}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
    assert told["sign"] == base64.b64encode(wanted).decode()
    assert by_path["/sms"][0]["text"] == [MESSAGE.text]
    assert acts(engine) == ["message.begun", "message.sent"] * 4
    with Session(engine) as session:
        subjects = " ".join(session.exec(select(Audit.subject)))
    assert SECRET not in subjects
    assert "13800000000" not in subjects


@pytest.mark.parametrize(
    ("answer", "state", "word"),
    [
        ((500, b""), "failed", "HTTP 500"),
        ((429, b""), "failed", "HTTP 429"),
        ((200, b'{"errcode": 310000, "errmsg": "sign not match"}'), "failed", "310000"),
        ((200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}'), "failed", "45009"),
        (None, "unsure", "no answer"),
        ((504, b""), "unsure", "HTTP 504"),
        ((200, b"<html>welcome</html>"), "unsure", "cannot be read"),
        ((200, b"{}"), "unsure", "no code"),
    ],
)
def test_what_failed_is_tried_again_and_what_may_have_arrived_is_not(engine, receiver, answer, state, word):
    settings = Settings(wecom_webhook=f"{receiver.address}/wecom?key={SECRET}")
    receiver.answers = [answer]
    [(first, reason)] = sent(engine, settings)
    assert (first, word in reason) == (state, True)
    [(second, _)] = sent(engine, settings)
    if state == "failed":
        assert (second, len(receiver.got)) == ("sent", 2)
    else:
        assert (second, len(receiver.got)) == ("unsure", 1)
        assert [one for one, _ in sent(engine, settings, sends_unsure=True)] == ["sent"]
    assert [one for one, _ in sent(engine, settings)] == ["known"]


def test_a_receiver_that_does_not_answer_in_time_or_is_not_there(engine, monkeypatch):
    monkeypatch.setattr(ways_module, "TIMEOUT_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        settings = Settings(wecom_webhook=f"http://127.0.0.1:{port}/?key={SECRET}")
        assert sent(engine, settings) == [("unsure", "no answer (ReadTimeout)")]
    gone = Settings(feishu_webhook=f"http://127.0.0.1:{port}/{SECRET}")
    assert sent(engine, gone) == [("failed", "no connection (ConnectError)")]


@pytest.mark.parametrize(
    ("script", "state", "word"),
    [
        ({}, "sent", ""),
        ({"RCPT": "451 try later"}, "failed", "Recipients"),
        ({"MAIL": "550 not you"}, "failed", "550"),
        ({"CONTENT": "452 full"}, "failed", "452"),
        ({"CONTENT": "554 no"}, "failed", "554"),
        ({"GREETING": "421 busy"}, "failed", "421"),
        ({"CONTENT": "silence"}, "unsure", "closed"),
    ],
)
def test_a_mail_is_handed_over_or_it_is_known_why_not(engine, script, state, word):
    with mail_server(script) as (port, mails):
        settings = Settings(
            smtp_url=f"smtp://127.0.0.1:{port}", mail_from="agri@example.cn", mail_to="a@example.cn"
        )
        [(found, reason)] = sent(engine, settings)
        assert (found, word in reason) == (state, True), reason
        again = [one for one, _ in sent(engine, settings)]
    assert again == [{"sent": "known", "failed": "failed", "unsure": "unsure"}[state]]
    if state in {"sent", "unsure"}:
        assert len(mails) == 1
        assert "Message-ID: <" in mails[0]


def test_only_who_has_not_sent_is_named_before_on_and_after_the_day(session: Session):
    committee = committee_at_the_server(session)
    due = date(2019, 9, 3)
    days = {days: messages_of(session, committee, as_of=due + timedelta(days=days)) for days in range(-4, 4)}
    told = {
        when: [one.subject.split("/")[-1] for one in found if "/due/" in one.subject]
        for when, found in days.items()
    }
    assert told == {
        -4: [], -3: ["before-3"], -2: [], -1: ["before-1"], 0: ["on"], 1: ["after-1"], 2: ["after-2"], 3: []
    }  # fmt: skip
    assert "柳林镇（" in days[0][0].text
    assert "9月3日" in days[-3][0].text
    report = a_report()
    receive(session, actor("reporter"), [report], now=NOW)
    after = messages_of(session, committee, as_of=date(2019, 9, 5))
    before = days[2][0].text
    assert after[0].text != before
    assert not [word for one in after for word in ("排名", "第一", "最差") if word in one.text]


def test_a_returned_report_is_told_once_for_each_return(session: Session):
    committee = committee_at_the_server(session)
    report = a_report()
    receive(session, actor("reporter"), [report], now=NOW)
    decide(session, actor("reviewer"), report.revision_id, DecisionKind.RETURNED, "请核对", now=NOW)
    found = [
        one for one in messages_of(session, committee, as_of=date(2019, 9, 8)) if "/returned/" in one.subject
    ]
    assert len(found) == 1
    assert "柳林镇 2019-08" in found[0].text
    assert "请核对" not in found[0].text  # a reason may name people


def project(
    engine, snapshot: str, chances: dict[str, float | None], *, hour: int, day=date(2019, 9, 5), **more
) -> None:
    """Store a finished projection of a record, with the city's chances as reported."""
    end = dict.fromkeys(("mean", "q05", "q25", "q50", "q75", "q95", "sd"), 0.5)
    lines = [
        {"indicator": code, "org_unit": CITY, "basis": basis, "year_end": end, "probability": chance}
        for code, chance in chances.items()
        for basis in ("reported", "true")
    ]
    at = NOW + timedelta(hours=hour)
    row = {
        "id": uuid4(), "key": uuid4().hex, "city": CITY, "snapshot": snapshot * 32, "as_of": day,
        "basis": "accepted", "seed": 1, "replications": 10, "method": "m", "scenario": {"measures": []},
        "requested_at": at, "finished_at": at, "result": json.dumps({"evidence": {}, "indicators": lines}),
    }  # fmt: skip
    with Session(engine) as session, session.begin():
        session.add(ProjectionRow(**(row | more)))


def test_a_changed_outlook_is_told_once_though_a_receiver_fails_and_it_is_projected_again(engine, receiver):
    settings = robots(receiver)
    soil, film = "soil_test_coverage", "film_recovery"
    names: set[str] = set()

    def told(day=date(2019, 9, 5)) -> tuple[list[str], list[str]]:
        """Do what `agri notify --send` does: the texts on the outlook, and what became of them."""
        with Session(engine) as session:
            who = committee_at_the_server(session)
            found = [one for one in messages_of(session, who, as_of=day) if "/outlook/" in one.subject]
        sent = deliver(engine, who, found, ways_of(settings), now=NOW)
        names.update(one.subject.rpartition("/")[2] for one in found)
        return [one.text for one in found], [one.delivery.value for one in sent]

    project(engine, "aa", {soil: 0.65, film: None}, hour=0)
    assert told() == ([], [])  # there is nothing that it differs from
    project(engine, "bb", {soil: 0.70, film: None}, hour=1)
    assert told() == ([], [])  # another number and the same word
    project(engine, "cc", {soil: 0.15, film: 0.5}, hour=2)
    receiver.answers = [(500, b"")]
    texts, states = told()
    assert texts == [texts[0]]
    assert "测土配方施肥技术推广覆盖率：有可能达标→很难达标。" in texts[0]
    # Named by the words that it first had: who was told so before a better word came is not told again.
    first = hashlib.sha256("测土配方施肥技术推广覆盖率：有望达标→很难达标".encode()).hexdigest()[:16]
    assert names == {first}
    assert "地膜" not in texts[0]  # it has no target, and had no chance before
    assert sorted(states) == ["failed", "sent", "sent", "sent"]
    assert told()[1].count("sent") == 1  # that receiver alone is tried again
    assert told()[1] == ["known"] * 4
    # Asked again of the same record, with measures, or of another year: no news.
    for hour in range(3, 13):
        project(engine, "cc", {soil: 0.16}, hour=hour)
        project(engine, "dd", {soil: 0.99}, hour=hour, scenario={"measures": [{"kind": "more"}]})
    project(engine, "ee", {soil: 0.99}, hour=30, day=date(2018, 12, 31))
    assert told() == (texts, ["known"] * 4)
    assert told(date(2019, 9, 4)) == ([], [])  # nothing was projected for that day
    project(engine, "ff", {soil: 0.65}, hour=13)
    texts, states = told()
    assert "很难达标→有可能达标" in texts[0]
    assert states == ["sent"] * 4
    # Another method says otherwise of the same record: no news of the city.
    project(engine, "ff", {soil: 0.15}, hour=14, method="m2")
    assert told() == ([], [])
    project(engine, "11", {soil: 0.65}, hour=15, method="m2")
    texts, _ = told()
    assert "很难达标→有可能达标" in texts[0]
    assert len(receiver.got) == 4 + 1 + 4 + 4


def test_a_long_text_is_cut_to_what_a_robot_takes():
    assert len(fitted("催报" * 2000).encode()) <= 2000
    assert {one.value for one in Delivery} == {"sent", "known", "failed", "unsure"}
    assert {one.value for one in ChannelKind} == {"wecom", "dingtalk", "feishu", "mail", "sms"}
    assert not AuditAct.MESSAGE_SENT.changes_record
