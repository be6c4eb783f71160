/** What a phone makes by itself of the reports that it keeps: sums, outlines, a calendar; and amounts worked out. */
import { describe, expect, it } from "vitest";

import { calendarOf } from "../../src/phone/calendarFile";
import { grouped, ungrouped } from "../../src/phone/form/grouping";
import { byArea, pureOf } from "../../src/phone/form/working";
import { outlineOf } from "../../src/phone/offline/outline";
import { yearsOf, yearSums } from "../../src/phone/yearSums";
import type { ListedReport } from "../../src/shared/api/wire";
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

  it("names the years, the newest first", () => {
    expect(yearsOf(LIST)).toEqual(["2019", "2018"]);
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
