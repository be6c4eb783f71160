/** The phone's half of the shared cases; tests/rules/test_rule_cases.py has the server's. */
import { describe, expect, it } from "vitest";

import { isTwoNumbers, readAmount } from "../../src/phone/checks/amounts";
import { correctionFindings } from "../../src/phone/checks/corrections";
import { idleFindings, leftOutFindings, productFindings } from "../../src/phone/checks/lastYear";
import { landFindings, nearbyFindings, slipFindings } from "../../src/phone/checks/magnitude";
import { isCounted } from "../../src/phone/checks/periods";
import { ruleFindings } from "../../src/phone/checks/rules";
import { convert, entryUnits } from "../../src/phone/checks/units";
import { formOf, shared } from "./forms";

describe("rules", () => {
  it.each(shared.rules)("judges: $name", ({ form: code, period, values, sums, last_year, expect: expected }) => {
    const form = formOf(code);
    const found = [
      ...ruleFindings(form, period, values, sums, [], last_year),
      ...slipFindings(form, values, last_year, period),
    ];
    expect(found.map(({ code, severity, element }) => [code, severity, element])).toEqual(expected);
  });
});

describe("magnitude", () => {
  it.each(shared.magnitude)("asks: $name", (one) => {
    const {
      form: code,
      period,
      values,
      last_year,
      limits,
      nearby,
      expected: most,
      busy,
      moved,
      elsewhere,
      said,
      accepted,
      share,
      expect: expected,
    } = one;
    const form = formOf(code);
    const found = [
      ...slipFindings(form, values, last_year, period, undefined, moved, elsewhere),
      ...nearbyFindings(form, values, nearby ?? {}),
      ...landFindings(form, values, limits, last_year, period),
      ...productFindings(form, values, last_year, most ?? {}, period),
      ...idleFindings(form, values, last_year, busy ?? [], period),
      ...leftOutFindings(form, values, last_year, busy ?? [], period, said),
      ...correctionFindings(form, values, accepted ?? {}, share),
    ];
    const titles = new Map(
      form.sections.flatMap(({ elements }) => elements).map(({ code, title }) => [code, title.zh]),
    );
    expect(found.map(({ code, element, text }) => [code, element, text.zh, text.en])).toEqual(
      expected.map(([code, element, zh, en]) => [code, element, zh.replace("{title}", titles.get(element) ?? "?"), en]),
    );
    expect(found.every(({ severity }) => severity === "ask")).toBe(true);
  });
});

describe("units", () => {
  it.each(shared.units)("%d %s is in %s %d, to the same bit", (amount, entered, kept, expected) => {
    expect(entryUnits(kept)).toContain(entered);
    expect(convert(amount, entered, kept)).toBe(expected);
  });

  it("refuses a unit that the form does not take", () => {
    expect(() => convert(1, "km", "kg")).toThrow(RangeError);
  });
});

describe("amounts", () => {
  it.each(shared.typed)("reads %j as %j", (text, expected) => {
    expect(readAmount(text) ?? (readAmount(text) === null ? null : "no")).toBe(expected);
  });

  it.each(["320 280", "320\n280", "1,200 3", "３２０　２８０", "-5 +7", ".5 .5"])("finds two numbers in %j", (text) => {
    expect(readAmount(text)).toBeUndefined();
    expect(isTwoNumbers(text)).toBe(true);
  });

  it.each(["", "12 亩", "三百", "1.2.3", "12,5"])("finds no two numbers in %j", (text) => {
    expect(isTwoNumbers(text)).toBe(false);
  });
});

describe("periods", () => {
  it.each(shared.periods)("takes or refuses as the server does: $name", ({ period, code }) => {
    expect(isCounted(period, shared.countedYears)).toBe(code === null);
  });

  it("leaves the decision to a server that names no years", () => {
    expect(isCounted("2031-01", undefined)).toBe(true);
  });
});
