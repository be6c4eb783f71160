/** Colour classes of places: more and less of a figure, or worse and better than a line where there is one. */
import type { Assessment, Comparator } from "../../shared/api/assessments";

const SHADES = 5;
const SIDE = 3; // shades on either side of a line

/** Where bad turns into good, and on which side good lies. */
export interface Turn {
  value: number;
  comparator: Comparator;
}

export interface Scale {
  /** Upper bound of each class but the last. */
  bounds: number[];
  /** Style class of each. */
  classes: string[];
  turn: Turn | null;
}

/**
 * The line that an indicator is held against: its target or, where it is wished for, the planned path to date; else the
 * reference value once the year is decided; growth of what is to be reduced is held against none. Null where nothing says what is good.
 */
export function turnOf(one: Assessment | undefined, against: "target" | "path"): Turn | null {
  if (!one) return null;
  const { target, comparator, progress, reference, kind } = one;
  const line = against === "path" && progress.path !== null ? progress.path : target;
  if (line !== null && comparator !== null) return { value: line, comparator };
  // A reference is the whole year's: while months are ahead that can move the figure, a low one is not bad yet.
  if (reference && !one.series.some(({ fan }) => fan)) return { value: reference.value, comparator: ">=" };
  return kind === "growth" ? { value: 0, comparator: "<" } : null;
}

const isCeiling = ({ comparator }: Turn): boolean => comparator !== ">=";

/** Whether a value reaches the line. */
function isGood(value: number, { value: line, comparator }: Turn): boolean {
  if (comparator === ">=") return value >= line;
  return comparator === "<=" ? value <= line : value < line;
}

/**
 * Classes over what is there, without the outermost twentieth at either end; null where nothing is. With a line they
 * break at it, three on either side where there are values.
 */
export function scaleOf(values: (number | null)[], turn: Turn | null = null): Scale | null {
  const known = values.filter((value) => value !== null).sort((one, other) => one - other);
  if (known.length === 0) return null;
  const at = (share: number): number => known[Math.round(share * (known.length - 1))] ?? 0;
  const [low, high] = [at(0.05), at(0.95)];
  const cut = (from: number, to: number, parts: number): number[] =>
    Array.from({ length: parts - 1 }, (_, index) => from + ((index + 1) * (to - from)) / parts);
  if (!turn) {
    // Where nearly all are equal there is nothing to shade between them.
    if (low === high) return { bounds: [low], classes: ["c0", `c${SHADES - 1}`], turn };
    const classes = Array.from({ length: SHADES }, (_, index) => `c${index}`);
    return { bounds: cut(low, high, SHADES), classes, turn };
  }
  const [lower, upper] = isCeiling(turn) ? ["good", "bad"] : ["bad", "good"];
  const below = low < turn.value ? cut(low, turn.value, SIDE) : [];
  const above = high > turn.value ? cut(turn.value, high, SIDE) : [];
  const names = (side: string, count: number): string[] => Array.from({ length: count }, (_, at) => `${side}${at + 1}`);
  return {
    bounds: [...below, turn.value, ...above],
    classes: [...names(lower, below.length + 1).reverse(), ...names(upper, above.length + 1)],
    turn,
  };
}

/** The style class of a value, or none. On the line itself the comparator decides. */
export function classOf(value: number | null | undefined, scale: Scale | null): string {
  if (value === null || value === undefined || !scale) return "none";
  const { bounds, classes, turn } = scale;
  const isBelow = (bound: number): boolean =>
    turn && bound === turn.value && value === bound ? isCeiling(turn) === isGood(value, turn) : value < bound;
  const found = bounds.findIndex(isBelow);
  return classes[found === -1 ? bounds.length : found] ?? "none";
}
