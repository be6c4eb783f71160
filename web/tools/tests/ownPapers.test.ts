/** What a phone makes by itself of the reports that it keeps: sums, outlines, a calendar; and amounts worked out. */
import { describe, expect, it } from "vitest";

import { calendarOf } from "../../src/phone/calendarFile";
import { grouped, ungrouped } from "../../src/phone/form/grouping";
import { byArea, factorOf, lastFactor, pureOf } from "../../src/phone/form/working";
import { outlineOf } from "../../src/phone/offline/outline";
import type { Sent } from "../../src/phone/offline/store";
import { reportedHere, withWaiting } from "../../src/phone/ownReports";
import { yearsOf, yearSums, yearTitle } from "../../src/phone/yearSums";
import type { ListedReport, ProblemBody, Receipt, Revision } from "../../src/shared/api/wire";
import { dueOf, formOf } from "./forms";

function reported(period: string, values: ListedReport["values"], place = "410122101"): ListedReport {
  return {
    report_id: `r-${period}-${place}`,
    form: "packaging",
    org_unit: place,
    period,
    revision_id: `v-${period}`,
    received_at: `${period}-28T02:00:00Z`,
    author: "a",
    values,
    not_applicable: [],
    findings: [],
    state: "received",
    reason: null,
    is_contested: false,
    touched: 1,
    may: [],
    barred: null,
    author_name: "李四",
    filing: "own",
    assigned_to: null,
    is_correction: false,
  };
}

const LIST = [
  reported("2018-12", { recovered_kg: 7 }),
  reported("2019-07", { recovered_kg: 100, disposed_kg: null }),
  reported("2019-08", { recovered_kg: 20.5, disposed_kg: null }),
  reported("2019-08", { recovered_kg: 9999 }, "410122102"),
];

describe("a year in sums", () => {
  it("adds up one place's months and leaves out what was blank all year", () => {
    const [one, ...rest] = yearSums(LIST, "410122101", "2019", formOf);
    expect(rest).toEqual([]);
    expect(one?.months).toBe(2);
    expect(one?.lines.map(({ element, sum }) => [element.code, sum])).toEqual([["recovered_kg", 120.5]]);
  });

  it("tells area-times from areas", () => {
    const treated = { ...reported("2019-08", { manual_mu: 300, green_area_mu: 40 }), form: "pest_control" };
    const [one] = yearSums([treated], "410122101", "2019", formOf);
    expect(one?.lines.map(({ element, isTimes }) => [element.code, isTimes])).toEqual([
      ["manual_mu", true],
      ["green_area_mu", false],
    ]);
  });

  it("calls nothing of a year this month's", () => {
    expect(["本月回收包装废弃物", "样品"].map(yearTitle)).toEqual(["回收包装废弃物", "样品"]);
  });

  it("names the years, the newest first", () => {
    expect(yearsOf(LIST)).toEqual(["2019", "2018"]);
  });
});

describe("what is in one's record", () => {
  const sentAt = (at: number, period: string, state: string, more: Partial<Revision> = {}): Sent => ({
    ...{ author: "a", revision_id: `s-${period}`, cell: `410122101/packaging/${period}`, problem: null, at },
    receipt: { state } as Receipt,
    revision: {
      ...{ form: "packaging", period, report_id: `r-${period}-410122101`, revision_id: `s-${period}` },
      ...{ values: { recovered_kg: 5 }, ...more },
    } as Revision,
  });
  const listed = { at: 10, body: LIST };
  const shown = (found: ReturnType<typeof reportedHere>) =>
    found.map(({ period, state, here, values }) => [period, state, here, values["recovered_kg"]]);

  it("is also what was sent just before the network went, whatever the list says", () => {
    const later = reportedHere(listed, [sentAt(11, "2019-09", "received"), sentAt(11, "2019-08", "resubmitted")]);
    const own = later.filter((one) => one.org_unit === "410122101");
    expect(shown(own)).toEqual([
      ["2018-12", "received", null, 7],
      ["2019-07", "received", null, 100],
      ["2019-08", "received", "s-2019-08", 5],
      ["2019-09", "received", "s-2019-09", 5],
    ]);
    expect(yearSums(later, "410122101", "2019", formOf)[0]?.lines[0]?.sum).toBe(110);
    // Before the first list was ever read too.
    expect(shown(reportedHere(undefined, [sentAt(3, "2019-09", "received")]))).toHaveLength(1);
  });

  it("is the server's word once the list is newer", () => {
    const found = reportedHere(listed, [sentAt(9, "2019-08", "received")]);
    expect(shown(found)).toContainEqual(["2019-08", "received", null, 20.5]);
  });

  it("counts the first of two, and says that there are two", () => {
    const found = reportedHere(listed, [sentAt(11, "2019-08", "contested")]);
    expect(shown(found)).toContainEqual(["2019-08", "contested", "s-2019-08", 20.5]);
  });

  it("shows what waits without counting it", () => {
    const { author, revision_id, cell, revision } = sentAt(0, "2019-08", "");
    const waiting = {
      author,
      revision_id,
      cell,
      revision,
      org_unit: "410122101",
      sealed_at: 0,
      tries: 0,
      problem: null,
    };
    const rows = withWaiting(reportedHere(listed, []), [waiting]);
    expect(shown(rows)).toContainEqual(["2019-08", "waiting", "s-2019-08", 5]);
    const refused = withWaiting([], [{ ...waiting, problem: { code: "x" } as ProblemBody }]);
    expect(shown(refused)).toEqual([["2019-08", "problem", "s-2019-08", 5]]);
  });
});

describe("a report that was never opened", () => {
  it("is its last version, as of when the list was read", () => {
    const found = outlineOf("r-2019-07-410122101", { at: 5, body: LIST });
    expect(found?.at).toBe(5);
    expect(found?.body.revisions.map(({ values }) => values)).toEqual([{ recovered_kg: 100, disposed_kg: null }]);
    expect(outlineOf("nobody", { at: 5, body: LIST })).toBeUndefined();
    expect(outlineOf("r-2019-07-410122101", undefined)).toBeUndefined();
  });
});

describe("the calendar", () => {
  const forms = ["2019-08", "2019-08", "2019-09"].map((period) => ({
    ...dueOf(formOf("packaging"), period),
    due_on: period === "2019-08" ? "2019-09-03" : "2019-10-03",
  }));
  const text = calendarOf(
    forms,
    "410122101",
    (period) => `狼城岗镇；报${period}月报，${"很长".repeat(20)}`,
    new Date(0),
  );

  it("has one day a month, each with a reminder", () => {
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(2);
    expect(text.match(/BEGIN:VALARM/g)).toHaveLength(2);
    expect(text).toContain("DTSTART;VALUE=DATE:20190903\r\nDTEND;VALUE=DATE:20190904");
  });

  it("has no line longer than calendars read", () => {
    const lines = text.split("\r\n").map((line) => new TextEncoder().encode(line).length);
    expect(lines.length).toBeGreaterThan(20);
    expect(Math.max(...lines)).toBeLessThanOrEqual(75);
  });
});

describe("amounts worked out", () => {
  it.each([
    ["120", "46", 55.2],
    ["1,200", "17.1", 205.2],
    ["120", "0", undefined],
    ["120", "101", undefined],
    ["", "46", undefined],
    ["一百", "46", undefined],
  ])("%s of %s %% is %s", (mass, percent, expected) => {
    expect(pureOf(mass, percent)).toBe(expected);
  });

  it.each([
    ["3000", "18.4", "t", 55.2],
    ["3000", "4.4", "kg", 13200],
    ["0.3万", "4.4", "kg", 13200],
    ["3000", "", "kg", undefined],
  ])("%s mu at %s kg in %s is %s", (area, perMu, unit, expected) => {
    expect(byArea(area, perMu, unit)).toBe(expected);
  });
});

describe("a factor taken over from the last time", () => {
  it.each([
    ["尿素 120 吨 × 46%", { product: "尿素", amount: "46" }],
    ["45% 复合肥 1,200 吨 × 45%（沿用 2019年7月）", { product: "45% 复合肥", amount: "45" }],
    ["Urea 120 t × 46 %", { product: "Urea", amount: "46" }],
    ["300 亩 × 每亩 0.2 公斤", { product: "", amount: "0.2" }],
    ["300 mu × 0.2 kg a mu (as in Jul 2019)", { product: "", amount: "0.2" }],
    ["按台账", undefined],
    ["", undefined],
  ])("is read out of %j", (text, expected) => {
    expect(factorOf(text)).toEqual(expected);
  });

  it("is the newest of one's own place, never an amount", () => {
    const said = (place: string, period: string, text: string): Sent =>
      ({
        cell: `${place}/fertilizer/${period}`,
        revision: { period, entered: { other_n_t: [55.2, "t", text] } },
      }) as unknown as Sent;
    const sent = [
      said("410122101", "2019-08", "尿素 120 吨 × 46%"),
      said("410122101", "2019-06", "硫酸铵 10 吨 × 21%"),
      said("410122102", "2019-09", "碳酸氢铵 10 吨 × 17%"),
    ];
    expect(lastFactor(sent, "410122101", "other_n_t")).toEqual({ product: "尿素", amount: "46", period: "2019-08" });
    expect(lastFactor(sent, "410122101", "wheat_n_t")).toBeUndefined();
  });
});

describe("thousands apart", () => {
  it.each([
    ["1234", "1234"],
    ["12345", "12,345"],
    ["-1234567.5", "-1,234,567.5"],
    ["12,34", "12,34"],
    ["120斤", "120斤"],
    ["320 280", "320 280"],
  ])("%s is shown as %s", (text, shown) => {
    expect(grouped(text)).toBe(shown);
  });

  it.each([
    ["12,3456", "12345", "6", "123456"],
    ["12,34", "12345", null, "1234"],
    ["12,345,", "12345", ",", "12,345,"],
    ["12,34", "12,3", "4", "12,34"],
  ])("%s, typed onto %s with %s, is %s", (shown, before, typed, expected) => {
    expect(ungrouped(shown, before, typed)).toBe(expected);
  });
});
