/** Axes: round ticks that hold everything, and paths that keep their gaps. */
import { describe, expect, it } from "vitest";

import { decimalsOf, layScale } from "../../src/desk/charts/scale";

describe("an axis", () => {
  it.each([
    ["from zero where values come near it", [0.2, 0.85], 4, [0, 0.25, 0.5, 0.75, 1]],
    ["from elsewhere where they do not", [96, 99], 3, [95, 96, 97, 98, 99, 100]],
    ["below zero", [-0.8, -0.1], 4, [-1, -0.8, -0.6, -0.4, -0.2, 0]],
    ["across zero", [-1.3, 2.2], 4, [-2, -1, 0, 1, 2, 3]],
    ["of one value", [7], 2, [5, 10]],
    ["of nothing but zero", [0, 0], 4, [0, 0.25]],
  ])("is laid %s", (_, values, wanted, ticks) => {
    const scale = layScale(values, wanted);
    expect(scale.ticks.map((tick) => Number(tick.toFixed(9)))).toEqual(ticks);
    expect([scale.low, scale.high]).toEqual([scale.ticks[0], scale.ticks.at(-1)]);
  });

  it("holds every value, in steps of one width, whatever the values are", () => {
    let seed = 20190905;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 500; round += 1) {
      const size = 10 ** Math.floor(9 * random() - 4);
      const values = Array.from({ length: 1 + Math.floor(6 * random()) }, () => size * (2 * random() - 1));
      const { low, high, ticks, step } = layScale(values, 5);
      expect(low, String(values)).toBeLessThanOrEqual(Math.min(...values));
      expect(high, String(values)).toBeGreaterThanOrEqual(Math.max(...values));
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length, String(values)).toBeLessThanOrEqual(9);
      for (const [index, tick] of ticks.entries()) expect(tick).toBeCloseTo(low + index * step, 9);
    }
  });
});

describe("the decimals of a step", () => {
  it.each([
    [10, 0],
    [1, 0],
    [2.5, 1],
    [0.1, 1],
    [0.25, 2],
    [0.05, 2],
    [0.025, 3],
    [0.0001, 4],
    [0.000_01, 4],
  ])("%d needs %d", (step, decimals) => {
    expect(decimalsOf(step)).toBe(decimals);
  });
});
