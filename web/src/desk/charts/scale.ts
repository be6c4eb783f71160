/** Axes: from data to round tick marks, and from data to pixels. */

export interface Scale {
  low: number;
  high: number;
  ticks: number[];
  step: number;
}

const ROUND_STEPS = [1, 2, 2.5, 5, 10];

function roundStep(span: number, wanted: number): number {
  const raw = span / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  return (ROUND_STEPS.find((step) => step * power >= raw * 0.999) ?? 10) * power;
}

/**
 * Lay an axis over `values` with about `wanted` intervals, its ends on tick marks.
 *
 * Zero belongs to the axis when the values come near it; an axis that starts elsewhere is honest here
 * because the chart draws lines and points, never bars from a base.
 */
export function layScale(values: number[], wanted: number): Scale {
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (low > 0 && low < high / 2) low = 0;
  if (high < 0 && high > low / 2) high = 0;
  const span = high - low || Math.abs(high) || 1;
  const step = roundStep(span, wanted);
  // A margin of a tenth of a step keeps lines off the frame.
  const first = Math.floor(low / step - (low === 0 ? 0 : 0.1));
  // A year in which everything is 0 has an axis too.
  const last = Math.max(first + 1, Math.ceil(high / step + (high === 0 ? 0 : 0.1)));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { low: first * step, high: last * step, ticks, step };
}

/** How many decimals the tick marks of `step` need, in the unit in which they are written. */
export function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 4; decimals += 1) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6) return decimals;
  }
  return 4;
}
