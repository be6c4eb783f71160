"""What the operator sets in the environment (AGRI_*), read when an app is built, never at import.

A setting that would be unsafe on a real server is refused, not warned about.
"""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from agri.errors import Refusal
from agri.terms import Role

UNSAFE_KEY = "agri-unsafe-key-for-demo-and-development-only"


_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def is_guarded_address(address: str) -> bool:
    """Say whether nobody on the way can read or change what is said to an address: https, or this machine."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        )
    except ValueError:
        return False


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
    oidc_issuer: str | None = Field(
        default=None,
        description="the house's sign-in service (OpenID Connect): its issuer; without it nobody signs in so",
    )
    oidc_client_id: str | None = Field(default=None, description="by which name that service knows this one")
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="the secret that goes with it; a client without one relies on PKCE alone"
    )
    oidc_scopes: str = Field(default="openid", description="what is asked of that service, blanks between")
    oidc_claim: str = Field(
        default="sub", min_length=1, description="claim of the ID token that names the person at the house"
    )
    oidc_only: bool = Field(
        default=False, description="true: an account linked to the house's no longer signs in by password"
    )
    second_factor_roles: str = Field(
        default="", description="desk roles that must have a second factor, commas between them"
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

    @property
    def factor_roles(self) -> frozenset[str]:
        """The roles that must have a second factor."""
        return frozenset(one for one in re.split(r"[\s,，、]+", self.second_factor_roles) if one)

    def require_whole_sign_in(self) -> None:
        """Refuse half-made settings of the house's sign-in service, and unknown roles of the second factor.

        Raises
        ------
        UnsafeSettings
            The issuer is not https beyond this machine, or goes without a client or AGRI_ORIGIN; a role has
            no desk, or there is none of that name.
        """
        desks = {str(role) for role in Role} - {Role.REPORTER}
        unknown = sorted(self.factor_roles - desks)
        if unknown:
            raise UnsafeSettings(
                f"AGRI_SECOND_FACTOR_ROLES names {', '.join(unknown)}; write some of "
                f"{', '.join(sorted(desks))}",
                f"AGRI_SECOND_FACTOR_ROLES 中的 {'、'.join(unknown)} 无效；可用：{'、'.join(sorted(desks))}",
            )
        if self.oidc_issuer is None:
            if self.oidc_only:
                raise UnsafeSettings(
                    "AGRI_OIDC_ONLY is set and AGRI_OIDC_ISSUER is not: set both, or neither",
                    "已设 AGRI_OIDC_ONLY 而未设 AGRI_OIDC_ISSUER，无法用单位账号登录；请补设",
                )
            return
        if not is_guarded_address(self.oidc_issuer):
            raise UnsafeSettings(
                "AGRI_OIDC_ISSUER must begin with https://; http is for this machine alone",
                "AGRI_OIDC_ISSUER 须以 https:// 开头；只有本机地址可用 http",
            )
        if not self.oidc_client_id or self.origin is None:
            raise UnsafeSettings(
                "AGRI_OIDC_ISSUER needs AGRI_OIDC_CLIENT_ID and AGRI_ORIGIN: set both",
                "设了 AGRI_OIDC_ISSUER，还须设 AGRI_OIDC_CLIENT_ID 和 AGRI_ORIGIN",
            )
        if "openid" not in self.oidc_scopes.split():
            raise UnsafeSettings(
                "AGRI_OIDC_SCOPES must hold openid: without it there is no ID token",
                "AGRI_OIDC_SCOPES 须含 openid，否则没有身份令牌",
            )

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
