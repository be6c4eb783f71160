"""Closed vocabularies: every word the record, the numbers and the screens share.

Nothing here knows how a word is shown; titles live with the data or in the front end's string files.
"""

from enum import IntEnum, StrEnum


class Level(StrEnum):
    """Where a place stands in the hierarchy."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"


class Role(StrEnum):
    """What a person may do; the place says where."""

    REPORTER = "reporter"
    REVIEWER = "reviewer"
    COMMITTEE = "committee"
    PROVINCE = "province"
    OPERATOR = "operator"
    DEPARTMENT = "department"


class Severity(StrEnum):
    """`stop` refuses what is impossible, `ask` wants a reason."""

    STOP = "stop"
    ASK = "ask"


class Span(StrEnum):
    """The stretch of time that a rule's term adds up."""

    MONTH = "month"
    YEAR_TO_DATE = "year_to_date"
    SEASON = "season"
    YEAR = "year"


class DecisionKind(StrEnum):
    """The reviewer's act on one revision."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class ReceiptState(StrEnum):
    """What a receipt proves: in the record, kept to be settled, or only checked by a dry run."""

    RECEIVED = "received"
    CONTESTED = "contested"
    CHECKED = "checked"


class SignInBy(StrEnum):
    """What somebody tried to sign in with; attempts of each kind are counted apart."""

    PASSWORD = "password"  # noqa: S105 - a kind, no password
    ENROLMENT = "enrolment"
    HOUSE = "house"  # the house's own account, by OpenID Connect
    CODE = "code"  # the second factor, once the first was right


class ClosureAct(StrEnum):
    """The county's act on one period."""

    CLOSED = "closed"
    REOPENED = "reopened"


class CellState(IntEnum):
    """Why a cell of a snapshot holds a number, or why it does not."""

    GIVEN = 0
    BLANK = 1
    NOT_APPLICABLE = 2
    NOT_REPORTED = 3
    PENDING = 4
    NOT_DUE = 5


class PlantFamily(StrEnum):
    """What an invented record is planted with, to measure detectors; the oddities are honest."""

    SIZE = "size"
    UNITS = "units"
    COPIES = "copies"
    DIGITS = "digits"
    CLIFF = "cliff"
    INFLATION = "inflation"
    BOUNDS = "bounds"
    BLANKS = "blanks"
    PARTS = "parts"
    EVIDENCE = "evidence"
    ODDITY = "oddity"


class Comparator(StrEnum):
    """How a value is held against its target."""

    AT_LEAST = ">="
    AT_MOST = "<="
    BELOW = "<"


class Basis(StrEnum):
    """What will be reported by December 31, or what will be true."""

    REPORTED = "reported"
    TRUE = "true"


class SnapshotBasis(StrEnum):
    """Which revision of a report a snapshot takes."""

    ACCEPTED = "accepted"
    RECEIVED = "received"


class Certainty(StrEnum):
    """How sure a figure is: read in a text, computed from one, or our own assumption."""

    PUBLISHED = "published"
    DERIVED = "derived"
    ASSUMED = "assumed"


class KnownBy(StrEnum):
    """How the figures of a report's section are known: from which book, or from none."""

    WEIGHING = "weighing"
    LEDGER = "ledger"
    DEALER = "dealer"
    ESTIMATE = "estimate"


class ReportingUnitKind(StrEnum):
    """What reports below a township or beside it: places of work and firms, never a person."""

    VILLAGE = "village"
    RECOVERY_POINT = "recovery_point"
    DEALER = "dealer"
    STRAW_USER = "straw_user"
    TRIAL_SITE = "trial_site"
    LABORATORY = "laboratory"


class Drawn(StrEnum):
    """How the cell of a spot check was chosen; only random ones speak for their county."""

    RANDOM = "random"
    TARGETED = "targeted"


class ProgressWord(StrEnum):
    """Progress against the planned path, within one point."""

    AHEAD = "ahead"
    ON_PATH = "on_path"
    BEHIND = "behind"


class ChannelKind(StrEnum):
    """A way on which messages reach people."""

    WECOM = "wecom"  # 企业微信群机器人
    DINGTALK = "dingtalk"  # 钉钉群机器人
    FEISHU = "feishu"  # 飞书群机器人
    MAIL = "mail"
    SMS = "sms"


class Delivery(StrEnum):
    """What became of one message on one way."""

    SENT = "sent"
    KNOWN = "known"  # sent before
    FAILED = "failed"  # not taken: the next run tries again
    UNSURE = "unsure"  # it may have arrived: a person says whether to send it again


class Axis(StrEnum):
    """What an own table may be laid out by."""

    PLACE = "place"
    PERIOD = "period"
    ELEMENT = "element"


class TableStep(StrEnum):
    """The spans that an own table adds months up to."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class DocumentKind(StrEnum):
    """What the office writes for others out of a release."""

    MONTHLY = "monthly"  # 通报
    QUARTERLY = "quarterly"  # 季总结
    YEARLY = "yearly"  # 年评估


class SeasonRule(StrEnum):
    """Which season counts in plan year Y; printed on every release."""

    SOWN = "sown_in_year"
    HARVESTED = "harvested_in_year"
    DUE = "due_for_pick_up_in_year"
    USED = "month_of_use"


class TaskState(StrEnum):
    """How a task of the ledger stands on a day."""

    DONE = "done"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    OPEN = "open"
    STANDING = "standing"  # the text gives no date
    BLOCKED = "blocked"


class TaskReach(StrEnum):
    """How far a task's own figure is: final once the last report before its due date is in."""

    ON_TRACK = "on_track"
    BEHIND = "behind"
    REACHED = "reached"
    MISSED = "missed"


class JobKind(StrEnum):
    """What is answered in the background."""

    PROJECTION = "projection"
    COMPARISON = "comparison"
    SEARCH = "search"
    RELEASE = "release"


class JobState(StrEnum):
    """How far a question in the background is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    CANCELLED = "cancelled"


class Weight(StrEnum):
    """`stop`: refused, or numbers would be wrong; `later`: mend before relying on it; `note`: to know."""

    STOP = "stop"
    LATER = "later"
    NOTE = "note"


class DecidedBy(StrEnum):
    """What decides whether a target is met, where that is neither work nor weather."""

    COEFFICIENTS = "coefficients"


class MovedBy(StrEnum):
    """By what of the year end a chance moved; noise: not by more than other seeds would."""

    LEVEL = "level"
    WIDTH = "width"
    BOTH = "both"
    NOISE = "noise"


class MoveCause(StrEnum):
    """What may differ between two projections: the record, what it is read by, how it is projected."""

    MONTH = "month"  # its reports, and the time that went by
    LATE = "late"
    CORRECTED = "corrected"
    SPOT_CHECKS = "spot_checks"
    BASELINES = "baselines"
    DEFINITIONS = "definitions"
    METHOD = "method"


class PlanTheme(StrEnum):
    """The pages on which the desk shows what belongs together of a plan."""

    FERTILIZER = "fertilizer"
    SOIL_TEST = "soil_test"
    FILM_AND_PACKAGING = "film_and_packaging"
    STRAW = "straw"
