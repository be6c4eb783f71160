/** Colour classes of places. */

export const CLASSES = 5;

export interface Scale {
  /** Upper bound of each class but the last. */
  bounds: number[];
  low: number;
  high: number;
}

/** Equal classes over what is there, without the outermost twentieth at either end; null where nothing is. */
export function scaleOf(values: (number | null)[]): Scale | null {
  const known = values.filter((value) => value !== null).sort((one, other) => one - other);
  if (known.length === 0) return null;
  const at = (share: number): number => known[Math.round(share * (known.length - 1))] ?? 0;
  const low = at(0.05);
  const high = at(0.95);
  const step = (high - low) / CLASSES;
  return { low, high, bounds: Array.from({ length: CLASSES - 1 }, (_, index) => low + (index + 1) * step) };
}

/** The class of a value: c0 to c4, or none. */
export function classOf(value: number | null | undefined, scale: Scale | null): string {
  if (value === null || value === undefined || !scale) return "none";
  const found = scale.bounds.findIndex((bound) => value < bound);
  return `c${found === -1 ? CLASSES - 1 : found}`;
}
