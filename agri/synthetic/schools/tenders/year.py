"""One year of the school of tenders as flows by month."""

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.bending import possible
from agri.synthetic.schools.flows import CROPS, GRAINS, Flows
from agri.synthetic.schools.own_coefficients import field_recovery
from agri.synthetic.schools.tenders.calendar import INTO_MONTHS
from agri.synthetic.schools.tenders.constants import LAW
from agri.synthetic.schools.tenders.truth import TenderYear


def flows_of_year(one: TenderYear) -> Flows:
    """Return one year of a world, every flow in the months in which it is asked."""
    axes, year, streams = one.axes, one.year, one.city.country.streams
    since = year - axes.plan.year + 1

    def told_in(element: str, by_day: Floats) -> Floats:
        return axes.settle(element, by_day @ INTO_MONTHS)

    back = axes.gather("film.recovered_kg", one.film.all @ INTO_MONTHS)
    level, yearly = LAW.sound
    good, law = level + yearly * since, LAW.sound_concentration
    sound = streams("tenders", "sound").beta(good * law, (1 - good) * law, len(axes.townships))
    taken, analysed = _samples(one)
    made, used = one.manure
    flows = Flows(
        sown={crop: told_in(f"sowing.{crop}_mu", one.on(crop, f"{crop}_sowing")) for crop in CROPS},
        fertilizer_t={crop: told_in(f"fertilizer.{crop}_n_t", t) for crop, t in one.fertilizer.items()},
        formula_mu={
            crop: told_in(f"soil_testing.{crop}_formula_area_mu", work.all)
            for crop, work in one.formula_work.items()
        },
        samples_taken=taken,
        samples_analysed=analysed,
        treated_mu=told_in("pest_control.drone_mu", one.treated),
        sprayer_share=one.sprayer_share,
        unified_mu=told_in("pest_control.unified_area_mu", one.unified.all),
        green_mu=told_in("pest_control.green_area_mu", one.green.all),
        pesticide_kg=told_in("pest_control.pesticide_kg", one.pesticide),
        covered_mu=told_in("film.covered_area_mu", one.covered),
        film_kg=told_in("film.used_kg", one.covered * one.film_kg_per_mu[:, None]),
        sound_share=sound,
        degradable_share=one.degradable,
        film_back_kg=back,
        picked_mu=LAW.machine_picked * back / LAW.film_kg_per_mu,
        packaging_kg=told_in("packaging.recovered_kg", one.packaging.all),
        harvested_mu={c: told_in(f"straw.{c}_harvested_mu", one.grain[c][0]) for c in GRAINS},
        output_t={c: told_in(f"straw.{c}_output_t", one.grain[c][1]) for c in GRAINS},
        returned_mu={c: told_in(f"straw.{c}_returned_mu", one.returned[c]) for c in GRAINS},
        straw_used_t=told_in("straw.feed_use_t", one.straw_used.all),
        manure_t=made,
        manure_used_t=used,
        recovery=field_recovery(
            streams("tenders", "trial"), LAW.coefficients, one.city.coefficients, axes, since
        ),
    )
    return possible(flows, one.land("wheat", 1), one.land("wheat"), one.land("maize"))


def _samples(one: TenderYear) -> tuple[Floats, Floats]:
    """Return soil samples taken and, as laboratories get round to them, analysed, (township, month)."""
    axes = one.axes
    grain = one.land("wheat") + one.land("maize")
    need = LAW.samples * grain / one.city.register.mu_per_sample / 3
    by_month = need[:, None] * one.calendar.offered("samples") @ INTO_MONTHS
    asked = axes.settle("soil_testing.samples_taken", by_month)
    taken = one.random("samples").poisson(asked).astype(np.float64)
    done = np.zeros_like(taken)
    for after, share in enumerate(LAW.analysed):
        done[:, after:] += share * taken[:, : 12 - after]
    return taken, axes.settle("soil_testing.samples_analysed", done)
