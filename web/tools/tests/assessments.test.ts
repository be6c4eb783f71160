/** Figures that do not exist are said and drawn nowhere. */
import { describe, expect, it } from "vitest";

import { quantilesOf } from "../../src/shared/api/assessments";

const END = { mean: 0.5, sd: 0.1, q05: 0.3, q25: 0.4, q50: 0, q75: 0.6, q95: 0.7, probability: null, word: null };

describe("the quantiles of a year end", () => {
  it("are drawn where they are all known, a zero included", () => {
    expect(quantilesOf(END)).toEqual({ q05: 0.3, q25: 0.4, q50: 0, q75: 0.6, q95: 0.7 });
  });

  it.each(["q05", "q25", "q50", "q75", "q95"] as const)("are not drawn without %s", (quantile) => {
    expect(quantilesOf({ ...END, [quantile]: null })).toBeNull();
  });
});
