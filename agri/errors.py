"""One tree of refusals, each with a status, a stable slug and words in two languages.

::

    Refusal
    ├── NotSignedIn            401  not-signed-in
    │   ├── AccountClosed           account-closed        said only to whoever proved to be its owner
    │   ├── CodeNeeded              code-needed           the first factor was right, the second is missing
    │   ├── HouseNameUnknown        house-name-unknown    the house knows who this is, no account is linked
    │   └── HouseOnly               house-only            this account signs in by the house's account alone
    ├── NotAllowed             403  not-allowed
    │   ├── OwnPasswordFirst        own-password-first    somebody else chose the password of this account
    │   └── SecondFactorFirst       second-factor-first   this role needs a second factor, and has none yet
    ├── NotFound               404  not-found
    ├── Conflict               409
    │   ├── StaleRevision           stale-revision        supersedes a version that is not current
    │   ├── RevisionConflict        revision-conflict     same id, other content
    │   ├── ReportContested         report-contested      a second version of the same cell, kept
    │   ├── PeriodClosed            period-closed
    │   ├── DecisionConflict        decision-conflict
    │   └── NotSetUp                not-set-up            the operator has not set what this needs
    ├── Invalid                422  invalid               the payload, each fault with its pointer
    ├── TooLarge               413  too-large
    ├── TooMany                429  too-many              try again after a while
    ├── TooManyOpen            429  too-many-open         wait for your own questions, or call one off
    ├── Unavailable            503  unavailable           disk full, database locked: keep and retry
    ├── HouseFailed            502  house-failed          the house's sign-in service is away or wrong
    └── DatabaseUnfit          —    database-unfit        missing, older or newer than this program
        └── DatabaseDamaged         database-damaged      its own checks find a fault

The numbers side raises ValueError for the programmer, `ModelError` and `BalanceError` for a broken law.
Only `agri.api.http.problems` knows how a refusal looks on the wire, only `agri.cli` how it looks in a
terminal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in a payload or a file: where, which, and the way out in two languages."""

    pointer: str
    code: str
    detail: str
    detail_zh: str


def json_pointer(places: Iterable[object]) -> str:
    """Return the JSON pointer (RFC 6901) of a place in a document.

    >>> json_pointer(["values", "a/b", 0])
    '/values/a~1b/0'
    """
    return "".join("/" + str(place).replace("~", "~0").replace("/", "~1") for place in places)


class Refusal(Exception):
    """Something the caller asked for that will not be done, with the reason and the way out."""

    status: ClassVar[int] = 400
    slug: ClassVar[str] = "refused"
    title: ClassVar[str] = "The request was refused"
    title_zh: ClassVar[str] = "请求被拒绝"

    def __init__(self, detail: str, detail_zh: str, **context: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.detail_zh = detail_zh
        self.context = context


class NotSignedIn(Refusal):
    """Nobody is signed in, or the sign-in has ended."""

    status, slug = 401, "not-signed-in"
    title, title_zh = "Please sign in", "请先登录"


class AccountClosed(NotSignedIn):
    """The account was closed; signing in again does not help."""

    slug = "account-closed"
    title, title_zh = "This account was closed", "账号已停用"


class CodeNeeded(NotSignedIn):
    """The first factor was right; the account has a second one, and its code is missing."""

    slug = "code-needed"
    title, title_zh = "Enter the code of your second factor", "请输入动态验证码"


class HouseNameUnknown(NotSignedIn):
    """The house's service says who this is, and no account here is linked to that."""

    slug = "house-name-unknown"
    title, title_zh = "No account is linked to your house account", "您的单位账号尚未关联本系统账号"


class HouseOnly(NotSignedIn):
    """The account is linked to the house's, and the operator has ended its sign-in by password."""

    slug = "house-only"
    title, title_zh = "Sign in by the house's account", "请用单位账号登录"


class NotAllowed(Refusal):
    """The person may not do this here."""

    status, slug = 403, "not-allowed"
    title, title_zh = "You do not have permission", "没有权限"


class OwnPasswordFirst(NotAllowed):
    """Somebody else chose the password of this account; until it has its own it does nothing else."""

    slug = "own-password-first"
    title, title_zh = "Set a password of your own first", "请先设置自己的密码"


class SecondFactorFirst(NotAllowed):
    """The role needs a second factor and this sign-in had none; until then it does nothing else."""

    slug = "second-factor-first"
    title, title_zh = "Set up your second factor first", "请先设置动态验证码"


class NotFound(Refusal):
    """There is no such thing, or not for this person."""

    status, slug = 404, "not-found"
    title, title_zh = "Not found", "没有找到"


class Conflict(Refusal):
    """The request contradicts the record as it is now."""

    status, slug = 409, "conflict"
    title, title_zh = "The request conflicts with the record", "与现有记录冲突"


class StaleRevision(Conflict):
    """The revision to be superseded is no longer the current one."""

    slug = "stale-revision"
    title, title_zh = "The report was changed elsewhere", "该报表已被更新"


class RevisionConflict(Conflict):
    """The same revision id arrived with other content."""

    slug = "revision-conflict"
    title, title_zh = "This revision id is taken by other content", "同一编号已有不同内容"


class ReportContested(Conflict):
    """A second version of the same cell arrived; it is kept for the reviewer to settle."""

    slug = "report-contested"
    title, title_zh = "Two versions of one report; both are kept", "同一报表有两个版本，均已保留"


class PeriodClosed(Conflict):
    """The county has closed the period."""

    slug = "period-closed"
    title, title_zh = "The period is closed", "该月份已封账"


class DecisionConflict(Conflict):
    """The revision cannot be decided so: it is superseded, or decided so already."""

    slug = "decision-conflict"
    title, title_zh = "This decision does not fit the report's state", "审核操作与报表状态不符"


class NotSetUp(Conflict):
    """The operator has not set what this needs; the caller cannot."""

    slug = "not-set-up"
    title, title_zh = "This server is not set up for that", "本系统尚未设置此项功能"


class Invalid(Refusal):
    """The payload or file has faults; each is named with its place."""

    status, slug = 422, "invalid"
    title, title_zh = "The content has faults", "内容有误"

    def __init__(self, detail: str, detail_zh: str, faults: Sequence[Fault] = (), **context: object) -> None:
        super().__init__(detail, detail_zh, **context)
        self.faults = tuple(faults)

    @classmethod
    def of(cls, faults: Sequence[Fault]) -> Self:
        """Return the refusal of content with these faults; its words are the first fault's."""
        rest = len(faults) - 1
        if not faults:
            return cls("the content is not readable", "内容无法读取")
        more, more_zh = (f" (and {rest} more)", f"（另有 {rest} 处）") if rest else ("", "")
        return cls(faults[0].detail + more, faults[0].detail_zh + more_zh, faults)


class TooLarge(Refusal):
    """The body or the file is larger than the server takes."""

    status, slug = 413, "too-large"
    title, title_zh = "Too large", "内容过大"


class TooMany(Refusal):
    """Too many tries in a short time."""

    status, slug = 429, "too-many"
    title, title_zh = "Too many tries", "尝试次数过多"


class TooManyOpen(Refusal):
    """Somebody has several questions in the background that are not answered yet."""

    status, slug = 429, "too-many-open"
    title, title_zh = "Too many open questions", "未完成的计算过多"


class Unavailable(Refusal):
    """The server cannot store anything just now; nothing was half-written."""

    status, slug = 503, "unavailable"
    title, title_zh = "The server cannot store this just now", "服务器暂时无法保存"


class HouseFailed(Refusal):
    """The house's sign-in service cannot be reached, is too slow, or answers against its own rules."""

    status, slug = 502, "house-failed"
    title, title_zh = "The sign-in by the house's account did not succeed", "单位账号登录未成功"


class DatabaseUnfit(Refusal):
    """The database is missing, or older or newer than this program."""

    status, slug = 503, "database-unfit"
    title, title_zh = "The database does not fit this program", "数据库与程序版本不符"


class DatabaseDamaged(DatabaseUnfit):
    """The database's own checks find a fault in the file, or a copy is not what was written."""

    slug = "database-damaged"
    title, title_zh = "The database is damaged", "数据库已损坏"


class ModelError(Exception):
    """A simulation was asked for something its model cannot hold."""


class BalanceError(ModelError):
    """A conservation law does not close: what came in is not what went out."""
