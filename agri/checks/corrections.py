"""Ask where a correction changes much of what has been accepted: it moves a figure that was settled.

The phone asks the same, in the same words: web/src/phone/checks/corrections.ts.
"""

from collections.abc import Mapping

from agri.checks.finding import Finding
from agri.checks.magnitude import LEAST, amount_text, unit_words
from agri.definitions.forms import DataElement, Form
from agri.definitions.reading import Title
from agri.terms import Severity

CODE = "accepted-changed"
# Assumed: shares of the larger amount from which on a change is asked about, where a package does not say
# otherwise. In a year that growth is measured against, little moves the city's figure.
CHANGED = 0.25
CHANGED_COMPARISON = 0.1
_EXACT = 1e-9  # what a division leaves of a share that is met exactly
_NAMED = 3  # amounts that the question names


def correction_findings(
    form: Form,
    values: Mapping[str, float | None],
    accepted: Mapping[str, float | None],
    share: float = CHANGED,
) -> list[Finding]:
    """Ask once about all amounts that a correction takes away or changes by at least a share of the larger.

    Parameters
    ----------
    form, values : Form, mapping
        The correction.
    accepted : mapping
        The amounts of the version that was accepted last.
    share : float, optional
        From which share on, of the larger of both amounts.
    """
    changed = [one for one in form.elements if _is_changed(one, accepted, values, share)]
    if not changed:
        return []
    words = [_words(form, one, accepted[one.code] or 0.0, values.get(one.code)) for one in changed[:_NAMED]]
    zh, en = "；".join(one.zh for one in words), "; ".join(one.en for one in words)
    if len(changed) > _NAMED:
        zh, en = f"{zh}；等 {len(changed)} 项", f"{en}; {len(changed)} amounts in all"
    text = Title(f"{zh}：依据是什么？", f"{en}: what does it rest on?")
    return [Finding(CODE, Severity.ASK, changed[0].code, text)]


def _is_changed(
    element: DataElement,
    accepted: Mapping[str, float | None],
    values: Mapping[str, float | None],
    share: float,
) -> bool:
    old, new, least = accepted.get(element.code), values.get(element.code), LEAST.get(element.unit)
    if old is None or least is None:
        return False
    most = max(old, new or 0.0)
    return most >= least and abs(most - min(old, new or 0.0)) >= share * most - _EXACT


def _words(form: Form, element: DataElement, old: float, new: float | None) -> Title:
    zh_unit, en_unit = unit_words(form, element)
    zh = f"“{element.title.zh}”已审核的数 {amount_text(old)} {zh_unit}".rstrip()
    en = f"{element.title.en}: accepted at {amount_text(old)} {en_unit}".rstrip()
    if new is None:
        return Title(f"{zh}，现改为不填", f"{en}, now left blank")
    zh = f"{zh}，现改为 {amount_text(new)} {zh_unit}".rstrip()
    en = f"{en}, now {amount_text(new)} {en_unit}".rstrip()
    if old == 0:
        return Title(zh, en)
    percent = round(abs(new - old) / old * 100)
    return Title(
        f"{zh}（{'多' if new > old else '少'} {percent}%）",
        f"{en} ({percent} % {'more' if new > old else 'less'})",
    )
