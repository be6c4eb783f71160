"""Condition one family of over-reporting on what was reported and checked, given the spreads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from agri.definitions.plan import OverReporting
from agri.sim.belief.families import Family, Season
from agri.sim.belief.gaussian_tree import Information, TreePosterior, TreePrior, infer, sweep_up
from agri.sim.belief.observations import Told, observe, told_by
from agri.sim.belief.prior import prior_of
from agri.sim.inputs.expected_amounts import Expectation
from agri.sim.inputs.layout import Layout

Parameters = Mapping[str, float]  # ``strand.*`` and ``bias.*``


@dataclass(frozen=True)
class Case:
    """One family: its prior of over-reporting, its lines as expected and reported, its spot checks."""

    family: Family
    bias: OverReporting
    lines: Sequence[Expectation]
    checks: Information
    layout: Layout

    def told(self) -> "Case":
        """Return the case without the shocks of months that nobody has reported: they tell nothing."""
        months = tuple(
            tuple(
                month
                for month in months
                if any(line.given[:, month - 1].any() for line in self.lines if line.line.strand == strand)
            )
            for strand, months in zip(self.family.strands, self.family.months, strict=True)
        )
        family = replace(self.family, months=months).with_seasons(told_seasons(self.lines))
        return replace(self, family=family, checks=self.checks.first(family.size))

    @cached_property
    def reports(self) -> tuple[Told, ...]:
        """What was reported, by line and month."""
        return tuple(told for line in self.lines for told in told_by(line))

    def log_evidence(self, parameters: Parameters) -> float:
        """Return how likely some parameters make what was reported and checked, but for a constant."""
        prior = self.prior(parameters)
        seen, scatter = self._seen(parameters, prior)
        return sweep_up(prior, seen, self.layout).log_evidence + scatter

    def posterior(self, parameters: Parameters) -> TreePosterior:
        """Return the posterior."""
        prior = self.prior(parameters)
        return infer(prior, self._seen(parameters, prior)[0], self.layout)

    def prior(self, parameters: Parameters) -> TreePrior:
        """Return what is believed before any report."""
        return prior_of(self.family, self.bias, self.lines, parameters)

    def _seen(self, parameters: Parameters, prior: TreePrior) -> tuple[Information, float]:
        """Return what reports and checks tell, and what the reports' own scatter adds to the log evidence."""
        seen = self.checks.copy()
        return seen, observe(seen, self.family, self.reports, parameters, prior)


def told_seasons(lines: Sequence[Expectation]) -> list[Season]:
    """List the seasons of which a month is reported: only of these it can be learnt when they came."""
    return [
        (line.line.code, group)
        for line in lines
        for group in line.shifts
        if line.given[:, [month - 1 for month in group]].any()
    ]
