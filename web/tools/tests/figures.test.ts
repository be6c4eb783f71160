// @vitest-environment happy-dom
/** Numbers and days as the desk writes them. */
import { beforeAll, describe, expect, it } from "vitest";

import { layScale, decimalsOf } from "../../src/desk/charts/scale";
import {
  differenceText,
  distanceFigure,
  distanceText,
  figure,
  instantDayText,
  styleOf,
  tickText,
} from "../../src/shared/figures";
import { chineseMarks, chooseLanguage } from "../../src/shared/language";

beforeAll(() => chooseLanguage("zh"));

describe("the marks of an axis", () => {
  it.each([
    ["kg/mu", [24.1, 24.9], "24.0 24.2 24.4 24.6 24.8 25.0", "公斤/亩"],
    ["t", [101, 110], "100.0 102.5 105.0 107.5 110.0 112.5", "吨"],
    ["t", [0, 0.11], "0.00 0.05 0.10 0.15", "吨"],
    ["mu", [0, 1_200_000], "0 500,000 1,000,000 1,500,000", "亩"],
    ["count", [-4, 3], "−6 −4 −2 0 2 4", "个"],
  ])("in %s over %j say what stands there", (unit, values, expected, word) => {
    const { ticks, step } = layScale(values, 4);
    const texts = ticks.map((tick) => tickText(tick, { unit, decimals: decimalsOf(step), isSigned: false }));
    expect(texts).toEqual(expected.split(" ").map((amount) => `${amount} ${word}`));
  });
});

describe("what is counted", () => {
  const cards = { indicator: "cards", unit: "count", counted_in: { zh: "份", en: "cards" } };

  it("is told in its own measure word, and in 个 where there is none", () => {
    const told = (one: Parameters<typeof styleOf>[0]): string[] => [
      figure(2113, styleOf(one)),
      figure(12, styleOf(one)),
      tickText(1500, { ...styleOf(one), decimals: 0 }),
      distanceText(2113, 2000, styleOf(one)),
    ];
    expect(told(cards)).toEqual(["2,113 份", "12 份", "1,500 份", "高于序时进度 113 份"]);
    expect(told({ indicator: "cards", unit: "count" })).toEqual([
      "2,113 个",
      "12 个",
      "1,500 个",
      "高于序时进度 113 个",
    ]);
    expect(figure(12.5, styleOf(cards))).toBe("12.5 份"); // a mean of counts
  });
});

describe("the day of an instant", () => {
  it.each([
    ["2019-08-01T16:30:00Z", "2019年8月2日"],
    ["2019-08-01T15:59:59Z", "2019年8月1日"],
    ["2019-12-31T23:00:00+00:00", "2020年1月1日"],
  ])("of %s is China's", (instant, expected) => {
    expect(instantDayText(instant)).toBe(expected);
  });
});

describe("what a plan was typed with", () => {
  it.each([
    ["折纯,与上年同月比", "折纯，与上年同月比"],
    ["测算值:按亩次;可超过100%", "测算值：按亩次；可超过100%"],
    ["三(五)4", "三（五）4"],
    ["尿素(46-0-0),9:05 前", "尿素(46-0-0),9:05 前"],
  ])("%s reads %s in Chinese", (typed, read) => {
    expect(chineseMarks(typed)).toBe(read);
  });
});

describe("a difference", () => {
  const share = { unit: "fraction", decimals: 1, isSigned: false };

  it("is that of the figures as shown beside it", () => {
    expect([figure(0.62149, share), figure(0.60851, share)]).toEqual(["62.1%", "60.9%"]);
    expect(distanceFigure(0.60851, 0.62149, share)).toBe("−1.2"); // by itself 1.298
    expect(distanceText(0.60851, 0.62149, share)).toBe("低于序时进度 1.2 个百分点");
  });

  it("has the measure word of its indicator, and comes whole where it is", () => {
    expect(differenceText(0, "count", 2, { zh: "份", en: "cards" })).toBe("0 份");
  });

  it("of a part of a share is in points", () => {
    expect(figure(-0.0076, { ...share, unit: "points" })).toBe("−0.76 个百分点");
  });
});
