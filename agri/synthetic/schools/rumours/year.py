"""One year of the school of rumours as flows by month."""

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.bending import possible
from agri.synthetic.schools.flows import CROPS, GRAINS, Flows
from agri.synthetic.schools.own_coefficients import field_recovery
from agri.synthetic.schools.rumours.calendar import INTO_MONTHS
from agri.synthetic.schools.rumours.constants import LAW
from agri.synthetic.schools.rumours.truth import RumourYear


def flows_of_year(one: RumourYear) -> Flows:
    """Return one year of a world, every flow in the months in which it is asked."""
    axes, year, streams = one.axes, one.year, one.city.country.streams
    since = year - axes.plan.year + 1

    def told_in(element: str, by_day: Floats) -> Floats:
        return axes.settle(element, by_day @ INTO_MONTHS)

    back = axes.gather("film.recovered_kg", one.film_back @ INTO_MONTHS)
    level, yearly = LAW.sound
    good, law = level + yearly * since, LAW.sound_concentration
    sound = streams("rumours", "sound").beta(good * law, (1 - good) * law, len(axes.townships))
    (taken, analysed), (made, used) = one.samples, one.manure
    flows = Flows(
        sown={crop: told_in(f"sowing.{crop}_mu", one.on(crop, f"{crop}_sowing")) for crop in CROPS},
        fertilizer_t={crop: told_in(f"fertilizer.{crop}_n_t", t) for crop, t in one.fertilizer.items()},
        formula_mu={
            crop: told_in(f"soil_testing.{crop}_formula_area_mu", mu) for crop, mu in one.formula.items()
        },
        samples_taken=taken,
        samples_analysed=analysed,
        treated_mu=told_in("pest_control.drone_mu", one.treated),
        sprayer_share=one.sprayer_share,
        unified_mu=told_in("pest_control.unified_area_mu", one.unified),
        green_mu=told_in("pest_control.green_area_mu", one.green),
        pesticide_kg=told_in("pest_control.pesticide_kg", one.pesticide),
        covered_mu=told_in("film.covered_area_mu", one.covered),
        film_kg=told_in("film.used_kg", one.covered * one.film_kg_per_mu[:, None]),
        sound_share=sound,
        degradable_share=one.degradable,
        film_back_kg=back,
        picked_mu=LAW.machine_picked * back / LAW.film_kg_per_mu,
        packaging_kg=told_in("packaging.recovered_kg", one.packaging),
        harvested_mu={c: told_in(f"straw.{c}_harvested_mu", one.grain[c][0]) for c in GRAINS},
        output_t={c: told_in(f"straw.{c}_output_t", one.grain[c][1]) for c in GRAINS},
        returned_mu={c: told_in(f"straw.{c}_returned_mu", one.returned[c]) for c in GRAINS},
        straw_used_t=told_in("straw.feed_use_t", one.straw_used),
        manure_t=made,
        manure_used_t=used,
        recovery=field_recovery(
            streams("rumours", "trial"), LAW.coefficients, one.city.coefficients, axes, since
        ),
    )
    return possible(flows, one.land("wheat", 1), one.land("wheat"), one.land("maize"))
