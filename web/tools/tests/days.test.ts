/** Which day it is for a phone without a network. */
import { describe, expect, it } from "vitest";

import { begunSince, dayNow } from "../../src/phone/offline/days";
import type { Kept } from "../../src/phone/offline/store";
import type { Due } from "../../src/shared/api/wire";
import { dueOf, formOf } from "./forms";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What the server said at `at`, by the phone's clock. */
function keptAt(at: number, day: string, periods: string[] = []): Kept<Due> {
  const ahead = periods.map((period) => dueOf(formOf(period.includes("Q") ? "manure" : "packaging"), period));
  return { at, body: { org_unit: "410122101", day, forms: [], ahead } };
}

/** Noon in China of a day, by a clock that is right. */
const noon = (day: string): number => Date.parse(`${day}T04:00:00Z`);

describe("the day", () => {
  it.each([
    ["the server's own, an hour later", noon("2019-09-05"), noon("2019-09-05") + HOUR, "2019-09-05"],
    ["one later, though less than a day has passed", noon("2019-09-05"), noon("2019-09-05") + 13 * HOUR, "2019-09-06"],
    ["moved across a month", noon("2019-09-28"), noon("2019-10-03"), "2019-10-03"],
    ["moved across a leap day", noon("2020-02-28"), noon("2020-03-01"), "2020-03-01"],
    ["moved across a year", noon("2019-12-31"), noon("2020-01-01"), "2020-01-01"],
    ["never before what the server named", noon("2019-09-05"), noon("2019-08-01"), "2019-09-05"],
  ])("is %s", (_, at, now, expected) => {
    expect(dayNow(keptAt(at, new Date(at + 8 * HOUR).toISOString().slice(0, 10)), now)).toBe(expected);
  });

  it("turns at midnight in China, wherever the phone believes to be", () => {
    const kept = keptAt(noon("2019-09-05"), "2019-09-05");
    expect(dayNow(kept, Date.parse("2019-09-05T15:59:59Z"))).toBe("2019-09-05");
    expect(dayNow(kept, Date.parse("2019-09-05T16:00:00Z"))).toBe("2019-09-06");
  });

  it("trusts only the span of a clock that is wrong by years", () => {
    const wrong = noon("2013-01-01");
    expect(dayNow(keptAt(wrong, "2019-09-05"), wrong + 3 * DAY)).toBe("2019-09-08");
  });
});

describe("the months that have begun", () => {
  const kept = keptAt(noon("2019-09-28"), "2019-09-28", ["2019-10", "2019-11", "2019-Q4"]);

  it.each([
    ["2019-09-30", []],
    ["2019-10-01", ["2019-10"]],
    ["2019-11-02", ["2019-10", "2019-11"]],
    ["2019-12-01", ["2019-10", "2019-11", "2019-Q4"]],
    ["2020-09-28", []],
    ["2020-02-01", ["2019-10", "2019-11", "2019-Q4"]],
  ])("on %s are %j", (day, periods) => {
    expect(begunSince(kept, noon(day)).map(({ period }) => period)).toEqual(periods);
  });

  it("are none that an older page knew nothing of", () => {
    const { ahead: _, ...body } = kept.body;
    expect(begunSince({ at: kept.at, body }, noon("2019-12-01"))).toEqual([]);
  });
});
