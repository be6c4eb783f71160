"""Lay a simulated choice out as an option of a search's answer: what it costs, what each target reaches."""

from collections.abc import Iterator, Sequence

from agri.definitions.plan import Indicator
from agri.sim.decide.answer import Option, PricedMeasure, Reach
from agri.sim.decide.comparison import standard_error
from agri.sim.decide.trials import Trial


def option_of(
    measures: tuple[PricedMeasure, ...],
    cost_yuan: float,
    targets: Sequence[Indicator],
    trial: Trial,
    check: Trial | None,
) -> Option:
    """Return an option from its run; `check` is the same on draws that had no part in choosing it."""
    return Option(
        measures=measures,
        cost_yuan=cost_yuan,
        reaches=tuple(_reaches(targets, trial, check)),
        joint=float(trial.joint.mean()),
        joint_error=standard_error(trial.joint),
        joint_checked=float(check.joint.mean()) if check else None,
    )


def _reaches(targets: Sequence[Indicator], trial: Trial, check: Trial | None) -> Iterator[Reach]:
    for t, indicator in enumerate(targets):
        target = indicator.target
        if target is None:
            continue
        yield Reach(
            indicator.code,
            target.value,
            target.comparator,
            float(trial.value[t].mean()),
            float(trial.probability[t]),
            standard_error(trial.met[t]),
            float(check.probability[t]) if check else None,
            standard_error(check.met[t]) if check else None,
        )
