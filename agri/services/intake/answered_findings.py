"""Answers that come with a version: each settles one finding, and is kept with it as if given afterwards."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agri.visible_text import shows


def finding_names(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what names each finding within its revision: its code, and its data element where codes repeat.

    >>> finding_names([{"code": "slip", "element": "a"}, {"code": "slip", "element": "b"}])
    ['slip:a', 'slip:b']
    """
    count = Counter(finding["code"] for finding in findings)
    return [
        f"{finding['code']}:{finding['element']}"
        if count[finding["code"]] > 1 and finding["element"]
        else finding["code"]
        for finding in findings
    ]


def given_answers(
    findings: Sequence[Mapping[str, Any]], answers: Mapping[str, str] | None
) -> Iterator[tuple[str, str]]:
    """Yield each finding that is answered, by its name in the revision, with the answer.

    A sender may name a finding by its code and element also where the code alone is enough. What is said to
    something that is not asked settles nothing.
    """
    if not answers:
        return
    for name, finding in zip(finding_names(findings), findings, strict=True):
        said = answers.get(name) or answers.get(f"{finding['code']}:{finding['element']}")
        if said is not None and shows(said):
            yield name, said
