"""The ways on which a message goes out: group robots, mail, SMS. An address or secret enters no error's text.

A refusal that is certain raises `NotTaken`: the message did not arrive, and may be sent again. Whatever
leaves it open, such as no answer in time, raises `Unsure`.

References
----------
企业微信 群机器人配置说明; 钉钉 自定义机器人安全设置 (加签); 飞书 自定义机器人使用指南 (签名校验); RFC 5321.
"""

import base64
import hashlib
import hmac
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import httpx

from agri.services.messages.what_to_tell import Message
from agri.settings import Settings
from agri.terms import ChannelKind

TIMEOUT_S = 10.0
_MOST_BYTES = 2_000  # 企业微信 takes 2048 of a text
_CUT = "……（全文见系统）"
_TELEPHONE = re.compile(r"\+?\d{5,15}")

Send = Callable[[Message, int], None]  # the message, and the present second


class NotTaken(Exception):
    """The receiver certainly did not take the message; the text says why, without its address."""


class Unsure(Exception):
    """It may have arrived; the text says what happened."""


def ways_of(settings: Settings) -> dict[tuple[ChannelKind, str], Send]:
    """Return every way that is set, by its kind and by which of several receivers it is."""
    ways: dict[tuple[ChannelKind, str], Send] = {}
    for kind, address, secret, robot in (
        (ChannelKind.WECOM, settings.wecom_webhook, None, _wecom),
        (ChannelKind.DINGTALK, settings.dingtalk_webhook, settings.dingtalk_secret, _dingtalk),
        (ChannelKind.FEISHU, settings.feishu_webhook, settings.feishu_secret, _feishu),
    ):
        if address is not None:
            key = secret.get_secret_value() if secret is not None else None
            ways[kind, "group"] = _robot(address.get_secret_value(), key, robot)
    if settings.smtp_url is not None and settings.mail_from:
        for receiver in _listed(settings.mail_to):
            ways[ChannelKind.MAIL, _digest(receiver)] = _mail(
                settings.smtp_url.get_secret_value(), settings.mail_from, receiver
            )
    if settings.sms_address is not None:
        for number in _listed(settings.sms_to):
            ways[ChannelKind.SMS, _digest(number)] = _sms(settings.sms_address.get_secret_value(), number)
    return ways


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _digest(receiver: str) -> str:
    """Name a receiver in the audit chain, which holds no addresses and no telephone numbers."""
    return hashlib.sha256(receiver.encode()).hexdigest()[:12]


def fitted(text: str, most: int = _MOST_BYTES) -> str:
    """Cut a text to so many bytes of UTF-8, and say that it was cut.

    >>> fitted("催报" * 5, 40)
    '催报催……（全文见系统）'
    """
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - len(_CUT.encode())].decode(errors="ignore") + _CUT


def _signature(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def _wecom(address: str, key: str | None, text: str, second: int) -> tuple[str, dict[str, Any]]:
    del key, second
    return address, {"msgtype": "text", "text": {"content": fitted(text)}}


def _dingtalk(address: str, key: str | None, text: str, second: int) -> tuple[str, dict[str, Any]]:
    if key is not None:
        stamp = str(second * 1000)
        sign = quote(_signature(key, f"{stamp}\n{key}"), safe="")
        address = f"{address}{'&' if '?' in address else '?'}timestamp={stamp}&sign={sign}"
    return address, {"msgtype": "text", "text": {"content": fitted(text, 18_000)}}


def _feishu(address: str, key: str | None, text: str, second: int) -> tuple[str, dict[str, Any]]:
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": fitted(text, 18_000)}}
    if key is not None:
        body |= {"timestamp": str(second), "sign": _signature(f"{second}\n{key}", "")}
    return address, body


Robot = Callable[[str, str | None, str, int], tuple[str, dict[str, Any]]]


def _robot(address: str, key: str | None, robot: Robot) -> Send:
    def send(message: Message, second: int) -> None:
        to, body = robot(address, key, message.text, second)
        answer = _asked(lambda: httpx.post(to, json=body, timeout=TIMEOUT_S))
        try:
            told = answer.json()
        except ValueError:
            raise Unsure("the robot's answer cannot be read") from None
        if not isinstance(told, Mapping):
            raise Unsure("the robot's answer cannot be read")
        code = next((told[name] for name in ("errcode", "code", "StatusCode") if name in told), None)
        if code is None:
            raise Unsure("the robot's answer has no code")
        if code != 0:
            raise NotTaken(f"the robot refused it with code {code}")

    return send


def _asked(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Ask a server; what did not reach it is not taken, what got no answer is unsure."""
    try:
        answer = ask()
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotTaken(f"no connection ({type(error).__name__})") from None
    except httpx.InvalidURL:
        raise NotTaken("the address is no address") from None
    except httpx.HTTPError as error:
        raise Unsure(f"no answer ({type(error).__name__})") from None
    if answer.status_code in {408, 502, 504}:
        raise Unsure(f"HTTP {answer.status_code}")
    if not answer.is_success:
        raise NotTaken(f"HTTP {answer.status_code}")
    return answer


def _sms(template: str, number: str) -> Send:
    def send(message: Message, second: int) -> None:
        del second
        if not _TELEPHONE.fullmatch(number):
            raise NotTaken("a receiver of SMS is no telephone number")
        to = template.replace("{telephone}", quote(number, safe="")).replace(
            "{text}", quote(fitted(message.text, 900), safe="")
        )
        _asked(lambda: httpx.get(to, timeout=TIMEOUT_S))

    return send


def _mail(url: str, sender: str, receiver: str) -> Send:
    def send(message: Message, second: int) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, receiver, message.text[:60].split("。")[0]
        mail["Date"] = formatdate(second, localtime=False)
        # The same message has the same id: a server or reader that got it twice shows it once.
        mail["Message-ID"] = f"<{_digest(f'{message.subject} {receiver}')}@agri.invalid>"
        mail.set_content(message.text)
        _hand_over(url, mail)

    return send


def _hand_over(url: str, mail: EmailMessage) -> None:
    """Hand a mail to its server; only a lost answer after the content leaves it open."""
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "smtps"
    is_handed = False
    try:
        if is_tls:
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=TIMEOUT_S, context=context
            )
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
        with server:
            if parse_qs(parts.query).get("starttls") == ["1"]:
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            is_handed = True
            server.send_message(mail)
    except smtplib.SMTPServerDisconnected:
        raise (Unsure if is_handed else NotTaken)("the mail server closed the connection") from None
    except smtplib.SMTPResponseException as error:
        raise NotTaken(f"the mail server answered {error.smtp_code}") from None
    except smtplib.SMTPException as error:
        raise NotTaken(f"the mail server refused it ({type(error).__name__})") from None
    except OSError as error:
        raise (Unsure if is_handed else NotTaken)(f"no mail server ({type(error).__name__})") from None
