/** What is missing, impossible or questionable in a draft, and what is sent of it. */
import { describe, expect, it } from "vitest";

import { type Answer, nameOf } from "../../src/phone/checks/answers";
import { judge, otherSections, revisionOf, shownSections, totalsOf } from "../../src/phone/checks/judge";
import { draftOf, dueOf, formOf, shared } from "./forms";

const packaging = formOf("packaging");
const due = dueOf(packaging, "2019-09");
const years = shared.countedYears;

const judged = (texts: Record<string, string>, more: Parameters<typeof draftOf>[2] = {}) =>
  judge(packaging, due, draftOf(packaging, "2019-09", { texts, ...more }), years);

describe("what is typed", () => {
  it("is read as numbers, blanks named", () => {
    const found = judged({ recovered_kg: "１，２００", disposed_kg: "  " });
    expect(found.values).toEqual({ recovered_kg: 1200, disposed_kg: null });
    expect(found.blanks).toEqual(["disposed_kg"]);
    expect(found.faults).toEqual({});
  });

  it("takes a zero for a number, not for a blank", () => {
    const found = judged({ recovered_kg: "0", disposed_kg: "0" });
    expect(found.values).toEqual({ recovered_kg: 0, disposed_kg: 0 });
    expect(found.blanks).toEqual([]);
    expect(found.canSend).toBe(true);
  });

  it.each([
    ["三百", "not_a_number"],
    ["无", "means_nothing"],
    ["/", "means_nothing"],
    ["——", "means_nothing"],
    ["120亩", "other_unit"],
    ["100公斤+2吨", "not_a_number"],
    ["320 280", "two_numbers"],
    ["-1", "below_minimum"],
    ["200000.5", "above_maximum"],
  ])("%j is a fault that holds sending back: %s", (text, fault) => {
    const found = judged({ recovered_kg: text, disposed_kg: "0" });
    expect(found.faults).toEqual({ recovered_kg: fault });
    expect(found.canSend).toBe(false);
  });

  it("refuses a half of what is counted", () => {
    const soil = formOf("soil_testing");
    const draft = draftOf(soil, "2019-09", { texts: { samples_taken: "2.5", samples_analysed: "2" } });
    expect(judge(soil, dueOf(soil, "2019-09"), draft, years).faults).toEqual({ samples_taken: "not_whole" });
  });

  it("is converted from the unit it is typed in, which is sent too", () => {
    const found = judged(
      { recovered_kg: "1.5", disposed_kg: "300" },
      { units: { recovered_kg: "t", disposed_kg: "jin" } },
    );
    expect(found.values).toEqual({ recovered_kg: 1500, disposed_kg: 150 });
    expect(found.entered).toEqual({ recovered_kg: [1.5, "t"], disposed_kg: [300, "jin"] });
  });

  it.each([
    ["120斤", 60, [120, "jin"]],
    ["120 公斤", 120, undefined],
    ["1.2吨", 1200, [1.2, "t"]],
    ["３．５万", 35_000, undefined],
    ["3.5万斤", 17_500, [35_000, "jin"]],
    ["约120", 120, undefined],
    ["120左右", 120, undefined],
    ["100+20", 120, undefined],
    ["100+20斤", 60, [120, "jin"]],
    ["1,200公斤", 1200, undefined],
    ["12。5", 12.5, undefined],
  ])("understands %j", (text, value, sent) => {
    const found = judged({ recovered_kg: text });
    expect(found.faults).toEqual({});
    expect([found.values["recovered_kg"], found.entered["recovered_kg"]]).toEqual([value, sent]);
  });

  it("takes an area in 万亩 for what it is", () => {
    const sowing = formOf("sowing");
    const code = sowing.sections[0]?.elements[0]?.code ?? "";
    const found = judge(sowing, dueOf(sowing, "2019-10"), draftOf(sowing, "2019-10", { texts: { [code]: "3.5万亩" } }));
    expect([found.values[code], found.entered[code]]).toEqual([35_000, [3.5, "wan_mu"]]);
  });

  it("has its bounds in the form's unit, whatever it is typed in", () => {
    expect(judged({ recovered_kg: "201" }, { units: { recovered_kg: "t" } }).faults).toEqual({
      recovered_kg: "above_maximum",
    });
  });
});

describe("what holds a report back", () => {
  const film = formOf("film");
  const film_due = dueOf(film, "2019-09", { sums: { "baseline.film_last_autumn_kg": 1e6, "used_kg@year_to_date": 0 } });
  const judgeFilm = (texts: Record<string, string>, reason = "") =>
    judge(film, film_due, draftOf(film, "2019-09", { texts, reason }), years);

  it("is a rule that stops, with a reason or without", () => {
    const texts = { covered_area_mu: "100", used_kg: "400", sound_used_kg: "401", degradable_used_kg: "0" };
    for (const reason of ["", "已核实"]) {
      const found = judgeFilm(texts, reason);
      expect(found.stops.map(({ code }) => code)).toEqual(["film-sound-above-used"]);
      expect(found.canSend).toBe(false);
    }
  });

  it("is a question until an answer settles it, each its own", () => {
    const texts = { covered_area_mu: "100", used_kg: "800", sound_used_kg: "0", degradable_used_kg: "0" };
    const twice = dueOf(film, "2019-09", {
      sums: film_due.sums,
      last_year: { covered_area_mu: 1000 },
    });
    const judgeWith = (answers: Record<string, Answer>, more: Record<string, string> = {}) =>
      judge(film, twice, draftOf(film, "2019-09", { texts: { ...texts, ...more }, answers }), years);
    const heavy = { "film-heavy:used_kg": { text: "厚地膜", of: 800 } };
    const slip = { "unit-slip:covered_area_mu": { text: "面积减少", of: 100 } };
    const open = (found: ReturnType<typeof judge>): (string | null)[] => found.open.map(nameOf);
    expect(open(judgeWith({})).sort()).toEqual(["film-heavy:used_kg", "unit-slip:covered_area_mu"]);
    expect(judgeWith({})).toMatchObject({ canSend: false, wantsReason: false });
    expect(open(judgeWith(heavy))).toEqual(["unit-slip:covered_area_mu"]);
    expect(open(judgeWith({ ...heavy, "unit-slip:covered_area_mu": { text: "  ", of: 100 } }))).toHaveLength(1);
    expect(judgeWith({ ...heavy, ...slip })).toMatchObject({ open: [], canSend: true });
    // Another number is another question.
    expect(open(judgeWith({ ...heavy, ...slip }, { used_kg: "801" }))).toEqual(["film-heavy:used_kg"]);
    // Only what is still asked goes along.
    const draft = draftOf(film, "2019-09", { texts, answers: { ...heavy, ...slip } });
    expect(revisionOf(draft, judge(film, film_due, draft, years), "v-1").answers).toEqual({
      "film-heavy:used_kg": "厚地膜",
    });
  });

  it("is a correction that corrects nothing, unless it was returned", () => {
    const texts = { recovered_kg: "10", disposed_kg: "5" };
    const base = { values: { recovered_kg: 10, disposed_kg: 5 }, known_by: {} };
    const more = { supersedes: "v-1", reason: "x", base };
    expect(judged(texts, more)).toMatchObject({ isUnchanged: true, canSend: false });
    expect(judged({ ...texts, disposed_kg: "6" }, more)).toMatchObject({ isUnchanged: false, canSend: true });
    expect(judged({ ...texts, disposed_kg: "" }, more)).toMatchObject({ isUnchanged: false, canSend: true });
    const told = { ...more, known_by: { packaging: "ledger" as const } };
    expect(judged(texts, told)).toMatchObject({ isUnchanged: false, canSend: true });
    const returned = dueOf(packaging, "2019-09", { state: "returned" });
    const draft = draftOf(packaging, "2019-09", { texts, ...more });
    expect(judge(packaging, returned, draft, years)).toMatchObject({ isUnchanged: false, canSend: true });
  });

  it("is a correction without a reason, even where nothing is asked", () => {
    const texts = { recovered_kg: "10", disposed_kg: "5" };
    expect(judged(texts).canSend).toBe(true);
    expect(judged(texts, { supersedes: "v-1" })).toMatchObject({ asks: [], wantsReason: true, canSend: false });
    expect(judged(texts, { supersedes: "v-1", reason: "重新过磅" }).canSend).toBe(true);
  });

  it("is a year that no figure counts", () => {
    const found = judge(packaging, due, draftOf(packaging, "2031-09", { texts: { recovered_kg: "1" } }), [2018, 2019]);
    expect(found.stops.map(({ code }) => code)).toEqual(["year-not-open"]);
    expect(found.stops[0]?.text.zh).toContain("2018、2019");
    expect(found.canSend).toBe(false);
  });

  it("is nothing that a blank alone leaves open", () => {
    expect(judged({}).canSend).toBe(true);
    expect(judged({}).blanks).toEqual(["recovered_kg", "disposed_kg"]);
  });

  it("asks about an amount far from last year's, and about more area than there is land", () => {
    const sowing = formOf("sowing");
    const month = dueOf(sowing, "2019-10", { last_year: { wheat_mu: 120 }, limits: { vegetable_mu: 50 } });
    const texts = { wheat_mu: "1200", vegetable_mu: "52" };
    const found = judge(sowing, month, draftOf(sowing, "2019-10", { texts }), years);
    expect(found.asks.map(({ code, element }) => [code, element])).toEqual([
      ["unit-slip", "wheat_mu"],
      ["above-land", "vegetable_mu"],
    ]);
  });

  it("is no land's limit that an older answer of the server's did not name", () => {
    const sowing = formOf("sowing");
    const { limits: _, ...old } = dueOf(sowing, "2019-10");
    const draft = draftOf(sowing, "2019-10", { texts: { vegetable_mu: "9000" } });
    expect(judge(sowing, old as typeof due, draft).asks).toEqual([]);
  });
});

describe("sections", () => {
  const film = formOf("film");

  it("are shown where the month asks for them, in the form's order", () => {
    const [laid, recovered] = film.sections.map(({ code }) => code);
    expect(shownSections(film, { sections: [recovered ?? "", laid ?? ""] }).map(({ code }) => code)).toEqual([
      laid,
      recovered,
    ]);
  });

  it("that are not asked leave no blanks", () => {
    const some = dueOf(film, "2019-04", { sections: ["laid"] });
    const found = judge(film, some, draftOf(film, "2019-04", { texts: { covered_area_mu: "1" } }), years);
    expect(Object.keys(found.values)).toEqual(["covered_area_mu", "used_kg", "sound_used_kg", "degradable_used_kg"]);
    expect(found.blanks).not.toContain("recovered_kg");
  });

  const april = film.sections.find(({ months }) => !months.includes(4));
  const [first] = april?.elements ?? [];

  it("of other months are offered, and what is filled in there is sent and asked about", () => {
    if (!april || !first) throw new Error("film has no section of other months");
    const some = dueOf(film, "2019-04", { sections: ["laid"] });
    expect(otherSections(film, some).map(({ section }) => section.code)).toContain(april.code);
    const draft = draftOf(film, "2019-04", { texts: { covered_area_mu: "1", [first.code]: "7" } });
    expect(otherSections(film, some, draft).map(({ section }) => section.code)).not.toContain(april.code);
    const found = judge(film, some, draft, years);
    expect(found.values[first.code]).toBe(7);
    expect(found.asks.map(({ code, element }) => [code, element])).toContainEqual(["other-month", first.code]);
    expect(found.blanks).not.toContain(april.elements[1]?.code);
  });

  it("of other months are offered only where the form takes them", () => {
    const strict = { ...film, other_months: false };
    const some = dueOf(film, "2019-04", { sections: ["laid"] });
    expect(otherSections(strict, some)).toEqual([]);
    const draft = draftOf(film, "2019-04", { texts: { covered_area_mu: "1", [first?.code ?? ""]: "7" } });
    expect(judge(strict, some, draft, years).values).not.toHaveProperty(first?.code ?? "");
  });

  it("of a crop that the baseline has not are opened on request, and are then applicable", () => {
    const sowing = formOf("sowing");
    const [wheat] = sowing.sections;
    if (!wheat) throw new Error("the form has no section");
    const some = dueOf(sowing, "2019-10", { sections: [], not_applicable: [wheat.code] });
    expect(otherSections(sowing, some)).toContainEqual({ section: wheat, isOfMonth: true });
    const texts = { [wheat.elements[0]?.code ?? ""]: "30" };
    const draft = draftOf(sowing, "2019-10", { texts, not_applicable: [wheat.code], opened: [wheat.code] });
    const found = judge(sowing, some, draft, years);
    expect(found.canSend).toBe(true);
    expect(revisionOf(draft, found, "v-1", sowing).not_applicable).toEqual([]);
  });

  it("of which none is asked hold an empty report back", () => {
    const none = dueOf(film, "2019-06", { sections: [] });
    expect(judge(film, none, draftOf(film, "2019-06"), years).canSend).toBe(false);
  });

  it("sum up what is given and name what is blank", () => {
    const [section] = formOf("fertilizer").sections;
    if (!section) throw new Error("the form has no section");
    expect(totalsOf(section, { wheat_n_t: null, wheat_p2o5_t: null })).toEqual([]);
    const [total] = totalsOf(section, { wheat_n_t: 3, wheat_p2o5_t: 0, wheat_k2o_t: null, wheat_compound_t: 4.5 });
    expect(total).toMatchObject({ sum: 7.5, blanks: 1 });
    // What was not asked this month is neither given nor blank.
    expect(totalsOf(section, { wheat_n_t: 3 })[0]).toMatchObject({ sum: 3, blanks: 0 });
  });
});

describe("a version", () => {
  it("holds what was judged, with an id of its own", () => {
    const draft = draftOf(packaging, "2019-09", {
      texts: { recovered_kg: "2", disposed_kg: "1" },
      units: { recovered_kg: "t" },
      not_applicable: ["none"],
      supersedes: "v-1",
      reason: " 重新过磅 ",
    });
    expect(revisionOf(draft, judge(packaging, due, draft, years), "v-2")).toEqual({
      report_id: "report-1",
      revision_id: "v-2",
      form: "packaging",
      form_version: packaging.version,
      org_unit: "410122101",
      period: "2019-09",
      supersedes: "v-1",
      reason: "重新过磅",
      values: { recovered_kg: 2000, disposed_kg: 1 },
      not_applicable: ["none"],
      entered: { recovered_kg: [2, "t"] },
      answers: {},
      known_by: {},
    });
  });

  it("has no reason where only spaces were typed", () => {
    const draft = draftOf(packaging, "2019-09", { reason: "  " });
    expect(revisionOf(draft, judge(packaging, due, draft, years), "v-2").reason).toBeNull();
  });
});
