/** Wrong inputs that once passed without a word, with a plausible year before them: each is asked about or refused. */
import { describe, expect, it } from "vitest";

import { judge } from "../../src/phone/checks/judge";
import type { DueForm } from "../../src/shared/api/wire";
import { draftOf, dueOf, formOf, shared } from "./forms";

type Texts = Record<string, string>;
type Known = Partial<Pick<DueForm, "last_year" | "sums" | "limits" | "expected" | "busy">>;

/** What stands against a sheet: codes of faults, stops and questions, with the element that they are about. */
function against(code: string, period: string, texts: Texts, known: Known = {}): string[] {
  const form = formOf(code);
  const found = judge(form, dueOf(form, period, known), draftOf(form, period, { texts }), shared.countedYears);
  const faults = Object.entries(found.faults).map(([element, fault]) => `${fault} ${element}`);
  return [...faults, ...[...found.stops, ...found.asks].map((one) => `${one.code} ${one.element}`)];
}

const PACKAGING = { recovered_kg: 320, disposed_kg: 300 };
const SPRAYED = { manual_mu: 500, electric_mu: 4000, stretcher_mu: 1000, boom_mu: 2000, drone_mu: 5000 };
const HARVEST = { maize_harvested_mu: 29_147, maize_output_t: 13_000, maize_returned_mu: 20_000 };
const USES = ["fertilizer_use_t", "feed_use_t", "fuel_use_t", "substrate_use_t", "material_use_t"];
const YEAR = (...codes: string[]): DueForm["sums"] =>
  Object.fromEntries(codes.flatMap((code) => [`${code}@year_to_date`, `${code}@year`].map((key) => [key, 0])));

describe("a wrong input", () => {
  it.each([
    ["ten times last year", "3200", "unit-slip recovered_kg"],
    ["a hundred times", "32000", "unit-slip recovered_kg"],
    ["a thousand times", "180000", "unit-slip recovered_kg"],
    ["a tenth", "32", "unit-slip recovered_kg"],
    ["a thousandth", "0.32", "unit-slip recovered_kg"],
    ["two cells pasted", "320 280", "two_numbers recovered_kg"],
    ["two lines pasted", "320\n280", "two_numbers recovered_kg"],
    ["two cells with a tab", "120\t130", "two_numbers recovered_kg"],
    ["less than nothing", "-5", "below_minimum recovered_kg"],
    ["more than a month can bring", "250000", "above_maximum recovered_kg"],
  ])("of %s does not pass", (_, text, expected) => {
    expect(against("packaging", "2019-09", { recovered_kg: text }, { last_year: PACKAGING })).toContain(expected);
  });

  it("in an area speaks of an area, never of kilograms", () => {
    const form = formOf("pest_control");
    const known = dueOf(form, "2019-09", { last_year: { green_area_mu: 190 } });
    const found = judge(form, known, draftOf(form, "2019-09", { texts: { green_area_mu: "120000" } }));
    const [slip] = found.asks.filter(({ code }) => code === "unit-slip");
    expect(slip?.text.zh).toContain("去年 9 月 190 亩");
    expect(slip?.text.zh).not.toContain("公斤");
  });

  it("in treatments speaks of area-times, as the form does", () => {
    const form = formOf("pest_control");
    const codes = ["manual_mu", "electric_mu", "stretcher_mu", "boom_mu", "drone_mu"];
    const sums = Object.fromEntries(
      codes.flatMap((code) => [
        [`${code}@year`, 0],
        [`last_year.${code}@year`, 800],
      ]),
    );
    const known = dueOf(form, "2019-09", { last_year: SPRAYED, sums });
    const found = judge(form, known, draftOf(form, "2019-09", { texts: { manual_mu: "50000" } }));
    const slip = found.asks.find(({ code }) => code === "unit-slip");
    expect(slip?.text.zh).toContain("去年 9 月 500 亩次，");
    expect(slip?.text.en).toMatch(/^500 mu-times /);
    const year = found.asks.find(({ code }) => code === "pest-treatment-above-last-year");
    expect(year?.text.zh).toContain("4000 亩次，");
  });

  it("of unified control beside a blank sprayer asks", () => {
    const texts = { manual_mu: "100", electric_mu: "", stretcher_mu: "0", boom_mu: "200", drone_mu: "200" };
    expect(against("pest_control", "2019-09", { ...texts, unified_area_mu: "600", pesticide_kg: "20" })).toContain(
      "pest-unified-above-treatment electric_mu",
    );
  });

  it("of ten kilograms of pesticide on a mu asks", () => {
    const texts = Object.fromEntries(Object.keys(SPRAYED).map((code) => [code, "10"]));
    expect(against("pest_control", "2019-09", { ...texts, unified_area_mu: "0", pesticide_kg: "500" })).toContain(
      "pest-pesticide-per-treatment pesticide_kg",
    );
  });

  it("of hardly any film from a large area asks", () => {
    const texts = { recovered_kg: "2", machine_picked_mu: "99999" };
    expect(against("film", "2019-09", texts, { sums: YEAR("recovered_kg", "used_kg") })).toContain(
      "film-picked-without-film machine_picked_mu",
    );
  });

  it("of more degradable film than film is refused", () => {
    const texts = { covered_area_mu: "100", used_kg: "500", sound_used_kg: "400", degradable_used_kg: "600" };
    expect(against("film", "2019-09", texts)).toContain("film-degradable-above-used degradable_used_kg");
  });

  it("of more straw used and sold than was harvested asks", () => {
    const texts = { maize_output_t: "500", feed_use_t: "5000", sold_out_t: "9000", bought_in_t: "7000" };
    const sums = YEAR("maize_output_t", "wheat_output_t", "bought_in_t", "sold_out_t", ...USES);
    const found = against("straw", "2019-09", texts, { sums });
    expect(found.map((one) => one.split(" ")[0])).toContain("straw-used-above-collectable");
  });

  it.each([
    ["straw", "2019-09", "maize_harvested_mu", "299999"],
    ["sowing", "2019-09", "vegetable_mu", "199999"],
    ["sowing", "2019-09", "other_mu", "199999"],
    ["pest_control", "2019-09", "green_area_mu", "120000"],
    ["film", "2019-09", "machine_picked_mu", "99999"],
    ["fertilizer", "2019-09", "organic_area_mu", "99999"],
  ])("of more land than there is asks: %s %s %s", (form, period, element, text) => {
    expect(against(form, period, { [element]: text }, { limits: { [element]: 26_150 } })).toContain(
      `above-land ${element}`,
    );
  });

  it("of product mass for pure on all of a crop asks once", () => {
    const last_year = { other_n_t: 60, other_p2o5_t: 10, other_k2o_t: 10, other_compound_t: 120 };
    const texts = { other_n_t: "132", other_p2o5_t: "22", other_k2o_t: "22", other_compound_t: "264" };
    expect(against("fertilizer", "2019-07", texts, { last_year, expected: { other: 220 } })).toEqual([
      "product-mass other_n_t",
    ]);
  });

  it("of treatments without pesticide asks, and of pesticide without treatments", () => {
    const treated = { manual_mu: "20000", electric_mu: "30000", stretcher_mu: "0", boom_mu: "0", drone_mu: "0" };
    expect(against("pest_control", "2019-08", { ...treated, pesticide_kg: "0" })).toContain(
      "pest-treatment-without-pesticide manual_mu",
    );
    const none = Object.fromEntries(Object.keys(treated).map((code) => [code, "0"]));
    expect(against("pest_control", "2019-08", { ...none, pesticide_kg: "900" })).toContain(
      "pest-pesticide-per-treatment pesticide_kg",
    );
  });

  it("of a blank for the pesticide of fifty thousand mu is named before it goes; a blank label is not", () => {
    const form = formOf("pest_control");
    const texts = { manual_mu: "20000", electric_mu: "30000", stretcher_mu: "0", boom_mu: "0", drone_mu: "0" };
    const found = judge(form, dueOf(form, "2019-08"), draftOf(form, "2019-08", { texts }), shared.countedYears);
    expect(found.blanks).toContain("pesticide_kg");
    expect(found.blanks).not.toContain("pesticide_active_kg");
  });

  it("of zero throughout in last year's busiest month asks once for the form", () => {
    const form = formOf("pest_control");
    const codes = form.sections.flatMap(({ elements }) => elements).map(({ code }) => code);
    const texts = Object.fromEntries(codes.map((code) => [code, "0"]));
    const known = { last_year: { ...SPRAYED, pesticide_kg: 3000 }, busy: [...Object.keys(SPRAYED), "pesticide_kg"] };
    expect(against("pest_control", "2019-08", texts, known)).toEqual(["idle-month manual_mu"]);
  });

  it("of film that is sound and degradable beyond all film asks", () => {
    const texts = { covered_area_mu: "110", used_kg: "500", sound_used_kg: "400", degradable_used_kg: "400" };
    expect(against("film", "2019-04", texts)).toContain("film-kinds-above-used sound_used_kg");
  });

  it("of forty-six kilograms of nitrogen on a mu asks", () => {
    const sums = { "baseline.wheat_mu": 26_150 };
    expect(against("fertilizer", "2019-10", { wheat_n_t: "1200" }, { sums })).toContain(
      "fertilizer-wheat-autumn-intensity wheat_n_t",
    );
  });

  it("of ten times all of last year asks form by form", () => {
    const tenfold = (amounts: Record<string, number>): Texts =>
      Object.fromEntries(Object.entries(amounts).map(([code, amount]) => [code, String(10 * amount)]));
    const pest = against("pest_control", "2019-09", tenfold(SPRAYED), { last_year: SPRAYED });
    expect(pest.filter((one) => one.startsWith("unit-slip"))).toHaveLength(5);
    const straw = against("straw", "2019-09", tenfold(HARVEST), { last_year: HARVEST });
    expect(straw.filter((one) => one.startsWith("unit-slip"))).toHaveLength(3);
  });
});
