"""What the invented committee decided at its dispatches, read from the demo's file."""

from pathlib import Path

from agri.definitions.reading import read_toml
from agri.synthetic.record.events import Noted


def read_decisions(path: Path) -> tuple[Noted, ...]:
    """Return the decisions in the order of the file.

    Raises
    ------
    ValueError
        One lacks its instant, task or note.
    """
    try:
        return tuple(Noted(row["at"], row["task"], row["note"]) for row in read_toml(path)["decision"])
    except KeyError as error:
        raise ValueError(f"{path}: a decision has at, task and note; {error} is missing") from error
