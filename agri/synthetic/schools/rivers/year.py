"""One year of the school of rivers as flows by month."""

import numpy as np

from agri.synthetic.schools.axes import Floats
from agri.synthetic.schools.bending import possible
from agri.synthetic.schools.causes import CauseKind
from agri.synthetic.schools.flows import CROPS, GRAINS, Flows
from agri.synthetic.schools.own_coefficients import field_recovery
from agri.synthetic.schools.rivers.constants import LAW
from agri.synthetic.schools.rivers.truth import RiverYear
from agri.synthetic.schools.rivers.turns import INTO_MONTHS, MONTH_OF_TURN


def flows_of_year(one: RiverYear) -> Flows:
    """Return one year of a world, every flow in the months in which it is asked."""
    axes, year, streams = one.axes, one.year, one.basin.streams
    since = year - axes.plan.year + 1

    def told_in(element: str, by_turn: Floats) -> Floats:
        return axes.settle(element, by_turn @ INTO_MONTHS)

    film_back = axes.gather("film.recovered_kg", one.back["film"] @ INTO_MONTHS)
    level, yearly = LAW.sound
    good, law = level + yearly * since, LAW.sound_concentration
    sound = streams("rivers", "sound").beta(good * law, (1 - good) * law, len(axes.townships))
    taken, analysed = _samples(one)
    made, used = _manure(one)
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
        film_back_kg=film_back,
        picked_mu=LAW.machine_picked * film_back / LAW.film_kg_per_mu,
        packaging_kg=told_in("packaging.recovered_kg", one.back["packaging"]),
        harvested_mu={c: told_in(f"straw.{c}_harvested_mu", one.grain[c][0]) for c in GRAINS},
        output_t={c: told_in(f"straw.{c}_output_t", one.grain[c][1]) for c in GRAINS},
        returned_mu={c: told_in(f"straw.{c}_returned_mu", one.returned[c]) for c in GRAINS},
        straw_used_t=told_in("straw.feed_use_t", one.straw_used),
        manure_t=made,
        manure_used_t=used,
        recovery=field_recovery(
            streams("rivers", "trial"), LAW.coefficients, one.city.coefficients, axes, since
        ),
    )
    return possible(flows, one.land("wheat", 1), one.land("wheat"), one.land("maize"))


def _samples(one: RiverYear) -> tuple[Floats, Floats]:
    """Return soil samples taken and, as laboratories get round to them, analysed, (township, month)."""
    axes = one.axes
    grain = one.land("wheat") + one.land("maize")
    need = LAW.samples * grain / one.city.register.mu_per_sample / 3
    by_month = need[:, None] * one.turns.offered("samples") @ INTO_MONTHS
    asked = axes.settle("soil_testing.samples_taken", by_month)
    taken = one.random("samples").poisson(asked).astype(np.float64)
    done = np.zeros_like(taken)
    for after, share in enumerate(LAW.analysed):
        done[:, after:] += share * taken[:, : 12 - after]
    return taken, axes.settle("soil_testing.samples_analysed", done)


def _manure(one: RiverYear) -> tuple[Floats, Floats]:
    """Return manure produced and used, shape (county, month): a flooded quarter spreads less."""
    random, streams, counties = one.random("manure"), one.basin.streams, len(one.axes.counties)
    kept = streams("rivers", "herds")
    herds = LAW.manure_t * kept.gamma(LAW.manure_shape, 1 / LAW.manure_shape, counties)
    level, worlds, years = LAW.manure_used
    place, moves = LAW.manure_county
    odds = np.log(level / (1 - level)) + kept.normal(0, worlds) + random.normal(0, years)
    odds = odds + kept.normal(0, place, counties)
    whole = one.axes.by_county(np.ones(len(one.axes.townships)))
    made, used = np.zeros((counties, 12)), np.zeros((counties, 12))
    for month in (2, 5, 8, 11):
        made[:, month] = herds * np.exp(random.normal(0, LAW.herd_quarter, counties))
        now = odds + random.normal(0, moves, counties)
        now = now + 0.2471 * one.causes.since(CauseKind.HONEST_PUSH)[month]
        for flood in one.turns.floods:
            if (MONTH_OF_TURN[flood.first] - 1) // 3 == month // 3:
                wet = one.axes.by_county((one.turns.covered(flood) > 0).astype(np.float64))
                now = now - LAW.manure_flood * wet / whole
        used[:, month] = made[:, month] / (1 + np.exp(-now))
    return made, used
