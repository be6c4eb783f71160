/** Which day it is for a phone without a network. */
import { describe, expect, it } from "vitest";

import { begunSince, believed, dayNow, look } from "../../src/phone/offline/days";
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

describe("a clock that leaps", () => {
  const at = noon("2019-09-05");
  const kept = keptAt(at, "2019-09-05");

  it.each([36, 60, 100, 179, 365])("by %i days is not believed until somebody says so", (days) => {
    const seen = look(at, look(at, undefined, at + DAY), at + (1 + days) * DAY);
    expect(dayNow(kept, at + (1 + days) * DAY, seen)).toBe("2019-09-06");
    expect(dayNow(kept, at + (3 + days) * DAY, seen)).toBe("2019-09-08");
    const expected = new Date(at + (1 + days) * DAY).toISOString().slice(0, 10);
    expect(dayNow(kept, at + (1 + days) * DAY, believed(seen))).toBe(expected);
  });

  it("and is set right again leaves nothing behind", () => {
    const leapt = look(at, undefined, at + 100 * DAY);
    expect(look(at, leapt, at + 2 * DAY)).toEqual({ of: at, at: at + 2 * DAY, passed: 2, doubted: 0 });
    const short = look(at, undefined, at + 30 * DAY);
    expect(dayNow(kept, at + 2 * DAY, short)).toBe("2019-09-07");
  });

  it("is forgotten once the server was heard", () => {
    const leapt = look(at, undefined, at + 100 * DAY);
    const heard = keptAt(at + 100 * DAY, "2019-09-06");
    expect(dayNow(heard, at + 101 * DAY, leapt)).toBe("2019-09-07");
  });
});

describe("the months that have begun", () => {
  const kept = keptAt(noon("2019-09-28"), "2019-09-28", ["2019-10", "2019-11", "2019-Q4"]);

  it.each([
    ["2019-09-30", []],
    ["2019-10-01", ["2019-10"]],
    ["2019-11-02", ["2019-10", "2019-11"]],
    ["2019-12-01", []],
    ["2020-02-01", []],
    ["2020-09-28", []],
  ])("on %s, seen for the first time since, are %j", (day, periods) => {
    expect(begunSince(kept, noon(day)).map(({ period }) => period)).toEqual(periods);
  });

  it("are all of them for a phone that is looked at and hears nothing", () => {
    const october = look(kept.at, undefined, noon("2019-10-20"));
    const november = look(kept.at, october, noon("2019-11-20"));
    expect(begunSince(kept, noon("2019-12-01"), november).map(({ period }) => period)).toEqual([
      "2019-10",
      "2019-11",
      "2019-Q4",
    ]);
  });

  it("are none that an older page knew nothing of", () => {
    const { ahead: _, ...body } = kept.body;
    expect(begunSince({ at: kept.at, body }, noon("2019-12-01"))).toEqual([]);
  });
});
