/** Axes: from data to round tick marks, and from data to pixels. */
import type { Assessment } from "../../shared/api/assessments";

export interface Scale {
  low: number;
  high: number;
  ticks: number[];
  step: number;
}

/** Share of the whole year's span below which what lies ahead has an axis of its own. */
const NEAR_ENOUGH = 0.5;

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

interface Reach {
  values: number[];
  /** The early months lie outside. */
  isZoomed: boolean;
}

/**
 * What the axis of an indicator's year must hold. Where the whole year would press the fan together, it holds the last
 * two months that are known and all that lies ahead; null without any figure.
 */
export function reachOf({ series, target, reference, outlook }: Assessment): Reach | null {
  const ends = (outlook ? [outlook.reported, outlook.true] : []).flatMap(({ q05, q95 }) => [q05, q95]);
  const last = series.reduce((found, { value }, index) => (value === null ? found : index), -1);
  const isKnown = (value: number | null | undefined): value is number => value !== null && value !== undefined;
  const whole = [...series.flatMap(({ value, path }) => [value, path]), ...ends, target, reference?.value].filter(
    isKnown,
  );
  if (whole.length === 0) return null;
  const near = [
    ...series.slice(Math.max(last - 1, 0)).flatMap(({ value, path }) => [value, path]),
    ...ends,
    target,
    reference?.value,
  ].filter(isKnown);
  const span = (values: number[]): number => Math.max(...values) - Math.min(...values);
  const isZoomed = ends.some(isKnown) && last > 0 && span(near) < NEAR_ENOUGH * span(whole);
  return { values: isZoomed ? near : whole, isZoomed };
}

/** How many decimals the tick marks of `step` need, in the unit in which they are written. */
export function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 4; decimals += 1) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6) return decimals;
  }
  return 4;
}
