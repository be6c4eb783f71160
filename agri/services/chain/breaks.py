"""What `verify` says of a row that does not hold."""

from dataclasses import dataclass

from agri.definitions.reading import Title

UNREADABLE = (ValueError, TypeError, LookupError)  # of a value that is not even of its column's kind


@dataclass(frozen=True, slots=True)
class Break:
    """A row that does not hold."""

    table: str
    key: str
    text: Title
