"""Turn the hidden truth into the record's history: reports, decisions, closures, spot checks.

Pure: the same world gives the same events, with the same ids. What happened before an instant does not depend
on how far the history is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID, uuid5

import numpy as np

from agri.definitions.forms import Form
from agri.definitions.places import BaselineRow, Places
from agri.definitions.plan import Plan
from agri.periods import Period
from agri.synthetic.record.events import Closed, Event, Submitted
from agri.synthetic.record.spot_checks import spot_checks
from agri.synthetic.reporting.due_cells import Asking, known_baselines
from agri.synthetic.reporting.entry_errors import Typist, blanks
from agri.synthetic.reporting.event_times import ReportMonth
from agri.synthetic.reporting.report_lifecycle import LifeDraws, ReportLife, report_chain
from agri.synthetic.reporting.reporting_bias import inflating_counties, say
from agri.synthetic.truth.truth import Truth
from agri.synthetic.world.world import Floats, World
from agri.terms import ClosureAct, Level

NAMESPACE = UUID("5b0a1b0e-6b1c-5c52-9d52-2f3c6a8d7e19")  # of the demo's report and revision ids

_MISSING = 0.04  # of reports never come
_CHASED = {5: 0.5, 9: 0.5}  # in June and October, when most is used, counties run after them
_OTHER_MONTHS = 1.15
_OWN_SITTING = 0.15  # of reports are sent apart from the month's others
_MISSING_COUNTY = {"dealer_sales": 0.02}


def history(
    plan: Plan,
    places: Places,
    baselines: Sequence[BaselineRow],
    truths: Mapping[int, Truth],
    *,
    seed: int,
    until: datetime | None = None,
) -> tuple[Event, ...]:
    """Tell what came into the record, in order of time.

    Parameters
    ----------
    plan, places, baselines : Plan, Places, sequence of BaselineRow
        As for the truths.
    truths : mapping
        Year → its hidden truth; all years are told.
    seed : int
        The world's seed; ids depend on the seed alone.
    until : datetime, optional
        Nothing later is told; an aware instant.

    Returns
    -------
    tuple of Event
        By instant. A version comes before its decisions, and before what supersedes it.
    """
    world = World(places, seed)
    events: list[Event] = []
    for year, hidden in sorted(truths.items()):
        asking = Asking(plan, places, known_baselines(places, baselines, year), year)
        events.extend(_SimulatedYear(plan, world, asking, hidden).events())
    told = (event for event in events if until is None or event.at <= until)
    return tuple(sorted(told, key=lambda event: event.at))


@dataclass(frozen=True)
class _SimulatedYear:
    plan: Plan
    world: World
    asking: Asking
    hidden: Truth

    def events(self) -> Iterator[Event]:
        inflating = inflating_counties(self.world, self._farmland())
        said = say(self.hidden, self.plan, self.world, inflating)
        chains = [chain for form in self.plan.forms for chain in self._chains(form, said)]
        for chain in chains:
            yield from chain.events
        yield from self._closures(chains)
        yield from spot_checks(self.hidden, self.world, chains, inflating)

    def _farmland(self) -> Floats:
        rows = [self.world.places.index[code] for code in self.world.townships]
        area = np.nan_to_num(self.asking.known["wheat_last_autumn_mu"][rows])
        return self.world.county_sums(area)

    def _chains(self, form: Form, said: Floats) -> Iterator[ReportLife]:
        world, places, year = self.world, self.world.places, self.asking.year
        periods = self.asking.periods_of(form)
        units = len(places.units)
        draws = world.streams("reports", form.code, year).random(
            (units, len(periods), len(fields(LifeDraws)))
        )
        sittings = world.streams("sittings", year).random((units, 12, 2))
        habits = world.streams("missing").gamma(2.0, 0.5, units)
        left_blank = blanks(world, form, year)
        column = {code: self.hidden.element_index[f"{form.code}.{code}"] for code in form.section_of}
        position = {element.code: k for k, element in enumerate(form.elements)}
        typist = Typist(world, form)
        for j, period in enumerate(periods):
            month = period.last_day.month - 1
            sections = form.sections_in(period)
            asked = {section.code: self.asking.asks(form, section, period) for section in sections}
            for i in np.nonzero(np.any(list(asked.values()), axis=0))[0]:
                draw = LifeDraws(*draws[i, j].tolist())
                if draw.missing < _missing_share(form, month, float(habits[i])):
                    continue
                code = places.units[i].code
                calendar = self._calendar(code, period)
                right = Submitted(
                    at=_arrival(form, calendar, sittings[i, month].tolist(), draw),
                    report_id=self._id(form, code, period),
                    revision_id=self._id(form, code, period, "1"),
                    form=form.code,
                    form_version=form.version,
                    org_unit=code,
                    period=str(period),
                    supersedes=None,
                    reason=None,
                    values={
                        element.code: None
                        if left_blank[i, position[element.code], month]
                        else _told(said[i, column[element.code], month])
                        for section in sections
                        if asked[section.code][i]
                        for element in section.elements
                    },
                    not_applicable=tuple(section for section, here in asked.items() if not here[i]),
                    entered={},
                )
                yield report_chain(
                    right,
                    form=form,
                    month=calendar,
                    reviewer=places.units[i].parent or code,
                    typist=typist,
                    draws=draw,
                )

    def _id(self, form: Form, org_unit: str, period: Period, *version: str) -> UUID:
        return uuid5(NAMESPACE, "|".join((str(self.world.seed), form.code, org_unit, str(period), *version)))

    def _calendar(self, org_unit: str, period: Period) -> ReportMonth:
        county = self.world.places.county_of(org_unit) or org_unit
        shift = self.world.counties.index(county) / len(self.world.counties)
        return ReportMonth(period.closing_month, self.plan.rhythm, shift)

    def _closures(self, chains: Sequence[ReportLife]) -> Iterator[Closed]:
        reopened = set()
        for chain in chains:
            for event in chain.events:
                if isinstance(event, Submitted) and event.at > chain.month.closes_at:
                    reopened.add((self.world.places.county_of(event.org_unit), chain.month.period))
        for period in Period(self.asking.year).months():
            for county in self.world.counties:
                month = self._calendar(county, period)
                yield Closed(month.closes_at, county, str(period), ClosureAct.CLOSED, None)
                if (county, period) in reopened:
                    reason = "补收迟报和更正的报表"
                    yield Closed(month.reopens_at, county, str(period), ClosureAct.REOPENED, reason)
                    yield Closed(month.closes_again_at, county, str(period), ClosureAct.CLOSED, None)


def _told(value: float) -> float | None:
    """Return what a place says of a cell; of an element that the truth does not know it says nothing."""
    return None if np.isnan(value) else float(value)


def _missing_share(form: Form, month: int, habit: float) -> float:
    if form.level == Level.TOWNSHIP:
        return min(_MISSING * habit * _CHASED.get(month, _OTHER_MONTHS), 0.25)
    return _MISSING_COUNTY.get(form.code, 0.0)


def _arrival(form: Form, month: ReportMonth, sitting: Sequence[float], draw: LifeDraws) -> datetime:
    """Return when a report comes in: most forms of a month are sent in one sitting."""
    if form.level != Level.TOWNSHIP or draw.own_sitting < _OWN_SITTING:
        return month.arrival(draw.punctuality, draw.hour)
    punctuality, hour = sitting
    return month.arrival(punctuality, min(hour + 0.03 * draw.hour, 0.999))
