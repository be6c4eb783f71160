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


class Severity(StrEnum):
    """`stop` refuses what is impossible, `ask` wants a reason."""

    STOP = "stop"
    ASK = "ask"


class Span(StrEnum):
    """The stretch of time that a rule's term adds up."""

    MONTH = "month"
    YEAR_TO_DATE = "year_to_date"
    SEASON = "season"


class DecisionKind(StrEnum):
    """The reviewer's act on one revision."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


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


class Drawn(StrEnum):
    """How the cell of a spot check was chosen; only random ones speak for their county."""

    RANDOM = "random"
    TARGETED = "targeted"


class ProgressWord(StrEnum):
    """Progress against the planned path, within one point."""

    AHEAD = "ahead"
    ON_PATH = "on_path"
    BEHIND = "behind"


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
