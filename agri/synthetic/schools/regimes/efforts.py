"""What share of a week's offer is done: place, year, hidden state, luck, and causes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.regimes.chain import CAMPAIGN, States, draw_states, shared_luck, standing_still
from agri.synthetic.schools.regimes.constants import LAW, THEMES
from agri.synthetic.schools.regimes.seasons import WEEKS, weeks_since
from agri.synthetic.world.streams import NamedStreams

_SERVED = ("unified", "film", "returned", "off_field")  # by machines that can break down
_PAID = ("unified", "green", "film", "returned", "off_field")  # what a subsidy pays for


@dataclass(frozen=True)
class Efforts:
    """States, luck and logits of a world, year → (week, township, theme)."""

    states: Mapping[int, States]
    luck: Mapping[int, Floats]
    logits: Mapping[int, Floats]

    def share(self, year: int, theme: str) -> Floats:
        """Return what share of the offer is done at once, shape (township, week)."""
        logits: Floats = self.logits[year][:, :, THEMES.index(theme)].T
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float64)

    def is_campaign(self, year: int, theme: str) -> Floats:
        """Return 1 in weeks of campaign, shape (township, week)."""
        return np.asarray(self.states[year][:, :, THEMES.index(theme)].T == CAMPAIGN, dtype=np.float64)

    def luck_of(self, year: int, theme: str) -> Floats:
        """Return the luck of a task's weeks, standard normal, shape (township, week)."""
        return np.asarray(self.luck[year][:, :, THEMES.index(theme)].T)

    def done(self, year: int, theme: str, offer: Floats) -> Floats:
        """Return what is done of an offer; what waits is partly caught up on in a campaign."""
        at_once = offer * self.share(year, theme)
        left, caught = offer - at_once, self.is_campaign(year, theme) * LAW.catch_up
        done, waits = np.zeros_like(offer), np.zeros(len(offer))
        for week in range(WEEKS):
            more = waits * caught[:, week]
            waits = (waits - more) * (1 - LAW.forgotten) + left[:, week]
            done[:, week] = at_once[:, week] + more
        return done


def draw_efforts(axes: Axes, streams: NamedStreams, years: tuple[int, ...], causes: Causes) -> Efforts:
    """Draw everything that decides what is done of what weeks offer."""
    states = draw_states(axes, streams, years, causes)
    laws = [LAW.themes[theme] for theme in THEMES]
    base = np.array([np.log(law.share / (1 - law.share)) for law in laws])
    base = base + streams("regimes", "worlds").standard_normal(len(laws)) * [law.worlds for law in laws]
    random = streams("regimes", "places")
    counties, count = len(axes.counties), len(axes.townships)
    county = random.normal(0, LAW.county_sd, (counties, len(laws)))[axes.county_index]
    place = random.normal(0, LAW.place_sd, (count, len(laws)))
    lift, spread = (np.array(values) for values in (LAW.lift, LAW.spread))
    reach = np.array([law.reach for law in laws])
    luck, logits = {}, {}
    for year in years:
        random = streams("regimes", "years", year)
        of_year = random.standard_normal(len(laws)) * [law.years for law in laws]
        fresh = random.normal(0, LAW.place_sd, place.shape)
        place = LAW.place_kept * place + np.sqrt(1 - LAW.place_kept**2) * fresh
        luck[year] = shared_luck(streams("regimes", "luck", year), axes, WEEKS)
        by_state = lift[states[year]] * reach + spread[states[year]] * luck[year]
        logits[year] = base + of_year + county + place + by_state
    logits[years[-1]] += _of_causes(axes, streams, causes)
    return Efforts(states, luck, logits)


def _of_causes(axes: Axes, streams: NamedStreams, causes: Causes) -> Floats:
    """Return what this year's causes add, logit, as far as they reach a task; (week, township, theme)."""
    random, count = streams("regimes", "causes at work"), len(axes.townships)
    found = np.zeros((WEEKS, count, len(THEMES)))
    since = {kind: weeks_since(causes, kind) for kind in CauseKind}
    found[since[CauseKind.HONEST_PUSH]] += LAW.pushed
    found[standing_still(causes)] += LAW.standstill
    found[since[CauseKind.TREND_BREAK]] += LAW.trend_break[0]
    hit = random.random(count) < LAW.broken_share
    broken = since[CauseKind.BREAKDOWN] & (since[CauseKind.BREAKDOWN].cumsum() <= LAW.chain.broken_weeks)
    for i, theme in enumerate(THEMES):
        if theme in _SERVED:
            found[:, :, i] += LAW.broken * (broken[:, None] & hit)
        if theme in _PAID:
            found[since[CauseKind.POLICY], :, i] += LAW.paid
        found[since[CauseKind.WET_HARVEST], :, i] += LAW.wet.get(theme, 0.0)
    return found * [LAW.themes[theme].reach for theme in THEMES]
