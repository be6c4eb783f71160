"""Learn performance and over-reporting of every township from reports and spot checks, family by family.

A report observes performance + over-reporting, a spot check over-reporting alone; a missing report observes
nothing. Observations are the month's own amounts, so their errors are not the running sums of each other. The
anchor of the expectation is last year's *reports*: as far as over-reporting persists (`bias.persistence`), it
is in the anchor already, which the prior covariance of performance and over-reporting says.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.sim.belief.discrepancy import Discrepancy, discrepancy_of
from agri.sim.belief.families import Family, Season, families
from agri.sim.belief.family_posterior import Case, told_seasons
from agri.sim.belief.gaussian_tree import TreePosterior
from agri.sim.belief.observations import check, nothing_seen
from agri.sim.belief.performance import Performance
from agri.sim.belief.spread import BEYOND, at_the_limit, fit_spread
from agri.sim.inputs.days import year_from
from agri.sim.inputs.expected_amounts import Expectation
from agri.sim.inputs.layout import Layout
from agri.sim.inputs.streams import Draws, Floats32


@dataclass(frozen=True)
class Learnt:
    """The posterior of every family, and what it rests on.

    ============== ======================== ==========================================================
    Field          Shape                    Meaning
    ============== ======================== ==========================================================
    posteriors     family → TreePosterior
    is_suspect     line → (township, month) given cells that are no performance: imputed for `true`
    reports        —                        cells that informed the posterior
    random_checks  family → count           spot checks that inform city and county
    targeted_checks family → count          spot checks that inform their township alone
    noise_sd       strand → log             scatter of one report
    spread         parameter → factor       spreads that the evidence moved from what was assumed
    capped         strands                  that spread more than is allowed: what is to come is wider still
    discrepancy    —                        what the months to come may be off by beyond all that is modelled
    ============== ======================== ==========================================================
    """

    families: tuple[Family, ...]
    posteriors: Mapping[str, TreePosterior]
    is_suspect: Mapping[str, NDArray[np.bool_]]
    reports: int
    random_checks: Mapping[str, int]
    targeted_checks: Mapping[str, int]
    noise_sd: Mapping[str, float]
    spread: Mapping[str, float]
    capped: tuple[str, ...]
    discrepancy: Discrepancy

    def sample(self, draws: Draws) -> Performance:
        """Draw performances, shocks and over-reporting jointly, one draw a replication."""
        known = self._unpack({f.code: self.posteriors[f.code].sample(draws, f.code) for f in self.families})
        return self.discrepancy.added(known, draws)

    def mean(self, layout: Layout, replications: int) -> Performance:
        """Return the posterior mean, repeated for a number of replications."""
        columns = np.ones(replications)
        return self._unpack(
            {
                f.code: tuple(
                    (part * columns).astype(np.float32) for part in self.posteriors[f.code].mean(layout)
                )
                for f in self.families
            }
        )

    def _unpack(self, drawn: Mapping[str, tuple[Floats32, ...]]) -> Performance:
        offset, shock, bias = {}, {}, {}
        shift: dict[Season, Floats32] = {}
        for family in self.families:
            x, z = drawn[family.code]
            for i, strand in enumerate(family.strands):
                offset[strand] = x[i]
                for month in family.months[i]:
                    shock[strand, month] = z[family.shock(strand, month)]
            shift |= {season: z[family.shift(season)] for season in family.seasons}
            bias[family.code] = x[family.own - 1]
        return Performance(offset, shock, bias, shift)


def learn(
    snapshot: Snapshot,
    plan: Plan,
    layout: Layout,
    expected: Mapping[str, Expectation],
    *,
    spread: Mapping[str, float] | None = None,
) -> Learnt:
    """Condition every family's tree on the plan year's reports and spot checks.

    Parameters
    ----------
    snapshot, plan, layout, expected
        What is known.
    spread : mapping, optional
        Factors on the assumed spreads, by parameter, as `Learnt.spread` holds them; by default they are found
        by the evidence.
    """
    assumed = {
        f"{part}.{name}": value
        for part in ("strand", "bias", "growth", "season")
        for name, value in plan.parameters.under(part).items()
    }
    posteriors: dict[str, TreePosterior] = {}
    suspects: dict[str, NDArray[np.bool_]] = {}
    factors: dict[str, float] = {}
    noise_sd: dict[str, float] = {}
    random, targeted = {}, {}
    reports = 0
    every: list[Family] = []
    for plain in families(plan.lines):
        lines = tuple(e for e in expected.values() if e.line.family == plain.code)
        family = plain.with_seasons(told_seasons(lines))
        every.append(family)
        suspects |= {line.line.code: line.is_slip for line in lines}
        reports += sum(int((line.given & (line.expected > 0)).sum()) for line in lines)
        checks = nothing_seen(family, len(layout.townships))
        random[family.code], targeted[family.code] = check(checks, family, snapshot, plan, layout)
        case = Case(family, plan.over_reporting[family.code], lines, checks, layout)
        if spread is None:
            found = fit_spread(case.told(), assumed)
        else:
            found = {name: value * spread.get(name, 1.0) for name, value in assumed.items()}
        posteriors[family.code] = case.posterior(found)
        noise_sd |= {strand: found[f"strand.{strand}.noise_sd"] for strand in family.strands}
        factors |= {name: value / assumed[name] for name, value in found.items() if value != assumed[name]}
    capped = at_the_limit(factors)
    noise_sd |= {strand: noise_sd[strand] * BEYOND for strand in capped}
    first_month = year_from(plan.year, plan.rhythm.first_open_month(snapshot.as_of)).first_month
    return Learnt(
        families=tuple(every),
        posteriors=posteriors,
        is_suspect=suspects,
        reports=reports,
        random_checks=random,
        targeted_checks=targeted,
        noise_sd=noise_sd,
        spread=factors,
        capped=capped,
        discrepancy=discrepancy_of(plan, expected, first_month, capped),
    )
