"""What a check says of a revision."""

from dataclasses import dataclass

from agri.definitions.reading import Title
from agri.terms import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's remark on a revision; it asks or stops, it never changes a number."""

    code: str
    severity: Severity
    element: str | None
    text: Title
