"""Ask about amounts that can hardly be right: pure functions of a snapshot and a plan, no database.

One file a kind of comparison. What is compared and from where on it is asked about stands in the package's
`detectors.toml`; a detection changes no number and accuses nobody.
"""

from agri.definitions.plan import Plan
from agri.detectors.balances import balance_detections
from agri.detectors.blanks import blank_detections
from agri.detectors.cliff import cliff_detections
from agri.detectors.copies import copy_detections
from agri.detectors.detection import Detection
from agri.detectors.digits import digit_detections
from agri.detectors.door import same_as
from agri.detectors.evidence import evidence_detections
from agri.detectors.parts import bound_detections
from agri.detectors.proportion import proportion_detections
from agri.detectors.size import size_detections
from agri.detectors.targets import target_detections
from agri.detectors.units import unit_detections
from agri.detectors.year_pair import YearPair
from agri.indicators.snapshot import Snapshot

__all__ = ["Detection", "detect", "same_as"]


def detect(snapshot: Snapshot, plan: Plan) -> tuple[Detection, ...]:
    """Return what is asked about the plan year's reports, by place and form, the strongest first.

    Parameters
    ----------
    snapshot : Snapshot
        Last year and the plan year by month up to `as_of`.
    plan : Plan
        The forms, the calendar and the declared detectors.
    """
    pair = YearPair(snapshot, plan)
    units = tuple(unit_detections(pair))
    named = {(one.org_unit, one.form, one.element, period) for one in units for period in one.periods}
    sizes = (
        one
        for one in size_detections(pair)
        if not all((one.org_unit, one.form, one.element, period) in named for period in one.periods)
    )
    found = (
        *units,
        *sizes,
        *copy_detections(pair),
        *proportion_detections(pair),
        *digit_detections(pair),
        *cliff_detections(pair),
        *bound_detections(pair),
        *evidence_detections(pair),
        *balance_detections(pair),
        *blank_detections(pair),
        *target_detections(pair),
    )
    return tuple(
        sorted(found, key=lambda one: (one.org_unit, one.form, -one.strength, one.code, one.periods))
    )
