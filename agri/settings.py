"""What the operator sets in the environment (AGRI_*), read when an app is built, never at import.

A setting that would be unsafe on a real server is refused, not warned about.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from agri.errors import Refusal

UNSAFE_KEY = "agri-unsafe-key-for-demo-and-development-only"


class UnsafeSettings(Refusal):
    """The server would start, but not safely; it does not."""

    status, slug = 500, "unsafe-settings"
    title, title_zh = "The settings are not safe", "配置不安全"


class Env(StrEnum):
    """What kind of server this is."""

    DEV = "dev"
    DEMO = "demo"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Settings of one server process; every field is documented in docs/settings.md."""

    model_config = SettingsConfigDict(env_prefix="AGRI_", extra="ignore", frozen=True)

    env: Env = Field(default=Env.PRODUCTION, description="dev, demo or production")
    database_url: str = Field(
        default="sqlite:///agri.db", description="SQLite file, or postgresql+psycopg://…"
    )
    secret_key: SecretStr = Field(
        default=SecretStr(UNSAFE_KEY),
        min_length=32,
        description="keys the hashes of tokens and enrolment codes; at least 32 characters",
    )
    origin: str | None = Field(
        default=None,
        description="the address people type, e.g. https://agri.example.cn; needed behind a TLS proxy",
    )
    max_body_bytes: Annotated[int, Field(ge=1_000)] = Field(
        default=2_000_000, description="the largest request body that is read"
    )
    max_upload_bytes: Annotated[int, Field(ge=1_000)] = Field(
        default=32_000_000, description="the largest upload of spreadsheets"
    )
    session_days: Annotated[int, Field(ge=1, le=400)] = Field(
        default=90, description="how long a phone stays signed in"
    )
    enrolment_hours: Annotated[int, Field(ge=1, le=24 * 31)] = Field(
        default=72, description="how long an enrolment code can be used"
    )
    sign_in_tries: Annotated[int, Field(ge=1)] = Field(
        default=10,
        description="wrong passwords that one account bears from one address in fifteen minutes",
    )
    address_tries: Annotated[int, Field(ge=1)] = Field(
        default=2_000, description="wrong passwords that one address may have in fifteen minutes"
    )
    enrolment_tries: Annotated[int, Field(ge=1)] = Field(
        default=100, description="wrong enrolment codes that one address may have in fifteen minutes"
    )
    sign_in_days: Annotated[int, Field(ge=183, le=3_660)] = Field(
        default=200, description="how long tries to sign in are kept, failed ones too; six months at least"
    )
    desk_idle_minutes: Annotated[int, Field(ge=5, le=60 * 24 * 31)] = Field(
        default=480, description="after how long without use a desk is signed out"
    )
    requests_per_minute: Annotated[int, Field(ge=1)] = Field(
        default=6_000, description="requests that one signed-in person may make in a minute"
    )
    projection_workers: Annotated[int, Field(ge=1, le=64)] = Field(
        default=1, description="projections that run at once in this process"
    )
    project_when_quiet_s: Annotated[float, Field(ge=0, le=3_600, allow_inf_nan=False)] = Field(
        default=5.0,
        description="seconds without a change after which the server projects again by itself; 0: never",
    )
    monitor_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="lets a machine read /healthz and /metrics; without it nobody does",
    )
    log_json: bool = Field(default=True, description="one JSON object a line; false: for a terminal")
    reminder_webhook: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="where `agri remind --send` and the desk post who is late; nothing is sent by default",
    )
    wecom_webhook: SecretStr | None = Field(
        default=None, description="企业微信: address of a group robot with its key; `agri notify` sends to it"
    )
    dingtalk_webhook: SecretStr | None = Field(
        default=None, description="钉钉: address of a group robot with its access_token"
    )
    dingtalk_secret: SecretStr | None = Field(
        default=None, description="钉钉: the robot's secret (加签); without it messages are not signed"
    )
    feishu_webhook: SecretStr | None = Field(default=None, description="飞书: address of a group robot")
    feishu_secret: SecretStr | None = Field(
        default=None, description="飞书: the robot's secret (签名校验); without it messages are not signed"
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="mail: smtps://user:password@host:465, or smtp://host:25; `?starttls=1` for port 587",
    )
    mail_from: str | None = Field(default=None, description="mail: the sender's address")
    mail_to: str = Field(default="", description="mail: receivers' addresses, commas between them")
    sms_address: SecretStr | None = Field(
        default=None, description="SMS: https address of the gateway with {telephone} and {text} in it"
    )
    sms_to: str = Field(default="", description="SMS: telephone numbers, commas between them")
    anchor_file: Path | None = Field(
        default=None,
        description="where `agri anchor` writes the head of the audit chain, and `agri verify` reads it",
    )
    anchor_webhook: str | None = Field(
        default=None,
        pattern=r"^https?://",
        description="where `agri anchor` posts the head as well; nothing is sent by default",
    )
    backup_folder: Path | None = Field(
        default=None, description="folder whose newest backup `agri status` and the operator's page show"
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="proxies in front that append to X-Forwarded-For; 0: the header is not believed",
    )

    @property
    def has_unsafe_key(self) -> bool:
        """Whether the key is the published default."""
        return self.secret_key.get_secret_value() == UNSAFE_KEY

    @property
    def is_secure(self) -> bool:
        """Whether people reach the server by https, so that cookies may be marked Secure."""
        return self.origin is not None and self.origin.startswith("https://")

    def require_named_database(self) -> None:
        """Refuse to make or open a real server's database wherever the command happens to run.

        Raises
        ------
        UnsafeSettings
            This is production, and AGRI_DATABASE_URL is not set.
        """
        if self.env == Env.PRODUCTION and "database_url" not in self.model_fields_set:
            raise UnsafeSettings(
                "AGRI_DATABASE_URL is not set: the database would be agri.db in the current folder; set it, "
                "e.g. `set -a; . /etc/agri/agri.env; set +a`, or set AGRI_ENV=dev to try things out",
                "未设置 AGRI_DATABASE_URL，数据库会落在当前文件夹的 agri.db；请先设置，"
                "如 `set -a; . /etc/agri/agri.env; set +a`；只是试用可设 AGRI_ENV=dev",
            )

    def require_safe(self, *, is_demo: bool) -> None:
        """Refuse to run a real server on the published key, or on a demo's database.

        Raises
        ------
        UnsafeSettings
            The key is the default one, and this is neither development nor a demo's database; or this is
            production with a key of its own, and the database is a demo's.
        """
        if is_demo and self.env == Env.PRODUCTION and not self.has_unsafe_key:
            raise UnsafeSettings(
                "the database holds a demo, all of it invented, and this is a real server: name another "
                "AGRI_DATABASE_URL, or set AGRI_ENV=demo",
                "该数据库是演示库，内容全部为演示数据，不能用于正式环境；请另指定 AGRI_DATABASE_URL，"
                "或设 AGRI_ENV=demo",
            )
        if self.has_unsafe_key and self.env != Env.DEV and not is_demo:
            raise UnsafeSettings(
                "AGRI_SECRET_KEY is the published default; set 32 random characters of your own, "
                "e.g. `python3 -c 'import secrets; print(secrets.token_urlsafe(32))'`",
                "AGRI_SECRET_KEY 仍是公开的默认值；请设为自己的随机字符串（不少于32个字符），"
                "如 `python3 -c 'import secrets; print(secrets.token_urlsafe(32))'` 的输出",
            )
