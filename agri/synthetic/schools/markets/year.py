"""One year of the school of markets as flows by month."""

from agri.synthetic.schools.bending import possible
from agri.synthetic.schools.flows import CROPS, GRAINS, Flows
from agri.synthetic.schools.markets.calendar import INTO_MONTHS
from agri.synthetic.schools.markets.constants import LAW
from agri.synthetic.schools.markets.truth import MarketYear, Region
from agri.synthetic.schools.own_coefficients import field_recovery


def flows_of_year(region: Region, year: int) -> Flows:
    """Return one year of a world, every flow in the months in which it is asked."""
    one, axes = MarketYear(region, year), region.axes
    since = year - axes.plan.year + 1
    covered, laid, picked = one.film
    back = axes.gather("film.recovered_kg", picked @ INTO_MONTHS)
    (taken, analysed), (made, used) = one.samples, one.manure
    level, yearly = LAW.sound
    good, law = level + yearly * since, LAW.sound_concentration
    sound = region.streams("markets", "sound").beta(good * law, (1 - good) * law, len(axes.townships))
    trial = region.streams("markets", "trial")
    flows = Flows(
        sown={crop: one.told_in(f"sowing.{crop}_mu", one.asked(crop, f"{crop}_sowing")) for crop in CROPS},
        fertilizer_t={crop: one.told_in(f"fertilizer.{crop}_n_t", t) for crop, t in one.fertilizer.items()},
        formula_mu={
            crop: one.told_in(f"soil_testing.{crop}_formula_area_mu", mu) for crop, mu in one.formula.items()
        },
        samples_taken=taken,
        samples_analysed=analysed,
        treated_mu=one.told_in("pest_control.drone_mu", one.treated),
        sprayer_share=one.sprayer_share,
        unified_mu=one.told_in("pest_control.unified_area_mu", one.unified),
        green_mu=one.told_in("pest_control.green_area_mu", one.green),
        pesticide_kg=one.told_in("pest_control.pesticide_kg", one.pesticide),
        covered_mu=one.told_in("film.covered_area_mu", covered),
        film_kg=one.told_in("film.used_kg", laid),
        sound_share=sound,
        degradable_share=one.degradable,
        film_back_kg=back,
        picked_mu=LAW.machine_picked * back / LAW.film_kg_per_mu,
        packaging_kg=one.told_in("packaging.recovered_kg", one.packaging),
        harvested_mu={c: one.told_in(f"straw.{c}_harvested_mu", one.grain[c][0]) for c in GRAINS},
        output_t={c: one.told_in(f"straw.{c}_output_t", one.grain[c][1]) for c in GRAINS},
        returned_mu={c: one.told_in(f"straw.{c}_returned_mu", one.returned[c]) for c in GRAINS},
        straw_used_t=one.told_in("straw.feed_use_t", one.straw_used),
        manure_t=made,
        manure_used_t=used,
        recovery=field_recovery(trial, LAW.coefficients, region.coefficients, axes, since),
    )
    return possible(flows, one.land("wheat", 1), one.land("wheat"), one.land("maize"))
