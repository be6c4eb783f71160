"""The versions of the shipped forms, for tests that send reports: nobody writes one by hand."""

import re
from functools import cache

from agri.definitions.forms import Forms, read_forms
from agri.definitions.reading import seed_root


@cache
def _forms() -> Forms:
    return read_forms(seed_root() / "zhengzhou")


def version_of(form: str) -> int:
    """Return the version of a form that is in force; 1 of one that there is not."""
    return _forms()[form].version if form in _forms() else 1


NEXT = version_of("packaging") + 1  # of the draft that the tests put on the phones


def raised(text: str) -> str:
    """Return the text of a form's file with the next version."""
    return re.sub(
        r"^version = (\d+)$", lambda found: f"version = {int(found[1]) + 1}", text, count=1, flags=re.M
    )
