"""Condition one family of over-reporting on what was reported and checked, given the spreads."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from agri.definitions.plan import OverReporting
from agri.sim.expectation import Expectation
from agri.sim.families import Family
from agri.sim.layout import Layout
from agri.sim.observing import observe
from agri.sim.prior import prior_of
from agri.sim.tree import Information, TreePosterior, TreePrior, infer

Parameters = Mapping[str, float]  # ``strand.*`` and ``bias.*``


@dataclass(frozen=True)
class Seen:
    """What a family's reports and checks tell, and what their own scatter adds to the log evidence."""

    information: Information
    scatter: float


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
        family = replace(self.family, months=months)
        return replace(self, family=family, checks=self.checks.first(family.size))

    def prior(self, parameters: Parameters) -> TreePrior:
        """Return what is believed before any report."""
        return prior_of(self.family, self.bias, self.lines, parameters)

    def seen(self, parameters: Parameters) -> "Seen":
        """Return what reports and spot checks tell."""
        information, prior = deepcopy(self.checks), self.prior(parameters)
        scatter = sum(observe(information, self.family, line, parameters, prior) for line in self.lines)
        return Seen(information, scatter)

    def infer(self, parameters: Parameters, seen: "Seen") -> tuple[TreePosterior, float]:
        """Return the posterior and the log evidence but for a constant."""
        posterior = infer(self.prior(parameters), seen.information, self.layout)
        return posterior, posterior.log_evidence + seen.scatter

    def posterior(self, parameters: Parameters) -> TreePosterior:
        """Return the posterior."""
        return self.infer(parameters, self.seen(parameters))[0]
